"""One cell of a table, for people and for JSON."""

import math
from typing import TYPE_CHECKING

from sezgeo.i18n import Text, language, number

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS_SHOWN = 15
"""Rows shown before the rest is only counted."""
_WIDTH = 30
_SPACES = "\xa0\u202f"

AnyText = Text | str


def rest_line(count: int, top: int) -> list[Text]:
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
    value = json_value(cell)
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value):
        return number(value, language())
    return str(value)


def json_value(cell: object) -> object:
    """
    Return a cell as JSON knows it.

    Examples
    --------
    >>> json_value(float("nan")), json_value(0.5), json_value("free")
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


def short(cell: str, width: int = _WIDTH) -> str:
    """Keep a cell short, on one line and free of control codes: a name may hold anything."""
    clean = one_line(cell)
    return clean if len(clean) <= width else clean[: width - 1] + "…"


def one_line(words: AnyText) -> str:
    r"""
    Put a space in place of every sign that is not printed: line ends, control codes.

    Examples
    --------
    >>> one_line("a\x00b\ud800\u202e")
    'a b  '
    """
    return "".join(sign if sign.isprintable() or sign in _SPACES else " " for sign in str(words))
