"""
Several plants placed jointly on the plots of a zone: the geometry around the numbers.

Where each plant may stand comes from its own study. Between plants stand the sanitary zones, both
ways, what they wish of each other, and the capacities they share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sezgeo import display
from sezgeo.arrays import Floats
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.allocation import Plan, Problem, greedy
from sezgeo.siting.placed import lines
from sezgeo.siting.places import Joined, Places
from sezgeo.siting.portfolio_file import Portfolio
from sezgeo.siting.posing import Asked, Land, needs_of, posed
from sezgeo.siting.pricing import worth_of_more
from sezgeo.siting.refusal import nowhere, why_not
from sezgeo.siting.solving import Solved, best_plans, solve
from sezgeo.siting.supply import Supply, supplies
from sezgeo.suitability.ranking import Ranking

__all__ = ["Asked", "Placed", "place"]


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
    joined
        For each plant the assemblies it may use, None if it wants one plot.
    plots
        The plots.
    sites
        Names of their sites, by key.
    places
        The plots and assemblies; places of the problem, by position.
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
    gains : numpy.ndarray, shape (sources,), or None
        What one unit more of each source would add to the best plan; None if nobody asked.
    freed
        The best plan if one occupied plot more could be used; None if nobody asked.
    """

    portfolio: Portfolio
    asked: Asked
    rankings: tuple[Ranking, ...]
    joined: tuple[Joined | None, ...]
    plots: Layer
    sites: Mapping[str, Text]
    places: Places
    needs: Floats
    supplies: tuple[Supply, ...]
    problem: Problem
    plans: tuple[Solved, ...]
    simple: Plan | None
    gains: Floats | None
    freed: Solved | None

    def plot(self, place: int) -> str:
        """Return what a place is called: the key of its plot, or the keys of its plots."""
        return " + ".join(self.places.members[place])

    def site(self, place: int) -> Text:
        """Return the name of the site of a place."""
        key = str(self.places.frame["site"].iloc[place])
        return self.sites.get(key, Text(key, key))

    def stands(self, number: int = 0) -> dict[str, tuple[str, ...]]:
        """Return the plots of each plant in one of the plans, by the plant's name; 0 is best."""
        plan = self.plans[number].plan or ()
        return {
            name: self.places.members[place]
            for name, place in zip(self.portfolio.names, plan, strict=True)
        }

    def judged(self, plant: int, place: int) -> tuple[Ranking, str]:
        """Return the study that judges a plant at a place, and the key of the place there."""
        own, seats = self.joined[plant], self.places.seats[plant]
        if own is not None and place in seats:
            return own.ranking, seats[place]
        return self.rankings[plant], self.places.members[place][0]

    @property
    def greedy_loses_share(self) -> float | None:
        """Return the share of the worth that placing one by one loses; None if it finds no plan."""
        best = self.plans[0].worth
        return None if self.simple is None else 1 - self.problem.worth_of(self.simple) / best

    def __repr__(self) -> str:
        """Show the answer line by line."""
        return "\n".join(map(str, lines(self)))

    def _repr_html_(self) -> str:
        head, *rest = lines(self)
        return display.block(head, display.listed(rest))


def place(
    portfolio: Portfolio,
    rankings: Sequence[Ranking],
    layers: Mapping[str, Layer],
    asked: Asked | None = None,
    joined: Sequence[Joined | None] | None = None,
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
    asked = asked or Asked()
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
    return Placed(
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


def _gains(problem: Problem, best: Solved, found: Sequence[Supply], asked: Asked) -> Floats:
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
