"""Plants placed jointly: in words, and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sezgeo import display
from sezgeo.capacity.utilities import UTILITIES, amount_text
from sezgeo.i18n import Text
from sezgeo.siting.portfolio.infeasibility import ON_SITES, reserved_note
from sezgeo.siting.portfolio.result import PortfolioPlans
from sezgeo.units import fixed, per_cent, quantity
from sezgeo.verdict import PLOT_OUTCOME_TEXTS, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sezgeo.siting.portfolio.milp import Solution
    from sezgeo.siting.portfolio.problem import Assignment, Constraint
    from sezgeo.siting.portfolio.supply import Supply
    from sezgeo.suitability.ranking.ranking import Ranking

_PROVEN = 1e-6
_SHOWN = 3


@display.shows(PortfolioPlans)
def shown(result: PortfolioPlans) -> display.View:
    """Show the answer line by line."""
    head, *rest = lines(result)
    return display.View(head, (display.Lines(rest),))


def lines(result: PortfolioPlans) -> Iterator[Text]:
    """Yield the answer line by line: the best plan, what it rests on, and what would better it."""
    best = result.plans[0]
    yield headline(best)
    yield from plan_lines(result, best.plan or ())
    yield _greedy_line(result)
    if not all(joined.assemblies.whole for joined in result.joined if joined):
        yield Text(
            "Наборов соседних участков слишком много, просмотрены не все: уменьшите join",
            "There are too many sets of neighbouring plots, not all were looked at: lower join",
        )
    yield from _improvement_lines(result, best)
    for rank, solution in enumerate(result.plans[1:], start=2):
        yield _other_plan_line(result, rank, solution)
    kind, plot = result.rankings[0].profile.key, result.stands()[result.portfolio.names[0]][0]
    yield Text("Всё об участке", "All about a plot") + f": sezgeo why {kind} {plot}"


def plan_lines(result: PortfolioPlans, plan: Assignment) -> Iterator[Text]:
    """Yield one plan line by line: where each plant stands, what it shares, what it keeps from."""
    for plant, place in enumerate(plan):
        yield _plant_line(result, plant, place)
        yield from condition_lines(result, plant, place)
    yield from _source_lines(result, plan)
    yield from _distance_lines(result, plan)


def headline(best: Solution) -> Text:
    """Say how good a plan is, and how sure that is."""
    worth = fixed(best.worth)
    if best.gap_share <= _PROVEN:
        return Text(
            "Лучший вариант размещения, сумма баллов {worth}; оптимальность доказана",
            "The best plan, sum of scores {worth}; proven: none is better (gap 0 %)",
        ).fill(worth=worth)
    return Text(
        "Вариант размещения, сумма баллов {worth}; поиск прерван: лучший может дать больше на "
        "{gap}",
        "A plan, sum of scores {worth}; the search was cut short: the best may give {gap} more",
    ).fill(worth=worth, gap=per_cent(best.gap_share, 1))


def _plant_line(result: PortfolioPlans, plant: int, place: int) -> Text:
    wish, (ranking, key) = result.portfolio.plants[plant], result.study_at(plant, place)
    where = f"  {wish.name} ({wish.year}) → {result.plot(place)}, " + result.site(place)
    return where + Text(
        ": балл {score} ({low}–{high}), {outcome}", ": score {score} ({low}–{high}), {outcome}"
    ).fill(
        score=fixed(ranking.score[key]),
        low=fixed(ranking.low[key]),
        high=fixed(ranking.high[key]),
        outcome=PLOT_OUTCOME_TEXTS[Outcome(int(ranking.outcome[key]))],
    )


def condition_lines(result: PortfolioPlans, plant: int, place: int) -> Iterator[Text]:
    """Yield who must consent to a plant at its place, and what is unknown there."""
    ranking, key = result.study_at(plant, place)
    for verdict in _verdicts_with(ranking, key, Outcome.CONDITIONAL):
        consent = verdict.consent if verdict.consent.ru else verdict.sentence_for(key)
        head = Text("    требуется согласование: ", "    consent needed: ")
        yield head + verdict.title + ": " + consent
    unknown = _verdicts_with(ranking, key, Outcome.UNKNOWN)
    if unknown:
        titles = Text.join("; ", [verdict.title for verdict in unknown[:_SHOWN]])
        more = len(unknown) - _SHOWN
        rest = Text(f" и ещё {more}", f" and {more} more") if more > 0 else Text.EMPTY
        yield Text("    неизвестно: ", "    unknown: ") + titles + rest


def _verdicts_with(ranking: Ranking, key: str, outcome: Outcome) -> list[Verdict]:
    return [v for v in ranking.verdicts if int(v.outcome[key]) == outcome]


def _source_lines(result: PortfolioPlans, plan: Assignment) -> Iterator[Text]:
    used = result.problem.used(plan)
    for number, supply in enumerate(result.supplies):
        if used[number] > 0:
            yield _source_line(supply, float(used[number]))
    for utility, amount, names in unserved(result, plan):
        yield Text(
            "  {utility}: {taken} ({plants}), если столько есть: источник не назван ни слоем, ни "
            "файлом",
            "  {utility}: {taken} ({plants}), if there is so much: neither a layer nor the file "
            "names a source",
        ).fill(utility=UTILITIES[utility], taken=quantity(amount, utility), plants=", ".join(names))


def _source_line(supply: Supply, used: float) -> Text:
    taken = quantity(used, supply.utility)
    head = "  " + UTILITIES[supply.utility] + ", " + supply.label + ": " + taken
    if supply.capacity.is_known:
        most = amount_text(supply.capacity, supply.utility)
        return head + Text(" из ", " of ") + most + reserved_note(supply)
    unknown = Text(
        ", если столько есть: свободная мощность неизвестна",
        ", if there is so much: free capacity is not known",
    )
    return head + unknown + reserved_note(supply)


def unserved(result: PortfolioPlans, plan: Assignment) -> list[tuple[str, float, list[str]]]:
    """Return each utility taken on plots that no source is known to serve, how much, by whom."""
    unserved_needs = []
    for column, utility in enumerate(UTILITIES):
        own = [number for number, supply in enumerate(result.supplies) if supply.utility == utility]
        served = result.problem.served[own][:, list(plan)].any(axis=0)
        needs = np.where(served, 0.0, result.needs[:, column])
        if needs.sum() > 0:
            who = [result.portfolio.names[plant] for plant in np.flatnonzero(needs)]
            unserved_needs.append((utility, float(needs.sum()), who))
    return unserved_needs


def _distance_lines(result: PortfolioPlans, plan: Assignment) -> Iterator[Text]:
    for constraint in result.problem.constraints():
        names = result.portfolio.names
        pair = f"  {names[constraint.first]} – {names[constraint.second]}: "
        if constraint.kind in ON_SITES:
            yield pair + ON_SITES[constraint.kind]
        if constraint.kind in ("apart", "within"):
            yield pair + _distance_text(result, plan, constraint)


def _distance_text(result: PortfolioPlans, plan: Assignment, constraint: Constraint) -> Text:
    """Say how far apart two plants stand, and how far they must."""
    problem, apart = result.problem, constraint.kind == "apart"
    place, other_place = plan[constraint.first], plan[constraint.second]
    table = problem.apart_m if apart else problem.within_m
    metres, wished = problem.metres[place, other_place], table[constraint.first, constraint.second]
    blurred = abs(metres - wished) < error_m(result, place, other_place)
    note = Text(
        "; контуры неточны, проверьте на месте", "; outlines are not accurate enough to be sure"
    )
    return Text("{real}, нужно {bound} {need}{note}", "{real}, needed {bound} {need}{note}").fill(
        real=quantity(round(metres), "m"),
        bound=Text("не ближе", "at least") if apart else Text("не дальше", "within"),
        need=quantity(wished, "m"),
        note=note if blurred else Text.EMPTY,
    )


def error_m(result: PortfolioPlans, one: int, two: int) -> float:
    """Return how far a distance may be off; outlines of one site shift together."""
    frame = result.places.frame.iloc[[one, two]]
    first, second = np.nan_to_num(frame["accuracy_m"].to_numpy(dtype=float))
    together = frame["site"].iloc[0] == frame["site"].iloc[1]
    return float(abs(first - second) if together else first + second)


def _greedy_line(result: PortfolioPlans) -> Text:
    head = Text("По одному, лучший балл первым: ", "One by one, the best score first: ")
    lost_share = result.greedy_loses_share
    if lost_share is None:
        return head + Text("плана не находится", "no plan is found")
    return head + Text("хуже на {share}", "{share} worse").fill(
        share=per_cent(max(lost_share, 0.0), 1)
    )


def _improvement_lines(result: PortfolioPlans, best: Solution) -> Iterator[Text]:
    if result.gains is None or result.with_free_plot is None:
        return
    for number in np.argsort(-result.gains, kind="stable"):
        supply, gain = result.supplies[number], result.gains[number]
        if gain > _PROVEN and supply.before_year is None:
            yield Text(
                "Ещё {unit} ({utility}, {source}): +{gain} к сумме",
                "{unit} more ({utility}, {source}): +{gain} to the sum",
            ).fill(
                unit=quantity(1, supply.utility),
                utility=UTILITIES[supply.utility],
                source=supply.title,
                gain=fixed(gain),
            )
    yield _free_plot_line(result, result.with_free_plot, best)


def _free_plot_line(result: PortfolioPlans, improved: Solution, best: Solution) -> Text:
    """Say what one more free plot would add."""
    gain = improved.worth - best.worth
    if improved.plan is None or gain <= _PROVEN:
        return Text(
            "Ещё один свободный участок ничего бы не добавил",
            "One more free plot would add nothing",
        )
    plots = [result.plot(place) for place in improved.plan if result.problem.spare[place]]
    return Text(
        "Ещё один свободный участок, {plots}: +{gain} к сумме",
        "One more free plot, {plots}: +{gain} to the sum",
    ).fill(plots=", ".join(plots), gain=fixed(gain))


def _other_plan_line(result: PortfolioPlans, rank: int, solution: Solution) -> Text:
    places = ", ".join(
        f"{name} → {result.plot(place)}"
        for name, place in zip(result.portfolio.names, solution.plan or (), strict=True)
    )
    return Text(f"План {rank}, ", f"Plan {rank}, ") + fixed(solution.worth) + f": {places}"


def to_dict(result: PortfolioPlans) -> dict[str, Any]:
    """Return the whole answer as plain data; an unknown capacity is null."""
    lost_share = result.greedy_loses_share
    return {
        "size": result.options.size,
        "spz": result.options.spz,
        "strict": result.options.strict,
        "plans": [_plan_dict(result, solution) for solution in result.plans],
        "greedy_loses_share": None if lost_share is None else round(lost_share, 6),
        "all_assemblies_seen": all(
            solution.assemblies.whole for solution in result.joined if solution
        ),
        **_improvements_dict(result),
    }


def _improvements_dict(result: PortfolioPlans) -> dict[str, Any]:
    """Return what more would add; empty if nobody asked."""
    improved = result.with_free_plot
    if result.gains is None or improved is None:
        return {}
    return {
        "one_unit_more": [
            {"utility": supply.utility, "source": supply.title.en, "adds": round(float(gain), 6)}
            for supply, gain in zip(result.supplies, result.gains, strict=True)
            if supply.capacity.is_known and supply.before_year is None
        ],
        "one_plot_more": {
            "plots": [result.plot(c) for c in improved.plan or () if result.problem.spare[c]],
            "adds": round(max(improved.worth - result.plans[0].worth, 0.0), 6),
        },
    }


def _plan_dict(result: PortfolioPlans, solution: Solution) -> dict[str, Any]:
    plan = solution.plan or ()
    used = result.problem.used(plan)
    return {
        "worth": round(solution.worth, 6),
        "gap_share": round(solution.gap_share, 6),
        "plants": [_plant_dict(result, plant, place) for plant, place in enumerate(plan)],
        "sources": [
            {
                "utility": supply.utility,
                "source": supply.title.en,
                "used": round(float(taken), 6),
                "capacity": supply.capacity.to_json(),
                "reserved": supply.reserved,
                "before_year": supply.before_year,
            }
            for supply, taken in zip(result.supplies, used, strict=True)
            if taken > 0
        ],
        "no_source_known": [
            {"utility": utility, "used": round(amount, 6), "plants": names}
            for utility, amount, names in unserved(result, plan)
        ],
    }


def _plant_dict(result: PortfolioPlans, plant: int, place: int) -> dict[str, Any]:
    wish, (ranking, key) = result.portfolio.plants[plant], result.study_at(plant, place)
    return {
        "name": wish.name,
        "profile": ranking.profile.key,
        "year": wish.year,
        "plot_id": result.plot(place),
        "plots": list(result.places.members[place]),
        "score": round(float(ranking.score[key]), 6),
        "outcome": Outcome(int(ranking.outcome[key])).key,
        "conditional": [v.rule for v in _verdicts_with(ranking, key, Outcome.CONDITIONAL)],
        "unknown": [v.rule for v in _verdicts_with(ranking, key, Outcome.UNKNOWN)],
    }
