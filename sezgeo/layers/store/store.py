"""
The store: every version of every imported layer, kept for good.

Where they live is the backend's matter (`backend`): a folder, or a database that a team shares.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from geopandas import GeoDataFrame

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers.contract import Completeness, Schema
from sezgeo.layers.layer import Layer
from sezgeo.layers.store.backend import AnyJournal, AnySnapshots, StoreBackend, StoreWriter
from sezgeo.layers.store.records import Delivery, NewVersion, Signature, Version
from sezgeo.layers.versions.canonical import content_sha256
from sezgeo.layers.versions.changes import Changes

SEED = 0
"""Number of the version that came with the catalog, before any import."""


@dataclass(frozen=True, slots=True)
class Store:
    """
    The versions of the layers of one backend; reading needs no lock.

    Attributes
    ----------
    backend
        Where they live.
    """

    backend: StoreBackend

    @property
    def journal(self) -> AnyJournal:
        """Return the journal, to read."""
        return self.backend.journal

    @property
    def snapshots(self) -> AnySnapshots:
        """Return the snapshots, to read."""
        return self.backend.snapshots

    def current(self, schema: Schema) -> Layer | None:
        """
        Read the current version of a layer; None if it was never imported.

        Raises
        ------
        StoreError
            If the journal or the snapshot is damaged.
        LayerError
            If the snapshot breaks the contract in force.
        """
        head = self.journal.head(schema.name)
        return None if head is None else self._layer(schema, head)

    def versions(self, layer: str | None = None) -> list[Version]:
        """Return the versions of one layer, or of all, the oldest first."""
        return self.journal.versions(layer)

    def version(self, schema: Schema, number: int) -> Version:
        """
        Return the record of one version of a layer.

        Raises
        ------
        UnknownNameError
            If the layer has no such version.
        """
        record = self.journal.version(number)
        if record is None or record.layer != schema.name:
            known = [str(version.id) for version in self.versions(schema.name)]
            what = Text("версия слоя {layer}", "version of layer {layer}").fill(layer=schema.name)
            raise UnknownNameError(what, str(number), known)
        return record

    def read(self, schema: Schema, number: int) -> Layer:
        """Read any version of a layer; raises what `current` and `version` raise."""
        return self._layer(schema, self.version(schema, number))

    def frame(self, version: Version) -> GeoDataFrame:
        """Read the canonical frame of a version, as it was committed."""
        return self.snapshots.read(version.sha256)

    def bring_back(self, delivery: int, folder: Path) -> Delivery:
        """
        Write what was sent as a delivery, byte for byte, and its report into a folder.

        Raises
        ------
        UnknownNameError
            If there is no such delivery.
        StoreError
            If the folder cannot be written, or the store not be read.
        """
        known = dict(self.journal.deliveries())
        if delivery not in known:
            what = Text("поставка", "delivery")
            raise UnknownNameError(what, str(delivery), [str(number) for number in known])
        self.backend.bring_back(known[delivery].sha256, folder)
        return known[delivery]

    def _layer(self, schema: Schema, version: Version) -> Layer:
        contract = schema.model_copy(
            update={
                "as_of": date.fromisoformat(version.as_of),
                "completeness": version.completeness,
            }
        )
        frame = self.frame(version)
        return Layer.of(
            frame,
            contract,
            source=version.source,
            version=str(version.id),
            content=version.sha256,
        )

    @contextmanager
    def writing(
        self, signature: Signature, *, since: datetime, wait_s: float = 0.0
    ) -> Iterator["Writer"]:
        """
        Hold the right to write, and clean up after a writer that was killed.

        Raises
        ------
        BusyError
            If somebody else is writing; the message says who and since when.
        StoreError
            If the backend cannot be written.
        """
        with self.backend.writing(signature.author, since=since, wait_s=wait_s) as writer:
            yield Writer(self, signature, writer)

    def problems(self, *, quick: bool = False) -> list[Text]:
        """
        Recompute every hash; an empty list means that all is as it was written.

        Parameters
        ----------
        quick
            Check the journal's chain and that each snapshot is there, without reading snapshots.
        """
        broken = [
            Text(
                "{version}: запись журнала изменена или цепочка версий прервана",
                "{version}: the journal's record was altered or the chain of versions is broken",
            ).fill(version=version)
            for version in self.journal.problems()
        ]
        return [*broken, *self.snapshots.problems(self.versions(), quick=quick)]


@dataclass(frozen=True, slots=True)
class Writer:
    """The one who may write to a store; only `Store.writing` makes it."""

    store: Store
    signature: Signature
    backend: StoreWriter

    def commit(  # noqa: PLR0913 - each is a column of the journal
        self,
        schema: Schema,
        frame: GeoDataFrame,
        changes: Changes,
        *,
        source: str,
        as_of: date,
        completeness: Completeness,
        decision: str = "import",
        delivery: Delivery | None = None,
        content: str = "",
    ) -> Version:
        """
        Make a canonical frame the current version of a layer.

        Parameters
        ----------
        schema
            Contract of the layer.
        frame
            Canonical frame; see `canonical`.
        changes
            What it changes against the version before.
        source, as_of, completeness
            What the layer will say of itself.
        decision
            What the author did or confirmed.
        delivery
            The delivery behind it.
        content
            Hash of the frame's content, where the caller has reckoned it already.

        Raises
        ------
        StoreError
            If the disk is full or cannot be written; the current version is then the old one.
        """
        content = content or content_sha256(frame)
        sha256 = self.backend.keep(schema, frame, self._known(content))
        head = self.store.journal.head(schema.name)
        entry = NewVersion(
            layer=schema.name,
            parent=SEED if head is None else head.id,
            sha256=sha256,
            content=content,
            rows=len(frame),
            decision=decision,
            source=source,
            as_of=as_of.isoformat(),
            completeness=completeness,
        )
        return self.backend.append(entry, changes, self.signature, delivery=delivery)

    def _known(self, content: str) -> str | None:
        """Return a whole snapshot of the same content: it comes back byte for byte."""
        for version in self.store.versions():
            if version.content == content and self.store.snapshots.holds(version.sha256):
                return version.sha256
        return None

    def record(self, delivery: Delivery) -> int:
        """Write down a delivery that made no version."""
        return self.backend.record(delivery, self.signature)

    def workroom(self) -> AbstractContextManager[Path]:
        """Lend an empty private folder; it is gone afterwards, also after a crash."""
        return self.backend.workroom()

    def keep_original(self, sha256: str, fill: Callable[[Path], None]) -> None:
        """
        Keep the bytes of a delivery under its hash.

        Parameters
        ----------
        sha256
            Hash of the delivery; what is there already is not copied again.
        fill
            Copies the delivery into the empty folder it is given.

        Raises
        ------
        StoreError
            If the disk is full or cannot be written.
        """
        self.backend.keep_original(sha256, fill)

    def keep_report(self, sha256: str, name: str, body: bytes) -> Path | None:
        """Keep a report beside a refused delivery; raises like `keep_original`."""
        return self.backend.keep_report(sha256, name, body)
