"""
How results are shown: one description for a console, for `print` and for a notebook.

Read `shown.py` first (what a result is and how its words are registered), then `views.py` (what a
description is made of); `markup.py` writes it as HTML and escapes, `cells.py` writes one cell.
"""

from sezgeo.display.cells import (
    ROWS_SHOWN,
    AnyText,
    cell_text,
    json_value,
    one_line,
    rest_line,
    rounded,
    short,
)
from sezgeo.display.markup import (
    html,
    html_block,
    html_chapters,
    html_frame,
    html_list,
    html_paragraphs,
    html_table,
)
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
    "AnyText",
    "Brief",
    "Chapter",
    "Items",
    "Lines",
    "Part",
    "Shown",
    "Table",
    "View",
    "brief",
    "cell_text",
    "html",
    "html_block",
    "html_chapters",
    "html_frame",
    "html_list",
    "html_paragraphs",
    "html_table",
    "json_value",
    "one_line",
    "rest_line",
    "rounded",
    "short",
    "shows",
    "text",
    "text_table",
    "view",
    "words_of",
]
