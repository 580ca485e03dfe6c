"""Say in words why plants cannot be placed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sezgeo.capacity.utilities import UTILITIES, amount_text
from sezgeo.i18n import Text
from sezgeo.siting.portfolio.file import PlantWish
from sezgeo.siting.portfolio.infeasible_set import smallest_conflict
from sezgeo.siting.portfolio.milp import Solution
from sezgeo.siting.portfolio.problem import Constraint, Problem
from sezgeo.siting.portfolio.supply import Supply
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.units import quantity
from sezgeo.verdict import Outcome

_SHOWN = 8


def no_plot(plant: PlantWish, ranking: Ranking, *, strict: bool) -> Text:
    """
    Say why a plant has no plot, by the rules that exclude most.

    Parameters
    ----------
    plant
        The plant.
    ranking
        Its study.
    strict
        True if an unknown outcome excludes too.
    """
    least = Outcome.UNKNOWN if strict else Outcome.EXCLUDED
    rows = [plant.plot] if plant.plot else list(ranking.rank.index)
    counts = [(int((v.outcome.loc[rows] >= least).sum()), v) for v in ranking.verdicts]
    worst = sorted((c for c in counts if c[0]), key=lambda c: -c[0])[:3]
    why = Text.join("; ", [v.title + f": {n}/{len(rows)}" for n, v in worst])
    return Text(
        "заводу «{ru_name}» не подходит ни один участок{plot}{sets}: {why}. {cure}",
        "no plot{plot}{sets} will do for plant {en_name}: {why}. {cure}",
    ).fill(
        ru_name=plant.name,
        en_name=repr(plant.name),
        plot=plant.plot and f" {plant.plot}",
        sets=_sets_text(plant.join),
        why=why if worst else _TOO_LATE,
        cure=_cure(plant.join, strict=strict),
    )


def _sets_text(most: int) -> Text:
    if most == 1:
        return Text.EMPTY
    return Text(f", ни набор соседних до {most}", f", nor any set of up to {most} neighbours,")


def _cure(most: int, *, strict: bool) -> Text:
    """Say what may help a plant that has no plot."""
    smaller = Text(
        "Возьмите меньший завод, другой plot или год", "Take a smaller plant, another plot or year"
    )
    laxer = Text(" или снимите --strict.", " or leave out --strict.") if strict else "."
    return smaller + _JOIN[most > 1] + laxer


_TOO_LATE = Text("источники дают позже года пуска", "its sources give later than its year")


_JOIN = {
    False: Text(
        ", разрешите объединять участки (join = 3; какие есть, скажет sezgeo assemble)",
        ", let it join plots (join = 3; sezgeo assemble lists the sets)",
    ),
    True: Text(
        ", больше участков (join) или улицу внутри (across_m)",
        ", more plots (join) or a street inside (across_m)",
    ),
}


class ProblemNames(NamedTuple):
    """Names of the plants and of the places, and the sources, each by position."""

    plants: Sequence[str]
    places: Sequence[str]
    supplies: Sequence[Supply]


def no_plan(problem: Problem, solution: Solution, names: ProblemNames, *, seconds: float) -> Text:
    """
    Say which rules cannot hold together, or that the search ended too early to tell.

    Parameters
    ----------
    problem
        The problem that has no plan.
    solution
        What the solver said of it.
    names
        Names of the plants and of the places, and the sources, each by position.
    seconds
        How long each search may take.
    """
    if not solution.impossible:
        return Text(
            f"за {seconds:g} с план не найден и не исключён: дайте больше времени --seconds",
            f"in {seconds:g} s no plan was found nor ruled out: give more time, --seconds",
        )
    conflict = smallest_conflict(problem, seconds=seconds)
    points = ["  - " + _constraint_text(problem, constraint, names) for constraint in conflict]
    return Text(
        "разместить всё вместе нельзя. Вместе не выполнить только вот что; уступите в любом из "
        "этих пунктов:\n",
        "there is no way to place all of them. These alone cannot hold together; give way in any "
        "one of them:\n",
    ) + Text.join("\n", points)


ON_SITES = {
    "same": Text("на одной площадке", "on one site"),
    "other": Text("на разных площадках", "on different sites"),
}


def reserved_note(supply: Supply) -> Text:
    """Say how much of a source the ledger holds for others, if it does."""
    if not supply.reserved:
        return Text.EMPTY
    return Text(
        " (сверх того {held} занято: sezgeo ledger show)",
        " (besides, {held} are reserved: sezgeo ledger show)",
    ).fill(held=quantity(supply.reserved, supply.utility))


def _constraint_text(problem: Problem, constraint: Constraint, names: ProblemNames) -> Text:
    """Say one constraint in words."""
    if constraint.kind == "place":
        return _place_text(problem, constraint.first, names)
    if constraint.kind == "capacity":
        supply = names.supplies[constraint.first]
        return Text(
            "{source}: {utility}, не больше {most}{held}",
            "{source}: {utility}, at most {most}{held}",
        ).fill(
            source=supply.label,
            utility=UTILITIES[supply.utility],
            most=amount_text(supply.capacity, supply.utility),
            held=reserved_note(supply),
        )
    pair = f"{names.plants[constraint.first]} – {names.plants[constraint.second]}: "
    if constraint.kind in ("same", "other"):
        return pair + ON_SITES[constraint.kind]
    table = problem.apart_m if constraint.kind == "apart" else problem.within_m
    metres = quantity(table[constraint.first, constraint.second], "m")
    if constraint.kind == "apart":
        return pair + Text(
            "не ближе {metres} (СЗЗ или пожелание)",
            "at least {metres} apart (sanitary zone or wish)",
        ).fill(metres=metres)
    return pair + Text("не дальше ", "within ") + metres


def _place_text(problem: Problem, plant: int, names: ProblemNames) -> Text:
    usable = np.flatnonzero(problem.allowed[plant] & ~problem.spare)
    more = f", … ({len(usable)})" if len(usable) > _SHOWN else ""
    name = names.plants[plant]
    return Text(
        "«{ru_name}» где-то стоит; подходят: {places}",
        "{en_name} stands somewhere; it may use {places}",
    ).fill(
        ru_name=name,
        en_name=repr(name),
        places=", ".join(names.places[place] for place in usable[:_SHOWN]) + more,
    )
