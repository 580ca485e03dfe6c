"""Plants placed jointly: the plans, and what they were found from."""

from collections.abc import Mapping
from dataclasses import dataclass

from sezgeo import display
from sezgeo.arrays import Floats
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.portfolio.file import Portfolio
from sezgeo.siting.portfolio.milp import Solution
from sezgeo.siting.portfolio.options import PortfolioOptions
from sezgeo.siting.portfolio.places import JoinedPlots, Places
from sezgeo.siting.portfolio.problem import Assignment, Problem
from sezgeo.siting.portfolio.supply import Supply
from sezgeo.suitability.ranking.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PortfolioPlans(display.Shown):
    """
    Plants placed jointly.

    Attributes
    ----------
    portfolio
        What was to be placed.
    options
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
    greedy_plan
        What placing one by one finds; None if it finds no plan.
    gains : numpy.ndarray, shape (sources,), or None
        What one unit more of each source would add to the best plan; None if nobody asked.
    with_free_plot
        The best plan if one occupied plot more could be used; None if nobody asked.
    """

    portfolio: Portfolio
    options: PortfolioOptions
    rankings: tuple[Ranking, ...]
    joined: tuple[JoinedPlots | None, ...]
    plots: Layer
    sites: Mapping[str, Text]
    places: Places
    needs: Floats
    supplies: tuple[Supply, ...]
    problem: Problem
    plans: tuple[Solution, ...]
    greedy_plan: Assignment | None
    gains: Floats | None
    with_free_plot: Solution | None

    def plot(self, place: int) -> str:
        """Return what a place is called: the key of its plot, or the keys of its plots."""
        return " + ".join(self.places.members[place])

    def site(self, place: int) -> Text:
        """Return the name of the site of a place."""
        key = str(self.places.frame["site"].iloc[place])
        return self.sites.get(key, Text.same(key))

    def stands(self, number: int = 0) -> dict[str, tuple[str, ...]]:
        """Return the plots of each plant in one of the plans, by the plant's name; 0 is best."""
        plan = self.plans[number].plan or ()
        return {
            name: self.places.members[place]
            for name, place in zip(self.portfolio.names, plan, strict=True)
        }

    def study_at(self, plant: int, place: int) -> tuple[Ranking, str]:
        """Return the study that judges a plant at a place, and the key of the place there."""
        own, seats = self.joined[plant], self.places.assembly_keys[plant]
        if own is not None and place in seats:
            return own.ranking, seats[place]
        return self.rankings[plant], self.places.members[place][0]

    @property
    def greedy_loses_share(self) -> float | None:
        """Return the share of the worth that placing one by one loses; None if it finds no plan."""
        best = self.plans[0].worth
        return (
            None if self.greedy_plan is None else 1 - self.problem.worth_of(self.greedy_plan) / best
        )
