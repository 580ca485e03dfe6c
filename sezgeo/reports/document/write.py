"""Write a document in the format that its name asks for."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.reports.document.content import Document
from sezgeo.reports.document.docx import as_docx
from sezgeo.reports.document.html import as_html
from sezgeo.reports.document.pdf import as_pdf

FORMATS: Mapping[str, Callable[[Document], bytes]] = {
    "pdf": as_pdf,
    "docx": as_docx,
    "html": as_html,
}
"""What a document can be set as."""


def written(content: Document, kind: str) -> bytes:
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
    data = written(content, path.suffix.removeprefix(".").lower())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
