"""
How results are shown: one description for a console, for `print` and for a notebook.

Read `shown.py` first (what a result is and how its words are registered), then `views.py` (what a
description is made of); `markup.py` writes it as HTML and escapes, `cells.py` writes one cell.
"""

from sezgeo.display.cells import ROWS_SHOWN, Told, cell_text, plain, rest, rounded, short
from sezgeo.display.markup import block, chapters, frame, html, html_table, listed, paragraphs
from sezgeo.display.shown import Brief, Shown, shows, view, words_of
from sezgeo.display.views import (
    LINES_SHOWN,
    Chapter,
    Items,
    Lines,
    Part,
    Table,
    View,
    brief,
    text,
    text_table,
)

__all__ = [
    "LINES_SHOWN",
    "ROWS_SHOWN",
    "Brief",
    "Chapter",
    "Items",
    "Lines",
    "Part",
    "Shown",
    "Table",
    "Told",
    "View",
    "block",
    "brief",
    "cell_text",
    "chapters",
    "frame",
    "html",
    "html_table",
    "listed",
    "paragraphs",
    "plain",
    "rest",
    "rounded",
    "short",
    "shows",
    "text",
    "text_table",
    "view",
    "words_of",
]
