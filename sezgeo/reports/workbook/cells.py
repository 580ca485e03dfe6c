"""Cells of a workbook: the one place that writes them, so that text can never become a formula."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sezgeo.units import unit_key

LONGEST_TEXT = 32_767
"""Signs that one cell of a spreadsheet holds."""
WIDEST = 44
"""Signs after which a text wraps instead of widening its column."""
_WRAPPED = {"head": 14, "wrapped": WIDEST, "prose": 110}
"""Signs in a line, by style."""
_LINE_HEIGHT = 15
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")

_NUMBERS: Mapping[str, str] = {
    "ha": "#,##0.00",
    "mw": "#,##0.0",
    "deg": "0.0",
    "share": "0%",
    "kv": "0",
    "count": "0",
    "km": "#,##0.0",
    "min": "0.0",
}
_LINE = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "hint": {"italic": True, "font_color": "#404040"},
    "head": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": "#E7E6E6",
        "border": 1,
    },
    "text": _LINE,
    "wrapped": {**_LINE, "text_wrap": True},
    "prose": {"text_wrap": True, "valign": "top"},
    "link": {**_LINE, "font_color": "#0563C1", "underline": 1},
    "input": {**_LINE, "bg_color": "#FFF2CC", "border": 2, "border_color": "#7F6000"},
    "share": {**_LINE, "num_format": "0.0%"},
    "score": {**_LINE, "num_format": "0.000"},
    "rank": {**_LINE, "num_format": "0"},
    "raw": {**_LINE, "num_format": "General"},
}

BAR = {
    "type": "data_bar",
    "bar_solid": True,
    "bar_color": "#BFBFBF",
    "bar_border_color": "#404040",
    "min_type": "num",
    "max_type": "num",
    "min_value": 0,
    "max_value": 1,
}
"""A bar in the cell, grey with a dark edge: it reads on a black and white print too."""


def measure_style(name: str) -> str:
    """Return the style of the numbers of one criterion, by the unit its name ends with."""
    return f"number {_NUMBERS.get(unit_key(name), '#,##0')}"


def legible(text: object) -> str:
    r"""
    Return a text that a cell can hold: signs that no XML may carry are shown as �.

    Examples
    --------
    >>> legible("a\x01b")
    'a�b'
    """
    return _ILLEGAL.sub("\ufffd", str(text))[:LONGEST_TEXT]


class WorkbookSheet:
    """One worksheet; columns grow as wide as what is written into them."""

    def __init__(self, writer: "WorkbookWriter", inner: Worksheet) -> None:
        self.inner = inner
        self._writer = writer
        self._widths: dict[int, int] = {}
        self._lines: dict[int, int] = {}

    def text(self, row: int, column: int, text: object, style: str = "text") -> None:
        """Write a text that stays one, whatever it begins with."""
        words = legible(text)
        active = words.startswith(_ACTIVE)
        self.inner.write_string(row, column, words, self._writer.style(style, quoted=active))
        if style not in ("title", "hint"):
            self._fit(row, column, words, style)

    def texts(self, row: int, texts: Iterable[object], style: str = "text") -> None:
        """Write a row of texts from the first column on."""
        for column, text in enumerate(texts):
            self.text(row, column, text, style)

    def number(self, row: int, column: int, number: float, style: str) -> None:
        """Write a number; an unknown one (NaN) leaves a tinted empty cell."""
        if math.isnan(number):
            self.inner.write_blank(row, column, None, self._writer.style(style, empty=True))
            return
        self.inner.write_number(row, column, number, self._writer.style(style))
        self._grow(column, len(f"{number:,.0f}") + 4)

    def formula(
        self, row: int, column: int, formula: str, cached: float | str, *, style: str
    ) -> None:
        """Write a formula, and the answer that programs show before they reckon."""
        answer = legible(cached) if isinstance(cached, str) else cached
        self.inner.write_formula(row, column, f"={formula}", self._writer.style(style), answer)
        words = f"{cached:.3f}" if isinstance(cached, float) else str(answer)
        self._fit(row, column, words, style)

    def blank(self, row: int, column: int, style: str = "text") -> None:
        """Write an empty cell with a border."""
        self.inner.write_blank(row, column, None, self._writer.style(style))

    def print_as(self, *, heads: int, columns: int = 0, pages_wide: int = 1) -> None:
        """Print on A4 across; the rows down to `heads` return on each page."""
        inner = self.inner
        inner.set_landscape()
        inner.set_paper(9)
        inner.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        inner.set_footer("&L&F · &A&R&P / &N")
        inner.fit_to_pages(pages_wide, 0)
        inner.repeat_rows(0, heads)
        if columns:
            inner.repeat_columns(0, columns - 1)
        inner.freeze_panes(heads + 1, columns)

    def finish(self, folded: Sequence[range] = (), hidden: Iterable[int] = ()) -> None:
        """Set the widths; fold blocks of columns away, and hide what only formulas need."""
        away = {column for block in folded for column in block}
        unseen = set(hidden)
        for column, width in sorted(self._widths.items()):
            options: dict[str, int] = {"hidden": column in away or column in unseen}
            options |= {"level": 1} if column in away else {}
            self.inner.set_column(column, column, max(6, width + 2), None, options)

    def _fit(self, row: int, column: int, words: str, style: str) -> None:
        """Widen the column, or heighten the row where a text wraps: not every program does it."""
        width = _WRAPPED.get(style, WIDEST)
        self._grow(column, min(len(words), width))
        if style in _WRAPPED and len(words) > width:
            lines = len(wrap(words, width))
            if lines > self._lines.get(row, 1):
                self._lines[row] = lines
                self.inner.set_row(row, lines * _LINE_HEIGHT)

    def _grow(self, column: int, width: int) -> None:
        self._widths[column] = max(width, self._widths.get(column, 0))


class _PlainWorksheet(Worksheet):  # type: ignore[misc]  # it ships no types
    """Our formulas need no prefix of newer functions: spare thirty searches in each of them."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - the signature is xlsxwriter's
        return formula.removeprefix("=")


class WorkbookWriter:
    """A workbook in memory; the same sheets give the same bytes."""

    def __init__(self, *, created: date) -> None:
        self._bytes = BytesIO()
        # rows go to the disk as they are written: ten thousand plots would not fit well in memory
        self._book = Workbook(self._bytes, {"constant_memory": True, "strings_to_urls": False})
        self._book.set_properties(
            {"created": datetime.combine(created, time(), tzinfo=UTC), "company": "", "author": ""}
        )
        self._styles: dict[tuple[str, bool, bool], Format] = {}

    def sheet(self, name: str) -> WorkbookSheet:
        """Add a sheet."""
        return WorkbookSheet(self, self._book.add_worksheet(name, worksheet_class=_PlainWorksheet))

    def define(self, name: str, cells: str) -> None:
        """Give a range a name that formulas use."""
        self._book.define_name(name, f"={cells}")

    def style(self, name: str, *, quoted: bool = False, empty: bool = False) -> Format:
        """Return a style; `quoted` for a text that looks active, `empty` for what is unknown."""
        key = (name, quoted, empty)
        if key not in self._styles:
            look = dict(
                {**_LINE, "num_format": name.removeprefix("number ")}
                if name.startswith("number ")
                else _STYLES[name]
            )
            if quoted:
                look["quote_prefix"] = True
            if empty:
                look |= {"pattern": 18, "fg_color": "#A6A6A6", "bg_color": "#FFFFFF"}
            self._styles[key] = self._book.add_format(look)
        return self._styles[key]

    def close(self) -> bytes:
        """Finish the workbook and return its bytes."""
        self._book.close()
        return self._bytes.getvalue()
