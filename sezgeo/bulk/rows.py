"""
Rows of a file in order, each part read on from where the last one ended.

Most formats can only count rows from the start: GeoJSON is parsed, FlatGeobuf and GeoPackage are
walked through. Were the file opened anew for each part, a file of twice the size would take four
times as long.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
from geopandas import GeoDataFrame
from geopandas.array import from_wkb
from pyogrio.raw import open_arrow

Batches = Iterator[tuple[dict[str, Any], pa.RecordBatch]]

_here = threading.local()
"""The file that a thread is reading."""


@dataclass(slots=True, eq=False)
class _Reading:
    """A file read up to some row."""

    path: Path
    at: int
    batches: Batches
    about: dict[str, Any]
    held: pa.Table

    @classmethod
    def of(cls, path: Path, first: int, count: int) -> "_Reading":
        batches = _batches(path, first, count)
        about, batch = next(batches)
        return cls(path, first, batches, about, pa.Table.from_batches([batch]))

    def taken(self, count: int) -> GeoDataFrame:
        """Take so many rows, or all that are left."""
        while len(self.held) < count:
            _, batch = next(self.batches, (None, None))
            if batch is None:
                break
            self.held = pa.concat_tables([self.held, pa.Table.from_batches([batch])])
        rows, self.held = self.held.slice(0, count), self.held.slice(count)
        self.at += len(rows)
        return _framed(rows, self.about)


def rows_of(path: Path, first: int, count: int) -> GeoDataFrame:
    """
    Read rows of a file.

    Raises
    ------
    OSError, ValueError, pyogrio.errors.DataSourceError
        If it cannot be read.
    """
    reading: _Reading | None = getattr(_here, "reading", None)
    release()
    if reading is None or (reading.path, reading.at) != (path, first):
        reading = _Reading.of(path, first, count)
    frame = reading.taken(count)
    _here.reading = reading
    return frame


def release() -> None:
    """Close the file that this thread has been reading."""
    _here.reading = None


def _batches(path: Path, first: int, count: int) -> Batches:
    with open_arrow(path, skip_features=first, batch_size=count, use_pyarrow=True) as found:
        about, reader = found
        empty = pa.RecordBatch.from_pylist([], schema=reader.schema)
        yield about, empty
        for batch in reader:
            yield about, batch


def _framed(rows: pa.Table, about: dict[str, Any]) -> GeoDataFrame:
    name = about["geometry_name"] or "wkb_geometry"
    shapes = from_wkb(rows.column(name).to_numpy(), crs=about["crs"])
    return gpd.GeoDataFrame(rows.drop_columns([name]).to_pandas(), geometry=shapes)
