"""`ledger show`: what is held of each source, and what is free."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.ledger.options import SOURCE_HELP
from sezgeo.cli.options import AsJson, Lang, LayersFolder, help_text, say, say_json, zone_of
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.capacity.ledger import Ledger
    from sezgeo.capacity.sources import SourceKey


HELP = Text(
    "Показать зарезервированную и свободную мощность.", "Show what is reserved and what is free."
)


def show(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]", help=SOURCE_HELP)] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help=help_text("На какой день; по умолчанию сегодня.", "Which day; else today."),
        ),
    ] = None,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show the ledger."""
    from sezgeo.capacity.ledger import Ledger
    from sezgeo.capacity.report import to_dict
    from sezgeo.capacity.reservation import read_day
    from sezgeo.capacity.reserve import ledger_layers

    day = read_day(at) if at else datetime.now(UTC).date()
    ledger = Ledger.of(ledger_layers(zone_of(layers).catalog))
    keys = [ledger.source(source).key] if source else _all_sources(ledger)
    if as_json:
        say_json(to_dict(ledger, keys, day))
    else:
        say(_tables(ledger, keys, day, in_full=source is not None))


def _all_sources(ledger: "Ledger") -> "list[SourceKey]":
    """List every source, and those that are gone but still held."""
    return list(dict.fromkeys([*ledger.sources, *ledger.by_source]))


def _tables(ledger: "Ledger", keys: "list[SourceKey]", day: date, *, in_full: bool) -> str:
    from sezgeo.capacity import report
    from sezgeo.display import text_table

    sources = [ledger.sources[key] for key in keys if key in ledger.sources]
    reservations = [held for held in ledger.reservations if held.source in keys]
    head = (
        Text("источник", "source"),
        Text("название", "what"),
        Text("всего", "has"),
        Text(f"зарезервировано на {day}", f"reserved on {day}"),
        Text("свободно", "free"),
    )
    parts = [text_table(head, [report.source_row(ledger, source, day) for source in sources])]
    if in_full and reservations and sources:
        head_over_time = (
            Text("срок", "span"),
            Text("зарезервировано", "reserved"),
            Text("свободно", "free"),
        )
        parts.append(text_table(head_over_time, list(report.course_rows(ledger, sources[0]))))
    nothing = Text("резервов нет", "nothing is reserved")
    lines = [report.reservation_line(reservation) for reservation in reservations]
    parts.append("\n".join(map(str, lines or [nothing])))
    if warnings := "\n".join(map(str, report.warnings(ledger))):
        parts.append(warnings)
    return "\n\n".join(parts)
