"""
What happened to the layers of a folder: any version, what changed, the way back.

The seed of the catalog is version 0 of every layer. The GeoPackage of all current layers is made
for QGIS from here; it is replaced whole and never read back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import pyogrio
from geopandas import GeoDataFrame

from sezgeo.crs import to_work
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.contract import Completeness
from sezgeo.layers.export.geopackage import GeoPackageLayer, write_geopackage
from sezgeo.layers.export.qgis_styles import shape_of, style_of
from sezgeo.layers.store.atomic_files import write_durably
from sezgeo.layers.store.records import Version
from sezgeo.layers.store.store import SEED, Writer
from sezgeo.layers.versions.canonical import canonical
from sezgeo.layers.versions.changes import Changes, difference

CURRENT_FILE = "current.gpkg"
_KNOWN: Mapping[str, Completeness] = {word: word for word in get_args(Completeness)}


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A layer's canonical frame at one version, and what the layer says of itself there."""

    layer: str
    version: int
    frame: GeoDataFrame
    source: str
    as_of: date
    completeness: Completeness


def state(catalog: Catalog, layer: str, number: int | None = None) -> State:
    """
    Read one version of a layer in canonical form.

    Parameters
    ----------
    catalog
        Folder of layers.
    layer
        Name of the layer.
    number
        Version; by default the current one. 0 is the seed.

    Raises
    ------
    UnknownNameError
        If there is no such layer or version.
    CatalogError, StoreError
        If its file is missing or damaged.
    """
    schema = catalog.schema(layer)
    head = catalog.store.journal.head(layer)
    if number is None:
        number = SEED if head is None else head.id
    if number == SEED:
        seed = catalog.seed(layer)
        frame = canonical(seed.frame, schema)
        return State(layer, SEED, frame, seed.source, schema.as_of, schema.completeness)
    version = catalog.store.version(schema, number)
    return State(
        layer,
        version.id,
        catalog.store.frame(version),
        version.source,
        date.fromisoformat(version.as_of),
        _KNOWN[version.completeness],
    )


def compare(catalog: Catalog, layer: str, old: int, new: int) -> Changes:
    """Tell two versions of a layer apart; raises like `state`."""
    before, after = state(catalog, layer, old), state(catalog, layer, new)
    return difference(before.frame, after.frame, key=catalog.schema(layer).key)


def roll_back(catalog: Catalog, writer: Writer, layer: str, number: int) -> Version:
    """
    Make an earlier version current again, as a new version with the same bytes.

    Raises
    ------
    UnknownNameError
        If there is no such layer or version.
    StoreError
        If the version is damaged, or the disk cannot be written.
    """
    then, now = state(catalog, layer, number), state(catalog, layer)
    schema = catalog.schema(layer)
    return writer.commit(
        schema,
        then.frame,
        difference(now.frame, then.frame, key=schema.key),
        source=then.source,
        as_of=then.as_of,
        completeness=then.completeness,
        decision=f"rollback to {number}",
    )


def is_export_fresh(catalog: Catalog) -> bool:
    """Tell whether the GeoPackage for QGIS follows the journal; before any import none is due."""
    versions, mark = catalog.store.versions(), catalog.store.backend.published
    if mark is None:  # QGIS sees the versions directly
        return True
    written = mark.read_text(encoding="ascii") if mark.is_file() else ""
    there = (catalog.folder / CURRENT_FILE).is_file()
    return not versions or (there and written == str(versions[-1].id))


def refresh_export(catalog: Catalog) -> bool:
    """
    Bring the GeoPackage for QGIS up to the journal; tells whether there was anything to do.

    Raises
    ------
    StoreError
        If it cannot be written; the one before stays.
    """
    if is_export_fresh(catalog):
        return False
    head, mark = catalog.store.versions()[-1].id, catalog.store.backend.published
    export(catalog, catalog.folder / CURRENT_FILE)
    if mark is not None:
        write_durably(mark, str(head).encode("ascii"))
    return True


def export(catalog: Catalog, path: Path, *, only: str | None = None) -> Path:
    """
    Write the current version of every layer that holds something into one GeoPackage.

    QGIS opens it as meant: each layer brings its style and the names of its columns in the language
    in force. The same versions give the same bytes: its time stamps are the day of the last import.

    Parameters
    ----------
    catalog
        Folder of layers.
    path
        File to write.
    only
        The one layer to write; by default all.

    Raises
    ------
    StoreError
        If it cannot be written; a file that was there stays as it was.
    """
    write_geopackage(_layers(catalog, only), path, stamp=stamp(catalog))
    return path


def _layers(catalog: Catalog, only: str | None) -> Iterator[GeoPackageLayer]:
    for layer in [only] if only else catalog.schemas:
        schema, frame = catalog.schema(layer), _features(catalog, layer)
        shape = shape_of(frame.geom_type.unique())
        yield GeoPackageLayer(layer, frame, style_of(schema, shape, frame.columns))


def stamp(catalog: Catalog) -> str:
    """Return the time that exports bear: the day of the last import, else of the newest seed."""
    versions = catalog.store.versions()
    newest = max(schema.as_of for schema in catalog.schemas.values()).isoformat()
    day = versions[-1].time[:10] if versions else newest
    return f"{day}T00:00:00.000Z"


def _features(catalog: Catalog, layer: str) -> GeoDataFrame:
    """Read what a layer holds now; seeds were checked when they were made, not here."""
    head = catalog.store.journal.head(layer)
    if head is not None:
        return catalog.store.frame(head)
    return to_work(pyogrio.read_dataframe(catalog.folder / catalog.schema(layer).file))
