"""A large file of plots, split into parts that any process can read by itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
from geopandas import GeoDataFrame
from geopandas.array import from_wkb

from sezgeo.bulk.rows import rows_of
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

FORMATS = (".parquet", ".gpkg", ".fgb", ".geojson", ".shp")
"""Files that can be read part by part; a folder of .parquet files is one file in pieces."""

_NO_CRS_SAID = "OGC:CRS84"
"""What GeoParquet 1.1 means where it names no coordinate system."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    Some plots of a file.

    Attributes
    ----------
    path
        The file.
    first, count
        Rows to read: of the file, or of `groups` where it is a GeoParquet.
    groups
        Row groups of a GeoParquet that hold them.
    """

    path: Path
    first: int
    count: int
    groups: tuple[int, ...] = ()


def parts_of(path: Path, chunk: int) -> list[Part]:
    """
    Split a file of plots into parts of at most `chunk` rows.

    Row groups of GeoParquet are joined or cut to come near that; each is read once or, where it
    is larger than a part, once for every part cut from it.

    Raises
    ------
    SezgeoError
        If there is no such file, or it is of a format that cannot be read in parts.
    """
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files or not path.exists() or any(file.suffix not in FORMATS for file in files):
        names = ", ".join(FORMATS)
        raise SezgeoError(
            Text(
                f"{path}: нужен файл участков одного из видов {names} или папка с .parquet",
                f"{path}: a file of plots is needed, one of {names}, or a folder of .parquet",
            )
        )
    try:
        return [part for file in files for part in _parts(file, chunk)]
    except (OSError, ValueError, pyogrio.errors.DataSourceError) as cause:
        raise _unreadable(path, cause) from cause


def read(part: Part) -> GeoDataFrame:
    """Read a part; raises SezgeoError if the file is not what it was, or says no coordinates."""
    try:
        if part.groups:
            return _from_parquet(part)
        return rows_of(part.path, part.first, part.count)
    except (OSError, ValueError, KeyError, pyogrio.errors.DataSourceError) as cause:
        raise _unreadable(part.path, cause) from cause


def _parts(path: Path, chunk: int) -> Iterator[Part]:
    if path.suffix != ".parquet":
        count = int(pyogrio.read_info(path, force_feature_count=True)["features"])
        yield from (Part(path, at, min(chunk, count - at)) for at in range(0, count, chunk))
        return
    head = pq.ParquetFile(path).metadata
    sizes = [head.row_group(group).num_rows for group in range(head.num_row_groups)]
    held: list[int] = []
    for group, size in enumerate(sizes):
        if held and sum(sizes[one] for one in held) + size > chunk:
            yield from _cut(path, held, sizes, chunk)
            held = []
        held.append(group)
    yield from _cut(path, held, sizes, chunk)


def _cut(path: Path, groups: list[int], sizes: list[int], chunk: int) -> Iterator[Part]:
    count = sum(sizes[group] for group in groups)
    for at in range(0, count, chunk):
        yield Part(path, at, min(chunk, count - at), tuple(groups))


def _from_parquet(part: Part) -> GeoDataFrame:
    file = pq.ParquetFile(part.path)
    geo: dict[str, Any] = json.loads((file.schema_arrow.metadata or {})[b"geo"])
    name = geo["primary_column"]
    column = geo["columns"][name]
    if column.get("encoding") != "WKB":
        msg = f"encoding {column.get('encoding')}, WKB is needed"
        raise ValueError(msg)
    crs = column.get("crs", _NO_CRS_SAID)
    table = file.read_row_groups(list(part.groups)).slice(part.first, part.count)
    cells = table.drop_columns([name]).to_pandas()
    shapes = from_wkb(table.column(name).to_numpy(), crs=json.dumps(crs) if _is_json(crs) else crs)
    return gpd.GeoDataFrame(cells, geometry=shapes)


def _is_json(crs: object) -> bool:
    return isinstance(crs, dict)


def _unreadable(path: Path, cause: Exception) -> SezgeoError:
    return SezgeoError(
        Text(
            f"{path} не читается как файл участков: {cause}",
            f"{path} cannot be read as a file of plots: {cause}",
        )
    )
