"""From a raw measure to a value between 0 (useless) and 1 (ideal)."""

from dataclasses import dataclass

import numpy as np
from pandas import Series

from sezgeo.arrays import Floats
from sezgeo.errors import ProfileError
from sezgeo.i18n import Text


@dataclass(frozen=True, slots=True)
class ValueFunction:
    """
    A value curve drawn through (raw, value) points and flat beyond its ends.

    Its anchors are fixed, so adding or dropping a plot never moves the others, which min-max
    scaling over the candidates would do.

    Examples
    --------
    >>> near_is_good = ValueFunction(((0, 1.0), (500, 0.8), (3000, 0.0)))
    >>> near_is_good(Series({"A": 0.0, "B": 1600.0, "C": 9000.0})).round(3).to_dict()
    {'A': 1.0, 'B': 0.448, 'C': 0.0}
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Refuse points that draw no curve."""
        raws = [raw for raw, _ in self.points]
        if not np.isfinite(self.points).all() or not raws[1:] or raws != sorted(set(raws)):
            raise ProfileError(
                Text(
                    "кривой нужны две точки или больше, исходные значения по возрастанию; "
                    "дано {points}",
                    "a curve needs two or more points with rising raw values, got {points}",
                ).fill(points=self._written())
            )
        if not all(0 <= value <= 1 for _, value in self.points):
            raise ProfileError(
                Text(
                    "значения кривой лежат от 0 до 1; дано {points}",
                    "the values of a curve lie between 0 and 1, got {points}",
                ).fill(points=self._written())
            )

    def __call__(self, raw: Series) -> Series:
        """Value each entry of `raw`; an unknown measure stays unknown."""
        return Series(self.at(raw.to_numpy(dtype=float)), index=raw.index, name=raw.name)

    def at(self, raw: Floats) -> Floats:
        """
        Value an array of raw measures.

        Each piece is held between the values at its two ends, so rounding can never make a rising
        piece fall.
        """
        xs, ys = self._axes()
        piece = np.clip(np.searchsorted(xs, raw, side="right") - 1, 0, len(xs) - 1)
        left, right = ys[piece], np.append(ys[1:], ys[-1])[piece]
        slope = np.append(np.diff(ys) / np.diff(xs), 0.0)[piece]
        value = left + slope * (np.clip(raw, xs[0], xs[-1]) - xs[piece])
        held: Floats = np.clip(value, np.minimum(left, right), np.maximum(left, right))
        return held

    def extent(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """
        Return the least and the greatest value over each interval of raw measures.

        Exact: between its break points the curve is straight, so its extremes over an interval lie
        at the ends of the interval or, if it both rises and falls, at break points inside it.

        Parameters
        ----------
        low, high : shape (n,)
            Ends of the intervals; NaN in either gives NaN.

        Examples
        --------
        >>> hill = ValueFunction(((0, 0.0), (10, 1.0), (20, 0.0)))
        >>> [bound.tolist() for bound in hill.extent(np.array([5.0]), np.array([12.0]))]
        [[0.5], [1.0]]
        """
        low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        ends = self.at(low), self.at(high)
        least, most = np.minimum(*ends), np.maximum(*ends)
        for raw, value in self.points if self.bends else ():
            inside = (low < raw) & (raw < high)
            least = np.where(inside, np.minimum(least, value), least)
            most = np.where(inside, np.maximum(most, value), most)
        return least, most

    @property
    def bends(self) -> bool:
        """Tell whether the curve both rises and falls: its extremes may lie between two ends."""
        steps = np.sign(np.diff(self._axes()[1]))
        return bool((steps > 0).any() and (steps < 0).any())

    def _axes(self) -> tuple[Floats, Floats]:
        points = np.asarray(self.points, dtype=float)
        return points[:, 0], points[:, 1]

    def _written(self) -> str:
        return str([list(point) for point in self.points])
