"""
Immutable snapshots: a canonical frame as GeoParquet, named by the sha256 of its bytes.

A snapshot is written once and never again: the same content has the same name. What is read is
hashed first, so a damaged file is told, never shown.
"""

import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyproj
import shapely
from geopandas import GeoDataFrame
from pandas import Series

from sezgeo.crs import WORK_CRS
from sezgeo.i18n import Text
from sezgeo.layers.contract import TEXT_DTYPE
from sezgeo.layers.store.atomic_files import damage_error, disk_errors, write_durably
from sezgeo.layers.store.records import Version
from sezgeo.layers.versions.canonical import wkb

_GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The folder of snapshots."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Return where a snapshot lies."""
        return self.folder / f"{sha256}.parquet"

    def write(self, frame: GeoDataFrame) -> str:
        """
        Write a canonical frame and return the sha256 of its bytes.

        Raises
        ------
        StoreError
            If the disk is full or cannot be written.
        """
        body = to_bytes(frame)
        sha256 = hashlib.sha256(body).hexdigest()
        if not self.holds(sha256):
            write_durably(self.path(sha256), body)
        return sha256

    def holds(self, sha256: str) -> bool:
        """Tell whether a snapshot is there and whole."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def read_bytes(self, sha256: str) -> bytes:
        """
        Read the bytes of a snapshot, hashed on the way.

        Raises
        ------
        StoreError
            If the file is missing or is not what was written.
        """
        path = self.path(sha256)
        try:
            with disk_errors(path):
                body = path.read_bytes()
        except FileNotFoundError as cause:
            raise damage_error(path, "missing") from cause
        if hashlib.sha256(body).hexdigest() != sha256:
            raise damage_error(path, "sha256")
        return body

    def read(self, sha256: str) -> GeoDataFrame:
        """Read a snapshot as a canonical frame; raises what `read_bytes` raises."""
        return from_bytes(self.read_bytes(sha256))

    def problems(self, versions: Iterable[Version], *, quick: bool = False) -> list[Text]:
        """Recompute the hash of every version's snapshot, or only look for it; tell the lost."""
        latest = {version.sha256: version for version in versions}
        return [
            lost_snapshot(version, str(self.path(sha256)))
            for sha256, version in latest.items()
            if not (self.path(sha256).is_file() if quick else self.holds(sha256))
        ]


def lost_snapshot(version: Version, place: str) -> Text:
    """Tell that a version's snapshot is not what was written."""
    text = Text(
        "снимок версии {version} слоя {layer} потерян или изменён: {place}",
        "the snapshot of version {version} of layer {layer} is lost or altered: {place}",
    )
    return text.fill(version=str(version.id), layer=version.layer, place=place)


def to_bytes(frame: GeoDataFrame) -> bytes:
    """Write a canonical frame as GeoParquet; the same frame gives the same bytes."""
    columns: dict[str, pa.Array] = {
        str(name): pa.array(frame[name], from_pandas=True)
        for name in frame.columns.drop(frame.geometry.name)
    }
    columns[_GEOMETRY] = pa.array(wkb(frame), type=pa.binary())
    table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(_geo(frame))})
    sink = io.BytesIO()
    _parquet().write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _geo(frame: GeoDataFrame) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(frame.geometry.geom_type.dropna().unique()),
        "crs": json.loads(pyproj.CRS(WORK_CRS).to_json()),
        "edges": "planar",
    }
    if len(frame):
        column["bbox"] = [float(edge) for edge in frame.total_bounds]
    return {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: column}}


def from_bytes(body: bytes) -> GeoDataFrame:
    """Read a canonical frame back from its GeoParquet."""
    table = _parquet().read_table(io.BytesIO(body))
    shapes = shapely.from_wkb(table.column(_GEOMETRY).to_numpy())
    cells = table.drop_columns([_GEOMETRY])
    frame = pd.DataFrame(
        {name: _cells(cells.column(name)) for name in cells.column_names},
        index=range(table.num_rows),
    )
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WORK_CRS)


def _parquet() -> ModuleType:
    """Import what reads and writes GeoParquet: a layer that was never imported needs it not."""
    return import_module("pyarrow.parquet")


def _cells(column: pa.ChunkedArray) -> Series:
    series: Series = column.to_pandas()
    if pa.types.is_boolean(column.type):
        return series.astype("boolean")
    return series if pa.types.is_floating(column.type) else series.astype(TEXT_DTYPE)
