"""Read CSV with a WKT column: comma or semicolon, UTF-8 or a Russian code page."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pandas as pd
import shapely

from sezgeo.arrays import Shapes
from sezgeo.i18n import Text
from sezgeo.intake.delivery.layer_file import LayerFile
from sezgeo.intake.findings import Finding, finding, for_rows, listing, unreadable
from sezgeo.intake.readers import codepage
from sezgeo.intake.readers.raw_table import RawTable

_WKT_NAMES = ("wkt", "geom", "geometry", "the_geom", "wkt_geom", "геометрия")
_WKT = re.compile(
    r"(?i)\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*"
    r"(Z|M|ZM)?\s*(\(|EMPTY)"
)
_SRID = re.compile(r"(?i)\s*SRID=(\d+);")
_LONGEST_FIELD = 1 << 28


def read(source: LayerFile, *, encoding: str | None = None) -> RawTable:
    """
    Read a CSV whose geometry is a column of WKT.

    Raises
    ------
    UnreadableError
        If the text, the rows or the WKT column cannot be made out.
    """
    text, findings = _text(source.path.read_bytes(), encoding)
    header, rows = _rows(text)
    place = _wkt_place(header, rows)
    wkt = [row[place].strip() for row in rows]
    srids = {match[1] for value in wkt if (match := _SRID.match(value))}
    shapes, more = _shapes([_SRID.sub("", value) for value in wkt])
    others = [i for i in range(len(header)) if i != place]
    columns = {header[i]: [row[i] for row in rows] for i in reversed(others)}
    names = tuple(header[i] for i in others)
    reported = np.zeros(len(rows), dtype=bool)
    reported[[bad.row - 1 for bad in more if bad.row]] = True
    return RawTable(
        cells=pd.DataFrame({name: columns[name] for name in dict.fromkeys(names)}, dtype=object),
        shapes=shapes,
        crs=f"EPSG:{srids.pop()}" if len(srids) == 1 else None,
        names=names,
        loose=frozenset(names),
        reported=reported,
        findings=(*source.findings, *findings, *more),
    )


def _text(raw: bytes, forced: str | None) -> tuple[str, list[Finding]]:
    if forced:
        named = codepage.by_name(forced)
        if named is None:
            raise unreadable("ENC_CPG_UNKNOWN", expected=forced, found="?")
        try:
            return raw.decode("utf-8-sig" if named == codepage.UTF8 else named), []
        except UnicodeDecodeError as cause:
            best = codepage.read([raw], None).encoding
            raise unreadable("ENC_CONTRADICTED", expected=named, found=best) from cause
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), []
    if codepage.is_utf8(raw):
        return raw.decode("utf-8-sig"), []
    lines = [line for line in raw.split(b"\n") if not line.isascii()]
    reading = codepage.read([re.sub(rb"[\x00-\x7f]+", b" ", line) for line in lines], None)
    if reading.odd:
        numbers = ", ".join(str(raw.split(b"\n").index(lines[i]) + 1) for i in reading.odd[:12])
        why = Text("строки {numbers}", "lines {numbers}").fill(numbers=numbers)
        raise unreadable("ENC_MIXED", why=why)
    return raw.decode(reading.encoding, "replace"), [finding("ENC_GUESSED", found=reading.encoding)]


def _rows(text: str) -> tuple[list[str], list[list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t|", key=lambda sign: _outside_quotes(first, sign))
    with _long_fields():
        try:
            every = [
                row
                for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
                if row
            ]
        except csv.Error as cause:
            raise unreadable("SOURCE_UNREADABLE", why=str(cause)) from cause
    if not every:
        raise unreadable("EMPTY_LAYER")
    header = [name.strip() for name in every[0]]
    for number, row in enumerate(every[1:], 1):
        if len(row) != len(header):
            why = Text(
                f"в строке {number} ячеек {len(row)}, столбцов {len(header)}",
                f"row {number} has {len(row)} cells for {len(header)} columns",
            )
            raise unreadable("SOURCE_UNREADABLE", row=number, why=why)
    return header, every[1:]


def _outside_quotes(line: str, sign: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(sign)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the csv module read outlines of many vertices, for a while: the limit is a global."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _wkt_place(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    for place, name in enumerate(header):
        if name.casefold() in _WKT_NAMES:
            return place
    for place in range(len(header)):
        values = [row[place] for row in rows[:20] if row[place].strip()]
        if values and all(_WKT.match(value) for value in values):
            return place
    raise unreadable("COLUMN_UNKNOWN", column="WKT", found=listing(header), why=Text.EMPTY)


def _shapes(wkt: Sequence[str]) -> tuple[Shapes, list[Finding]]:
    full = [value or None for value in wkt]
    shapes = np.asarray(shapely.from_wkt(np.array(full, dtype=object), on_invalid="ignore"))
    bad = [i for i, value in enumerate(full) if value and shapes[i] is None]
    tell = (finding("GEOM_BLOB_BAD", row=i + 1, why=Text.same("WKT")) for i in bad)
    return shapes.astype(object), for_rows(bad, tell)
