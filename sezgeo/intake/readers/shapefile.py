"""
Read a shapefile without GDAL: every length, count and record number is checked on the way.

GDAL trusts the .shx, closes rings, turns them and guesses encodings in silence; each of those is
a finding here. Layout after Esri's "Shapefile Technical Description" (1998): lengths and offsets
are big-endian and count 16-bit words, all else is little-endian.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sezgeo.arrays import Ints
from sezgeo.i18n import Text
from sezgeo.intake.delivery.layer_file import LayerFile
from sezgeo.intake.findings import Finding, finding, unreadable
from sezgeo.intake.readers import dbase, shp_geometry, shp_records
from sezgeo.intake.readers.raw_table import RawTable

_HEADER_BYTES = 100
_RECORD_HEADER_BYTES = 8
_MAGIC, _VERSION = 9994, 1000
_Z, _M = 10, 20


@dataclass(frozen=True, slots=True, eq=False)
class RecordPlaces:
    """Where each shape's content starts and how many bytes it has."""

    start: Ints
    size: Ints


def read(source: LayerFile, *, encoding: str | None = None) -> RawTable:
    """
    Read a shapefile.

    Parameters
    ----------
    encoding
        Encoding of the attributes where the user named one.

    Raises
    ------
    UnreadableError
        If its files are cut, contradict each other, or are not a shapefile.
    """
    data = source.path.read_bytes()
    kind = _header_kind(data, source.path.name)
    if ".dbf" not in source.companions:
        raise unreadable("DBF_MISSING")
    index = source.companions.get(".shx")
    records, findings = _indexed(data, index.read_bytes()) if index else _walked(data)
    cpg = source.companions.get(".cpg") or source.companions.get(".cst")
    declared = cpg.read_text("latin-1")[:60] if cpg else None
    table = dbase.read(source.companions[".dbf"].read_bytes(), declared=declared, forced=encoding)
    if len(records.start) != len(table.kept):
        raise unreadable("SHP_DBF_COUNT", found=len(records.start), expected=len(table.kept))
    parsed = shp_geometry.parse(data, records.start, records.size, kind)
    kept = table.kept
    every = (*source.findings, *findings, *table.findings, *_dropped(kind), *parsed.findings)
    return RawTable(
        cells=table.cells[kept].reset_index(drop=True),
        shapes=parsed.shapes[kept],
        crs=_projection(source.companions.get(".prj")),
        names=table.names,
        loose=table.loose,
        rows=np.flatnonzero(kept) + 1,
        reported=parsed.reported[kept],
        findings=tuple(each for each in every if each.row is None or kept[each.row - 1]),
    )


def _projection(path: Path | None) -> str | None:
    if path is None:
        return None
    return path.read_bytes()[:65536].decode("utf-8-sig", "replace").strip() or None


def _dropped(kind: int) -> Iterator[Finding]:
    if shp_records.dimension(kind) == _Z:
        yield finding("GEOM_Z_DROPPED")
    if shp_records.dimension(kind) == _M:
        yield finding("GEOM_M_DROPPED")


def _header_kind(data: bytes, name: str) -> int:
    if not data:
        raise unreadable("SHP_EMPTY_FILE")
    if len(data) < _HEADER_BYTES:
        why = Text("нет и заголовка", "not even the header is there")
        raise unreadable("SHP_TRUNCATED", why=why)
    (magic,) = struct.unpack_from(">i", data)
    version, kind = struct.unpack_from("<ii", data, 28)
    if magic != _MAGIC or version != _VERSION or kind not in shp_records.KNOWN:
        raise unreadable("NOT_A_SHAPEFILE", name=name)
    return int(kind)


def _promised_bytes(data: bytes) -> int:
    return 2 * int(struct.unpack_from(">i", data, 24)[0])


def _indexed(data: bytes, index: bytes) -> tuple[RecordPlaces, list[Finding]]:
    """Take the records that the .shx lists, and prove that the .shp agrees with each."""
    if len(index) < _HEADER_BYTES or struct.unpack_from(">i", index)[0] != _MAGIC:
        raise _inconsistent("это не указатель", "it is no index")
    if (len(index) - _HEADER_BYTES) % 8:
        raise _inconsistent("он обрезан", "it is cut short")
    words = np.frombuffer(index, ">i4", offset=_HEADER_BYTES).reshape(-1, 2).astype(np.int64)
    offset, size = 2 * words[:, 0], 2 * words[:, 1]
    end = offset + _RECORD_HEADER_BYTES + size
    _check_whole(data, offset, size, end)
    number, own_size = _record_headers(data, offset)
    if (wrong := np.flatnonzero(number != np.arange(1, len(number) + 1))).size:
        first = int(wrong[0])
        why = Text("на месте {n} запись {m}", "record {m} stands in place {n}")
        why = why.fill(n=first + 1, m=int(number[first]))
        raise unreadable("SHX_INCONSISTENT", why=why)
    if (own_size != size).any():
        raise _inconsistent("длины записей разные", "lengths of records differ")
    if _hidden(data, end):
        raise _inconsistent("в .shp записей больше", "the .shp has more records")
    findings = [*_length_finding(data, end), *_index_length_finding(index)]
    return RecordPlaces(offset + _RECORD_HEADER_BYTES, size), findings


def _inconsistent(ru: str, en: str) -> Exception:
    return unreadable("SHX_INCONSISTENT", why=Text(ru, en))


def _check_whole(data: bytes, offset: Ints, size: Ints, end: Ints) -> None:
    if (offset < _HEADER_BYTES).any() or (size < 4).any():  # noqa: PLR2004  # a type's four bytes
        raise _inconsistent("место записи невозможно", "a record has an impossible place")
    cut = np.flatnonzero(end > len(data))
    if not cut.size:
        return
    if _promised_bytes(data) == len(data):
        raise _inconsistent("он ведёт за конец .shp", "it points past the end of the .shp")
    n = int(cut[0]) + 1
    raise unreadable(
        "SHP_TRUNCATED",
        why=Text(f"запись {n} из {len(end)} неполная", f"record {n} of {len(end)} is not whole"),
    )


def _record_headers(data: bytes, offset: Ints) -> tuple[Ints, Ints]:
    buffer = np.frombuffer(data, np.uint8)
    raw = buffer[offset[:, None] + np.arange(_RECORD_HEADER_BYTES)]
    heads = raw.reshape(-1, _RECORD_HEADER_BYTES).copy().view(">i4").astype(np.int64)
    return heads[:, 0], 2 * heads[:, 1]


def _hidden(data: bytes, end: Ints) -> bool:
    """Tell whether a whole record follows the last one that the index lists."""
    last = int(end.max()) if end.size else _HEADER_BYTES
    if len(data) - last < _RECORD_HEADER_BYTES + 4:
        return False
    number, words = struct.unpack_from(">ii", data, last)
    follows = last + _RECORD_HEADER_BYTES + 2 * words
    return bool(number == len(end) + 1 and words > 0 and follows <= len(data))


def _length_finding(data: bytes, end: Ints) -> Iterator[Finding]:
    promised, last = _promised_bytes(data), int(end.max()) if end.size else _HEADER_BYTES
    if promised != len(data) or last != len(data):
        yield finding("SHP_HEADER_LENGTH", name=".shp", found=len(data), expected=promised)


def _index_length_finding(index: bytes) -> Iterator[Finding]:
    if _promised_bytes(index) != len(index):
        promised = _promised_bytes(index)
        yield finding("SHP_HEADER_LENGTH", name=".shx", found=len(index), expected=promised)


def _walked(data: bytes) -> tuple[RecordPlaces, list[Finding]]:
    """Rebuild a missing index by going from record to record."""
    start: list[int] = []
    sizes: list[int] = []
    place = _HEADER_BYTES
    while place < len(data):
        if place + _RECORD_HEADER_BYTES > len(data):
            raise _cut_at(len(start) + 1)
        number, words = struct.unpack_from(">ii", data, place)
        size = 2 * words
        if number != len(start) + 1 or size < 4:  # noqa: PLR2004  # a shape type has four bytes
            why = Text("нарушен порядок записей", "records are out of order")
            raise unreadable("SHP_RECORD_BAD", n=len(start) + 1, why=why)
        place += _RECORD_HEADER_BYTES
        if place + size > len(data):
            raise _cut_at(number)
        start.append(place)
        sizes.append(size)
        place += size
    records = RecordPlaces(np.array(start, np.int64), np.array(sizes, np.int64))
    end = records.start + records.size
    return records, [finding("SHX_MISSING", n=len(start)), *_length_finding(data, end)]


def _cut_at(number: int) -> Exception:
    why = Text(f"запись {number} неполная", f"record {number} is not whole")
    return unreadable("SHP_TRUNCATED", why=why)
