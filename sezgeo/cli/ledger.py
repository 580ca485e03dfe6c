"""`ledger show`, `ledger reserve`, `ledger release`: who holds which capacity from when."""

import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.import_options import Author, Wait
from sezgeo.cli.imports import author_of
from sezgeo.cli.options import AsJson, Lang, LayersFolder, say, say_json, told, zone_of
from sezgeo.errors import BusyError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sezgeo.capacity.ledger import Ledger
    from sezgeo.capacity.reserve import Booked, LedgerAuthor
    from sezgeo.capacity.sources import SourceKey

_SOURCE = told(
    "Источник: ключ объекта в слоях substations, gas, water_mains, sewers, heat_networks, chp.",
    "Source: key of a feature of substations, gas, water_mains, sewers, heat_networks or chp.",
)


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    group = typer.Typer(
        name="ledger",
        no_args_is_help=True,
        help=told(
            "Книга мощностей: кто что держит и с какого дня, сколько свободно.",
            "The ledger of capacities: who holds what from when, and what is free.",
        ),
    )
    for name, command, ru, en in (
        ("show", show, "Показать, что занято и что свободно.", "Show what is held and free."),
        (
            "reserve",
            reserve,
            "Забронировать мощность: не больше, чем свободно в любой день срока.",
            "Reserve capacity: never more than is free on any day of the span.",
        ),
        (
            "release",
            release,
            "Снять бронь с какого-то дня; история остаётся.",
            "End a reservation from a day on; history stays.",
        ),
    ):
        group.command(name, help=told(ru, en))(command)
    app.add_typer(group)


def show(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]", help=_SOURCE)] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", help=told("На какой день; без него сегодня.", "Which day; else today.")
        ),
    ] = None,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show the ledger."""
    from sezgeo.capacity.ledger import Ledger
    from sezgeo.capacity.report import plain
    from sezgeo.capacity.reservation import read_day
    from sezgeo.capacity.reserve import ledger_layers

    day = read_day(at) if at else datetime.now(UTC).date()
    ledger = Ledger.of(ledger_layers(zone_of(layers).catalog))
    keys = [ledger.source(source).key] if source else _all(ledger)
    if as_json:
        say_json(plain(ledger, keys, day))
    else:
        say(_shown(ledger, keys, day, one=source is not None))


def _all(ledger: "Ledger") -> "list[SourceKey]":
    """List every source, and those that are gone but still held."""
    return list(dict.fromkeys([*ledger.sources, *ledger.by_source]))


def _shown(ledger: "Ledger", keys: "list[SourceKey]", day: date, *, one: bool) -> str:
    from sezgeo.capacity import report as books
    from sezgeo.display import text_table

    known = [ledger.sources[key] for key in keys if key in ledger.sources]
    held = [r for r in ledger.reservations if r.source in keys]
    head = (
        Text("источник", "source"),
        Text("что это", "what"),
        Text("есть", "has"),
        Text(f"занято {day}", f"held {day}"),
        Text("свободно", "free"),
    )
    parts = [text_table(head, [books.source_row(ledger, source, day) for source in known])]
    if one and held and known:
        course = (Text("срок", "span"), Text("занято", "held"), Text("свободно", "free"))
        parts.append(text_table(course, list(books.over_course(ledger, known[0]))))
    nobody = Text("броней нет", "nothing is reserved")
    parts.append("\n".join(str(books.told(r)) for r in held) or str(nobody))
    if warned := "\n".join(map(str, books.warnings(ledger))):
        parts.append(warned)
    return "\n\n".join(parts)


def reserve(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=_SOURCE)],
    amount: Annotated[
        str,
        typer.Argument(
            metavar="UTILITY=AMOUNT",
            help=told(
                "Сколько, с единицей в имени: power_mw=12.",
                "How much, with the unit in the name: power_mw=12.",
            ),
        ),
    ],
    *,
    holder: Annotated[str, typer.Option(help=told("Кто держит.", "Who holds it."))],
    since: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DAY",
            help=told("Год или первый день.", "Year, or first day."),
        ),
    ],
    until: Annotated[
        str,
        typer.Option(
            metavar="DAY",
            help=told(
                "С этого дня снова свободно; без него бессрочно.",
                "Free again from this day; else held for good.",
            ),
        ),
    ] = "",
    plot: Annotated[str, typer.Option(help=told("Для какого участка.", "Plot it is for."))] = "",
    note: Annotated[str, typer.Option(help=told("Примечание.", "A note."))] = "",
    author: Author = None,
    wait: Wait = 0.0,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Reserve capacity."""
    from sezgeo.capacity import reserve as booking
    from sezgeo.capacity.reservation import Words

    words = Words(source, amount, holder, since, until, plot, note)
    catalog = zone_of(layers).catalog
    _answer(lambda clerk: booking.reserve(catalog, words, clerk), author, wait, as_json=as_json)


def release(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=told("Номер брони.", "Its number: R-12."))
    ],
    *,
    since: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DAY",
            help=told("С какого дня снова свободно.", "From which day it is free again."),
        ),
    ],
    author: Author = None,
    wait: Wait = 0.0,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """End a reservation."""
    from sezgeo.capacity import reserve as booking

    catalog = zone_of(layers).catalog
    _answer(
        lambda clerk: booking.release(catalog, number, since, clerk), author, wait, as_json=as_json
    )


def _answer(
    work: "Callable[[LedgerAuthor], Booked]", author: str | None, wait: float, *, as_json: bool
) -> None:
    from sezgeo.capacity.report import reservation
    from sezgeo.capacity.reserve import LedgerAuthor

    now = datetime.now(UTC)
    try:
        done = work(LedgerAuthor(author_of(author), now, wait))
    except BusyError as error:
        typer.echo(f"sezgeo: {error}", err=True)
        raise typer.Exit(Exit.BUSY) from None
    if as_json:
        say_json(
            {
                "version": done.version.id,
                "reservation": reservation(done.reservation, now.date()),
                "capacity_known": not math.isnan(done.ledger.capacity(done.reservation.source)),
                "late": str(done.late) if done.late else None,
            }
        )
        return
    say(_done(done))


def _done(done: "Booked") -> str:
    """Say what was written, and mark what rests on an unknown capacity."""
    from sezgeo.capacity import report as books

    one, ledger = done.reservation, done.ledger
    until = one.until if one.until is None or one.until > one.since else None
    free = books.left(ledger, one.source, ledger.most_reserved(one.source, one.since, until))
    lines = [
        books.told(one),
        Text(
            f"останется свободно, в худший день: {free.ru}; версия {done.version.id}",
            f"left free, on the worst day: {free.en}; version {done.version.id}",
        ),
    ]
    if math.isnan(ledger.capacity(one.source)):
        name = one.source.feature
        lines.append(
            Text(
                f"сколько есть у {name}, неизвестно: спросите хозяина сети, прежде чем обещать",
                f"nobody has said what {name} has: ask its owner before you promise it",
            )
        )
    return "\n".join(str(line) for line in (*lines, *([done.late] if done.late else [])))
