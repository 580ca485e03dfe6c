"""
Read the chosen layer: our own readers for text and shapefiles, a child process for the rest.

GDAL, SQLite and Arrow are large C libraries and were not made for hostile files, so they run in a
child with a memory, processor and clock limit, with one driver and no network, and hand back plain
columns.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from sezgeo.arrays import Shapes
from sezgeo.i18n import Text
from sezgeo.intake.delivery.layer_file import LayerFile
from sezgeo.intake.findings import Finding, finding, for_rows, listing, unreadable
from sezgeo.intake.readers import codepage, delimited, geojson, graphml, kml, rosreestr, shapefile
from sezgeo.intake.readers.raw_table import RawTable

CHILD = Path(__file__).with_name("gdal_process.py")
SECONDS = 60
_MEMORY_BYTES = 3 << 30
_MEMORY_PER_BYTE = 12
_MOST_MEMORY_BYTES = 6 << 30
_ANSWER_BYTES = 6 << 30
_BOX_TOLERANCE = 1e-9

_DRIVERS = {
    "flatgeobuf": "FlatGeobuf",
    "mapinfo_tab": "MapInfo File",
    "mapinfo_mif": "MapInfo File",
}
_SUFFIXES = {
    "geopackage": ".gpkg", "geoparquet": ".parquet", "flatgeobuf": ".fgb", "mapinfo_tab": ".tab",
    "mapinfo_mif": ".mif",
}  # fmt: skip
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "LANG", "LC_ALL")


def read(source: LayerFile, layer: str, *, encoding: str | None = None) -> RawTable:
    """
    Read the one layer of a delivery.

    Parameters
    ----------
    layer
        Layer it is to become; the cadastre's files hold several.
    encoding
        Encoding of text, where the user named one.

    Raises
    ------
    UnreadableError
        With what stops the reading.
    """
    if source.format == "graphml":
        raise graphml.refuse(source)
    if source.format == "mapinfo_tab":
        _refuse_links(source.path)
    readers = {
        "shapefile": lambda: shapefile.read(source, encoding=encoding),
        "geojson": lambda: geojson.read(source),
        "csv": lambda: delimited.read(source, encoding=encoding),
        "kml": lambda: kml.read(source),
        "rosreestr": lambda: rosreestr.read(source, layer),
    }
    return readers.get(source.format, lambda: _in_child(source, encoding))()


def _refuse_links(path: Path) -> None:
    """Refuse a MapInfo table that is only a view of other tables, wherever they lie."""
    text = path.read_bytes()[:65536].decode("latin-1").lower()
    for sign in (
        "open table",
        "create view",
        "isseamless",
        "type linked",
        "type access",
        "type odbc",
    ):
        if sign in text:
            raise unreadable("REMOTE_REFERENCE", found=sign)


def _in_child(source: LayerFile, encoding: str | None) -> RawTable:
    folder = source.path.parent.resolve() / "read"  # the child works in a folder of its own
    folder.mkdir()
    path = _renamed(source, folder)
    answer = folder / "answer.arrow"
    _run(source.format, path, answer)
    with pa.memory_map(str(answer)) as mapped:
        table = pa.ipc.open_file(mapped).read_all()
    about = json.loads((table.schema.metadata or {})[b"said"])
    if "code" in about:
        raise _refusal(about["code"], about["slots"])
    try:
        return _table(source, about, *_decoded(source.format, table, encoding))
    except (pa.ArrowException, UnicodeDecodeError) as cause:  # a damaged file's cells
        raise unreadable("SOURCE_UNREADABLE", why=str(cause)) from cause


def _renamed(source: LayerFile, folder: Path) -> Path:
    """Give the files plain names: GDAL and SQLite read meaning into `;`, `!`, `?` and `|`."""
    suffix = _SUFFIXES[source.format]
    target = folder / f"layer{suffix}"
    source.path.rename(target)
    for end, companion in source.companions.items():
        companion.rename(folder / f"layer{end}")
    for end in ("-wal", "-journal"):
        beside = source.path.with_name(source.path.name + end)
        if beside.is_file():
            beside.rename(folder / f"layer{suffix}{end}")
    return target


@cache
def _drivers() -> frozenset[str]:
    import pyogrio  # noqa: PLC0415  # costs as much as the rest of the import together

    return frozenset(pyogrio.list_drivers())


def environment(kind: str) -> dict[str, str]:
    """Return the environment of the child: one driver, no network, nothing of the user's."""
    driver = _DRIVERS.get(kind, "")
    inherited = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    skipped = ",".join(sorted(_drivers() - {driver, "MEM"})) if driver else ""
    return inherited | {
        "GDAL_SKIP": skipped,
        "SEZGEO_DRIVER": driver,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_NUM_THREADS": "1",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "PROJ_NETWORK": "OFF",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_NUM_THREADS": "1",
    }


def _run(kind: str, path: Path, answer: Path) -> None:
    memory = min(_MOST_MEMORY_BYTES, _MEMORY_BYTES + _MEMORY_PER_BYTE * path.stat().st_size)
    limits = [str(memory), str(SECONDS), str(_ANSWER_BYTES)]
    try:
        ended = subprocess.run(  # noqa: S603  # our own script; the paths are private copies
            [sys.executable, "-I", "-B", str(CHILD), kind, str(path), str(answer), *limits],
            env={**environment(kind), "HOME": str(path.parent)},  # else its owner is looked up
            cwd=path.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
            close_fds=True,
        )
    except subprocess.TimeoutExpired as cause:
        why = Text("{n} секунд", "{n} seconds").fill(n=str(SECONDS))
        raise unreadable("READ_TOO_LONG", why=why) from cause
    if ended.returncode:
        raise _crash(kind, ended.returncode, ended.stderr)


def _crash(kind: str, returncode: int, stderr: bytes) -> Exception:
    """Say what a child's death means: a limit, a hand from outside, or a file that broke it."""
    if b"ImportError" in stderr or b"ModuleNotFoundError" in stderr:  # no fault of the file
        msg = f"the reading process did not start: {stderr.decode(errors='replace')[-2000:]}"
        return RuntimeError(msg)
    if returncode in (-9, -15):  # SIGKILL and SIGTERM, which Windows does not name
        return unreadable("READ_STOPPED", why=f"signal {-returncode}")
    if b"MemoryError" in stderr or b"malloc of size" in stderr or returncode == -24:  # noqa: PLR2004  # SIGXCPU
        return unreadable("READ_TOO_LONG", why=Text("память или процессор", "memory or processor"))
    code = {"geopackage": "GPKG_CORRUPT", "geoparquet": "PARQUET_CORRUPT"}.get(kind)
    why = Text("библиотека чтения остановилась", "the reading library stopped")
    return unreadable(code or "SOURCE_UNREADABLE", why=why)


def _refusal(code: str, slots: dict[str, Any]) -> Exception:
    if "names" in slots:
        slots = {"found": listing(slots["names"])}
    return unreadable(code, **slots)


def _decoded(kind: str, table: pa.Table, forced: str | None) -> tuple[pa.Table, list[Finding]]:
    """Decode columns that GDAL could not: MapInfo files often name no character set."""
    raw = [
        name
        for name in table.column_names
        if name != "__wkb__" and pa.types.is_large_binary(table[name].type)
    ]
    if not raw:
        return table, []
    if not kind.startswith("mapinfo"):
        why = Text("текст не в UTF-8", "its text is not UTF-8")
        raise unreadable("SOURCE_UNREADABLE", why=why)
    cells = {name: table[name].to_pylist() for name in raw}
    beyond = {v for values in cells.values() for v in values if v and not v.isascii()}
    encoding = codepage.by_name(forced) if forced else None
    reading = codepage.read(sorted(beyond), None)
    if reading.odd and not encoding:
        raise unreadable("ENC_MIXED", why=Text("в таблице", "in the table"))
    used = encoding or reading.encoding
    for name, values in cells.items():
        texts = [None if value is None else value.decode(used, "replace") for value in values]
        table = table.set_column(table.column_names.index(name), name, pa.array(texts, pa.string()))
    return table, [] if encoding else [finding("ENC_GUESSED", found=used)]


def _table(
    source: LayerFile, about: dict[str, Any], table: pa.Table, decoded: list[Finding]
) -> RawTable:
    names: list[str] = about["names"]
    wkb = table["__wkb__"].to_numpy(zero_copy_only=False)
    shapes: Shapes = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    sent = table["__wkb__"].is_valid().to_numpy(zero_copy_only=False)
    bad = np.zeros(len(shapes), dtype=bool)
    bad[about["bad"]] = True
    bad |= sent & shapely.is_missing(shapes)
    bad |= _off_box(shapes, table)
    rows = np.flatnonzero(bad).tolist()
    shapes[bad] = None
    cells = table.select(names).to_pandas()
    tell = (
        finding("GEOM_BLOB_BAD", row=row + 1, why=Text("её байты", "its bytes")) for row in rows
    )
    return RawTable(
        cells=cells,
        shapes=shapes,
        crs=about["crs"],
        names=tuple(names),
        reported=bad,
        findings=(*source.findings, *decoded, *for_rows(rows, tell)),
    )


def _off_box(shapes: Shapes, table: pa.Table) -> NDArray[np.bool_]:
    """Tell which shapes contradict the box they were sent with: their bytes changed on the way."""
    if "__west__" not in table.column_names or not len(shapes):
        return np.zeros(len(shapes), dtype=bool)
    order = ("__west__", "__south__", "__east__", "__north__")
    boxes = np.column_stack([table[name].to_numpy().astype(float) for name in order])
    off = _differ(boxes, shapely.bounds(shapes))
    # GEOS takes the box of the outer ring; a writer's box holds a hole that lies outside it, too
    reaches = [shapely.get_coordinates(shape) for shape in shapes[off]]
    spans = [(*xy.min(axis=0), *xy.max(axis=0)) if len(xy) else (np.nan,) * 4 for xy in reaches]
    off[off] = _differ(boxes[off], np.array(spans).reshape(-1, 4))
    return off


def _differ(boxes: NDArray[np.float64], own: NDArray[np.float64]) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        off = np.abs(boxes - own) > _BOX_TOLERANCE * np.maximum(np.abs(own), 1)
    return np.asarray(off.any(axis=1))
