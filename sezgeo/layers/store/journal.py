"""
The journal: who brought what, when, and what it changed; one SQLite file, append only.

Its rows and hashes are those of `hash_chain`. The rollback journal of SQLite is used instead of
WAL, which is not safe on network drives; `synchronous=EXTRA` waits for the file and for its folder.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sezgeo.layers.store.atomic_files import damage_error, disk_errors
from sezgeo.layers.store.hash_chain import broken_versions, change_rows, digest, finding_rows, seal
from sezgeo.layers.store.records import Delivery, NewVersion, Signature, Version
from sezgeo.layers.versions.changes import Changes

_FORMAT = 1
_WAIT_S = 10.0
_TABLES = """
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY, layer TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    content TEXT NOT NULL, outcome TEXT NOT NULL, author TEXT NOT NULL, time TEXT NOT NULL,
    tool_version TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS version (
    id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, layer TEXT NOT NULL, sha256 TEXT NOT NULL,
    content TEXT NOT NULL, rows INTEGER NOT NULL, author TEXT NOT NULL, time TEXT NOT NULL,
    tool_version TEXT NOT NULL, decision TEXT NOT NULL, source TEXT NOT NULL,
    as_of TEXT NOT NULL, completeness TEXT NOT NULL, delivery INTEGER REFERENCES delivery(id),
    changes_sha256 TEXT NOT NULL, chain TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS version_layer ON version(layer, id);
CREATE TABLE IF NOT EXISTS change (
    version INTEGER NOT NULL REFERENCES version(id), kind TEXT NOT NULL, feature TEXT NOT NULL,
    field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS change_version ON change(version);
CREATE TABLE IF NOT EXISTS finding (
    delivery INTEGER NOT NULL REFERENCES delivery(id), place INTEGER NOT NULL, code TEXT NOT NULL,
    severity TEXT NOT NULL, body TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one store."""

    path: Path

    def head(self, layer: str) -> Version | None:
        """Return the current version of a layer; None if nothing was ever imported."""
        versions = self._versions("WHERE layer = ? ORDER BY id DESC LIMIT 1", (layer,))
        return versions[0] if versions else None

    def versions(self, layer: str | None = None) -> list[Version]:
        """Return all versions of one layer, or of all, the oldest first."""
        if layer is None:
            return self._versions("ORDER BY id", ())
        return self._versions("WHERE layer = ? ORDER BY id", (layer,))

    def version(self, number: int) -> Version | None:
        """Return one version by its number."""
        versions = self._versions("WHERE id = ?", (number,))
        return versions[0] if versions else None

    def contents(self, layer: str) -> list[tuple[int, str]]:
        """List the versions of a layer with the content of each and of the delivery behind it."""
        return [
            (int(number), str(content))
            for number, content in self._rows(
                "SELECT id, content FROM version WHERE layer = ?1 UNION SELECT v.id, d.content "
                "FROM version v JOIN delivery d ON d.id = v.delivery WHERE v.layer = ?1 ORDER BY 1",
                (layer,),
            )
        ]

    def deliveries(self) -> list[tuple[int, Delivery]]:
        """Return all deliveries with their numbers and without their findings."""
        rows = self._rows(
            "SELECT id, layer, name, sha256, content, outcome FROM delivery ORDER BY id", ()
        )
        return [(number, Delivery(*rest)) for number, *rest in rows]

    def findings(self, delivery: int) -> list[dict[str, Any]]:
        """Return the findings of one delivery."""
        rows = self._rows("SELECT body FROM finding WHERE delivery = ? ORDER BY place", (delivery,))
        return [json.loads(body) for (body,) in rows]

    def _versions(self, where: str, values: tuple[object, ...]) -> list[Version]:
        columns = ", ".join(Version.__dataclass_fields__)
        return [
            Version(*row)
            for row in self._rows(f"SELECT {columns} FROM version {where}", values)  # noqa: S608 - our own words
        ]

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        if not self.path.is_file():
            return []
        # Reading needs the right to write, if it is there: what a killed writer began is undone.
        with disk_errors(self.path), closing(_connect(self.path, mode="rw")) as database:
            if database.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                return []  # the first writer is just making it, or was killed on the way
            return database.execute(query, values).fetchall()

    def record(self, delivery: Delivery, signature: Signature) -> int:
        """Write down a delivery that made no version; returns its number."""
        with self._transaction() as database:
            return _add_delivery(database, delivery, signature)

    def append(
        self,
        entry: NewVersion,
        changes: Changes,
        signature: Signature,
        *,
        delivery: Delivery | None = None,
    ) -> Version:
        """
        Write a version, what it changed and the delivery behind it, in one transaction.

        Raises
        ------
        StoreError
            If the disk is full or cannot be written; the journal is then as it was.
        """
        rows = list(change_rows(changes))
        with self._transaction() as database:
            number = None if delivery is None else _add_delivery(database, delivery, signature)
            (last,) = database.execute("SELECT coalesce(max(id), 0) FROM version").fetchone()
            version = seal(
                entry,
                signature,
                number=last + 1,
                delivery=number,
                changes_sha256=digest(rows),
                before=_chain_of(database, last),
            )
            columns = list(Version.__dataclass_fields__)
            database.execute(
                f"INSERT INTO version ({', '.join(columns)}) VALUES ({_marks(columns)})",  # noqa: S608 - our own words
                [getattr(version, name) for name in columns],
            )
            database.executemany(
                "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)",
                ((version.id, *row) for row in rows),
            )
        return version

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with disk_errors(self.path), closing(_connect(self.path, mode="rwc")) as database:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA synchronous = EXTRA")
            database.execute("BEGIN IMMEDIATE")
            try:
                _prepare(database, self.path)
                yield database
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    def problems(self) -> list[str]:
        """List versions whose row, changes or place in the chain are not what was written."""
        return broken_versions(self.versions(), self._changes)

    def _changes(self, number: int) -> list[tuple[str, ...]]:
        return self._rows(
            "SELECT kind, feature, field, before, after FROM change WHERE version = ? "
            "ORDER BY rowid",
            (number,),
        )


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=_WAIT_S, isolation_level=None)


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > _FORMAT:
        raise damage_error(path, f"format {version} > {_FORMAT}")
    if version < _FORMAT:
        for statement in _TABLES.split(";\n"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_FORMAT}")


def _add_delivery(database: sqlite3.Connection, delivery: Delivery, signature: Signature) -> int:
    cursor = database.execute(
        "INSERT INTO delivery (layer, name, sha256, content, outcome, author, time, tool_version) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            delivery.layer,
            delivery.name,
            delivery.sha256,
            delivery.content,
            delivery.outcome,
            signature.author,
            signature.time,
            signature.tool_version,
        ),
    )
    number = int(cursor.lastrowid or 0)
    database.executemany(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?)",
        finding_rows(number, delivery),
    )
    return number


def _chain_of(database: sqlite3.Connection, number: int) -> str:
    row = database.execute("SELECT chain FROM version WHERE id = ?", (number,)).fetchone()
    return str(row[0]) if row else ""


def _marks(columns: Sequence[str]) -> str:
    return ", ".join("?" for _ in columns)
