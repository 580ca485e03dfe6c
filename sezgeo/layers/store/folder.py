"""
The store's backend in a folder, the default: a journal in SQLite, snapshots and originals as files.

A commit writes a snapshot, waits until it lies on the disk, and then makes it the current version
in one transaction of the journal. So at any moment, whatever is killed or pulled out, the store
is exactly the old or exactly the new version.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geopandas import GeoDataFrame

from sezgeo.layers.contract import Schema
from sezgeo.layers.store.atomic_files import (
    TEMPORARY,
    disk_errors,
    publish,
    sweep,
    sync_file,
    sync_folder,
    write_durably,
)
from sezgeo.layers.store.journal import Journal
from sezgeo.layers.store.lock import only_writer
from sezgeo.layers.store.records import Delivery, NewVersion, Signature, Version
from sezgeo.layers.store.snapshots import Snapshots
from sezgeo.layers.versions.changes import Changes

STORE_FOLDER = ".store"


@dataclass(frozen=True, slots=True)
class FolderBackend:
    """
    The versions of the layers of one folder; reading needs no lock.

    Attributes
    ----------
    folder
        Folder of layers, with its `catalog.toml`.
    """

    folder: Path

    @property
    def name(self) -> str:
        """Return the folder's path."""
        return str(self.folder)

    @property
    def address(self) -> None:
        """Return None: a folder needs no address."""

    @property
    def root(self) -> Path:
        """Return the folder that only the store writes to."""
        return self.folder / STORE_FOLDER

    @property
    def journal(self) -> Journal:
        """Return the journal."""
        return Journal(self.root / "journal.sqlite")

    @property
    def snapshots(self) -> Snapshots:
        """Return the snapshots."""
        return Snapshots(self.root / "snapshots")

    @property
    def inbox(self) -> Path:
        """Return the folder of the deliveries' original bytes."""
        return self.root / "inbox"

    @property
    def quarantine(self) -> Path:
        """Return the folder of refused deliveries and their reports."""
        return self.root / "quarantine"

    @property
    def published(self) -> Path:
        """Return the file that names the version in the folder's GeoPackage for QGIS."""
        return self.root / "published"

    def bring_back(self, sha256: str, folder: Path) -> None:
        """Copy a delivery and its report, if it was refused, into a folder."""
        with disk_errors(folder):
            for source in (self.inbox / sha256, self.quarantine / sha256):
                if source.is_dir():
                    shutil.copytree(source, folder, dirs_exist_ok=True)

    def prepare(self, schemas: Mapping[str, Schema]) -> None:
        """Do nothing: a folder needs no preparation."""

    @contextmanager
    def writing(self, who: str, *, since: datetime, wait_s: float) -> Iterator["FolderWriter"]:
        """Hold the right to write; see `StoreBackend.writing`."""
        with only_writer(self.root, who=who, since=since, wait_s=wait_s):
            folders = (self.snapshots.folder, self.inbox, *self.quarantine.glob("*"))
            sweep(self.folder, self.root, *folders)
            with disk_errors(self.root):
                sync_folder(self.folder)
            yield FolderWriter(self)


@dataclass(frozen=True, slots=True)
class FolderWriter:
    """Where the one writer of a folder works; only `FolderBackend.writing` makes it."""

    backend: FolderBackend

    def append(
        self,
        entry: NewVersion,
        changes: Changes,
        signature: Signature,
        *,
        delivery: Delivery | None = None,
    ) -> Version:
        """Write a version into the journal; raises like `Journal.append`."""
        return self.backend.journal.append(entry, changes, signature, delivery=delivery)

    def record(self, delivery: Delivery, signature: Signature) -> int:
        """Write down a delivery that made no version."""
        return self.backend.journal.record(delivery, signature)

    def keep(self, schema: Schema, frame: GeoDataFrame, known: str | None) -> str:  # noqa: ARG002 - a database keeps a table for each layer
        """Keep a canonical frame and return the sha256 of its snapshot."""
        return known or self.backend.snapshots.write(frame)

    @contextmanager
    def workroom(self) -> Iterator[Path]:
        """Lend an empty private folder; it is gone afterwards, also after a crash."""
        folder = self.backend.root / f"work{TEMPORARY}"
        with disk_errors(self.backend.root):
            folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep_original(self, sha256: str, fill: Callable[[Path], None]) -> None:
        """
        Keep the bytes of a delivery in the inbox, under its hash.

        Raises
        ------
        StoreError
            If the disk is full or cannot be written.
        """
        path = self.backend.inbox / sha256
        if path.is_dir():
            return
        temporary = path.with_name(sha256 + TEMPORARY)
        with disk_errors(self.backend.inbox):
            temporary.mkdir(parents=True)
            try:
                fill(temporary)
                for part in sorted(temporary.rglob("*")):
                    sync_folder(part) if part.is_dir() else sync_file(part)
                publish(temporary, path)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise

    def keep_report(self, sha256: str, name: str, body: bytes) -> Path:
        """Keep a report beside a refused delivery; raises like `keep_original`."""
        path = self.backend.quarantine / sha256 / name
        write_durably(path, body)
        return path
