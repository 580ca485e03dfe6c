"""The tables of a passport: parts of the score, what is unknown, constraints with their clause."""

from collections.abc import Sequence
from itertools import groupby

from sezgeo.i18n import LANGUAGES, Text
from sezgeo.reports.document.content import DocumentTable, TableColumn
from sezgeo.siting.connection.report import cost_text, headline, length_text, voltage_text
from sezgeo.siting.connection.result import Connection, Connections, NoConnection
from sezgeo.suitability.ranking.contributions import Contribution
from sezgeo.suitability.ranking.explanation import Reasons, finding_of, gravest_first
from sezgeo.units import fixed, per_cent, quantity
from sezgeo.verdict import OUTCOME_TEXTS, Outcome, Verdict

_CRITERION = Text("критерий", "criterion")
_WEIGHT = Text("вес", "weight")
_VALUE = Text("норм.", "value")
_POINTS = Text("вклад", "adds")


def known_parts(reasons: Reasons) -> DocumentTable | None:
    """Return what each measured criterion adds to the score; None if none was measured."""
    columns = (
        TableColumn(_CRITERION, 0.25),
        TableColumn(Text("значение", "measured"), 0.10, "right"),
        TableColumn(Text("может быть", "may be"), 0.19),
        TableColumn(Text("ближайший объект", "to what"), 0.235),
        TableColumn(_VALUE, 0.09, "right"),
        TableColumn(_WEIGHT, 0.065, "right"),
        TableColumn(_POINTS, 0.07, "right"),
    )
    rows = [_known(part) for part in reasons.parts if part.known]
    return DocumentTable(columns, tuple(rows), strong=6) if rows else None


def _known(part: Contribution) -> tuple[Text, ...]:
    exact = part.raw_low == part.raw_high
    return (
        part.title,
        quantity(part.raw, part.criterion),
        Text.EMPTY if exact else _unbroken(part.between),
        part.named if part.evidence else Text.EMPTY,
        fixed(part.value, 2),
        per_cent(part.weight, 1),
        fixed(part.points),
    )


def unknown_parts(reasons: Reasons) -> DocumentTable | None:
    """Return what each unknown criterion may be and may add; None if all is known."""
    columns = (
        TableColumn(_CRITERION, 0.39),
        TableColumn(Text("может быть", "may be"), 0.19),
        TableColumn(Text("принято", "taken"), 0.10, "right"),
        TableColumn(_WEIGHT, 0.08, "right"),
        TableColumn(_POINTS, 0.08, "right"),
        TableColumn(Text("возможный вклад", "in truth worth"), 0.16, "right"),
    )
    rows = [_unknown(part) for part in reasons.unknowns]
    return DocumentTable(columns, tuple(rows), strong=5) if rows else None


def _unknown(part: Contribution) -> tuple[Text, ...]:
    reason = " (" + part.reason + ")" if part.reason.en else Text.EMPTY
    return (
        part.title + reason,
        _unbroken(part.between),
        quantity(part.raw, part.criterion),
        per_cent(part.weight, 1),
        fixed(part.points),
        fixed(part.points_low) + "–" + fixed(part.points_high),
    )


def connections(routes: Connections, plot: str) -> DocumentTable | None:
    """Return the route for each need, its length and cost; None if nothing is needed."""
    columns = (
        TableColumn(Text("ресурс и нагрузка", "what and how much"), 0.25),
        TableColumn(
            Text("источник или причина отсутствия данных", "from what, or why unknown"), 0.37
        ),
        TableColumn(Text("длина", "length"), 0.18, "right"),
        TableColumn(Text("стоимость", "cost"), 0.20, "right"),
    )
    rows = [_connection(connection) for connection in routes.of(plot)]
    return DocumentTable(columns, tuple(rows), strong=3) if rows else None


def _connection(connection: Connection | NoConnection) -> tuple[Text, ...]:
    if isinstance(connection, NoConnection):
        unknown = Text("неизвестно", "unknown")
        return headline(connection), connection.why, unknown, unknown
    source = connection.source + voltage_text(connection)
    if not connection.free.is_known:
        source += Text("; есть ли мощность, неизвестно", "; whether it has capacity is unknown")
    length = _unbroken(length_text(connection.length_m))
    return headline(connection), source, length, cost_text(connection.cost_mln_rub)


def _unbroken(text: Text) -> Text:
    """Keep a text on one line."""
    return Text(*(text.say(lang).replace(" ", "\xa0") for lang in LANGUAGES))


def constraints(verdicts: Sequence[Verdict], plot: str) -> DocumentTable:
    """Return what each rule found, by outcome, the gravest first, with document and clause."""
    columns = (
        TableColumn(Text("ограничение", "rule"), 0.23),
        TableColumn(Text("что найдено", "what was found"), 0.44),
        TableColumn(Text("норма; пункт", "norm; clause"), 0.33),
    )
    rows: list[tuple[Text, ...]] = []
    for code, group in groupby(gravest_first(verdicts, plot), lambda v: int(v.outcome[plot])):
        rules = [_rule(verdict, plot) for verdict in group]
        head = OUTCOME_TEXTS[Outcome(code)] + f": {len(rules)}"
        rows += [(head,), *rules]
    return DocumentTable(columns, tuple(rows))


def _rule(verdict: Verdict, plot: str) -> tuple[Text, ...]:
    # a key of the profile is for those who edit it, not for a paper
    clause = "" if verdict.clause.startswith("limits.") else verdict.clause
    norm = (verdict.document, Text.same(clause))
    parts = [_without_stop(part) for part in norm if part.en]
    return verdict.title, finding_of(verdict, plot), Text.join("; ", parts)


def _without_stop(text: Text) -> Text:
    return Text(*(text.say(lang).removesuffix(".") for lang in LANGUAGES))
