"""
HTML of what notebooks show: whatever text comes in, only the tags of this module come out.

Names come from files that anybody may have sent, so every text is escaped here and nowhere else.
"""

from collections.abc import Collection, Iterable, Sequence
from html import escape
from itertools import islice

from pandas import DataFrame

from sezgeo.display.cells import ROWS_SHOWN, Told, cleaned, rest
from sezgeo.display.views import Chapter, Items, Lines, Part, Table, View


def html(view: View) -> str:
    """Write a view as HTML in the language in force."""
    return block(view.head, *map(_part, view.parts))


def _part(part: Part) -> str:
    match part:
        case Lines(texts):
            return paragraphs(texts)
        case Items(texts, numbered):
            return listed(texts, numbered=numbered) if texts else ""
        case Chapter(title, texts):
            return chapters([(title, texts)])
        case Table():
            return _table(part)


def _table(table: Table) -> str:
    rows = islice(table.rows, table.top)
    more = paragraphs(rest(table.count, table.top))
    return html_table(rows, table.heads, right=table.right) + more


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
    """Write the first rows of a frame by the names of its columns, and count the rest."""
    return _table(Table.of_frame(shown, top=top))


def _safe(told: Told) -> str:
    return escape(cleaned(str(told)))
