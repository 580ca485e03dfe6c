"""
HTML of what notebooks show: whatever text comes in, only the tags of this module come out.

Names come from files that anybody may have sent, so every text is escaped here and nowhere else.
"""

from collections.abc import Collection, Iterable, Sequence
from html import escape
from itertools import islice

from pandas import DataFrame

from sezgeo.display.cells import ROWS_SHOWN, AnyText, one_line, rest_line
from sezgeo.display.views import Chapter, Items, Lines, Part, Table, View


def html(view: View) -> str:
    """Write a view as HTML in the language in force."""
    return html_block(view.head, *map(_part, view.parts))


def _part(part: Part) -> str:
    match part:
        case Lines(texts):
            return html_paragraphs(texts)
        case Items(texts, numbered):
            return html_list(texts, numbered=numbered) if texts else ""
        case Chapter(title, texts):
            return html_chapters([(title, texts)])
        case Table():
            return _table(part)


def _table(table: Table) -> str:
    rows = islice(table.rows, table.top)
    more = html_paragraphs(rest_line(table.count, table.top))
    return html_table(rows, table.heads, right=table.right) + more


def html_block(head: AnyText, *parts: str) -> str:
    """Put a headline over parts that this module made."""
    return f"<div><p><b>{_safe(head)}</b></p>{''.join(parts)}</div>"


def html_paragraphs(lines: Iterable[AnyText]) -> str:
    """Write each line as a paragraph."""
    return "".join(f"<p>{_safe(line)}</p>" for line in lines)


def html_list(lines: Iterable[AnyText], *, numbered: bool = False) -> str:
    """Write lines as a list."""
    tag = "ol" if numbered else "ul"
    return f"<{tag}>" + "".join(f"<li>{_safe(line)}</li>" for line in lines) + f"</{tag}>"


def html_chapters(titled_lists: Iterable[tuple[AnyText, Iterable[AnyText]]]) -> str:
    """Write titles, each with the list under it."""
    return "".join(
        f"<p><b>{_safe(title)}</b></p>{html_list(lines)}" for title, lines in titled_lists
    )


def html_table(
    rows: Iterable[Iterable[AnyText]], heads: Sequence[AnyText] = (), *, right: Collection[int] = ()
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
    titles = "".join(f"<th>{_safe(title)}</th>" for title in heads)
    head = f"<thead><tr>{titles}</tr></thead>" if titles else ""
    body = "".join(_html_row(row, right) for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _html_row(row: Iterable[AnyText], right: Collection[int]) -> str:
    cells = (
        f'<td style="text-align:{"right" if column in right else "left"}">{_safe(cell)}</td>'
        for column, cell in enumerate(row)
    )
    return f"<tr>{''.join(cells)}</tr>"


def html_frame(frame: DataFrame, *, top: int = ROWS_SHOWN) -> str:
    """Write the first rows of a frame by the names of its columns, and count the rest."""
    return _table(Table.of_frame(frame, top=top))


def _safe(text: AnyText) -> str:
    return escape(one_line(text))
