"""Draw plans of a portfolio as scenarios: which plant on which plot, and the zones it casts."""

from collections.abc import Iterator, Mapping

from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.maps.overlays.overlay import Mark, Overlay
from sezgeo.maps.page import Page, page
from sezgeo.maps.scenario import Scenario
from sezgeo.siting.portfolio.formulation import sanitary_zones_m
from sezgeo.siting.portfolio.milp import Solution
from sezgeo.siting.portfolio.report import condition_lines, headline, plan_lines
from sezgeo.siting.portfolio.result import PortfolioPlans
from sezgeo.units import fixed

_ARC = 12
"""Segments of a quarter of a ring."""


def plans_page(layers: Mapping[str, Layer], placed: PortfolioPlans, *, title: Text) -> Page:
    """
    Draw the best plans of a portfolio on one page, the best one shown.

    Parameters
    ----------
    layers
        Layers by name, as for `page`.
    placed
        Plants placed jointly.
    title
        Heading of the page.
    """
    rankings = {ranking.profile.key: ranking for ranking in placed.rankings}
    return page(
        layers,
        list(rankings.values()),
        title=title,
        scenarios=[
            _scenario(placed, place, solved) for place, solved in enumerate(placed.plans, start=1)
        ],
        shown=1,
    )


def _scenario(placed: PortfolioPlans, place: int, solved: Solution) -> Scenario:
    title = Text(f"План {place}: ", f"Plan {place}: ") + fixed(float(solved.worth))
    first = [headline(solved)] if place == 1 else []
    plan = solved.plan or ()
    return Scenario(
        title,
        overlays=[plan_overlay(placed, plan)],
        words=[*first, *plan_lines(placed, plan)],
    )


def plan_overlay(placed: PortfolioPlans, plan: tuple[int, ...]) -> Overlay:
    """Draw where the plants of a plan stand and the zones they cast; cards tell of them."""
    marks = [*_rings(placed, plan), *_plants(placed, plan)]
    notes: dict[str, list[Text]] = {}
    for plant, place in enumerate(plan):
        wish = placed.portfolio.plants[plant]
        opening = Text(f"{wish.name}, {wish.year} год", f"{wish.name}, {wish.year}")
        for plot in placed.places.members[place]:
            notes[plot] = [opening, *condition_lines(placed, plant, place)]
    return Overlay(Text("По плану здесь", "Planned here"), marks, notes)


def _rings(placed: PortfolioPlans, plan: tuple[int, ...]) -> Iterator[Mark]:
    """Draw the sanitary protection zone that each plant casts."""
    shapes = placed.places.frame.geometry.to_numpy()
    metres = sanitary_zones_m([ranking.profile for ranking in placed.rankings], placed.options.spz)
    for plant, place in enumerate(plan):
        if metres[plant] > 0:
            name, far = placed.portfolio.names[plant], f"{metres[plant]:g}"
            yield Mark(
                "ring",
                shapes[place].buffer(metres[plant], quad_segs=_ARC),
                Text(f"{name}: зона {far} м", f"{name}: zone of {far} m"),
            )


def _plants(placed: PortfolioPlans, plan: tuple[int, ...]) -> Iterator[Mark]:
    shapes = placed.places.frame.geometry.to_numpy()
    for plant, place in enumerate(plan):
        wish = placed.portfolio.plants[plant]
        yield Mark("plant", shapes[place], Text.same(f"{wish.name}, {wish.year}"))
