"""
One writer at a time, by a lock that dies with its holder.

The lock is SQLite's own on a file that holds nothing: the operating system frees it when the
process ends, however it ends, and it works alike on Linux, macOS and Windows. A card beside it
says who holds it, for the one who finds it taken.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sezgeo.errors import BusyError
from sezgeo.i18n import Text
from sezgeo.layers.store.atomic_files import TEMPORARY, disk_errors

_LOCK = "lock.sqlite"
_CARD = "lock.json"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes, and since when."""

    who: str
    since: str


@contextmanager
def only_writer(folder: Path, *, who: str, since: datetime, wait_s: float = 0.0) -> Iterator[None]:
    """
    Hold the right to write into `folder`.

    Parameters
    ----------
    folder
        Folder of the store; it is made if it is not there.
    who, since
        What a second writer is told.
    wait_s
        How long to wait for another writer to finish.

    Raises
    ------
    BusyError
        If somebody else holds it still.
    StoreError
        If the folder cannot be written.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(folder / _LOCK, timeout=wait_s, isolation_level=None)
    with closing(lock):
        with disk_errors(folder):
            _take(lock, folder)
            _write_card(folder, Holder(who, since.isoformat(timespec="seconds")))
        try:
            yield
        finally:
            (folder / _CARD).unlink(missing_ok=True)


def _take(lock: sqlite3.Connection, folder: Path) -> None:
    try:
        lock.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as cause:
        if cause.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise busy_error(holder(folder)) from cause


def _write_card(folder: Path, card: Holder) -> None:
    temporary = folder / (_CARD + TEMPORARY)
    temporary.write_text(
        json.dumps({"who": card.who, "since": card.since, "pid": os.getpid()}, ensure_ascii=False),
        encoding="utf-8",
    )
    temporary.replace(folder / _CARD)


def holder(folder: Path) -> Holder | None:
    """Read the card of the writer; None if there is none, or it has not been written yet."""
    try:
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        return Holder(str(card["who"]), str(card["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def busy_error(card: Holder | None) -> BusyError:
    """Build the error for the one who came second."""
    if card is None:
        return BusyError(Text("другой процесс, начавший только что", "somebody who has just begun"))
    return BusyError(Text("{who} с {since}", "{who} since {since}").fill(**asdict(card)))
