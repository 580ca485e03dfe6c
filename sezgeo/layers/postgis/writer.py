"""
The one writer: everything of an import in one transaction.

Originals, snapshot, features, journal: what is kept and what is appended lasts together or not at
all, when `append` or `record` ends the transaction.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from geopandas import GeoDataFrame
from psycopg import sql
from psycopg.pq import TransactionStatus

from sezgeo.database_url import Address
from sezgeo.layers.contract import Schema
from sezgeo.layers.postgis import features
from sezgeo.layers.postgis.records import COLUMNS, HELD
from sezgeo.layers.postgis.session import Session, damage_error, database_errors, query
from sezgeo.layers.store.hash_chain import change_rows, digest, finding_rows, seal
from sezgeo.layers.store.records import Delivery, NewVersion, Signature, Version
from sezgeo.layers.store.snapshots import to_bytes
from sezgeo.layers.versions.changes import Changes

_PART = 8 * 2**20
"""Bytes of an original that are sent at once."""


@dataclass(frozen=True, slots=True)
class PostgisWriter:
    """Where the one writer works; only `PostgisBackend.writing` makes it."""

    address: Address
    session: Session

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Go on in the transaction, or begin it; what fails takes all of it back."""
        with database_errors(self.address):
            try:
                if self.session.info.transaction_status == TransactionStatus.IDLE:
                    self.session.execute("BEGIN")
                    self._lock_row()
                yield
            except BaseException:
                with suppress(psycopg.Error):
                    self.session.rollback()
                raise

    def _lock_row(self) -> None:
        (row,) = self._rows("SELECT pid = pg_backend_pid() FROM {writer} FOR UPDATE")
        if not row[0]:
            msg = "the lock was lost: the connection is not the one that took it"
            raise psycopg.OperationalError(msg)

    def finish(self) -> None:
        """Make what was kept last, where nothing was left to append."""
        if self.session.info.transaction_status == TransactionStatus.INTRANS:
            with self._transaction():
                self.session.commit()

    def append(
        self,
        entry: NewVersion,
        changes: Changes,
        signature: Signature,
        *,
        delivery: Delivery | None = None,
    ) -> Version:
        """Write a version, what it changed and the delivery behind it, and end the transaction."""
        rows = list(change_rows(changes))
        with self._transaction():
            number = None if delivery is None else self._add(delivery, signature)
            last = self._rows("SELECT id, chain FROM {version} ORDER BY id DESC LIMIT 1")
            version = seal(
                entry,
                signature,
                number=last[0][0] + 1 if last else 1,
                delivery=number,
                changes_sha256=digest(rows),
                before=last[0][1] if last else "",
            )
            self._insert("version", COLUMNS, [astuple(version)])
            self._insert(
                "change",
                ("version", "place", "kind", "feature", "field", "before", "after"),
                ((version.id, place, *row) for place, row in enumerate(rows)),
            )
            self.session.commit()
        return version

    def record(self, delivery: Delivery, signature: Signature) -> int:
        """Write down a delivery that made no version, and end the transaction."""
        with self._transaction():
            number = self._add(delivery, signature)
            self.session.commit()
        return number

    def keep(self, schema: Schema, frame: GeoDataFrame, known: str | None) -> str:
        """Keep a canonical frame: as the bytes of its snapshot, and as rows of a table."""
        with self._transaction():
            sha256 = known or self._keep_snapshot(frame)
            features.write(self.session, self.address.schema, schema, frame, sha256=sha256)
        return sha256

    def _keep_snapshot(self, frame: GeoDataFrame) -> str:
        body = to_bytes(frame)
        sha256 = hashlib.sha256(body).hexdigest()
        added = self._run(
            "INSERT INTO {snapshot} VALUES (%s, %s) ON CONFLICT DO NOTHING", sha256, body
        )
        if not added.rowcount and not self._rows(HELD, sha256):
            raise damage_error(self.address, f"snapshot {sha256}")
        return sha256

    def keep_original(self, sha256: str, fill: Callable[[Path], None]) -> None:
        """Keep the files of a delivery in the database, unless they are there."""
        with self._transaction():
            if self._rows("SELECT 1 FROM {original} WHERE sha256 = %s LIMIT 1", sha256):
                return
            with self.workroom() as folder:
                fill(folder)
                for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                    self._keep_file(sha256, path, _named(path.relative_to(folder)))

    def _keep_file(self, sha256: str, path: Path, name: str) -> None:
        place = 0
        with path.open("rb") as file:
            while (part := file.read(_PART)) or not place:
                self._run(
                    "INSERT INTO {original} VALUES (%s, %s, %s, %s)", sha256, name, place, part
                )
                place += 1

    def keep_report(self, sha256: str, name: str, body: bytes) -> None:
        """Keep a report beside a refused delivery; a new one takes the place of the one before."""
        with self._transaction():
            self._run(
                "INSERT INTO {report} VALUES (%s, %s, %s) ON CONFLICT (sha256, name) DO UPDATE "
                "SET body = excluded.body",
                sha256,
                name,
                body,
            )

    def workroom(self) -> AbstractContextManager[Path]:
        """Lend an empty private folder on this machine; it is gone afterwards."""
        return _private_folder()

    def _add(self, delivery: Delivery, signature: Signature) -> int:
        ((number,),) = self._rows("SELECT coalesce(max(id), 0) + 1 FROM {delivery}")
        fields = (delivery.layer, delivery.name, delivery.sha256, delivery.content)
        self._run(
            "INSERT INTO {delivery} VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            number,
            *fields,
            delivery.outcome,
            *astuple(signature),
        )
        names = ("delivery", "place", "code", "severity", "body")
        self._insert("finding", names, finding_rows(number, delivery))
        return int(number)

    def _run(self, text: LiteralString, *values: object) -> psycopg.Cursor[tuple[Any, ...]]:
        return self.session.execute(query(self.address.schema, text), values)

    def _rows(self, text: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        return self._run(text, *values).fetchall()

    def _insert(
        self, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self.address.schema, table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
        )
        with self.session.cursor().copy(copy) as writing:
            for row in rows:
                writing.write_row(row)


@contextmanager
def _private_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sezgeo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _named(path: Path) -> str:
    """Write a path as text of the database; bytes that are no UTF-8 are told by their numbers."""
    return os.fsencode(path.as_posix()).decode("utf-8", errors="backslashreplace")
