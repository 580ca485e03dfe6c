"""How the ledger is written, and what is said of it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.import_options import author_of
from sezgeo.cli.options import say, say_json
from sezgeo.errors import BusyError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sezgeo.capacity.reserve import BookedReservation, LedgerAuthor


def update_ledger(
    write: "Callable[[LedgerAuthor], BookedReservation]",
    author: str | None,
    wait: float,
    *,
    as_json: bool,
) -> None:
    """Write to the ledger, sign it, and say what was written."""
    from sezgeo.capacity.report import reservation_dict
    from sezgeo.capacity.reserve import LedgerAuthor

    now = datetime.now(UTC)
    try:
        booked = write(LedgerAuthor(author_of(author), now, wait))
    except BusyError as error:
        typer.echo(f"sezgeo: {error}", err=True)
        raise typer.Exit(Exit.BUSY) from None
    if as_json:
        say_json(
            {
                "version": booked.version.id,
                "reservation": reservation_dict(booked.reservation, now.date()),
                "capacity_known": booked.ledger.capacity(booked.reservation.source).is_known,
                "late": str(booked.late) if booked.late else None,
            }
        )
        return
    say(_lines(booked))


def _lines(booked: "BookedReservation") -> str:
    """Say what was written, and mark what rests on an unknown capacity."""
    from sezgeo.capacity import report

    reservation, ledger = booked.reservation, booked.ledger
    source, since, until = reservation.source, reservation.since, reservation.until
    end = until if until is None or until > since else None
    free = report.free_text(ledger, source, ledger.most_reserved(source, since, end))
    lines = [
        report.reservation_line(reservation),
        Text(
            "Минимум свободной мощности за срок — {free}. Версия {version}.",
            "Least free capacity of the span: {free}. Version {version}.",
        ).fill(free=free, version=str(booked.version.id)),
    ]
    if not ledger.capacity(source).is_known:
        lines.append(
            Text(
                "Мощность источника {source} — нет данных. До принятия обязательств запросить у "
                "сетевой организации.",
                "The capacity of {source} is unknown. Ask the network company before you promise "
                "it.",
            ).fill(source=source.feature)
        )
    if booked.late:
        lines.append(booked.late)
    return "\n".join(map(str, lines))
