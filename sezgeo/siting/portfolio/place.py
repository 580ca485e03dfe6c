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
from sezgeo.siting.portfolio.formulation import PlacementInputs, formulate, needs_of
from sezgeo.siting.portfolio.infeasibility import ProblemNames, no_plan, no_plot
from sezgeo.siting.portfolio.milp import Solution, best_plans, solve
from sezgeo.siting.portfolio.options import PortfolioOptions
from sezgeo.siting.portfolio.places import JoinedPlots, Places
from sezgeo.siting.portfolio.problem import Problem, greedy
from sezgeo.siting.portfolio.result import PortfolioPlans
from sezgeo.siting.portfolio.shadow_prices import shadow_prices
from sezgeo.siting.portfolio.supply import Supply, find_supplies
from sezgeo.suitability.ranking.ranking import Ranking


def place(
    portfolio: Portfolio,
    rankings: Sequence[Ranking],
    layers: Mapping[str, Layer],
    options: PortfolioOptions | None = None,
    *,
    joined: Sequence[JoinedPlots | None] | None = None,
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
    options
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
    options = options or PortfolioOptions()
    joined = [None] * len(rankings) if joined is None else joined
    places = Places.of(layers["plots"], joined)
    needs = needs_of(portfolio, [ranking.profile for ranking in rankings], options.size)
    drawn = [name for number, name in enumerate(UTILITIES) if needs[:, number].any()]
    years = [plant.year for plant in portfolio.plants]
    supplies = tuple(find_supplies(places, layers, portfolio.sources, drawn=drawn, years=years))
    inputs = PlacementInputs(places, tuple(rankings), tuple(joined), supplies)
    problem = formulate(portfolio, inputs, needs, options)
    for number, plant in enumerate(portfolio.plants):
        if not (problem.allowed[number] & ~problem.spare).any():
            raise SitingError(no_plot(plant, rankings[number], strict=options.strict))
    plans = best_plans(problem, options.count, seconds=options.seconds)
    if plans[0].plan is None:
        names = ProblemNames(portfolio.names, [str(key) for key in places.frame.index], supplies)
        raise SitingError(no_plan(problem, plans[0], names, seconds=options.seconds))
    return PortfolioPlans(
        portfolio=portfolio,
        options=options,
        rankings=inputs.rankings,
        joined=inputs.joined,
        plots=layers["plots"],
        sites=layers["sites"].named() if "sites" in layers else {},
        places=places,
        needs=needs,
        supplies=supplies,
        problem=problem,
        plans=tuple(plans),
        greedy_plan=greedy(problem),
        gains=_gains(problem, plans[0], supplies, options) if options.prices else None,
        with_free_plot=solve(problem, extra=1, seconds=options.seconds) if options.prices else None,
    )


def _gains(
    problem: Problem, best: Solution, supplies: Sequence[Supply], options: PortfolioOptions
) -> Floats:
    """Return what one unit more of each source adds; the times of one source get more together."""
    groups: dict[object, list[int]] = {}
    for number, supply in enumerate(supplies):
        groups.setdefault(supply.source or number, []).append(number)
    rows = list(groups.values())
    more = shadow_prices(problem, best, rows, seconds=options.seconds)
    gains: Floats = np.zeros(len(supplies))
    for group, gain in zip(rows, more, strict=True):
        gains[group] = gain
    return gains
