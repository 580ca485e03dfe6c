"""Set a document as one HTML file: no script, no network, every text escaped by Jinja."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sezgeo.display import one_line
from sezgeo.i18n import Text, language
from sezgeo.reports.document.content import Document, FactList, Paragraphs, Picture
from sezgeo.reports.print_style import figure_bytes

_FOLDER = Path(__file__).parent / "pages"
_DPI = 170


def to_html(content: Document) -> bytes:
    """
    Set a document in the language in force.

    The page is one file: its drawings lie inside it, its policy allows its own style and nothing
    else. Printed, it fills A4 pages. The same document gives the same bytes.
    """
    pages = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["one_line"] = one_line
    pages.filters["image"] = _image
    pages.tests["paragraphs"] = lambda block: isinstance(block, Paragraphs)
    pages.tests["fact_list"] = lambda block: isinstance(block, FactList)
    pages.tests["picture"] = lambda block: isinstance(block, Picture)
    style = (_FOLDER / "document.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    html = pages.get_template("document.html").render(
        content=content, lang=language(), style=style, policy=_policy(digest), by=_BY
    )
    return html.encode()


_BY = Text("составлено", "made by")


def _policy(style: str) -> str:
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _image(picture: Picture) -> str:
    png = figure_bytes(picture.draw(), "png", dpi=_DPI)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
