"""The journal and the snapshots in PostgreSQL, to read and to recompute."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, LiteralString

from geopandas import GeoDataFrame

from sezgeo.database_url import Address
from sezgeo.errors import StoreError
from sezgeo.i18n import Text
from sezgeo.layers.postgis import features
from sezgeo.layers.postgis.session import Reader, Rows, damage_error
from sezgeo.layers.store.hash_chain import broken_versions
from sezgeo.layers.store.records import Delivery, Version
from sezgeo.layers.store.snapshots import from_bytes, lost_snapshot
from sezgeo.layers.versions.canonical import content_sha256

COLUMNS = tuple(Version.__dataclass_fields__)
_VERSIONS: LiteralString = (
    "SELECT id, parent, layer, sha256, content, rows, author, time, tool_version, decision, "
    "source, as_of, completeness, delivery, changes_sha256, chain FROM {version} "
)
HELD: LiteralString = (
    "SELECT 1 FROM {snapshot} WHERE sha256 = %s AND encode(sha256(body), 'hex') = sha256"
)
"""Finds a snapshot that is there and whole."""


@dataclass(frozen=True, slots=True)
class PostgisJournal:
    """The journal of one store; written to by the one writer alone."""

    reader: Reader

    def head(self, layer: str) -> Version | None:
        """Return the current version of a layer; None if nothing was ever imported."""
        rows = self.reader.rows(_VERSIONS + "WHERE layer = %s ORDER BY id DESC LIMIT 1", (layer,))
        return Version(*rows[0]) if rows else None

    def versions(self, layer: str | None = None) -> list[Version]:
        """Return all versions of one layer, or of all, the oldest first."""
        if layer is None:
            return _versions(self.reader.rows(_VERSIONS + "ORDER BY id"))
        return _versions(self.reader.rows(_VERSIONS + "WHERE layer = %s ORDER BY id", (layer,)))

    def version(self, number: int) -> Version | None:
        """Return one version by its number."""
        rows = self.reader.rows(_VERSIONS + "WHERE id::bigint = %s::bigint", (number,))
        return Version(*rows[0]) if rows else None

    def contents(self, layer: str) -> list[tuple[int, str]]:
        """List the versions of a layer with the content of each and of the delivery behind it."""
        rows = self.reader.rows(
            "SELECT id, content FROM {version} WHERE layer = %s UNION SELECT v.id, d.content "
            "FROM {version} v JOIN {delivery} d ON d.id = v.delivery WHERE v.layer = %s "
            "ORDER BY 1",
            (layer, layer),
        )
        return [(int(number), str(content)) for number, content in rows]

    def deliveries(self) -> list[tuple[int, Delivery]]:
        """Return all deliveries with their numbers and without their findings."""
        rows = self.reader.rows(
            "SELECT id, layer, name, sha256, content, outcome FROM {delivery} ORDER BY id"
        )
        return [(number, Delivery(*rest)) for number, *rest in rows]

    def findings(self, delivery: int) -> list[dict[str, Any]]:
        """Return the findings of one delivery."""
        rows = self.reader.rows(
            "SELECT body FROM {finding} WHERE delivery = %s ORDER BY place", (delivery,)
        )
        return [json.loads(body) for (body,) in rows]

    def problems(self) -> list[str]:
        """List versions whose row, changes or place in the chain are not what was written."""
        return broken_versions(self.versions(), self._changes)

    def _changes(self, number: int) -> Rows:
        return self.reader.rows(
            "SELECT kind, feature, field, before, after FROM {change} WHERE version = %s "
            "ORDER BY place",
            (number,),
        )


def _versions(rows: Rows) -> list[Version]:
    return [Version(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PostgisSnapshots:
    """The snapshots of one store, and the tables of features derived from them."""

    address: Address
    reader: Reader

    def holds(self, sha256: str) -> bool:
        """Tell whether a snapshot is there and whole; the server reckons."""
        return bool(self.reader.rows(HELD, (sha256,)))

    def read_bytes(self, sha256: str) -> bytes:
        """
        Read the bytes of a snapshot, hashed on the way.

        Raises
        ------
        StoreError
            If they are missing or are not what was written.
        """
        rows = self.reader.rows("SELECT body FROM {snapshot} WHERE sha256 = %s", (sha256,))
        body = bytes(rows[0][0]) if rows else b""
        if hashlib.sha256(body).hexdigest() != sha256:
            raise damage_error(self.address, f"snapshot {sha256}")
        return body

    def read(self, sha256: str) -> GeoDataFrame:
        """Read a snapshot as a canonical frame; raises what `read_bytes` raises."""
        return from_bytes(self.read_bytes(sha256))

    def problems(self, versions: Iterable[Version], *, quick: bool = False) -> list[Text]:
        """Recompute the hashes of all snapshots, and of the features in the tables beside them."""
        named = {(version.layer, version.sha256): version for version in versions}
        if quick:
            gone = (version for version in named.values() if not self.holds(version.sha256))
            return [
                lost_snapshot(version, f"{self.address}, snapshot {version.sha256}")
                for version in gone
            ]
        return [text for version in named.values() for text in self._problems(version)]

    def _problems(self, version: Version) -> Iterator[Text]:
        try:
            self.read_bytes(version.sha256)
        except StoreError as error:
            if error.code != "STORE_DAMAGED":
                raise
            yield lost_snapshot(version, f"{self.address}, snapshot {version.sha256}")
        if not self._features_hold(version):
            table = features.table_of(version.layer)
            yield Text(
                "строки версии {version} в таблице {table} изменены: QGIS показывает "
                "данные, которые не были приняты",
                "the rows of version {version} in the table {table} were altered: QGIS does "
                "not show what was accepted",
            ).fill(version=str(version.id), table=table)

    def _features_hold(self, version: Version) -> bool:
        frame = features.read(self.reader.ask, self.address.schema, version.layer, version.sha256)
        if len(frame) != version.rows:
            return False
        return frame.empty or content_sha256(frame) == version.content
