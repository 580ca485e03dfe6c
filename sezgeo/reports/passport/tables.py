"""The tables of a passport: parts of the score, what is unknown, constraints with their clause."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from sezgeo.i18n import LANGUAGES, Text
from sezgeo.reports.document.content import Column, Table
from sezgeo.siting.connection.report import cost_text, headline, length_text, voltage_text
from sezgeo.siting.connection.result import Connection, Connections, NoConnection
from sezgeo.suitability.ranking.contributions import Part
from sezgeo.suitability.ranking.explanation import Reasons, finding_of, gravest_first
from sezgeo.units import fixed, per_cent, quantity
from sezgeo.verdict import OUTCOME_TEXTS, Outcome, Verdict

_CRITERION = Text("критерий", "criterion")
_WEIGHT = Text("вес", "weight")
_VALUE = Text("ценность", "value")
_POINTS = Text("вклад", "adds")


def known_parts(reasons: Reasons) -> Table | None:
    """Return what each measured criterion adds to the score; None if none was measured."""
    columns = (
        Column(_CRITERION, 0.25),
        Column(Text("измерено", "measured"), 0.10, "right"),
        Column(Text("может быть", "may be"), 0.19),
        Column(Text("до чего", "to what"), 0.235),
        Column(_VALUE, 0.09, "right"),
        Column(_WEIGHT, 0.065, "right"),
        Column(_POINTS, 0.07, "right"),
    )
    rows = [_known(part) for part in reasons.parts if part.known]
    return Table(columns, tuple(rows), strong=6) if rows else None


def _known(part: Part) -> tuple[Text, ...]:
    exact = part.raw_low == part.raw_high
    return (
        part.title,
        quantity(part.raw, part.criterion),
        Text("", "") if exact else _unbroken(part.between),
        part.named if part.evidence else Text("", ""),
        fixed(part.value, 2),
        per_cent(part.weight, 1),
        fixed(part.points),
    )


def unknown_parts(reasons: Reasons) -> Table | None:
    """Return what each unknown criterion may be and may add; None if all is known."""
    columns = (
        Column(_CRITERION, 0.39),
        Column(Text("может быть", "may be"), 0.19),
        Column(Text("принято", "taken"), 0.10, "right"),
        Column(_WEIGHT, 0.08, "right"),
        Column(_POINTS, 0.08, "right"),
        Column(Text("на деле даст", "in truth worth"), 0.16, "right"),
    )
    rows = [_unknown(part) for part in reasons.unknowns]
    return Table(columns, tuple(rows), strong=5) if rows else None


def _unknown(part: Part) -> tuple[Text, ...]:
    why = part.reason
    low, high = fixed(part.points_low), fixed(part.points_high)
    title = (
        Text(f"{part.title.ru} ({why.ru})", f"{part.title.en} ({why.en})") if why.en else part.title
    )
    return (
        title,
        _unbroken(part.between),
        quantity(part.raw, part.criterion),
        per_cent(part.weight, 1),
        fixed(part.points),
        Text(f"{low.ru}–{high.ru}", f"{low.en}–{high.en}"),
    )


def connections(found: Connections, plot: str) -> Table | None:
    """Return the route for each need, its length and cost; None if nothing is needed."""
    columns = (
        Column(Text("что и сколько", "what and how much"), 0.25),
        Column(Text("от чего, или почему неизвестно", "from what, or why unknown"), 0.37),
        Column(Text("длина", "length"), 0.18, "right"),
        Column(Text("стоимость", "cost"), 0.20, "right"),
    )
    rows = [_connection(one) for one in found.of(plot)]
    return Table(columns, tuple(rows), strong=3) if rows else None


def _connection(one: Connection | NoConnection) -> tuple[Text, ...]:
    if isinstance(one, NoConnection):
        unknown = Text("неизвестно", "unknown")
        return headline(one), one.why, unknown, unknown
    how = voltage_text(one)
    source = Text(f"{one.source.ru}{how.ru}", f"{one.source.en}{how.en}")
    if not one.free.is_known:
        source = Text(
            f"{source.ru}; есть ли мощность, неизвестно",
            f"{source.en}; whether it has capacity is unknown",
        )
    return headline(one), source, _unbroken(length_text(one.length_m)), cost_text(one.cost_mln_rub)


def _unbroken(text: Text) -> Text:
    """Keep a text on one line."""
    return Text(text.ru.replace(" ", "\xa0"), text.en.replace(" ", "\xa0"))


def constraints(verdicts: Sequence[Verdict], plot: str) -> Table:
    """Return what each rule found, by outcome, the gravest first, with document and clause."""
    columns = (
        Column(Text("правило", "rule"), 0.23),
        Column(Text("что найдено", "what was found"), 0.44),
        Column(Text("норма; пункт", "norm; clause"), 0.33),
    )
    rows: list[tuple[Text, ...]] = []
    for code, group in groupby(gravest_first(verdicts, plot), lambda v: int(v.outcome[plot])):
        rules = [_rule(verdict, plot) for verdict in group]
        outcome = OUTCOME_TEXTS[Outcome(code)]
        rows += [(Text(f"{outcome.ru}: {len(rules)}", f"{outcome.en}: {len(rules)}"),), *rules]
    return Table(columns, tuple(rows))


def _rule(verdict: Verdict, plot: str) -> tuple[Text, ...]:
    clause = Text(verdict.clause, verdict.clause)
    return (
        verdict.title,
        finding_of(verdict, plot),
        _joined((verdict.document, clause)),
    )


def _joined(facts: Iterable[Text]) -> Text:
    said = [fact for fact in facts if fact.en]
    ru, en = ("; ".join(fact.say(lang).removesuffix(".") for fact in said) for lang in LANGUAGES)
    return Text(ru, en)
