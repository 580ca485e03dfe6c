"""
A document and its three writers: PDF, DOCX, HTML.

Read `content.py` first (what a document is made of), then one writer, such as `docx.py`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
