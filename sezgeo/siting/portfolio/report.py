"""Tell plants placed jointly: in words, and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sezgeo import display
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.i18n import LANGUAGES, Text
from sezgeo.siting.portfolio.infeasibility import ON_SITES, taken_off
from sezgeo.siting.portfolio.result import PortfolioPlans
from sezgeo.units import fixed, per_cent, quantity
from sezgeo.verdict import PLOT_OUTCOME_TEXTS, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sezgeo.siting.portfolio.milp import Solved
    from sezgeo.siting.portfolio.problem import Plan
    from sezgeo.suitability.ranking.ranking import Ranking

_PROVEN = 1e-6
_SHOWN = 3


@display.shows(PortfolioPlans)
def shown(placed: PortfolioPlans) -> display.View:
    """Show the answer line by line."""
    head, *rest = lines(placed)
    return display.View(head, (display.Lines(rest),))


def lines(placed: PortfolioPlans) -> Iterator[Text]:
    """Yield the answer line by line: the best plan, what it rests on, and what would better it."""
    best = placed.plans[0]
    yield headline(best)
    yield from of_plan(placed, best.plan or ())
    yield _simple(placed)
    if not all(one.assemblies.whole for one in placed.joined if one):
        yield Text(
            "Наборов соседних участков слишком много, просмотрены не все: уменьшите join",
            "There are too many sets of neighbouring plots, not all were looked at: lower join",
        )
    yield from _better(placed, best)
    for rank, other in enumerate(placed.plans[1:], start=2):
        yield _other(placed, rank, other)
    kind, plot = placed.rankings[0].profile.key, placed.stands()[placed.portfolio.names[0]][0]
    yield Text(
        f"Всё об участке: sezgeo why {kind} {plot}", f"All about a plot: sezgeo why {kind} {plot}"
    )


def of_plan(placed: PortfolioPlans, plan: Plan) -> Iterator[Text]:
    """Yield one plan line by line: where each plant stands, what it shares, what it keeps from."""
    for plant, place in enumerate(plan):
        yield _stands(placed, plant, place)
        yield from conditions(placed, plant, place)
    yield from _shared(placed, plan)
    yield from _distances(placed, plan)


def headline(best: Solved) -> Text:
    """Say how good a plan is, and how sure that is."""
    sum_ = Text("сумма баллов {worth}", "sum of scores {worth}").fill(worth=fixed(best.worth))
    if best.gap_share <= _PROVEN:
        return Text(
            f"Лучший план, {sum_.ru}; доказано: лучше нет (разрыв 0 %)",
            f"The best plan, {sum_.en}; proven: none is better (gap 0 %)",
        )
    gap = per_cent(best.gap_share, 1)
    return Text(
        f"План, {sum_.ru}; поиск прерван: лучший может дать больше на {gap.ru}",
        f"A plan, {sum_.en}; the search was cut short: the best may give {gap.en} more",
    )


def _stands(placed: PortfolioPlans, plant: int, place: int) -> Text:
    wish, plot = placed.portfolio.plants[plant], placed.plot(place)
    ranking, key = placed.judged(plant, place)
    site = placed.site(place)
    outcome = PLOT_OUTCOME_TEXTS[Outcome(int(ranking.outcome[key]))]
    found = (ranking.score[key], ranking.low[key], ranking.high[key])
    score, low, high = (fixed(value) for value in found)
    return Text(
        f"  {wish.name} ({wish.year}) → {plot}, {site.ru}: балл {score.ru} "
        f"({low.ru}–{high.ru}), {outcome.ru}",
        f"  {wish.name} ({wish.year}) → {plot}, {site.en}: score {score.en} "
        f"({low.en}–{high.en}), {outcome.en}",
    )


def conditions(placed: PortfolioPlans, plant: int, place: int) -> Iterator[Text]:
    """Yield who must consent to a plant at its place, and what is unknown there."""
    ranking, key = placed.judged(plant, place)
    for verdict in _with(ranking, key, Outcome.CONDITIONAL):
        consent = verdict.consent if verdict.consent.ru else verdict.say(key)
        yield Text(
            f"    нужно согласие: {verdict.title.ru}: {consent.ru}",
            f"    consent needed: {verdict.title.en}: {consent.en}",
        )
    unknown = _with(ranking, key, Outcome.UNKNOWN)
    if unknown:
        ru, en = ("; ".join(v.title.say(lang) for v in unknown[:_SHOWN]) for lang in LANGUAGES)
        more = len(unknown) - _SHOWN
        yield Text(
            f"    неизвестно: {ru}" + (f" и ещё {more}" if more > 0 else ""),
            f"    unknown: {en}" + (f" and {more} more" if more > 0 else ""),
        )


def _with(ranking: Ranking, key: str, outcome: Outcome) -> list[Verdict]:
    return [v for v in ranking.verdicts if int(v.outcome[key]) == outcome]


def _shared(placed: PortfolioPlans, plan: Plan) -> Iterator[Text]:
    used = placed.problem.used(plan)
    for at, one in enumerate(placed.supplies):
        if not used[at] > 0:
            continue
        what, taken = UTILITIES[one.utility], quantity(used[at], one.utility)
        held = taken_off(one)
        if math.isinf(one.capacity):
            yield Text(
                f"  {what.ru}, {one.label.ru}: {taken.ru}, если столько есть: "
                f"свободная мощность неизвестна{held.ru}",
                f"  {what.en}, {one.label.en}: {taken.en}, if there is so much: "
                f"free capacity is not known{held.en}",
            )
        else:
            most = quantity(one.capacity, one.utility)
            yield Text(
                f"  {what.ru}, {one.label.ru}: {taken.ru} из {most.ru}{held.ru}",
                f"  {what.en}, {one.label.en}: {taken.en} of {most.en}{held.en}",
            )
    for utility, amount, names in unserved(placed, plan):
        what, taken = UTILITIES[utility], quantity(amount, utility)
        yield Text(
            f"  {what.ru}: {taken.ru} ({', '.join(names)}), если столько есть: "
            "источник не назван ни слоем, ни файлом",
            f"  {what.en}: {taken.en} ({', '.join(names)}), if there is so much: "
            "neither a layer nor the file names a source",
        )


def unserved(placed: PortfolioPlans, plan: Plan) -> list[tuple[str, float, list[str]]]:
    """Return each utility taken on plots that no source is known to serve, how much, by whom."""
    found = []
    for column, utility in enumerate(UTILITIES):
        own = [at for at, one in enumerate(placed.supplies) if one.utility == utility]
        served = placed.problem.served[own][:, list(plan)].any(axis=0)
        needs = np.where(served, 0.0, placed.needs[:, column])
        if needs.sum() > 0:
            who = [placed.portfolio.names[plant] for plant in np.flatnonzero(needs)]
            found.append((utility, float(needs.sum()), who))
    return found


def _distances(placed: PortfolioPlans, plan: Plan) -> Iterator[Text]:
    for rule in placed.problem.rules():
        one, two = rule.first, rule.second
        pair = f"{placed.portfolio.names[one]} – {placed.portfolio.names[two]}"
        if rule.kind in ON_SITES:
            yield Text(f"  {pair}: {ON_SITES[rule.kind].ru}", f"  {pair}: {ON_SITES[rule.kind].en}")
        if rule.kind not in ("apart", "within"):
            continue
        metres = placed.problem.metres[plan[one], plan[two]]
        asked = placed.problem.apart_m if rule.kind == "apart" else placed.problem.within_m
        need, real = quantity(asked[one, two], "m"), quantity(round(metres), "m")
        blurred = abs(metres - asked[one, two]) < error_m(placed, plan[one], plan[two])
        word = ("не ближе", "at least") if rule.kind == "apart" else ("не дальше", "within")
        yield Text(
            f"  {pair}: {real.ru}, нужно {word[0]} {need.ru}"
            + ("; контуры неточны, проверьте на месте" if blurred else ""),
            f"  {pair}: {real.en}, needed {word[1]} {need.en}"
            + ("; outlines are not accurate enough to be sure" if blurred else ""),
        )


def error_m(placed: PortfolioPlans, one: int, two: int) -> float:
    """Return how far a distance may be off; outlines of one site shift together."""
    frame = placed.places.frame.iloc[[one, two]]
    first, second = np.nan_to_num(frame["accuracy_m"].to_numpy(dtype=float))
    together = frame["site"].iloc[0] == frame["site"].iloc[1]
    return float(abs(first - second) if together else first + second)


def _simple(placed: PortfolioPlans) -> Text:
    lost = placed.greedy_loses_share
    if lost is None:
        return Text(
            "По одному, лучший балл первым: плана не находится",
            "One by one, the best score first: no plan is found",
        )
    share = per_cent(max(lost, 0.0), 1)
    return Text(
        f"По одному, лучший балл первым: хуже на {share.ru}",
        f"One by one, the best score first: {share.en} worse",
    )


def _better(placed: PortfolioPlans, best: Solved) -> Iterator[Text]:
    if placed.gains is None or placed.freed is None:
        return
    for at in np.argsort(-placed.gains, kind="stable"):
        one, gain = placed.supplies[at], placed.gains[at]
        if gain > _PROVEN and one.before_year is None:
            unit = quantity(1, one.utility)
            yield Text(
                f"Ещё {unit.ru} ({UTILITIES[one.utility].ru}, {one.title.ru}): "
                f"+{fixed(gain).ru} к сумме",
                f"{unit.en} more ({UTILITIES[one.utility].en}, {one.title.en}): "
                f"+{fixed(gain).en} to the sum",
            )
    gain = placed.freed.worth - best.worth
    if placed.freed.plan is None or gain <= _PROVEN:
        yield Text(
            "Ещё один свободный участок ничего бы не добавил",
            "One more free plot would add nothing",
        )
        return
    plots = [placed.plot(c) for c in placed.freed.plan if placed.problem.spare[c]]
    yield Text(
        f"Ещё один свободный участок, {', '.join(plots)}: +{fixed(gain).ru} к сумме",
        f"One more free plot, {', '.join(plots)}: +{fixed(gain).en} to the sum",
    )


def _other(placed: PortfolioPlans, rank: int, other: Solved) -> Text:
    told = ", ".join(
        f"{name} → {placed.plot(place)}"
        for name, place in zip(placed.portfolio.names, other.plan or (), strict=True)
    )
    score = fixed(other.worth)
    return Text(f"План {rank}, {score.ru}: {told}", f"Plan {rank}, {score.en}: {told}")


def plain(placed: PortfolioPlans) -> dict[str, Any]:
    """Return the whole answer as plain data; an unknown capacity is null."""
    lost = placed.greedy_loses_share
    return {
        "size": placed.asked.size,
        "spz": placed.asked.spz,
        "strict": placed.asked.strict,
        "plans": [_plan(placed, one) for one in placed.plans],
        "greedy_loses_share": None if lost is None else round(lost, 6),
        "all_assemblies_seen": all(one.assemblies.whole for one in placed.joined if one),
        **_prices(placed),
    }


def _prices(placed: PortfolioPlans) -> dict[str, Any]:
    """Return what more would add; empty if nobody asked."""
    freed = placed.freed
    if placed.gains is None or freed is None:
        return {}
    return {
        "one_unit_more": [
            {"utility": one.utility, "source": one.title.en, "adds": round(float(gain), 6)}
            for one, gain in zip(placed.supplies, placed.gains, strict=True)
            if math.isfinite(one.capacity) and one.before_year is None
        ],
        "one_plot_more": {
            "plots": [placed.plot(c) for c in freed.plan or () if placed.problem.spare[c]],
            "adds": round(max(freed.worth - placed.plans[0].worth, 0.0), 6),
        },
    }


def _plan(placed: PortfolioPlans, solved: Solved) -> dict[str, Any]:
    plan = solved.plan or ()
    used = placed.problem.used(plan)
    return {
        "worth": round(solved.worth, 6),
        "gap_share": round(solved.gap_share, 6),
        "plants": [_plant(placed, plant, place) for plant, place in enumerate(plan)],
        "sources": [
            {
                "utility": one.utility,
                "source": one.title.en,
                "used": round(float(taken), 6),
                "capacity": one.capacity if math.isfinite(one.capacity) else None,
                "reserved": one.reserved,
                "before_year": one.before_year,
            }
            for one, taken in zip(placed.supplies, used, strict=True)
            if taken > 0
        ],
        "no_source_known": [
            {"utility": utility, "used": round(amount, 6), "plants": names}
            for utility, amount, names in unserved(placed, plan)
        ],
    }


def _plant(placed: PortfolioPlans, plant: int, place: int) -> dict[str, Any]:
    wish, (ranking, key) = placed.portfolio.plants[plant], placed.judged(plant, place)
    return {
        "name": wish.name,
        "profile": ranking.profile.key,
        "year": wish.year,
        "plot_id": placed.plot(place),
        "plots": list(placed.places.members[place]),
        "score": round(float(ranking.score[key]), 6),
        "outcome": Outcome(int(ranking.outcome[key])).key,
        "conditional": [v.rule for v in _with(ranking, key, Outcome.CONDITIONAL)],
        "unknown": [v.rule for v in _with(ranking, key, Outcome.UNKNOWN)],
    }
