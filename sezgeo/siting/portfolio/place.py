"""
Several plants placed jointly on the plots of a zone: the geometry around the numbers.

Where each plant may stand comes from its own study. Between plants stand the sanitary zones, both
ways, what they wish of each other, and the capacities they share.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sezgeo.arrays import Floats
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.errors import SitingError
from sezgeo.layers import Layer
from sezgeo.siting.portfolio.file import Portfolio
from sezgeo.siting.portfolio.formulation import Land, needs_of, posed
from sezgeo.siting.portfolio.infeasibility import nowhere, why_not
from sezgeo.siting.portfolio.milp import Solved, best_plans, solve
from sezgeo.siting.portfolio.options import PortfolioOptions
from sezgeo.siting.portfolio.places import Joined, Places
from sezgeo.siting.portfolio.problem import Problem, greedy
from sezgeo.siting.portfolio.result import PortfolioPlans
from sezgeo.siting.portfolio.shadow_prices import worth_of_more
from sezgeo.siting.portfolio.supply import Supply, supplies
from sezgeo.suitability.ranking.ranking import Ranking


def place(
    portfolio: Portfolio,
    rankings: Sequence[Ranking],
    layers: Mapping[str, Layer],
    asked: PortfolioOptions | None = None,
    joined: Sequence[Joined | None] | None = None,
) -> PortfolioPlans:
    """
    Place plants jointly, so that the sum of their weighted scores is greatest.

    Parameters
    ----------
    portfolio
        The plants, what they wish of each other, and capacities.
    rankings
        The study of each plant, in the order of the portfolio.
    layers
        All layers there are, by name; plots, sources and reservations are taken from them.
    asked
        How to place.
    joined
        For each plant the assemblies it may use, None for one plot; by default none joins.

    Raises
    ------
    UnknownNameError
        If a plot or a site of the portfolio is not there.
    SitingError
        If a plant has no plot that it may use, or there is no plan at all; it says why.
    """
    asked = asked or PortfolioOptions()
    joined = [None] * len(rankings) if joined is None else joined
    places = Places.of(layers["plots"], joined)
    needs = needs_of(portfolio, [ranking.profile for ranking in rankings], asked.size)
    drawn = [name for at, name in enumerate(UTILITIES) if needs[:, at].any()]
    years = [plant.year for plant in portfolio.plants]
    found = tuple(supplies(places, layers, portfolio.sources, drawn=drawn, years=years))
    land = Land(places, tuple(rankings), tuple(joined), found)
    problem = posed(portfolio, land, needs, asked)
    for at, plant in enumerate(portfolio.plants):
        if not (problem.allowed[at] & ~problem.spare).any():
            raise SitingError(nowhere(plant, rankings[at], strict=asked.strict))
    plans = best_plans(problem, asked.count, seconds=asked.seconds)
    if plans[0].plan is None:
        told = (portfolio.names, [str(key) for key in places.frame.index], found)
        raise SitingError(why_not(problem, plans[0], told, seconds=asked.seconds))
    return PortfolioPlans(
        portfolio,
        asked,
        land.rankings,
        land.joined,
        layers["plots"],
        layers["sites"].named() if "sites" in layers else {},
        places,
        needs,
        found,
        problem,
        tuple(plans),
        greedy(problem),
        _gains(problem, plans[0], found, asked) if asked.prices else None,
        solve(problem, extra=1, seconds=asked.seconds) if asked.prices else None,
    )


def _gains(
    problem: Problem, best: Solved, found: Sequence[Supply], asked: PortfolioOptions
) -> Floats:
    """Return what one unit more of each source adds; the times of one source get more together."""
    groups: dict[object, list[int]] = {}
    for at, one in enumerate(found):
        groups.setdefault(one.source or at, []).append(at)
    rows = list(groups.values())
    more = worth_of_more(problem, best, rows, seconds=asked.seconds)
    gains: Floats = np.zeros(len(found))
    for group, gain in zip(rows, more, strict=True):
        gains[group] = gain
    return gains
