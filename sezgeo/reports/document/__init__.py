"""
A document and its three writers: PDF, DOCX, HTML.

Read `content.py` first (what a document is made of), then one writer, such as `docx.py`.
"""

from typing import TYPE_CHECKING

from sezgeo.lazy_names import lazy_names

if TYPE_CHECKING:
    from sezgeo.reports.document.content import (
        Document,
        DocumentTable,
        FactList,
        KeyFigure,
        Paragraphs,
        Picture,
        Section,
        TableColumn,
    )
    from sezgeo.reports.document.write import FORMATS, document_bytes, save

_MODULES = {
    "Document": "content",
    "DocumentTable": "content",
    "FORMATS": "write",
    "FactList": "content",
    "KeyFigure": "content",
    "Paragraphs": "content",
    "Picture": "content",
    "Section": "content",
    "TableColumn": "content",
    "document_bytes": "write",
    "save": "write",
}
"""Where each public name is; imported when first asked for: printing takes heavy packages."""

__all__ = [
    "FORMATS",
    "Document",
    "DocumentTable",
    "FactList",
    "KeyFigure",
    "Paragraphs",
    "Picture",
    "Section",
    "TableColumn",
    "document_bytes",
    "save",
]


__getattr__ = lazy_names(__name__, _MODULES)
