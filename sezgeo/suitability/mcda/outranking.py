"""A method that compares alternatives pair by pair: PROMETHEE II."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sezgeo.arrays import Floats
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.suitability.mcda.decision_matrix import decision_matrix, shares, signs

_PARAMETERS = {
    "usual": (),
    "u": ("q",),
    "v": ("p",),
    "level": ("q", "p"),
    "linear": ("q", "p"),
    "gaussian": ("s",),
}
_CELLS_AT_ONCE = 4_000_000
"""Pairs compared in one step, to bound the memory."""


@dataclass(frozen=True, slots=True)
class Preference:
    """
    How much a difference in one criterion makes one alternative preferred.

    Source: Brans J.P., Vincke P., Mareschal B. (1986), European J. Operational Research 24(2).

    Parameters
    ----------
    shape
        `usual`, `u`, `v`, `level`, `linear` or `gaussian`; upper case is the same.
    q
        Greatest difference that is indifferent (`u`, `level`, `linear`).
    p
        Least difference of full preference (`v`, `linear`), or of more than half (`level`).
    s
        Difference at which a Gaussian bends.

    Examples
    --------
    >>> Preference("linear", q=1, p=3)(np.array([0.5, 2.0, 5.0])).tolist()
    [0.0, 0.5, 1.0]
    """

    shape: str = "usual"
    q: float = 0.0
    p: float = 0.0
    s: float = 0.0

    def __post_init__(self) -> None:
        """Refuse shapes that do not exist and thresholds that make no sense."""
        fits = (
            self._kind in _PARAMETERS
            and self.q >= 0
            and (self._kind not in ("level", "linear") or self.p >= self.q)
            and (self._kind != "v" or self.p > 0)
            and (self._kind != "linear" or self.p > self.q)
            and (self._kind != "gaussian" or self.s > 0)
        )
        if not fits:
            raise SezgeoError(
                Text(
                    "нет такой функции предпочтения: {preference}; бывают {shapes}",
                    "no such preference function: {preference}; there are {shapes}",
                ).fill(preference=self, shapes=", ".join(_PARAMETERS))
            )

    @classmethod
    def of(cls, preference: "PreferenceLike") -> "Preference":
        """
        Take a preference as it is, by the name of its shape, or as a name and its numbers.

        The numbers stand in the order q, p, s, or carry their names in a mapping.

        Examples
        --------
        >>> Preference.of(("linear", 5, 30))
        Preference(shape='linear', q=5, p=30, s=0.0)
        >>> Preference.of({"shape": "gaussian", "s": 5})
        Preference(shape='gaussian', q=0.0, p=0.0, s=5)
        """
        if isinstance(preference, Preference):
            return preference
        if isinstance(preference, str):
            return cls(preference)
        if isinstance(preference, Mapping):
            return cls(**preference)
        shape, *numbers = preference
        names = _PARAMETERS.get(str(shape).lower().removesuffix("-shape"), ())
        return cls(str(shape), **dict(zip(names, map(_number, numbers), strict=True)))

    def __call__(self, difference: Floats) -> Floats:
        """Return the preference, 0 to 1, for each difference in favour."""
        kind = self._kind
        if kind == "level":
            return 0.5 * (difference > self.q) + 0.5 * (difference > self.p)
        if kind in ("usual", "u"):
            return (difference > self.q).astype(float)
        if kind == "gaussian":
            gained = np.maximum(difference, 0.0)
            bell: Floats = 1 - np.exp(-(gained**2) / (2 * self.s**2))
            return bell
        start = self.q if kind == "linear" else 0.0
        rising: Floats = np.clip((difference - start) / (self.p - start), 0.0, 1.0)
        return rising

    @property
    def _kind(self) -> str:
        return self.shape.lower().removesuffix("-shape")


PreferenceLike = Preference | str | tuple[str | float, ...] | Mapping[str, Any]


def promethee_ii(
    matrix: ArrayLike,
    weights: ArrayLike,
    objectives: ArrayLike,
    preferences: PreferenceLike | Sequence[PreferenceLike] = "usual",
) -> Floats:
    """
    Return the net flow of each alternative (PROMETHEE II).

    Source: Brans J.P., Vincke P., Mareschal B. (1986), European J. Operational Research 24(2).

    Parameters
    ----------
    matrix : shape (alternatives, criteria)
        Raw measures, any units.
    weights : shape (criteria,)
        Importance of the criteria.
    objectives : shape (criteria,)
        +1 where more is better, -1 where less is.
    preferences
        One preference for all criteria, or a list with one for each.

    Returns
    -------
    net_flows : shape (alternatives,)
        From -1 to 1, greater is better; they sum to 0.

    Examples
    --------
    >>> flows = promethee_ii([[4, 3, 2], [3, 2, 4], [5, 1, 3]], [0.5, 0.3, 0.2], [1, 1, 1])
    >>> flows.round(3).tolist()
    [0.1, -0.3, 0.2]
    """
    share = shares(weights)
    table = decision_matrix(matrix, len(share)) * signs(objectives)
    shapes = _for_each(preferences, len(share))
    count = len(table)
    flows = np.zeros(count)
    step = max(1, _CELLS_AT_ONCE // max(count, 1))
    for start in range(0, count, step):
        rows = slice(start, start + step)
        for column, (part, preference) in enumerate(zip(share, shapes, strict=True)):
            gained = table[rows, column, None] - table[None, :, column]
            flows[rows] += part * (preference(gained) - preference(-gained)).sum(axis=1)
    net: Floats = flows / max(count - 1, 1)
    return net


def _for_each(preferences: Any, count: int) -> list[Preference]:  # noqa: ANN401 (one or many)
    if _is_one(preferences):
        return [Preference.of(preferences)] * count
    if len(preferences) == count:
        return [Preference.of(preference) for preference in preferences]
    raise SezgeoError(
        Text(
            "функций предпочтения {functions}, а критериев {criteria}",
            "{functions} preference functions for {criteria} criteria",
        ).fill(functions=str(len(preferences)), criteria=str(count))
    )


def _is_one(preferences: Any) -> bool:  # noqa: ANN401 (one or many)
    """Tell one preference from a list of them: `("linear", 5, 30)` is one, two names are two."""
    if isinstance(preferences, Preference | str | list | Mapping):
        return not isinstance(preferences, list)
    first, *rest = preferences
    return isinstance(first, str) and all(isinstance(cell, int | float) for cell in rest)


def _number(value: object) -> float:
    if isinstance(value, int | float):
        return value
    raise SezgeoError(Text(f"«{value}» не число", f"{value!r} is no number"))
