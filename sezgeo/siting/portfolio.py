"""
Several plants placed jointly on the plots of a zone: the geometry around the numbers.

Where each plant may stand comes from its own study. Between plants stand the sanitary zones, both
ways, what they wish of each other, and the capacities they share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoSeries

from sezgeo.errors import SitingError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.allocation import Flags, Floats, Plan, Problem, greedy
from sezgeo.siting.portfolio_file import UTILITIES, PlantWish, Portfolio
from sezgeo.siting.refusal import nowhere, why_not
from sezgeo.siting.solving import SECONDS, Solved, best_plans, solve, worth_of_more
from sezgeo.siting.supply import Supply, supplies
from sezgeo.suitability.footprint import End
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking import Ranking
from sezgeo.verdict import Outcome

_END = {"low": 0, "likely": 1, "high": 2}
_STATUS_RULE = "plot_status"
_TAKEN = ("occupied", "under_construction")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    How to place.

    Attributes
    ----------
    size
        Which end of the needs' ranges to reckon with.
    spz
        Which end of the sanitary zones' ranges.
    strict
        True if a plot with an unknown outcome may not be used.
    count
        How many plans to tell.
    seconds
        How long one search may take.
    """

    size: End = "likely"
    spz: End = "likely"
    strict: bool = False
    count: int = 3
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """
    Plants placed jointly.

    Attributes
    ----------
    portfolio
        What was to be placed.
    asked
        How.
    rankings
        The study of each plant, in the order of the portfolio.
    plots
        The plots; places of the problem, by position.
    needs : numpy.ndarray, shape (plants, utilities)
        What each plant takes, utilities in the order of `UTILITIES`.
    supplies
        The sources, by position.
    problem
        The problem in numbers.
    plans
        The best plans, best first.
    simple
        What placing one by one finds; None if it finds no plan.
    gains : numpy.ndarray, shape (sources,)
        What one unit more of each source would add to the best plan.
    freed
        The best plan if one occupied plot more could be used.
    """

    portfolio: Portfolio
    asked: Asked
    rankings: tuple[Ranking, ...]
    plots: Layer
    needs: Floats
    supplies: tuple[Supply, ...]
    problem: Problem
    plans: tuple[Solved, ...]
    simple: Plan | None
    gains: Floats
    freed: Solved

    def plot(self, place: int) -> str:
        """Return the key of a plot."""
        return str(self.plots.frame.index[place])

    @property
    def greedy_loses_share(self) -> float | None:
        """Return the share of the worth that placing one by one loses; None if it finds no plan."""
        best = self.plans[0].worth
        return None if self.simple is None else 1 - self.problem.worth_of(self.simple) / best


def place(
    portfolio: Portfolio,
    rankings: Sequence[Ranking],
    layers: Mapping[str, Layer],
    asked: Asked | None = None,
) -> Placed:
    """
    Place plants jointly, so that the sum of their weighted scores is greatest.

    Parameters
    ----------
    portfolio
        The plants, what they wish of each other, and capacities.
    rankings
        The study of each plant, in the order of the portfolio.
    layers
        All layers there are, by name; plots and sources are taken from them.
    asked
        How to place.

    Raises
    ------
    UnknownNameError
        If a plot or a site of the portfolio is not there.
    SitingError
        If a plant has no plot that it may use, or there is no plan at all; it says why.
    """
    asked = asked or Asked()
    plots = layers["plots"]
    profiles = [ranking.profile for ranking in rankings]
    needs = needs_of(portfolio, profiles, asked.size)
    drawn = [name for at, name in enumerate(UTILITIES) if needs[:, at].any()]
    found = tuple(supplies(plots, layers, portfolio.sources, drawn=drawn))
    problem = _problem(portfolio, rankings, plots, found, (needs, asked))
    for at, plant in enumerate(portfolio.plants):
        if not (problem.allowed[at] & ~problem.spare).any():
            raise SitingError(nowhere(plant, rankings[at], strict=asked.strict))
    plans = best_plans(problem, asked.count, seconds=asked.seconds)
    if plans[0].plan is None:
        told = (portfolio.names, [str(key) for key in plots.frame.index], found)
        raise SitingError(why_not(problem, plans[0], told, seconds=asked.seconds))
    return Placed(
        portfolio,
        asked,
        tuple(rankings),
        plots,
        needs,
        found,
        problem,
        tuple(plans),
        greedy(problem),
        worth_of_more(problem, plans[0], seconds=asked.seconds),
        solve(problem, extra=1, seconds=asked.seconds),
    )


def needs_of(portfolio: Portfolio, profiles: Sequence[Profile], size: End) -> Floats:
    """Return what each plant takes of each utility, zero where nothing is said; both in order."""
    needs = np.zeros((len(profiles), len(UTILITIES)))
    for row, (plant, profile) in enumerate(zip(portfolio.plants, profiles, strict=True)):
        for column, name in enumerate(UTILITIES):
            own = profile.needs.get(name)
            usual = own.range[_END[size]] if own else 0.0
            needs[row, column] = plant.needs.get(name, usual)
    return needs


def zone_m(profiles: Sequence[Profile], spz: End) -> Floats:
    """Return how deep a sanitary protection zone each plant casts, in metres."""
    return np.array([profile.plant.spz_m.range[_END[spz]] for profile in profiles], dtype=float)


def apart_of(portfolio: Portfolio, profiles: Sequence[Profile], spz: End) -> Floats:
    """
    Return how far every two plants must be apart: for the zone of either, and by wish.

    A plant casts its sanitary protection zone on the plots around it, and a plant that makes
    medicines may not stand in that of another industry (SanPiN 2.2.1/2.1.1.1200-03, 5.2).
    """
    zone = zone_m(profiles, spz)
    sensitive = np.array([profile.plant.sensitive != "" for profile in profiles])
    cast = zone[:, np.newaxis] * (sensitive & ~sensitive[:, np.newaxis])
    apart: Floats = np.maximum(cast, cast.T)
    for one, two, _, least in _wished(portfolio):
        apart[one, two] = apart[two, one] = max(apart[one, two], least)
    np.fill_diagonal(apart, 0.0)
    return apart


def _wished(portfolio: Portfolio) -> list[tuple[int, int, float, float]]:
    """List each pair that wishes something of each other, with the most and the least metres."""
    return [
        (
            min(one, two),
            max(one, two),
            np.inf if wish.within_m is None else wish.within_m,
            wish.apart_m or 0.0,
        )
        for wish in portfolio.wishes
        for one in map(portfolio.names.index, wish.plants)
        for two in map(portfolio.names.index, wish.plants)
        if one < two
    ]


def _problem(
    portfolio: Portfolio,
    rankings: Sequence[Ranking],
    plots: Layer,
    found: Sequence[Supply],
    given: tuple[Floats, Asked],
) -> Problem:
    needs, asked = given
    frame = plots.frame
    names, count = list(UTILITIES), len(rankings)
    draws = np.array([needs[:, names.index(one.utility)] for one in found]).reshape(-1, count).T
    served = np.array([one.serves for one in found], dtype=bool).reshape(-1, len(frame))
    within = np.full((count, count), np.inf)
    for one, two, most, _ in _wished(portfolio):
        within[one, two] = within[two, one] = min(within[one, two], most)
    allowed = [
        _allowed(p, r, plots, asked) for p, r in zip(portfolio.plants, rankings, strict=True)
    ]
    later = np.array([[p.year < s.from_year for s in found] for p in portfolio.plants], dtype=bool)
    early = ((later.reshape(draws.shape) & (draws > 0)).astype(float) @ served) > 0
    weights = np.array([plant.weight for plant in portfolio.plants])
    scores = np.array([r.parts.loc[frame.index].sum(axis=1).to_numpy() for r in rankings])
    return Problem(
        worth=np.minimum(scores, 1.0) * weights[:, np.newaxis],
        allowed=np.array(allowed) & ~early,
        covers=np.eye(len(frame), dtype=bool),
        draws=draws,
        served=served,
        capacity=np.array([one.capacity for one in found], dtype=float),
        metres=between_m(frame.geometry),
        apart_m=apart_of(portfolio, [r.profile for r in rankings], asked.spz),
        within_m=within,
        spare=frame["status"].isin(_TAKEN).to_numpy(dtype=bool),
    )


def _allowed(plant: PlantWish, ranking: Ranking, plots: Layer, asked: Asked) -> Flags:
    """Tell where a plant may stand; of an occupied plot, whether it might if it were free."""
    index = plots.frame.index
    others = [v.outcome.reindex(index) for v in ranking.verdicts if v.rule != _STATUS_RULE]
    gravest = np.max([np.asarray(o, dtype=int) for o in others], axis=0, initial=0)
    status = ranking.outcome.reindex(index).to_numpy(dtype=int)
    taken = plots.frame["status"].isin(_TAKEN).to_numpy(dtype=bool)
    outcome = np.where(taken, gravest, status)
    allowed: Flags = outcome < (Outcome.UNKNOWN if asked.strict else Outcome.EXCLUDED)
    if plant.plot:
        if plant.plot not in index:
            raise UnknownNameError(Text("участка", "plot"), plant.plot, map(str, index))
        allowed &= np.asarray(index == plant.plot)
    return allowed


def between_m(shapes: GeoSeries) -> Floats:
    """
    Measure the distances between outlines, every two of them.

    Examples
    --------
    >>> from shapely import box
    >>> between_m(GeoSeries([box(0, 0, 1, 1), box(4, 0, 5, 1)])).tolist()
    [[0.0, 3.0], [3.0, 0.0]]
    """
    outlines = shapes.to_numpy()
    metres: Floats = np.zeros((len(outlines), len(outlines)))
    one, two = np.triu_indices(len(outlines), 1)
    metres[one, two] = metres[two, one] = shapely.distance(outlines[one], outlines[two])
    return metres
