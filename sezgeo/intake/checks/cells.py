"""Read the cells of one column as the contract means them; say what had to be done."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series
from pandas.api.types import (
    is_bool_dtype,
    is_datetime64_any_dtype,
    is_float_dtype,
    is_integer_dtype,
    is_numeric_dtype,
)

from sezgeo.i18n import Text
from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, abridge, finding, for_rows
from sezgeo.intake.known_sites import SITE_COLUMN
from sezgeo.layers.contract import TEXT_DTYPE, Column

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]")
_WHITE = re.compile(r"[\t\r\n\u00a0\u2007\u202f\v\f\u2028\u2029]+")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc]"
    r"|[\ud800-\udfff]|[\ufdd0-\ufdef]|\ufffe|\uffff"
)
_FREE_TEXT = ("note", "description")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_OTHER_DATE = re.compile(r"(\d{4})[./]?(\d{2})[./]?(\d{2})", re.ASCII)
_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
_YEARS = re.compile(r"(1[89]|2[01])\d\d")
"""Years that land has dates in; 0001 and 9999 are what programs write for no date at all."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnReading:
    """A column as the contract means it, and what is to be said about it."""

    values: Series
    findings: tuple[Finding, ...] = ()


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Read every column of the contract; what names a site or a feature is only made clean text."""
    readings = {name: _reading(name, draft, context) for name in draft.sent.columns}
    values = {name: reading.values for name, reading in readings.items()}
    findings = [finding for reading in readings.values() for finding in reading.findings]
    if context.options.site and SITE_COLUMN in context.schema.columns:
        every = pd.Series([context.options.site] * len(draft), dtype=object)
        values.setdefault(SITE_COLUMN, every)
    return replace(draft, cells=pd.DataFrame(values, index=range(len(draft)))), findings


def _reading(name: str, draft: Draft, context: Context) -> ColumnReading:
    column, sent = context.schema.columns[name], draft.sent[name]
    if context.names_known_sites(name):
        return texts(name, sent, draft.rows)
    if name == context.schema.key:
        return texts(name, _whole(sent, column), draft.rows)
    return read(name, sent, column, loose=name in draft.loose, rows=draft.rows)


def _whole(cells: Series, column: Column) -> Series:
    """Write numbers as ids without a tail, where the contract asks for no pattern."""
    if column.pattern or not (is_float_dtype(cells) or is_integer_dtype(cells)):
        return cells
    filled = cells.dropna()
    if not (filled % 1 == 0).all():
        return cells
    return cells.map(lambda value: str(int(value)), na_action="ignore").astype(object)


def read(
    name: str, cells: Series, column: Column, *, loose: bool, rows: NDArray[np.int64]
) -> ColumnReading:
    """
    Read one column.

    Parameters
    ----------
    cells
        What the delivery holds.
    loose
        True where the format knows no numbers, so that a number as text is no surprise.
    rows
        Number of each row in the source, from 1.
    """
    if column.kind in ("number", "integer"):
        return _numbers(name, cells, loose=loose, rows=rows)
    if column.kind == "date":
        return _dates(name, cells, rows)
    return texts(name, cells, rows, column=column)


def texts(
    name: str, cells: Series, rows: NDArray[np.int64], *, column: Column | None = None
) -> ColumnReading:
    """Read a column of text: composed letters, nothing invisible, words of the contract."""
    codes, uniques = _uniques(cells)
    cleaned, findings = _cleaned(name, uniques, codes, rows)
    if column is not None and column.choices:
        cleaned = [_word(value, column) for value in cleaned]
    return ColumnReading(spread(codes, cleaned, cells), tuple(findings))


def _uniques(cells: Series) -> tuple[NDArray[np.int64], list[str]]:
    """Return the distinct texts of a column, and which of them each row holds; -1 for none."""
    codes, uniques = pd.factorize(cells)
    values = uniques.tolist()
    if isinstance(cells.dtype, pd.StringDtype):
        return codes, values
    return codes, [value if isinstance(value, str) else _as_text(value) for value in values]


def _as_text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def spread(codes: NDArray[np.int64], values: Sequence[str | None], like: Series) -> Series:
    """Return a column of texts from its distinct values and which of them each row holds."""
    table = pd.array(list(values), dtype=TEXT_DTYPE)
    return pd.Series(table.take(codes, allow_fill=True), index=like.index, name=like.name)


def _cleaned(
    name: str, uniques: list[str], codes: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[list[str | None], list[Finding]]:
    joined = "".join(uniques)
    if joined.isprintable() and unicodedata.is_normalized("NFC", joined):
        return [value.strip() or None for value in uniques], []
    findings: list[Finding] = []
    cleaned: list[str | None] = []
    for code, value in enumerate(uniques):
        visible = _INVISIBLE.sub("", value)
        if name not in _FREE_TEXT:
            visible = _WHITE.sub(" ", visible)
        if visible != value and not _only_hard_spaces(value, visible):
            row = int(rows[np.argmax(codes == code)])
            findings.append(finding("TEXT_CONTROL_CHARS", row=row, column=name, found=value))
        cleaned.append(unicodedata.normalize("NFC", visible).strip() or None)
    if not unicodedata.is_normalized("NFC", joined):
        findings.append(finding("TEXT_NFC", column=name))
    return cleaned, abridge(findings)


def _only_hard_spaces(value: str, visible: str) -> bool:
    return re.sub(r"[\u00a0\u2007\u202f]+", " ", value) == visible


def _word(value: str | None, column: Column) -> str | None:
    """Return the contract's word for a value, however it is spelled."""
    if value is None or value in column.choices:
        return value
    spellings = {old.casefold(): new for old, new in column.spellings.items()}
    spellings |= {choice.casefold(): choice for choice in column.choices}
    return spellings.get(value.casefold(), spellings.get(value.casefold().replace(" ", "_"), value))


def _numbers(name: str, cells: Series, *, loose: bool, rows: NDArray[np.int64]) -> ColumnReading:
    if is_numeric_dtype(cells) and not is_bool_dtype(cells):
        values = cells.astype(float)
        bad = np.isinf(values.to_numpy())
        return ColumnReading(values.where(~bad), tuple(_bad_numbers(name, cells, bad, rows)))
    codes, uniques = _uniques(cells)
    plain = [value.strip() for value in uniques]
    numbers = [float(value) if _NUMBER.fullmatch(value) else _russian(value) for value in plain]
    values = pd.Series(np.array([*numbers, np.nan])[codes], index=cells.index, name=cells.name)
    empty = np.array([not value for value in plain] + [True])[codes]
    bad = ~np.isfinite(values.to_numpy()) & ~empty
    odd = [not _NUMBER.fullmatch(value) or not loose for value in plain]
    interpreted = np.array([*odd, False])[codes] & ~bad & ~empty & _are_texts(cells)
    tell = (
        finding(
            "NUMBER_TEXT", row=int(rows[i]), column=name, found=uniques[codes[i]],
            expected=float(values.iloc[i]),
        )
        for i in np.flatnonzero(interpreted)
    )  # fmt: skip
    findings = for_rows(np.flatnonzero(interpreted).tolist(), tell)
    return ColumnReading(values.where(~bad), (*findings, *_bad_numbers(name, cells, bad, rows)))


def _are_texts(cells: Series) -> NDArray[np.bool_]:
    """Tell which cells are text; a column of numbers and texts holds both as objects."""
    if cells.dtype != object:
        return np.ones(len(cells), dtype=bool)
    return np.array([isinstance(cell, str | bytes) for cell in cells], dtype=bool)


def _bad_numbers(
    name: str, cells: Series, bad: NDArray[np.bool_], rows: NDArray[np.int64]
) -> list[Finding]:
    places = np.flatnonzero(bad)
    tell = (
        finding("NUMBER_BAD", row=int(rows[i]), column=name, found=_as_text(cells.iloc[i]).strip())
        for i in places
    )
    return for_rows(places.tolist(), tell)


def _russian(value: str) -> float:
    """
    Read a number with a decimal comma or spaces between thousands; NaN where it is none.

    Examples
    --------
    >>> _russian("10 853,5"), _russian("1.234,5"), _russian("много")
    (10853.5, 1234.5, nan)
    """
    plain = _SPACES.sub("", value)
    last = max(plain.rfind(","), plain.rfind("."))
    if last >= 0 and plain.count(",") and plain.count("."):
        plain = re.sub(r"[,.]", "", plain[:last]) + "." + plain[last + 1 :]
    plain = plain.replace(",", ".", 1)
    return float(plain) if _NUMBER.fullmatch(plain) else float("nan")


def _dates(name: str, cells: Series, rows: NDArray[np.int64]) -> ColumnReading:
    if is_datetime64_any_dtype(cells):
        stamps = cells.dt.strftime("%Y-%m-%d")
        return ColumnReading(stamps.astype(object).where(cells.notna(), None))
    base = texts(name, cells, rows)
    codes, uniques = _uniques(base.values)
    dates = [_iso(value) for value in uniques]
    changed = np.array(
        [
            new is not None and new != old and not old.startswith(new)
            for new, old in zip(dates, uniques, strict=True)
        ]
        + [False]
    )[codes]
    bad = np.array([new is None for new in dates] + [False])[codes]

    def tell(code: str, hit: NDArray[np.bool_]) -> list[Finding]:
        places = np.flatnonzero(hit).tolist()
        each = (
            finding(
                code, row=int(rows[i]), column=name, found=uniques[codes[i]],
                expected=dates[codes[i]] or "",
            )
            for i in places
        )  # fmt: skip
        return for_rows(places, each)

    findings = (*base.findings, *tell("DATE_NORMALISED", changed), *tell("DATE_BAD", bad))
    return ColumnReading(spread(codes, dates, cells), findings)


def _iso(value: str) -> str | None:
    """
    Return a date as ISO, as exact as it was; None where it is no date.

    Examples
    --------
    >>> _iso("17.02.2025"), _iso("2025-02-30"), _iso("2025-02"), _iso("2025-02-17T00:00:00")
    ('2025-02-17', None, '2025-02', '2025-02-17')
    """
    if _PARTIAL_DATE.fullmatch(value):
        return value if _YEARS.match(value) else None
    plain = re.sub(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", value)
    if parts := _DAY_FIRST.fullmatch(plain):
        plain = f"{parts[3]}-{int(parts[2]):02d}-{int(parts[1]):02d}"
    elif parts := _OTHER_DATE.fullmatch(plain):
        plain = f"{parts[1]}-{parts[2]}-{parts[3]}"
    if not _YEARS.match(plain) or len(plain) != len("2026-11-23"):
        return None
    try:
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        return None


def bounds(column: Column) -> Text:
    """Write the interval a number must lie in."""
    low = "−∞" if column.low is None else f"{column.low:g}"
    high = "∞" if column.high is None else f"{column.high:g}"
    return Text.same(f"[{low}, {high}]")


def choices(column: Column) -> Text:
    """Write the words a column allows, in both languages where it knows both."""
    spelled: Mapping[str, str] = {new: old for old, new in column.spellings.items()}
    ru = ", ".join(spelled.get(word, word) for word in column.choices)
    return Text(ru, ", ".join(column.choices))
