"""
HTML of what notebooks show: whatever text comes in, only the tags of this module come out.

Names come from files that anybody may have sent, so every text is escaped here and nowhere else.
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from html import escape

from pandas import DataFrame

from sezgeo.i18n import Text, language, number

ROWS_SHOWN = 15
"""Rows shown before the rest is only counted."""
_WIDTH = 30
_SPACES = "\xa0\u202f"

Told = Text | str


def block(head: Told, *parts: str) -> str:
    """Put a headline over parts that this module made."""
    return f"<div><p><b>{_safe(head)}</b></p>{''.join(parts)}</div>"


def paragraphs(lines: Iterable[Told]) -> str:
    """Write each line as a paragraph."""
    return "".join(f"<p>{_safe(one)}</p>" for one in lines)


def listed(lines: Iterable[Told], *, numbered: bool = False) -> str:
    """Write lines as a list."""
    tag = "ol" if numbered else "ul"
    return f"<{tag}>" + "".join(f"<li>{_safe(one)}</li>" for one in lines) + f"</{tag}>"


def chapters(found: Iterable[tuple[Told, Iterable[Told]]]) -> str:
    """Write titles, each with the list under it."""
    return "".join(f"<p><b>{_safe(title)}</b></p>{listed(lines)}" for title, lines in found)


def html_table(
    rows: Iterable[Iterable[Told]], heads: Sequence[Told] = (), *, right: Collection[int] = ()
) -> str:
    """
    Write rows of cells as a table.

    Parameters
    ----------
    rows
        The cells.
    heads
        Titles of the columns; by default none.
    right
        Positions of the columns that hold numbers.
    """
    head = "".join(f"<th>{_safe(one)}</th>" for one in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:{"right" if at in right else "left"}">{_safe(cell)}</td>'
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        "<table>" + (f"<thead><tr>{head}</tr></thead>" if head else "") + f"<tbody>{body}</tbody>"
        "</table>"
    )


def frame(shown: DataFrame, *, top: int = ROWS_SHOWN) -> str:
    """
    Write the first rows of a frame by the names of its columns, and count the rest.

    An unknown number is a dash, as everywhere.
    """
    right = {at for at, kind in enumerate(shown.dtypes, start=1) if kind.kind in "iuf"}
    rows = [
        [
            short(str(key)),
            *(
                short(cell_text(cell) or ("—" if at in right else ""))
                for at, cell in enumerate(row, start=1)
            ),
        ]
        for key, row in zip(shown.index[:top], shown.head(top).itertuples(index=False), strict=True)
    ]
    heads = [str(shown.index.name or ""), *map(str, shown.columns)]
    return html_table(rows, heads, right=right) + paragraphs(rest(len(shown), top))


def rest(count: int, top: int) -> list[Text]:
    """Say how many rows are not shown, if any."""
    hidden = count - top
    if hidden <= 0:
        return []
    return [Text("… и ещё {hidden}", "… and {hidden} more").fill(hidden=hidden)]


def cell_text(cell: object) -> str:
    """
    Write one cell for people; what is missing is an empty text.

    Examples
    --------
    >>> cell_text(float("nan")), cell_text("free"), cell_text(None)
    ('', 'free', '')
    """
    value = plain(cell)
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value):
        return number(value, language())
    return str(value)


def plain(cell: object) -> object:
    """
    Return a cell as JSON knows it.

    Examples
    --------
    >>> plain(float("nan")), plain(0.5), plain("free")
    (None, 0.5, 'free')
    """
    if cell is None or cell != cell or str(cell) == "<NA>":  # noqa: PLR0124 (NaN is not itself)
        return None
    item: Callable[[], object] | None = getattr(cell, "item", None)
    value = item() if item else cell
    return value if isinstance(value, int | float | bool) else str(value)


def rounded(value: float, digits: int = 3) -> float | None:
    """
    Round a number for JSON; one that is not known is None.

    Examples
    --------
    >>> rounded(0.12345), rounded(float("nan"))
    (0.123, None)
    """
    return round(value, digits) if math.isfinite(value) else None


def short(cell: str) -> str:
    """Keep a cell short, on one line and free of control codes: a name may hold anything."""
    clean = _clean(cell)
    return clean if len(clean) <= _WIDTH else clean[: _WIDTH - 1] + "…"


def _safe(told: Told) -> str:
    return escape(_clean(str(told)))


def _clean(words: str) -> str:
    return "".join(sign if sign.isprintable() or sign in _SPACES else " " for sign in words)


def text_table(head: Iterable[Text | str], rows: Iterable[Iterable[Text | str]]) -> str:
    """Write a table in columns as wide as their longest cell; the last one is not padded."""
    lines = [[str(cell) for cell in line] for line in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
