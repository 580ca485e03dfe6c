"""
Rows of a file in order, each part read on from where the last one ended.

Most formats can only count rows from the start: GeoJSON is parsed, FlatGeobuf and GeoPackage are
walked through, and so is a row group of GeoParquet. Were the file opened anew for each part, a file
of twice the size would take four times as long.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
from geopandas import GeoDataFrame
from geopandas.array import from_wkb
from pyogrio.raw import open_arrow

_DEFAULT_CRS = "OGC:CRS84"
"""What GeoParquet 1.1 means where it names no coordinate system."""

_here = threading.local()
"""The file that a thread is reading."""


@dataclass(frozen=True, slots=True)
class _GeometryColumn:
    """What a file says of its geometries: their column, and what their coordinates mean."""

    name: str
    crs: str | None


Batches = Iterator[tuple[_GeometryColumn, pa.RecordBatch]]
"""A batch without rows comes first."""


@dataclass(slots=True, eq=False)
class _OpenFile:
    """A file read up to some row."""

    path: Path
    row: int
    batches: Batches
    geometry: _GeometryColumn
    rest: pa.Table

    @classmethod
    def of(cls, path: Path, first: int, count: int) -> "_OpenFile":
        reader = _of_parquet if path.suffix == ".parquet" else _of_others
        batches = reader(path, first, count)
        geometry, batch = next(batches)
        return cls(path, first, batches, geometry, pa.Table.from_batches([batch]))

    def take(self, count: int) -> GeoDataFrame:
        """Take so many rows, or all that are left."""
        pieces, present = [self.rest], len(self.rest)
        while present < count and (read := next(self.batches, None)):
            pieces.append(pa.Table.from_batches([read[1]]))
            present += len(read[1])
        table = pa.concat_tables(pieces)
        rows, self.rest = table.slice(0, count), table.slice(count)
        self.row += len(rows)
        return _to_frame(rows, self.geometry)


def read_rows(path: Path, first: int, count: int) -> GeoDataFrame:
    """
    Read rows of a file.

    Raises
    ------
    OSError, ValueError, pyogrio.errors.DataSourceError
        If it cannot be read.
    """
    reading: _OpenFile | None = getattr(_here, "reading", None)
    release()
    if reading is None or (reading.path, reading.row) != (path, first):
        reading = _OpenFile.of(path, first, count)
    frame = reading.take(count)
    _here.reading = reading
    return frame


def release() -> None:
    """Close the file that this thread has been reading."""
    _here.reading = None


def _of_others(path: Path, first: int, count: int) -> Batches:
    with open_arrow(path, skip_features=first, batch_size=count, use_pyarrow=True) as opened:
        about, reader = opened
        name = about["geometry_name"] or "wkb_geometry"
        yield _GeometryColumn(name, about["crs"]), _nothing(reader.schema)
        for batch in reader:
            yield _GeometryColumn(name, about["crs"]), batch


def _of_parquet(path: Path, first: int, count: int) -> Batches:
    with pq.ParquetFile(path) as file:
        geometry = _geometry_column(file)
        yield geometry, _nothing(file.schema_arrow)
        group, skip = _group_of(file.metadata, first)
        groups = range(group, file.metadata.num_row_groups)
        for batch in file.iter_batches(batch_size=count, row_groups=groups):
            yield geometry, batch.slice(min(skip, len(batch)))
            skip = max(skip - len(batch), 0)


def _geometry_column(file: pq.ParquetFile) -> _GeometryColumn:
    geo: dict[str, Any] = json.loads((file.schema_arrow.metadata or {})[b"geo"])
    name = geo["primary_column"]
    column = geo["columns"][name]
    if column.get("encoding") != "WKB":
        msg = f"encoding {column.get('encoding')}, WKB is needed"
        raise ValueError(msg)
    crs = column.get("crs", _DEFAULT_CRS)
    return _GeometryColumn(name, json.dumps(crs) if isinstance(crs, dict) else crs)


def _group_of(head: pq.FileMetaData, row: int) -> tuple[int, int]:
    """Return the row group that holds a row, and how many rows of it come before."""
    for group in range(head.num_row_groups):
        size = head.row_group(group).num_rows
        if row < size:
            return group, row
        row -= size
    return head.num_row_groups, 0


def _nothing(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)


def _to_frame(rows: pa.Table, geometry: _GeometryColumn) -> GeoDataFrame:
    shapes = from_wkb(rows.column(geometry.name).to_numpy(), crs=geometry.crs)
    return gpd.GeoDataFrame(rows.drop_columns([geometry.name]).to_pandas(), geometry=shapes)
