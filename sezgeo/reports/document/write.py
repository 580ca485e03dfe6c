"""Write a document in the format that its name asks for."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.reports.document.content import Document
from sezgeo.reports.document.docx import to_docx
from sezgeo.reports.document.html import to_html
from sezgeo.reports.document.pdf import to_pdf

FORMATS: Mapping[str, Callable[[Document], bytes]] = {
    "pdf": to_pdf,
    "docx": to_docx,
    "html": to_html,
}
"""What a document can be set as."""


def document_bytes(content: Document, kind: str) -> bytes:
    """
    Return a document as the bytes of a file, in the language in force.

    Raises
    ------
    UnknownNameError
        If there is no such format.
    """
    if kind not in FORMATS:
        raise UnknownNameError(Text("формат", "format"), kind, FORMATS)
    return FORMATS[kind](content)


def save(content: Document, path: Path) -> None:
    """Write a document to a file; the ending of its name says in which format."""
    data = document_bytes(content, path.suffix.removeprefix(".").lower())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
