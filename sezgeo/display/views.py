"""
What a result shows: a headline and parts, described once for a console and for a notebook.

The whole text is what `print` writes; the brief text is what a console shows of a result that
nobody asked to print.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pandas import DataFrame

from sezgeo.display.cells import ROWS_SHOWN, AnyText, cell_text, rest_line, short
from sezgeo.i18n import Text

LINES_SHOWN = 20
"""Lines of a result in a console; what is longer is cut."""
_LINE_WIDTH = 120
_CUT = Text("… весь текст: print()", "… print() shows all")


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences, one below the other."""

    texts: Sequence[AnyText]


@dataclass(frozen=True, slots=True)
class Items:
    """Sentences as a list, with dashes or numbers."""

    texts: Sequence[AnyText]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title with the list under it."""

    title: AnyText
    texts: Sequence[AnyText]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """
    Rows of cells.

    Attributes
    ----------
    heads
        Titles of the columns; may be none.
    rows
        The cells, row by row; drawn only as far as they are shown.
    count
        How many rows there are.
    right
        Positions of the columns that hold numbers.
    top
        Rows shown before the rest is only counted.
    """

    heads: Sequence[AnyText]
    rows: Iterable[Iterable[AnyText]]
    count: int
    right: Collection[int] = ()
    top: int = ROWS_SHOWN

    @classmethod
    def of(
        cls,
        heads: Sequence[AnyText],
        rows: Sequence[Iterable[AnyText]],
        right: Collection[int] = (),
    ) -> "Table":
        """Make a table of rows that are all there; all of them are shown."""
        return cls(heads, rows, len(rows), right, len(rows))

    @classmethod
    def of_frame(cls, frame: DataFrame, *, top: int = ROWS_SHOWN) -> "Table":
        """Show a frame by the names of its columns; an unknown number is a dash, as everywhere."""
        numbers = {n for n, dtype in enumerate(frame.dtypes, start=1) if dtype.kind in "iuf"}
        rows = (
            [
                short(str(key)),
                *(
                    short(cell_text(cell) or ("—" if n in numbers else ""))
                    for n, cell in enumerate(row, start=1)
                ),
            ]
            for key, row in zip(frame.index, frame.itertuples(index=False), strict=True)
        )
        heads = [str(frame.index.name or ""), *map(str, frame.columns)]
        return cls(heads, rows, len(frame), numbers, top)


Part = Lines | Items | Chapter | Table


@dataclass(frozen=True, slots=True)
class View:
    """What a result shows: a headline, and parts that may be none."""

    head: AnyText
    parts: tuple[Part, ...] = ()


def text(view: View, *, top: int | None = None) -> str:
    """
    Write a view as text in the language in force.

    Parameters
    ----------
    view
        The view.
    top
        Rows shown of each table and list; by default as many as a table says, and whole lists.
    """
    return "\n".join(_lines(view, top))


def brief(view: View) -> str:
    """
    Write a view as a console shows it: few lines, none of them long.

    Where there are too many, every list and table is cut to the same number of rows, so that each
    part keeps its first ones.
    """
    drawn = View(view.head, tuple(map(_with_rows_drawn, view.parts)))
    lines = _short(drawn)
    if len(lines) > LINES_SHOWN:
        cuts = ([line for line in _short(drawn, top) if line] for top in range(LINES_SHOWN, 0, -1))
        fitting = next((cut for cut in cuts if len(cut) < LINES_SHOWN), lines[: LINES_SHOWN - 1])
        lines = [*fitting, str(_CUT)]
    return "\n".join(lines)


def _short(view: View, top: int | None = None) -> list[str]:
    return [short(line, _LINE_WIDTH) for line in _lines(view, top)]


def _with_rows_drawn(part: Part) -> Part:
    """Draw the rows of a table once, so that they can be written more than once."""
    if isinstance(part, Table):
        return replace(part, rows=list(islice(part.rows, part.top)))
    return part


def text_table(
    heads: Iterable[AnyText], rows: Iterable[Iterable[AnyText]], *, right: Collection[int] = ()
) -> str:
    """
    Write a table in columns as wide as their longest cell; nothing is padded at the end of a line.

    Parameters
    ----------
    heads
        Titles of the columns.
    rows
        The cells.
    right
        Positions of the columns that hold numbers.
    """
    lines = [[str(cell) for cell in line] for line in (heads, *rows)]
    return "\n".join(_columns([line for line in lines if line], right))


def _columns(lines: list[list[str]], right: Collection[int]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        yield "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(cells)
        ).rstrip()


def _lines(view: View, top: int | None = None) -> Iterator[str]:
    """Yield the lines; tables and chapters stand apart from what is above and below them."""
    yield str(view.head)
    apart = False
    for part in view.parts:
        lines = list(_part(part, top))
        stands_apart = isinstance(part, Table | Chapter)
        if lines:
            yield from [""] if apart or stands_apart else []
            yield from lines
            apart = stands_apart


def _part(part: Part, top: int | None) -> Iterator[str]:
    match part:
        case Lines(texts):
            yield from map(str, texts[:top])
        case Items(texts, numbered):
            for place, line in enumerate(texts[:top], start=1):
                yield f"  {place}. {line}" if numbered else f"  - {line}"
        case Chapter(title, texts):
            yield str(title)
            yield from (f"  - {line}" for line in texts[:top])
        case Table():
            yield from _table(part, part.top if top is None else top)
            return
    yield from (f"  {more}" for more in rest_line(len(part.texts), top or len(part.texts)))


def _table(table: Table, top: int) -> Iterator[str]:
    rows = list(islice(table.rows, top))
    if rows or table.heads:
        yield from text_table(table.heads, rows, right=table.right).split("\n")
    yield from map(str, rest_line(table.count, len(rows)))
