"""Say in words why plants cannot be placed."""

from collections.abc import Sequence

import numpy as np

from sezgeo.capacity.utilities import UTILITIES, amount_text
from sezgeo.i18n import Text
from sezgeo.siting.portfolio.file import PlantWish
from sezgeo.siting.portfolio.infeasible_set import reasons
from sezgeo.siting.portfolio.milp import Solved
from sezgeo.siting.portfolio.problem import Problem, Rule
from sezgeo.siting.portfolio.supply import Supply
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.units import quantity
from sezgeo.verdict import Outcome

_SHOWN = 8


def nowhere(plant: PlantWish, ranking: Ranking, *, strict: bool) -> Text:
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
    ru, en = (
        "; ".join(f"{v.title.say(lang)}: {n}/{len(rows)}" for n, v in worst)
        for lang in ("ru", "en")
    )
    where = Text(plant.plot and f" {plant.plot}", plant.plot and f" {plant.plot}")
    cure = Text(
        f"Возьмите меньший завод, другой plot или год{_JOIN[plant.join > 1].ru}"
        + (" или снимите --strict." if strict else "."),
        f"Take a smaller plant, another plot or year{_JOIN[plant.join > 1].en}"
        + (" or leave out --strict." if strict else "."),
    )
    sets = Text(
        f", ни набор соседних до {plant.join}", f", nor any set of up to {plant.join} neighbours,"
    )
    sets = sets if plant.join > 1 else Text("", "")
    return Text(
        f"заводу «{plant.name}» не подходит ни один участок{where.ru}{sets.ru}: "
        f"{ru or 'источники дают позже года пуска'}. {cure.ru}",
        f"no plot{where.en}{sets.en} will do for plant {plant.name!r}: "
        f"{en or 'its sources give later than its year'}. {cure.en}",
    )


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


Named = tuple[Sequence[str], Sequence[str], Sequence[Supply]]
"""Names of the plants and of the places, and the sources, each by position."""


def why_not(problem: Problem, tried: Solved, named: Named, *, seconds: float) -> Text:
    """
    Say which rules cannot hold together, or that the search ended too early to tell.

    Parameters
    ----------
    problem
        The problem that has no plan.
    tried
        What the solver said of it.
    named
        Names of the plants and of the places, and the sources, each by position.
    seconds
        How long each search may take.
    """
    if not tried.impossible:
        return Text(
            f"за {seconds:g} с план не найден и не исключён: дайте больше времени --seconds",
            f"in {seconds:g} s no plan was found nor ruled out: give more time, --seconds",
        )
    told = [_blamed(problem, rule, named) for rule in reasons(problem, seconds=seconds)]
    ru, en = ("\n".join(f"  - {text.say(lang)}" for text in told) for lang in ("ru", "en"))
    return Text(
        "разместить всё вместе нельзя. Вместе не выполнить только вот что; уступите в любом из "
        f"этих пунктов:\n{ru}",
        "there is no way to place all of them. These alone cannot hold together; give way in any "
        f"one of them:\n{en}",
    )


ON_SITES = {
    "same": Text("на одной площадке", "on one site"),
    "other": Text("на разных площадках", "on different sites"),
}


def taken_off(one: Supply) -> Text:
    """Say how much of a source the ledger holds for others, if it does."""
    if not one.reserved:
        return Text("", "")
    held = quantity(one.reserved, one.utility)
    return Text(
        f" (сверх того {held.ru} занято: sezgeo ledger show)",
        f" (besides, {held.en} are reserved: sezgeo ledger show)",
    )


def _blamed(problem: Problem, rule: Rule, named: Named) -> Text:
    """Say one rule in words."""
    names, keys, found = named
    if rule.kind == "place":
        own = np.flatnonzero(problem.allowed[rule.first] & ~problem.spare)
        more = f", … ({len(own)})" if len(own) > _SHOWN else ""
        listed = ", ".join(keys[at] for at in own[:_SHOWN]) + more
        return Text(
            f"«{names[rule.first]}» где-то стоит; подходят: {listed}",
            f"{names[rule.first]!r} stands somewhere; it may use {listed}",
        )
    if rule.kind == "capacity":
        one = found[rule.first]
        most, what = amount_text(one.capacity, one.utility), UTILITIES[one.utility]
        held = taken_off(one)
        return Text(
            f"{one.label.ru}: {what.ru}, не больше {most.ru}{held.ru}",
            f"{one.label.en}: {what.en}, at most {most.en}{held.en}",
        )
    pair = f"{names[rule.first]} – {names[rule.second]}"
    if rule.kind in ("same", "other"):
        return Text(f"{pair}: {ON_SITES[rule.kind].ru}", f"{pair}: {ON_SITES[rule.kind].en}")
    table = problem.apart_m if rule.kind == "apart" else problem.within_m
    metres = quantity(table[rule.first, rule.second], "m")
    if rule.kind == "apart":
        return Text(
            f"{pair}: не ближе {metres.ru} (санитарная зона или пожелание)",
            f"{pair}: at least {metres.en} apart (sanitary zone or wish)",
        )
    return Text(f"{pair}: не дальше {metres.ru}", f"{pair}: within {metres.en}")
