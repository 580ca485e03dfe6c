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
from sezgeo.errors import unknown_plot
from sezgeo.siting.portfolio.file import PlantWish, Portfolio
from sezgeo.siting.portfolio.options import PortfolioOptions
from sezgeo.siting.portfolio.places import JoinedPlots, Places
from sezgeo.siting.portfolio.problem import Problem
from sezgeo.siting.portfolio.supply import Supply
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.verdict import Outcome

_STATUS_RULE = "plot_status"
_TAKEN = ("occupied", "under_construction")


@dataclass(frozen=True, slots=True, eq=False)
class PlacementInputs:
    """Where plants may stand, what their studies say of it, and what serves it."""

    places: Places
    rankings: tuple[Ranking, ...]
    joined: tuple[JoinedPlots | None, ...]
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


def sanitary_zones_m(profiles: Sequence[Profile], spz: Size) -> Floats:
    """Return how deep a sanitary protection zone each plant casts, in metres."""
    return np.array([profile.plant.spz_m.range[INDEX_OF[spz]] for profile in profiles], dtype=float)


def least_distances_m(portfolio: Portfolio, profiles: Sequence[Profile], spz: Size) -> Floats:
    """
    Return how far every two plants must be apart: for the zone of either, and by wish.

    A plant casts its sanitary protection zone on the plots around it, and a plant that makes
    medicines may not stand in that of another industry (SanPiN 2.2.1/2.1.1.1200-03, 5.2).
    """
    zone = sanitary_zones_m(profiles, spz)
    sensitive = np.array([profile.plant.sensitive != "" for profile in profiles])
    cast = zone[:, np.newaxis] * (sensitive & ~sensitive[:, np.newaxis])
    apart: Floats = np.maximum(cast, cast.T)
    for first, second, _, least in _pair_wishes(portfolio):
        apart[first, second] = apart[second, first] = max(apart[first, second], least)
    np.fill_diagonal(apart, 0.0)
    return apart


def _pair_wishes(portfolio: Portfolio) -> list[tuple[int, int, float, float]]:
    """List each pair that wishes something of each other, with the most and the least metres."""
    return [
        (
            min(first, second),
            max(first, second),
            np.inf if wish.within_m is None else wish.within_m,
            wish.apart_m or 0.0,
        )
        for wish in portfolio.wishes
        for first in map(portfolio.names.index, wish.plants)
        for second in map(portfolio.names.index, wish.plants)
        if first < second
    ]


def formulate(
    portfolio: Portfolio, inputs: PlacementInputs, needs: Floats, options: PortfolioOptions
) -> Problem:
    """Formulate a portfolio in numbers, on places that are measured already."""
    frame, supplies = inputs.places.frame, inputs.supplies
    draws = _draws(portfolio, supplies, needs)
    served = np.array([supply.serves for supply in supplies], dtype=bool).reshape(-1, len(frame))
    late = np.array(
        [[plant.year < supply.from_year for supply in supplies] for plant in portfolio.plants],
        dtype=bool,
    )
    too_early = ((late.reshape(draws.shape) & (draws > 0)).astype(float) @ served) > 0
    weights = np.array([plant.weight for plant in portfolio.plants])
    studied = [
        _scores_and_allowed(plant, number, inputs, options)
        for number, plant in enumerate(portfolio.plants)
    ]
    scores = np.array([score for score, _ in studied])
    return Problem(
        worth=np.minimum(scores, 1.0) * weights[:, np.newaxis],
        allowed=np.array([allowed for _, allowed in studied]) & ~too_early,
        covers=inputs.places.covers,
        draws=draws,
        served=served,
        capacity=np.array([supply.capacity.limit for supply in supplies], dtype=float),
        metres=between_m(frame.geometry),
        apart_m=least_distances_m(portfolio, [r.profile for r in inputs.rankings], options.spz),
        within_m=_greatest_distances_m(portfolio),
        spare=frame["status"].isin(_TAKEN).to_numpy(dtype=bool),
        site=np.unique(frame["site"].astype(str).to_numpy(dtype=str), return_inverse=True)[1],
        same=_on_sites(portfolio, "same"),
        other=_on_sites(portfolio, "other"),
    )


def _draws(portfolio: Portfolio, supplies: Sequence[Supply], needs: Floats) -> Floats:
    """Return what each plant takes from each source that serves it, in the source's time."""
    names, plants = list(UTILITIES), portfolio.plants
    counts = np.array([[s.counts(plant.year) for plant in plants] for s in supplies], dtype=bool)
    needed = np.array([needs[:, names.index(s.utility)] for s in supplies])
    needed = needed.reshape(-1, len(plants))
    draws: Floats = np.where(counts.reshape(needed.shape), needed, 0.0).T
    return draws


def _greatest_distances_m(portfolio: Portfolio) -> Floats:
    """Return how near every two plants must be; infinity asks for nothing."""
    count = len(portfolio.plants)
    within = np.full((count, count), np.inf)
    for first, second, most, _ in _pair_wishes(portfolio):
        within[first, second] = within[second, first] = min(within[first, second], most)
    return within


def _on_sites(portfolio: Portfolio, kind: str) -> Bools:
    """Tell which two plants wish to stand on one site, or each on another."""
    pairs: Bools = np.zeros((len(portfolio.plants), len(portfolio.plants)), dtype=bool)
    for wish in portfolio.wishes:
        if wish.site == kind:
            who = [portfolio.names.index(name) for name in wish.plants]
            pairs[np.ix_(who, who)] = True
    np.fill_diagonal(pairs, val=False)
    return pairs


def _scores_and_allowed(
    plant: PlantWish, number: int, inputs: PlacementInputs, options: PortfolioOptions
) -> tuple[Floats, Bools]:
    """Return a plant's score at every place, and where it may stand."""
    places, ranking, own = inputs.places, inputs.rankings[number], inputs.joined[number]
    plots = places.frame.iloc[: places.covers.shape[1]]
    scores, allowed = np.zeros(len(places.members)), np.zeros(len(places.members), dtype=bool)
    scores[: len(plots)] = ranking.parts.loc[plots.index].sum(axis=1).to_numpy()
    allowed[: len(plots)] = _allowed(ranking, plots, options)
    if own is not None:
        sums = own.ranking.parts.sum(axis=1)
        for place, key in places.assembly_keys[number].items():
            scores[place] = sums[key]
            allowed[place] = int(own.ranking.outcome[key]) < _mildest_forbidding(options)
    if plant.plot:
        if plant.plot not in plots.index:
            raise unknown_plot(plant.plot, plots.index)
        allowed &= np.array([plant.plot in parts for parts in places.members], dtype=bool)
    return scores, allowed


def _mildest_forbidding(options: PortfolioOptions) -> Outcome:
    """Return the mildest outcome that forbids."""
    return Outcome.UNKNOWN if options.strict else Outcome.EXCLUDED


def _allowed(ranking: Ranking, plots: GeoDataFrame, options: PortfolioOptions) -> Bools:
    """Tell where a plant may stand; of an occupied plot, whether it might if it were free."""
    others = [v.outcome.reindex(plots.index) for v in ranking.verdicts if v.rule != _STATUS_RULE]
    gravest = np.max([np.asarray(o, dtype=int) for o in others], axis=0, initial=0)
    status = ranking.outcome.reindex(plots.index).to_numpy(dtype=int)
    taken = plots["status"].isin(_TAKEN).to_numpy(dtype=bool)
    allowed: Bools = np.where(taken, gravest, status) < _mildest_forbidding(options)
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
