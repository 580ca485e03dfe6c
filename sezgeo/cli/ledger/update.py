"""How the ledger is written, and what is said of it."""

import math
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

    from sezgeo.capacity.reserve import Booked, LedgerAuthor


def update_ledger(
    work: "Callable[[LedgerAuthor], Booked]", author: str | None, wait: float, *, as_json: bool
) -> None:
    """Write to the ledger, sign it, and say what was written."""
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
