"""
Read one file with a C library, in a process of its own: started as a script, never imported.

It knows nothing of sezgeo. Its arguments are the format, the private copy, and the file to write:
an Arrow stream whose schema carries what else is to be said, as JSON. Exit code 0 means the answer
is there. A crash here costs the delivery, not the program.
"""

import ctypes
import gc
import json
import os
import re
import sqlite3
import struct
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.request import pathname2url

try:
    import resource
except ImportError:  # Windows has no such limits: there the parent's clock is what is left
    resource = None  # type: ignore[assignment]

Answer = tuple[dict[str, Any], Any]

_GEOMETRY = "__wkb__"
_BOX = ("__west__", "__east__", "__south__", "__north__")
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_GPKG_TRIGGER = re.compile(
    r"(rtree_|trigger_(insert|delete|update)_feature_count_|gpkg_|feature_count_)\w*"
)
_UNNEEDED = ("geopandas", "pandas", "shapely")
_ROW_IDS = ("fid", "ogc_fid", "gid", "id", "objectid", "rowid")
_GEODETIC = "OGC:CRS84"


_FILE_RIGHTS = {1: 13, 2: 14}
"""How many rights over files each version of Landlock knows; 15 from the third on."""
_FIRST_WITH_NETWORK, _TCP = 4, 0b11
_READ, _READ_FILE = 0b1101, 0b101
"""Run, read and list; of a file, run and read."""
_OWN_FILES = (
    sys.prefix, sys.base_prefix, "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache",
    *(place for place in sys.path if Path(place, "pyarrow").is_dir()),  # packages may lie elsewhere
)  # fmt: skip


class _Withheld:
    """Keeps pyarrow and pyogrio from importing in passing what nobody needs here, slowly."""

    def find_spec(self, name: str, *_: object) -> None:
        if name in _UNNEEDED:
            raise ModuleNotFoundError(name)


class RefusedError(Exception):
    """The file cannot be read; carries a code and the slots of its text."""

    def __init__(self, code: str, **slots: Any) -> None:  # noqa: ANN401  # plain JSON values
        self.code = code
        self.slots = slots
        super().__init__(code)


def bound(memory_bytes: int, seconds: int, file_bytes: int) -> None:
    """Let this process use so much and no more, where the system can say so."""
    if resource is None:
        return
    for what, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        least = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (least, least))


def confine(folder: str) -> bool:
    """
    Let this process open nothing but Python's own files and one folder, and no connection.

    Linux does so through Landlock (its system calls 444 to 446), from kernel 5.13 on; the C
    library has no names for them. Elsewhere nothing happens and False is returned.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(444, None, 0, 1)
    if version < 1:
        return False
    files = (1 << _FILE_RIGHTS.get(version, 15)) - 1
    with_network = version >= _FIRST_WITH_NETWORK
    rules = struct.pack("<QQ", files, _TCP if with_network else 0)
    ruleset = libc.syscall(444, rules, len(rules) if with_network else 8, 0)
    for path, access in [*((own, _READ) for own in _OWN_FILES), (folder, files)]:
        if not Path(path).exists():
            continue
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = access if Path(path).is_dir() else access & _READ_FILE
        libc.syscall(445, ruleset, 1, struct.pack("<Qi", allowed, handle), 0)
        os.close(handle)
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges: what Landlock asks for first
    done = bool(libc.syscall(446, ruleset, 0) == 0)
    os.close(ruleset)
    return done


def geopackage(path: str) -> Answer:
    """Read the one feature table of a GeoPackage with SQLite alone, trusting nothing in it."""
    try:
        db = sqlite3.connect(f"file:{pathname2url(path)}?mode=ro", uri=True, isolation_level=None)
        for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
            db.execute(f"PRAGMA {pragma}")
        if (verdict := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise RefusedError("GPKG_CORRUPT", why=verdict)
        _refuse_programs(db)
        table, column, srs = _feature_table(db)
        return _rows(db, table, column, srs)
    except (sqlite3.Error, UnicodeDecodeError) as cause:
        raise RefusedError("GPKG_CORRUPT", why=str(cause)) from cause


def _refuse_programs(db: sqlite3.Connection) -> None:
    """Refuse views, foreign triggers and virtual tables other than the spatial index."""
    for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master"):
        standard = kind == "trigger" and _GPKG_TRIGGER.fullmatch(name)
        if kind in ("view", "trigger") and not standard:
            raise RefusedError("GPKG_VIEW_OR_TRIGGER", found=name)
        virtual = re.match(r"(?is)\s*CREATE\s+VIRTUAL\s+TABLE", sql or "")
        if virtual and not re.search(r"(?is)\bUSING\s+(rtree|fts\d)\b", sql):
            raise RefusedError("GPKG_VIEW_OR_TRIGGER", found=name)


def _feature_table(db: sqlite3.Connection) -> tuple[str, str, int]:
    present = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    if not {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= present:
        raise RefusedError("GPKG_CORRUPT", why="gpkg_contents")
    tables = db.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents AS c "
        "JOIN gpkg_geometry_columns AS g ON g.table_name = c.table_name "
        "WHERE c.data_type = 'features' ORDER BY c.table_name"
    ).fetchall()
    if not tables:
        raise RefusedError("EMPTY_LAYER")
    if len(tables) > 1:
        raise RefusedError("LAYER_AMBIGUOUS", names=[name for name, _, _ in tables])
    table, column, srs = tables[0]
    if table not in present:
        raise RefusedError("GPKG_CORRUPT", why=str(table))
    return str(table), str(column), int(srs)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rows(db: sqlite3.Connection, table: str, column: str, srs: int) -> Answer:
    info = db.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
    names = [name for _, name, kind, _, _, key in info if not _is_row_id(name, kind, key)]
    if column not in names:
        raise RefusedError("GPKG_CORRUPT", why=column)
    names.remove(column)
    quoted = ", ".join(_quoted(name) for name in [column, *names])
    rows = db.execute(f"SELECT {quoted} FROM {_quoted(table)}").fetchall()  # noqa: S608  # quoted
    blobs, *cells = list(zip(*rows, strict=True)) or [()] * (1 + len(names))
    columns = dict(zip(names, cells, strict=True))
    shapes = [_without_header(blob) for blob in blobs]
    broken = [i for i, shape in enumerate(shapes) if shape == b""] if b"" in shapes else []
    about = {"names": names, "crs": _system(db, srs), "bad": broken}
    return about, _arrow(columns, [shape or None for shape in shapes], _boxes(blobs))


def _is_row_id(name: str, kind: str, key: int) -> bool:
    return bool(key) and name.lower() in _ROW_IDS and "INT" in kind.upper()


def _without_header(blob: Any) -> bytes | None:  # noqa: ANN401  # SQLite types its values freely
    """Return the WKB inside a GeoPackage blob; empty bytes where the header is broken."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8 or blob[2]:  # noqa: PLR2004
        return b""
    size = _ENVELOPE_BYTES.get(blob[3] >> 1 & 7)
    return b"" if size is None or blob[3] & 0x20 else blob[8 + size :]


def _boxes(blobs: Sequence[Any]) -> dict[str, Any]:
    """Return the envelopes that the blobs carry, to be compared with their vertices."""
    import numpy as np  # noqa: PLC0415  # after the limits are set

    boxes = np.full((len(blobs), 4), np.nan)
    held = [
        isinstance(b, bytes) and len(b) >= 40 and bool(b[3] >> 1 & 7) and bool(b[3] & 1)  # noqa: PLR2004
        for b in blobs
    ]
    heads = b"".join(b[8:40] for b, h in zip(blobs, held, strict=True) if h)
    boxes[held] = np.frombuffer(heads, "<f8").reshape(-1, 4)
    return {name: boxes[:, i] for i, name in enumerate(_BOX)}


def _system(db: sqlite3.Connection, srs: int) -> str | None:
    if srs in (-1, 0):
        return None
    row = db.execute("SELECT * FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (srs,))
    names = [column[0] for column in row.description]
    cells = row.fetchone()
    if cells is None:
        return None
    system = dict(zip(names, cells, strict=True))
    if str(system["organization"]).upper() in ("EPSG", "ESRI"):
        return f"{system['organization'].upper()}:{system['organization_coordsys_id']}"
    for name in ("definition_12_063", "definition"):
        text = str(system.get(name) or "")
        if text and text.lower() != "undefined":
            return text
    return None


def _arrow(
    columns: Mapping[str, Sequence[Any]], shapes: Sequence[bytes | None], more: dict[str, Any]
) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415  # after the limits are set

    arrays = {name: _typed(values) for name, values in columns.items()}
    geometry = pa.array(shapes, pa.large_binary())
    boxes = {name: pa.array(values, pa.float64()) for name, values in more.items()}
    return pa.table({**arrays, **boxes, _GEOMETRY: geometry})


def _typed(values: Sequence[Any]) -> Any:  # noqa: ANN401
    """Make an Arrow column; cells of mixed types become text."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array(
            [None if v is None else v if isinstance(v, str) else str(v) for v in values]
        )


def geoparquet(path: str) -> Answer:
    """Read a GeoParquet file (specification 1.0 and 1.1) with Arrow."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        opened = pq.ParquetFile(path, memory_map=False)
        metadata = (opened.schema_arrow.metadata or {}).get(b"geo")
        if metadata is None:
            raise RefusedError("PARQUET_CORRUPT", why="geo")
        geo = json.loads(metadata)
        column = geo["primary_column"]
        about = geo["columns"][column]
        if about.get("encoding") != "WKB":
            raise RefusedError("SOURCE_UNREADABLE", why=str(about.get("encoding")))
        table = opened.read(use_threads=False)
        crs = about.get("crs", _GEODETIC)
        return _plain(
            table, column, crs if crs is None or isinstance(crs, str) else json.dumps(crs)
        )
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError, AttributeError) as cause:
        raise RefusedError("PARQUET_CORRUPT", why=str(cause)) from cause


def _plain(table: Any, column: str, crs: str | None) -> Answer:  # noqa: ANN401
    """Keep numbers, texts, dates and truths as they are; anything else becomes text."""
    import pyarrow as pa  # noqa: PLC0415

    types = pa.types
    columns = {}
    for name in table.column_names:
        values = table[name].combine_chunks()
        kind = values.type
        if types.is_dictionary(kind):
            values = values.cast(kind.value_type)
        elif types.is_nested(kind):
            values = pa.array(
                [None if v is None else json.dumps(v, default=str) for v in values.to_pylist()]
            )
        elif types.is_temporal(kind) or types.is_decimal(kind):
            values = pa.array([None if v is None else str(v) for v in values.to_pylist()])
        columns[name] = values if _is_utf8(values) else values.cast(pa.large_binary())
    shapes = columns.pop(column).cast(pa.large_binary())
    about = {"names": list(columns), "crs": crs, "bad": []}
    return about, pa.table({**columns, _GEOMETRY: shapes})


def through_gdal(path: str) -> Answer:
    """Read with the one GDAL driver that the parent left in place."""
    import pyogrio  # noqa: PLC0415
    import pyogrio.raw  # noqa: PLC0415

    left = set(pyogrio.list_drivers()) - {os.environ["SEZGEO_DRIVER"], "MEM"}
    if left:
        raise RefusedError("SOURCE_UNREADABLE", why="GDAL_SKIP " + ", ".join(sorted(left))[:80])
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if len(layers) > 1:
            raise RefusedError("LAYER_AMBIGUOUS", names=layers)
        about, table = pyogrio.raw.read_arrow(path)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        ValueError,
        RuntimeError,
    ) as cause:
        raise RefusedError("SOURCE_UNREADABLE", why=str(cause).replace(path, "")) from cause
    names = [str(name) for name in about["fields"]]
    column = about["geometry_name"] or "wkb_geometry"
    read, plain = _plain(table.select([*names, column]), column, about["crs"])
    return {**read, "kind": about["geometry_type"]}, plain


def _is_utf8(values: Any) -> bool:  # noqa: ANN401
    """Tell whether a column's text is well-formed; drivers hand on what they cannot recode."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


READERS: dict[str, Callable[[str], Answer]] = {
    "geopackage": geopackage,
    "geoparquet": geoparquet,
    "flatgeobuf": through_gdal,
    "mapinfo_tab": through_gdal,
    "mapinfo_mif": through_gdal,
}


def write(path: str, about: dict[str, Any], table: Any | None) -> None:  # noqa: ANN401
    """Write the answer: one Arrow file whose schema carries the words as JSON."""
    import pyarrow as pa  # noqa: PLC0415

    body = pa.table({}) if table is None else table
    schema = body.schema.with_metadata({b"said": json.dumps(about).encode()})
    with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for batch in _batches(body):
            writer.write_batch(batch)


def _batches(table: Any) -> Iterator[Any]:  # noqa: ANN401
    yield from table.replace_schema_metadata(None).combine_chunks().to_batches()


def main(kind: str, path: str, answer: str, *limits: str) -> int:
    """Read, and answer; whatever goes wrong in a way that was foreseen is an answer too."""
    gc.disable()  # a table of plain cells has no cycles, and looking for them costs as much again
    memory, seconds, size = map(int, limits)
    bound(memory, seconds, size)
    confine(str(Path(path).parent))
    sys.meta_path.insert(0, _Withheld())
    try:
        about, table = READERS[kind](path)
    except RefusedError as refused:
        about, table = {"code": refused.code, "slots": refused.slots}, None
    except MemoryError:
        about, table = {"code": "READ_TOO_LONG", "slots": {"why": "memory"}}, None
    write(answer, about, table)
    return 0


def run() -> NoReturn:
    """Run as a script."""
    sys.exit(main(*sys.argv[1:]))


if __name__ == "__main__":
    run()
