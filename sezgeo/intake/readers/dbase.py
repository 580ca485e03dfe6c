"""
Read a .dbf: the attributes of a shapefile, as bytes first and as text second.

The format is dBASE III as Esri's "Shapefile Technical Description" (1998) uses it.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pandas import DataFrame

from sezgeo.i18n import Text
from sezgeo.intake.findings import Finding, finding, unreadable
from sezgeo.intake.readers import codepage

_HEADER_BYTES, _FIELD_BYTES = 32, 32
_END_OF_FIELDS = 0x0D
_SEPARATOR = "\x1f"
_FULL_FROM_BYTES, _LONGEST_BYTES = 32, 250
_NUMBERS = frozenset("NF")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a .dbf."""

    name: bytes
    kind: str
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class Attributes:
    """The attributes of a shapefile, decoded."""

    cells: DataFrame
    names: tuple[str, ...]
    loose: frozenset[str]
    kept: NDArray[np.bool_]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Coded:
    """A column as its distinct values, which of them each row holds, and whether any fills it."""

    codes: NDArray[np.int64]
    values: list[bytes]
    is_filled: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Raw:
    fields: tuple[Field, ...]
    columns: tuple[_Coded, ...]
    kept: NDArray[np.bool_]
    language: int


def read(data: bytes, *, declared: str | None, forced: str | None) -> Attributes:
    """
    Read the attributes of a shapefile.

    Parameters
    ----------
    data
        The whole .dbf.
    declared
        Content of the `.cpg`, or None where there is none.
    forced
        Encoding the user named, or None.

    Raises
    ------
    UnreadableError
        If the file is cut, contradicts itself, or its rows are in different encodings.
    """
    raw = _raw(data)
    encoding, findings = _encoding(raw, declared, forced)
    names = tuple(_name(field.name, encoding) for field in raw.fields)
    columns: dict[str, NDArray[np.object_]] = {}
    for name, field, coded in zip(names, raw.fields, raw.columns, strict=True):
        texts, cut = _decoded(coded.values, field, encoding)
        if cut:
            findings.append(finding("ENC_CUT_CHAR", column=name))
        if coded.is_filled and _may_be_cut(coded.values, field):
            findings.append(finding("TEXT_MAYBE_CUT", column=name, n=field.width))
        plain = np.array([*(_dates(texts) if field.kind == "D" else texts), None], dtype=object)
        columns.setdefault(name, plain[coded.codes])
    cells = pd.DataFrame(columns, index=range(len(raw.kept)), dtype=object)
    loose = frozenset(
        n for n, field in zip(names, raw.fields, strict=True) if field.kind in _NUMBERS
    )
    if deleted := int((~raw.kept).sum()):
        findings.append(finding("DBF_DELETED_ROWS", n=deleted))
    return Attributes(cells, names, loose, raw.kept, tuple(findings))


def _raw(data: bytes) -> _Raw:
    if len(data) < _HEADER_BYTES + 1:
        raise _broken("заголовок", "its header")
    count, header, width = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data, header)
    if 1 + sum(field.width for field in fields) != width:
        raise _broken("ширина строки", "the width of a row")
    if len(data) < header + count * width:
        present = max(0, len(data) - header) // width
        ru, en = f"строк {present} из {count}", f"{present} of {count} rows are there"
        raise _broken(ru, en)
    offsets = 1 + np.cumsum([0, *(field.width for field in fields)])[:-1]
    kind = np.dtype(
        {
            "names": [f"f{i}" for i in range(len(fields))],
            "formats": [f"S{field.width}" for field in fields],
            "offsets": offsets.tolist(),
            "itemsize": width,
        }
    )
    flags = np.frombuffer(data, np.uint8, count * width, header).reshape(count, width)[:, 0]
    if not np.isin(flags, (0x20, 0x2A)).all():
        raise _broken("метки строк", "the marks of its rows")
    rows = np.frombuffer(data, kind, count, header)
    columns = tuple(_coded(rows[f"f{i}"]) for i in range(len(fields)))
    return _Raw(fields, columns, flags == 0x20, data[29])  # noqa: PLR2004  # a space: not deleted


def _coded(values: NDArray[np.bytes_]) -> _Coded:
    raw = np.ascontiguousarray(values)
    width = raw.itemsize
    is_filled = bool((~np.isin(raw.view(np.uint8)[width - 1 :: width], (0x00, 0x20))).any())
    cells = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(raw), [None, pa.py_buffer(raw)]
    ).dictionary_encode()
    uniques = [value.rstrip(b"\0") for value in cells.dictionary.to_pylist()]
    return _Coded(cells.indices.to_numpy().astype(np.int64), uniques, is_filled)


def _fields(data: bytes, header: int) -> tuple[Field, ...]:
    fields = []
    for start in range(_HEADER_BYTES, min(header, len(data)) - 1, _FIELD_BYTES):
        if data[start] == _END_OF_FIELDS:
            break
        if start + _FIELD_BYTES > len(data):
            raise _broken("описание столбцов", "its columns")
        name = data[start : start + 11].split(b"\0")[0]
        fields.append(Field(name, chr(data[start + 11]), data[start + 16]))
    if not fields or any(field.width == 0 for field in fields):
        raise _broken("описание столбцов", "its columns")
    return tuple(fields)


def _broken(ru: str, en: str) -> Exception:
    return unreadable("DBF_TRUNCATED", why=Text(ru, en))


def _encoding(raw: _Raw, declared: str | None, forced: str | None) -> tuple[str, list[Finding]]:
    """Decide the encoding, and say what was decided where the delivery did not say it well."""
    beyond = {
        value: _whole(value, field)
        for field, coded in zip(raw.fields, raw.columns, strict=True)
        if not b"".join(coded.values).isascii()
        for value in coded.values
        if not value.isascii()
    }
    declaration = codepage.by_name(declared) if declared and declared.strip() else None
    stated = declaration or codepage.by_language_byte(raw.language)
    if forced:
        return _forced(forced, list(beyond.values())), []
    if not beyond:
        return _of_names(raw, stated), []
    values = list(dict.fromkeys(sorted(beyond.values())))
    reading = codepage.read(values, stated)
    if reading.odd:
        odd = {values[place] for place in reading.odd}
        raise _mixed(raw, {value for value, whole in beyond.items() if whole in odd})
    return reading.encoding, _encoding_findings(reading.encoding, stated, declared)


def _of_names(raw: _Raw, stated: str | None) -> str:
    """Return the encoding of column names where all cells are plain ASCII."""
    names = [codepage.without_cut_letter(field.name) for field in raw.fields]
    beyond = [name for name in names if not name.isascii()]
    return stated or (codepage.read(beyond, None).encoding if beyond else codepage.UTF8)


def _forced(forced: str, beyond: Sequence[bytes]) -> str:
    encoding = codepage.by_name(forced)
    if encoding is None:
        raise unreadable("ENC_CPG_UNKNOWN", expected=forced, found="?")
    for value in beyond:
        try:
            value.decode(encoding)
        except UnicodeDecodeError as cause:
            best = codepage.read([value], None).encoding
            raise unreadable("ENC_CONTRADICTED", expected=encoding, found=best) from cause
    return encoding


def _encoding_findings(encoding: str, stated: str | None, declared: str | None) -> list[Finding]:
    if declared and declared.strip() and codepage.by_name(declared) is None:
        return [finding("ENC_CPG_UNKNOWN", expected=declared.strip(), found=encoding)]
    if stated is None:
        return [finding("ENC_GUESSED", found=encoding)]
    if stated != encoding:
        return [finding("ENC_CONTRADICTED", expected=stated, found=encoding)]
    return []


def _mixed(raw: _Raw, odd: set[bytes]) -> Exception:
    rows = sorted(
        {
            row
            for coded in raw.columns
            for code, value in enumerate(coded.values)
            if value in odd
            for row in (np.flatnonzero(coded.codes == code) + 1).tolist()
        }
    )
    return unreadable("ENC_MIXED", row=rows[0], why=_rows(rows))


def _rows(rows: Sequence[int]) -> Text:
    numbers = ", ".join(map(str, rows[:12])) + (" …" if len(rows) > 12 else "")  # noqa: PLR2004
    return Text("строки {numbers}", "rows {numbers}").fill(numbers=numbers)


def _whole(value: bytes, field: Field) -> bytes:
    """Drop half a letter from a value that fills its field, as the writer cut it there."""
    if len(value) < field.width or codepage.is_utf8(value):
        return value
    shorter = codepage.without_cut_letter(value)
    return shorter if codepage.is_utf8(shorter) else value


def _name(name: bytes, encoding: str) -> str:
    whole = codepage.without_cut_letter(name) if encoding == codepage.UTF8 else name
    return whole.decode(encoding, "replace").strip()


def _decoded(values: list[bytes], field: Field, encoding: str) -> tuple[list[str], bool]:
    """Decode one column; tell whether half letters had to be dropped."""
    try:
        joined = _SEPARATOR.encode().join(values).decode(encoding)
        cut = False
    except UnicodeDecodeError:
        whole = [_whole(value, field) for value in values]
        joined = _SEPARATOR.encode().join(whole).decode(encoding)
        cut = True
    texts = joined.split(_SEPARATOR)
    if len(texts) != len(values):  # a value holds the separator itself
        texts = [value.decode(encoding, "replace") for value in values]
    if field.kind in _NUMBERS:  # GDAL, and so QGIS, writes a missing number as asterisks
        return ["" if set(text) == {"*"} else text.rstrip(" ") for text in texts], cut
    return [text.rstrip(" ") for text in texts], cut


def _dates(texts: list[str]) -> list[str]:
    """Write dBASE dates, eight digits, as ISO ones."""
    return [
        f"{t[:4]}-{t[4:6]}-{t[6:]}" if t.isdigit() and t.strip("0") else t.strip("0 ")
        for t in texts
    ]


def _may_be_cut(values: list[bytes], field: Field) -> bool:
    """
    Tell whether values look cut: they fill a wide field to its last byte.

    Writers that fit a field to its longest value fill it with that one; two different values that
    end at the same byte, or a field as long as the format allows, speak for a cut.
    """
    if field.kind != "C" or field.width < _FULL_FROM_BYTES:
        return False
    full = {value for value in values if len(value) == field.width and not value.endswith(b" ")}
    return bool(full) and (len(full) > 1 or field.width >= _LONGEST_BYTES)
