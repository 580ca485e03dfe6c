"""
What a store needs of the place its versions live in: a folder, or a database that a team shares.

The store itself knows neither files nor SQL. A backend promises that whatever is killed, it holds
exactly the old or exactly the new version, and that one at a time writes to it.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from geopandas import GeoDataFrame

from sezgeo.database_url import Address
from sezgeo.i18n import Text
from sezgeo.layers.contract import Schema
from sezgeo.layers.store.records import Delivery, NewVersion, Signature, Version
from sezgeo.layers.versions.changes import Changes


class AnyJournal(Protocol):
    """Who brought what, when, and what it changed; append only, chained by hashes."""

    def head(self, layer: str) -> Version | None:
        """Return the current version of a layer; None if nothing was ever imported."""

    def versions(self, layer: str | None = None) -> list[Version]:
        """Return all versions of one layer, or of all, the oldest first."""

    def version(self, number: int) -> Version | None:
        """Return one version by its number."""

    def contents(self, layer: str) -> list[tuple[int, str]]:
        """List the versions of a layer with the content of each and of the delivery behind it."""

    def deliveries(self) -> list[tuple[int, Delivery]]:
        """Return all deliveries with their numbers and without their findings."""

    def findings(self, delivery: int) -> list[dict[str, Any]]:
        """Return the findings of one delivery."""

    def problems(self) -> list[str]:
        """List versions whose row, changes or place in the chain are not what was written."""


class AnySnapshots(Protocol):
    """Canonical frames as GeoParquet, each under the sha256 of its bytes."""

    def holds(self, sha256: str) -> bool:
        """Tell whether a snapshot is there and whole."""

    def read_bytes(self, sha256: str) -> bytes:
        """Read the bytes of a snapshot; raises `StoreError` if they are not what was written."""

    def read(self, sha256: str) -> GeoDataFrame:
        """Read a snapshot as a canonical frame; raises what `read_bytes` raises."""

    def problems(self, versions: Iterable[Version], *, quick: bool = False) -> list[Text]:
        """Recompute the hash of every version's snapshot, or only look for it; tell the lost."""


class StoreWriter(Protocol):
    """Where the one writer works; what it keeps lasts once `append` or `record` is done."""

    def record(self, delivery: Delivery, signature: Signature) -> int:
        """Write down a delivery that made no version; returns its number."""

    def append(
        self,
        entry: NewVersion,
        changes: Changes,
        signature: Signature,
        *,
        delivery: Delivery | None = None,
    ) -> Version:
        """Write a version, what it changed and the delivery behind it, all or nothing."""

    def keep(self, schema: Schema, frame: GeoDataFrame, known: str | None) -> str:
        """
        Keep a canonical frame of a layer and return the sha256 of its snapshot.

        Parameters
        ----------
        schema, frame
            Contract of the layer, and what it is to hold.
        known
            Name of a whole snapshot with the same content, if there is one: it is used again.
        """

    def keep_original(self, sha256: str, fill: Callable[[Path], None]) -> None:
        """Keep the files that `fill` copies into an empty folder, unless they are kept already."""

    def keep_report(self, sha256: str, name: str, body: bytes) -> Path | None:
        """Keep a report beside a refused delivery; returns its file, if it became one."""

    def workroom(self) -> AbstractContextManager[Path]:
        """Lend an empty private folder; it is gone afterwards."""


class StoreBackend(Protocol):
    """The place the versions of a store live in."""

    @property
    def name(self) -> str:
        """Return what messages call it; it holds no secret."""

    @property
    def address(self) -> Address | None:
        """Return the database's address; None for a folder."""

    @property
    def journal(self) -> AnyJournal:
        """Return the journal, to read."""

    @property
    def snapshots(self) -> AnySnapshots:
        """Return the snapshots, to read."""

    @property
    def published(self) -> Path | None:
        """Return the file that names the version QGIS sees; None if QGIS sees it directly."""

    def bring_back(self, sha256: str, folder: Path) -> None:
        """Write what was sent under this hash, and what was said of it, into a folder."""

    def prepare(self, schemas: Mapping[str, Schema]) -> None:
        """Make ready for the layers of a catalog; done twice it changes nothing."""

    def writing(
        self, who: str, *, since: datetime, wait_s: float
    ) -> AbstractContextManager[StoreWriter]:
        """
        Hold the right to write, and clean up after a writer that was killed.

        Raises
        ------
        BusyError
            If somebody else is writing; the message says who and since when.
        StoreError
            If it cannot be written.
        """
