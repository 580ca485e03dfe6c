"""Tables in Markdown: whatever a cell says, it stays one cell and text."""

from collections.abc import Iterable, Sequence


def cell(value: object) -> str:
    """
    Write a value as the text of one cell.

    Examples
    --------
    >>> cell("a|b <c>")
    'a&#124;b &#60;c&#62;'
    """
    words = " ".join(str(value).split())
    return "".join(f"&#{ord(mark)};" if mark in "\\`*_{}[]<>|$~&" else mark for mark in words)


def code(value: object) -> str:
    """Write a key of ours as code."""
    return f"`{value}`"


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
