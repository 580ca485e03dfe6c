"""What would make a plot win, or become eligible: the smallest change of its measures."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sezgeo import display
from sezgeo.arrays import Floats
from sezgeo.errors import UnknownNameError, unknown_plot
from sezgeo.i18n import Text
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.ranking.scores import expected_measure
from sezgeo.suitability.value_function import ValueFunction
from sezgeo.suitability.what_if.piecewise_program import PiecewiseMeasure, least_effort
from sezgeo.units import quantity
from sezgeo.verdict import Outcome

_NOTHING = 1e-6
"""Share of a declared range below which a change is only rounding."""


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One measure that would have to change, in its own unit."""

    criterion: str
    title: Text
    old: float
    """The measure itself, or, where it is unknown, what is reckoned with."""
    new: float
    known: bool

    @property
    def sentence(self) -> Text:
        """Say from what to what."""
        old, new = quantity(self.old, self.criterion), quantity(self.new, self.criterion)
        assumed = Text.EMPTY if self.known else Text(" (принято)", " (assumed)")
        return self.title + ": " + old + assumed + " → " + new


@dataclass(frozen=True, slots=True, repr=False)
class LeastChange(display.Shown):
    """
    What would bring a plot where it is wanted.

    Attributes
    ----------
    plot_id
        The plot.
    reachable
        False if no change of its measures would do.
    steps
        The measures to change, the largest change first; none if it is there already.
    effort
        Sum of the changes, each as a share of the declared range of its criterion.
    blocked
        Rules outside the profile that exclude the plot whatever its measures.
    """

    plot_id: str
    reachable: bool
    steps: tuple[MeasureChange, ...]
    effort: float
    blocked: tuple[Text, ...]

    def lines(self) -> list[Text]:
        """Return the change as sentences."""
        obstacles = [
            Text("Не соблюдено ограничение: ", "A rule stands in the way: ") + rule + "."
            for rule in self.blocked
        ]
        if not self.reachable:
            hopeless = Text(
                "Никакое изменение показателей не поможет.", "No change of its measures would do."
            )
            return obstacles or [hopeless]
        reached = Text("Ничего менять не надо.", "Nothing has to change.")
        return [step.sentence for step in self.steps] or [reached]

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain JSON values; an effort without end is null."""
        return {
            "reachable": self.reachable,
            "effort": self.effort if self.reachable else None,
            "steps": [asdict(step) | {"sentence": asdict(step.sentence)} for step in self.steps],
            "blocked": [asdict(rule) for rule in self.blocked],
        }


@display.shows(LeastChange)
def _change(change: LeastChange) -> display.View:
    head, *rest = change.lines()
    return display.View(head, (display.Lines(rest),))


def to_win(ranking: Ranking, plot_id: str, *, fixed: Collection[str] = ()) -> LeastChange:
    r"""
    Find the smallest change of a plot's measures that puts it first.

    Measures are weighed against one another as shares of the declared ranges of their criteria;
    the bounds of the profile must hold as well. Exact, by a mixed-integer programme over the
    pieces of the value curves.

    Parameters
    ----------
    ranking
        The ranking as it stands.
    plot_id
        The plot that is to win.
    fixed
        Criteria nobody can change.

    Raises
    ------
    UnknownNameError
        If there is no such plot or criterion.

    Examples
    --------
    >>> from pandas import DataFrame
    >>> from sezgeo.suitability.ranking.ranking import rank
    >>> wish = {"weight": 1, "curve": [[0, 1], [1000, 0]], "range": [0, 1000], "source": "example"}
    >>> spz = {"spz_m": {"value": 50, "source": "example"}}
    >>> profile = Profile.from_dict(
    ...     {"key": "p", "title_ru": "п", "title_en": "p", "plant": spz, "criteria": {"x_m": wish}}
    ... )
    >>> ranking = rank(DataFrame({"x_m": [200.0, 700.0]}, index=["A", "B"]), profile)
    >>> to_win(ranking, "B").steps[0].sentence.en.replace("\xa0", " ")
    'x_m: 700 m → 200 m'
    """
    _check_names(ranking, plot_id, fixed)
    others = ranking.score.drop(plot_id)
    target = float(others.max()) if others.notna().any() else 0.0
    return _least_change(ranking, plot_id, target, fixed)


def to_be_eligible(ranking: Ranking, plot_id: str, *, fixed: Collection[str] = ()) -> LeastChange:
    """
    Find the smallest change of a plot's measures at which no bound of the profile excludes it.

    Raises
    ------
    UnknownNameError
        If there is no such plot or criterion.
    """
    _check_names(ranking, plot_id, fixed)
    return _least_change(ranking, plot_id, 0.0, fixed)


def _check_names(ranking: Ranking, plot_id: str, fixed: Collection[str]) -> None:
    if plot_id not in ranking.rank.index:
        raise unknown_plot(plot_id, ranking.order)
    measured = ranking.measures.values.columns
    for name in fixed:
        if name not in measured:
            raise UnknownNameError(Text("критерий", "criterion"), name, map(str, measured))


def _least_change(
    ranking: Ranking, plot_id: str, target: float, fixed: Collection[str]
) -> LeastChange:
    own = {f"limit_{name}{end}" for name in ranking.profile.limits for end in ("", "_at_most")}
    blocked = tuple(
        verdict.title
        for verdict in ranking.verdicts
        if verdict.rule not in own and verdict.outcome[plot_id] == Outcome.EXCLUDED
    )
    measures = list(_piecewise_measures(ranking, plot_id, fixed))
    new = (
        None
        if blocked or any(not len(measure.raws) for measure in measures)
        else least_effort(measures, target)
    )
    if new is None:
        return LeastChange(plot_id, reachable=False, steps=(), effort=np.inf, blocked=blocked)
    efforts = {
        measure.name: float(np.interp(new[measure.name], measure.raws, measure.efforts))
        for measure in measures
    }
    moved = [
        name
        for name in sorted(efforts, key=lambda name: -efforts[name])
        if efforts[name] > _NOTHING
    ]
    steps = tuple(_step(ranking, plot_id, name, new[name]) for name in moved)
    return LeastChange(
        plot_id, reachable=True, steps=steps, effort=sum(efforts.values()), blocked=()
    )


def _step(ranking: Ranking, plot_id: str, name: str, new: float) -> MeasureChange:
    old = _now(ranking, plot_id, name)
    known = bool(ranking.measures.values[name].notna()[plot_id])
    return MeasureChange(name, ranking.title(name), old, new, known)


def _now(ranking: Ranking, plot_id: str, name: str) -> float:
    """Return what is reckoned with now; of an unknown measure without a criterion, its bound."""
    row = list(ranking.rank.index).index(plot_id)
    if name in ranking.profile.criteria:
        wish = ranking.profile.criteria[name]
        return float(expected_measure(ranking.measures, name, wish)[0][row])
    raw = float(ranking.measures.values[name].to_numpy(dtype=float)[row])
    return raw if np.isfinite(raw) else _allowed(ranking.profile, name)[0]


def _piecewise_measures(
    ranking: Ranking, plot_id: str, fixed: Collection[str]
) -> Iterator[PiecewiseMeasure]:
    profile = ranking.profile
    weights = profile.weights
    for name in dict.fromkeys((*profile.criteria, *profile.limits)):
        now = _now(ranking, plot_id, name)
        wish = profile.criteria.get(name)
        curve = wish.value_function if wish else None
        span = wish.range[1] - wish.range[0] if wish else max(abs(now), 1.0)
        raws = _raws(profile, name, now, curve)
        if name in fixed:
            raws = raws[raws == now]
        points = curve.at(raws) * float(weights[name]) if curve else np.zeros_like(raws)
        yield PiecewiseMeasure(name, raws, np.abs(raws - now) / span, points)


def _raws(profile: Profile, name: str, now: float, curve: ValueFunction | None) -> Floats:
    """List where effort or value bend: now, the bends of the curve, the ends of what is allowed."""
    low, high = _allowed(profile, name)
    bends = [raw for raw, _ in curve.points] if curve else []
    ends = [end for end in (low, high) if np.isfinite(end)]
    raws = np.unique(np.array([now, *bends, *ends], dtype=float))
    return raws[(raws >= low) & (raws <= high)]


def _allowed(profile: Profile, name: str) -> tuple[float, float]:
    """Return between what a bound of the profile does not exclude."""
    limit = profile.limits.get(name)
    floor, ceiling = (limit.floor, limit.ceiling) if limit else (None, None)
    return (floor[0] if floor else -np.inf), (ceiling[1] if ceiling else np.inf)
