"""
A portfolio as numbers: where each plant may stand, what it takes, and what lies between plants.

Between plants stand the sanitary zones, both ways, what they wish of each other, and the
capacities they share.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from sezgeo.arrays import Bools, Floats
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.config.ranges import INDEX_OF, Size
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.siting.portfolio.file import PlantWish, Portfolio
from sezgeo.siting.portfolio.options import PortfolioOptions
from sezgeo.siting.portfolio.places import Joined, Places
from sezgeo.siting.portfolio.problem import Problem
from sezgeo.siting.portfolio.supply import Supply
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.verdict import Outcome

_STATUS_RULE = "plot_status"
_TAKEN = ("occupied", "under_construction")


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """Where plants may stand, what their studies say of it, and what serves it."""

    places: Places
    rankings: tuple[Ranking, ...]
    joined: tuple[Joined | None, ...]
    supplies: tuple[Supply, ...]


def needs_of(portfolio: Portfolio, profiles: Sequence[Profile], size: Size) -> Floats:
    """Return what each plant takes of each utility, zero where nothing is said; both in order."""
    needs = np.zeros((len(profiles), len(UTILITIES)))
    for row, (plant, profile) in enumerate(zip(portfolio.plants, profiles, strict=True)):
        for column, name in enumerate(UTILITIES):
            own = profile.needs.get(name)
            usual = own.range[INDEX_OF[size]] if own else 0.0
            needs[row, column] = plant.needs.get(name, usual)
    return needs


def zone_m(profiles: Sequence[Profile], spz: Size) -> Floats:
    """Return how deep a sanitary protection zone each plant casts, in metres."""
    return np.array([profile.plant.spz_m.range[INDEX_OF[spz]] for profile in profiles], dtype=float)


def apart_of(portfolio: Portfolio, profiles: Sequence[Profile], spz: Size) -> Floats:
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


def posed(portfolio: Portfolio, land: Land, needs: Floats, asked: PortfolioOptions) -> Problem:
    """Write a portfolio as numbers, on places that are measured already."""
    frame, found = land.places.frame, land.supplies
    names, count = list(UTILITIES), len(portfolio.plants)
    years = [plant.year for plant in portfolio.plants]
    counted = np.array([[one.counts(year) for year in years] for one in found], dtype=bool)
    taken = np.array([needs[:, names.index(one.utility)] for one in found]).reshape(-1, count)
    draws = np.where(counted.reshape(taken.shape), taken, 0.0).T
    served = np.array([one.serves for one in found], dtype=bool).reshape(-1, len(frame))
    within = np.full((count, count), np.inf)
    for one, two, most, _ in _wished(portfolio):
        within[one, two] = within[two, one] = min(within[one, two], most)
    judged = [_judged(plant, at, land, asked) for at, plant in enumerate(portfolio.plants)]
    later = np.array([[p.year < s.from_year for s in found] for p in portfolio.plants], dtype=bool)
    early = ((later.reshape(draws.shape) & (draws > 0)).astype(float) @ served) > 0
    weights = np.array([plant.weight for plant in portfolio.plants])
    scores = np.array([score for score, _ in judged])
    taken_plots = frame["status"].isin(_TAKEN).to_numpy(dtype=bool)
    return Problem(
        worth=np.minimum(scores, 1.0) * weights[:, np.newaxis],
        allowed=np.array([allowed for _, allowed in judged]) & ~early,
        covers=land.places.covers,
        draws=draws,
        served=served,
        capacity=np.array([one.capacity for one in found], dtype=float),
        metres=between_m(frame.geometry),
        apart_m=apart_of(portfolio, [r.profile for r in land.rankings], asked.spz),
        within_m=within,
        spare=taken_plots,
        site=np.unique(frame["site"].astype(str).to_numpy(dtype=str), return_inverse=True)[1],
        same=_on_sites(portfolio, "same"),
        other=_on_sites(portfolio, "other"),
    )


def _on_sites(portfolio: Portfolio, wish: str) -> Bools:
    """Tell which two plants wish to stand on one site, or each on another."""
    pairs: Bools = np.zeros((len(portfolio.plants), len(portfolio.plants)), dtype=bool)
    for one in portfolio.wishes:
        if one.site == wish:
            who = [portfolio.names.index(name) for name in one.plants]
            pairs[np.ix_(who, who)] = True
    np.fill_diagonal(pairs, val=False)
    return pairs


def _judged(plant: PlantWish, at: int, land: Land, asked: PortfolioOptions) -> tuple[Floats, Bools]:
    """Return a plant's score at every place, and where it may stand."""
    places, ranking, own = land.places, land.rankings[at], land.joined[at]
    plots = places.frame.iloc[: places.covers.shape[1]]
    scores, allowed = np.zeros(len(places.members)), np.zeros(len(places.members), dtype=bool)
    scores[: len(plots)] = ranking.parts.loc[plots.index].sum(axis=1).to_numpy()
    allowed[: len(plots)] = _allowed(ranking, plots, asked)
    if own is not None:
        sums = own.ranking.parts.sum(axis=1)
        for place, key in places.seats[at].items():
            scores[place] = sums[key]
            allowed[place] = int(own.ranking.outcome[key]) < _least(asked)
    if plant.plot:
        if plant.plot not in plots.index:
            raise UnknownNameError(Text("участок", "plot"), plant.plot, map(str, plots.index))
        allowed &= np.array([plant.plot in parts for parts in places.members], dtype=bool)
    return scores, allowed


def _least(asked: PortfolioOptions) -> Outcome:
    """Return the mildest outcome that forbids."""
    return Outcome.UNKNOWN if asked.strict else Outcome.EXCLUDED


def _allowed(ranking: Ranking, plots: GeoDataFrame, asked: PortfolioOptions) -> Bools:
    """Tell where a plant may stand; of an occupied plot, whether it might if it were free."""
    others = [v.outcome.reindex(plots.index) for v in ranking.verdicts if v.rule != _STATUS_RULE]
    gravest = np.max([np.asarray(o, dtype=int) for o in others], axis=0, initial=0)
    status = ranking.outcome.reindex(plots.index).to_numpy(dtype=int)
    taken = plots["status"].isin(_TAKEN).to_numpy(dtype=bool)
    allowed: Bools = np.where(taken, gravest, status) < _least(asked)
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
