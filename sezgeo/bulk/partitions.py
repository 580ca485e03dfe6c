"""A large file of plots, split into parts that any process can read by itself."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio
from geopandas import GeoDataFrame

from sezgeo.bulk.rows import read_rows
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

FORMATS = (".parquet", ".gpkg", ".fgb", ".geojson", ".shp")
"""Files that can be read part by part; a folder of .parquet files is one file in pieces."""


@dataclass(frozen=True, slots=True)
class Partition:
    """
    Some plots of a file.

    Attributes
    ----------
    path
        The file.
    first, count
        Rows to read.
    """

    path: Path
    first: int
    count: int


def split_file(path: Path, chunk: int) -> list[Partition]:
    """
    Split a file of plots into parts of at most `chunk` rows.

    Row groups of GeoParquet are joined or cut to come near that.

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


def read(part: Partition) -> GeoDataFrame:
    """Read a part; raises SezgeoError if the file is not what it was, or says no coordinates."""
    try:
        return read_rows(part.path, part.first, part.count)
    except (OSError, ValueError, KeyError, pyogrio.errors.DataSourceError) as cause:
        raise _unreadable(part.path, cause) from cause


def read_ahead(parts: Sequence[Partition]) -> Iterator[GeoDataFrame]:
    """Read parts, at least one, in order: each while the one before is worked on; see `read`."""
    with ThreadPoolExecutor(1) as reader:  # one thread: it reads on in a file where it stopped
        coming = reader.submit(read, parts[0])
        for part in parts[1:]:
            here, coming = coming.result(), reader.submit(read, part)
            yield here
        yield coming.result()


def _parts(path: Path, chunk: int) -> Iterator[Partition]:
    if path.suffix != ".parquet":
        count = int(pyogrio.read_info(path, force_feature_count=True)["features"])
        yield from _cut(path, 0, count, chunk)
        return
    head = pq.ParquetFile(path).metadata
    sizes = [head.row_group(group).num_rows for group in range(head.num_row_groups)]
    start = count = 0
    for size in sizes:
        if count and count + size > chunk:
            yield from _cut(path, start, count, chunk)
            start, count = start + count, 0
        count += size
    yield from _cut(path, start, count, chunk)


def _cut(path: Path, start: int, count: int, chunk: int) -> Iterator[Partition]:
    for offset in range(0, count, chunk):
        yield Partition(path, start + offset, min(chunk, count - offset))


def _unreadable(path: Path, cause: Exception) -> SezgeoError:
    return SezgeoError(
        Text(
            f"{path} не читается как файл участков: {cause}",
            f"{path} cannot be read as a file of plots: {cause}",
        )
    )
