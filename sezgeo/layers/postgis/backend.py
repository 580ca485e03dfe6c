"""
The backend: who may write, and the one transaction in which a writer does.

The lock is PostgreSQL's advisory lock of the very connection that writes: it dies with that
connection, however it ends, and a writer that lost it has lost its transaction too. A card in the
table `writer` says who holds it; its row is locked again in each transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import errors, sql

from sezgeo.database_url import Address
from sezgeo.errors import BusyError
from sezgeo.layers.contract import Schema
from sezgeo.layers.postgis.records import PostgisJournal, PostgisSnapshots
from sezgeo.layers.postgis.session import (
    Reader,
    Session,
    damage_error,
    database_errors,
    open_session,
    query,
)
from sezgeo.layers.postgis.tables import prepare
from sezgeo.layers.postgis.writer import PostgisWriter
from sezgeo.layers.store.atomic_files import disk_errors
from sezgeo.layers.store.lock import Holder, busy_error

_LOCKS = 0x53455A  # "SEZ": the upper half of the lock's number; the lower is that of our table
_LEAST_WAIT_S = 0.5
"""The server needs a moment to see that the one before has gone."""
_MOST_WAIT_S = 2_000_000.0
"""Longer the server cannot count."""


@dataclass(frozen=True, slots=True)
class PostgisBackend:
    """
    The versions of a team's layers, in one schema of a database; reading needs no lock.

    Attributes
    ----------
    address
        Where; it is shown without its secret.
    """

    address: Address
    reader: Reader = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep one connection to read by."""
        object.__setattr__(self, "reader", Reader(self.address))

    @property
    def name(self) -> str:
        """Return the address without its secret."""
        return self.address.name

    @property
    def journal(self) -> PostgisJournal:
        """Return the journal."""
        return PostgisJournal(self.reader)

    @property
    def snapshots(self) -> PostgisSnapshots:
        """Return the snapshots."""
        return PostgisSnapshots(self.address, self.reader)

    @property
    def published(self) -> None:
        """Return nothing: QGIS opens the tables themselves."""

    def bring_back(self, sha256: str, folder: Path) -> None:
        """Write a delivery and its report, if it was refused, into a folder."""
        originals = "SELECT path, part FROM {original} WHERE sha256 = %s ORDER BY path, part"
        part = "SELECT body FROM {original} WHERE sha256 = %s AND path = %s AND part = %s"
        reports = "SELECT name, body FROM {report} WHERE sha256 = %s"
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name, place in self.reader.rows(originals, (sha256,)):
                path = _inside(folder, name, self.address)
                path.parent.mkdir(parents=True, exist_ok=True)
                ((body,),) = self.reader.rows(part, (sha256, name, place))
                with path.open("ab" if place else "wb") as file:
                    file.write(body)
            for name, body in self.reader.rows(reports, (sha256,)):
                _inside(folder, name, self.address).write_bytes(body)

    def prepare(self, schemas: Mapping[str, Schema]) -> None:
        """Make the tables, or bring them up to date; see `tables.prepare`."""
        prepare(self.address, schemas)

    @contextmanager
    def writing(self, who: str, *, since: datetime, wait_s: float) -> Iterator[PostgisWriter]:
        """Hold the right to write; see `StoreBackend.writing`."""
        session = open_session(self.address)
        try:
            with database_errors(self.address):
                key = self._take(session, max(wait_s, _LEAST_WAIT_S))
                sign = "UPDATE {writer} SET who = %s, since = %s, pid = pg_backend_pid()"
                card = (who, since.isoformat(timespec="seconds"))
                session.execute(query(self.address.schema, sign), card)
            writer = PostgisWriter(self.address, session)
            yield writer
            writer.finish()
            with suppress(psycopg.Error):  # closing frees it too, only later
                session.execute("SELECT pg_advisory_unlock(%s)", (key,))
        finally:
            session.close()

    def _take(self, session: Session, wait_s: float) -> int:
        table = sql.Identifier(self.address.schema, "writer").as_string()
        row = session.execute("SELECT %s::regclass::oid::bigint", (table,)).fetchone()
        key = (_LOCKS << 32) | (row[0] if row else 0)
        try:
            with session.transaction():
                session.execute(
                    "SELECT set_config('lock_timeout', %s, true), "
                    "set_config('statement_timeout', '0', true)",
                    (str(round(min(wait_s, _MOST_WAIT_S) * 1000)),),
                )
                session.execute("SELECT pg_advisory_lock(%s)", (key,))
        except errors.LockNotAvailable as cause:
            raise self._busy(key) from cause
        return key

    def _busy(self, key: int) -> BusyError:
        """Read the card, unless it is an earlier holder's."""
        rows = self.reader.rows(
            "SELECT who, since FROM {writer} WHERE pid IN (SELECT l.pid FROM pg_locks l "
            "JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND "
            "locktype = 'advisory' AND granted AND classid = %s AND objid = %s AND objsubid = 1)",
            (key >> 32, key & 0xFFFFFFFF),
        )
        return busy_error(Holder(*rows[0]) if rows else None)


def _inside(folder: Path, name: str, address: Address) -> Path:
    """Return a file's place in a folder; whoever forged its name gets no file elsewhere."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise damage_error(address, name)
    return path
