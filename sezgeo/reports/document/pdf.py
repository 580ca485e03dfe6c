"""Set a document as PDF: the only module that knows reportlab."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from sezgeo.i18n import Text, language
from sezgeo.reports.document.content import (
    Align,
    Block,
    Document,
    DocumentTable,
    FactList,
    KeyFigure,
    Paragraphs,
    Picture,
    Section,
)
from sezgeo.reports.print_style import BOLD, REGULAR, drawable, figure_bytes

_SIDE, _TOP, _BOTTOM = 15 * mm, 9 * mm, 11 * mm
_WIDTH = A4[0] - 2 * _SIDE
_GREY, _RULE = HexColor("#5a5a5a"), HexColor("#c4c4c4")
_FACE, _STRONG = "Sezgeo", "Sezgeo-Bold"
_DPI = 220
_TOTAL = "total"
_LONE = 3
_HEAD_ROOM = 14 * mm


def _style(size: float, *, face: str = _FACE, **more: Any) -> ParagraphStyle:  # noqa: ANN401
    options = {"fontName": face, "fontSize": size, "leading": size * 1.18, **more}
    return ParagraphStyle(f"{face}{size}{sorted(more)}", **options)


_TITLE = _style(17, face=_STRONG)
_SUBTITLE = _style(8.2, textColor=_GREY)
_LEAD = _style(8, spaceBefore=2.2 * mm, spaceAfter=2.2 * mm)
_HEAD = _style(8.8, face=_STRONG, spaceBefore=2.1 * mm, spaceAfter=0.8 * mm)
_TEXT = _style(7, spaceAfter=0.7 * mm)
_NOTE = _style(6.1, textColor=_GREY, spaceBefore=0.5 * mm, spaceAfter=0.4 * mm)
_CELL = _style(6.0)
_CELL_RIGHT = _style(6.0, alignment=TA_RIGHT)
_CELL_STRONG = _style(6.0, face=_STRONG)
_CELL_STRONG_RIGHT = _style(6.0, face=_STRONG, alignment=TA_RIGHT)
_LABEL = _style(6.0, textColor=_GREY)
_LABEL_RIGHT = _style(6.0, textColor=_GREY, alignment=TA_RIGHT)
_VALUE = _style(14, face=_STRONG)


def to_pdf(content: Document) -> bytes:
    """
    Set a document in the language in force on A4.

    The typeface is embedded, as far as it is used; the same document gives the same bytes.
    """
    _register()
    buffer = BytesIO()
    paper = BaseDocTemplate(
        buffer,
        pagesize=A4,
        invariant=1,
        initialFontName=_FACE,  # else every page asks for Helvetica, which nobody embeds
        lang=language(),
        title=_drawable(content.title),
        subject=_drawable(content.subtitle),
        author="sezgeo",
        creator="sezgeo",
        keywords=_drawable(content.stamp),
    )
    paper.addPageTemplates(_page_template(_drawable(content.stamp)))
    paper.build([*_flow(content), _Total()])
    return buffer.getvalue()


def _page_template(stamp: str) -> PageTemplate:
    frame = Frame(
        _SIDE, _BOTTOM, _WIDTH, A4[1] - _TOP - _BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate(frames=[frame], onPage=lambda canvas, _: _foot(canvas, stamp))


@cache
def _register() -> None:
    pdfmetrics.registerFont(TTFont(_FACE, str(REGULAR)))
    pdfmetrics.registerFont(TTFont(_STRONG, str(BOLD)))
    pdfmetrics.registerFontFamily(_FACE, normal=_FACE, bold=_STRONG)


def _drawable(text: Text) -> str:
    return drawable(text.say())


def _set(text: Text, style: ParagraphStyle) -> Paragraph:
    """Set a text; nothing in it is taken for markup."""
    return Paragraph(escape(_drawable(text)), style)


def _flow(content: Document) -> Iterator[Flowable]:
    yield _set(content.title, _TITLE)
    yield _set(content.subtitle, _SUBTITLE)
    yield _set(content.lead, _LEAD)
    yield _keys(content.keys)
    for section in content.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Flowable]:
    yield CondPageBreak(_HEAD_ROOM)
    yield _Bookmark(_drawable(section.title))
    yield _set(section.title, _HEAD)
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Flowable]:
    if isinstance(block, Paragraphs):
        style = _NOTE if block.small else _TEXT
        yield from (_set(text, style) for text in block.texts)
    elif isinstance(block, FactList):
        yield _facts(block)
    elif isinstance(block, Picture):
        yield _Picture(block)
    else:
        yield _table(block)


def _keys(keys: tuple[KeyFigure, ...]) -> Table:
    cells = [
        [
            _set(key.value, _VALUE),
            Spacer(0, 0.8 * mm),
            _set(key.title, _LABEL),
            _set(key.note, _LABEL),
        ]
        for key in keys
    ]
    return Table(
        [cells],
        colWidths=[_WIDTH / len(keys)] * len(keys),
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("FONT", (0, 0), (-1, -1), _FACE, 4, 5),
            ("LINEABOVE", (0, 0), (-1, 0), 0.9, black),
            ("LINEBELOW", (0, 0), (-1, 0), 0.4, _RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ],
    )


def _facts(facts: FactList) -> Table:
    """Set pairs in two columns, read down the left one first."""
    half = (len(facts.pairs) + 1) // 2
    empty = (Text.EMPTY, Text.EMPTY)
    rights = [*facts.pairs[half:], empty][:half] if len(facts.pairs) % 2 else facts.pairs[half:]
    rows = [
        [_set(a, _LABEL), _set(b, _CELL), _set(c, _LABEL), _set(d, _CELL)]
        for (a, b), (c, d) in zip(facts.pairs[:half], rights, strict=True)
    ]
    widths = [_WIDTH * share for share in (0.18, 0.32, 0.25, 0.25)]
    return Table(rows, colWidths=widths, style=_ruled())


def _table(table: DocumentTable) -> Table:
    columns = table.columns
    head = [_set(c.title, _LABEL_RIGHT if c.align == "right" else _LABEL) for c in columns]
    rows = [_row(table, cells) for cells in table.rows]
    wide = [row + [""] * (len(head) - len(row)) for row in rows]
    heads = [place for place, row in enumerate(rows, 1) if len(row) == 1]
    style = [*_ruled(head=True), *(("SPAN", (0, place), (-1, place)) for place in heads)]
    style += [("NOSPLIT", (0, place), (0, place + 1)) for place in heads]
    if len(rows) > _LONE:  # no row is left alone on a page
        style += [("NOSPLIT", (0, 0), (0, 2)), ("NOSPLIT", (0, -2), (0, -1))]
    widths = [_WIDTH * column.share for column in columns]
    return Table([head, *wide], colWidths=widths, repeatRows=1, style=style)


def _row(table: DocumentTable, cells: tuple[Text, ...]) -> list[Flowable]:
    strong = {0} if len(cells) == 1 else {table.strong}
    columns = zip(table.columns, cells, strict=False)
    return [
        _set(cell, _cell_style(column.align, strong=n in strong))
        for n, (column, cell) in enumerate(columns)
    ]


def _cell_style(align: Align, *, strong: bool) -> ParagraphStyle:
    right = align == "right"
    if strong:
        return _CELL_STRONG_RIGHT if right else _CELL_STRONG
    return _CELL_RIGHT if right else _CELL


def _ruled(*, head: bool = False) -> list[tuple[Any, ...]]:
    top = [("LINEBELOW", (0, 0), (-1, 0), 0.7, _GREY)] if head else []
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("FONT", (0, 0), (-1, -1), _FACE, 4, 5),  # of cells that hold nothing
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, _RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.1),
        *top,
    ]


def _foot(canvas: Canvas, stamp: str) -> None:
    canvas.saveState()
    canvas.setStrokeColor(_RULE)
    canvas.setLineWidth(0.4)
    canvas.line(_SIDE, _BOTTOM - 2 * mm, A4[0] - _SIDE, _BOTTOM - 2 * mm)
    canvas.setFillColor(_GREY)
    canvas.setFont(_FACE, 6)
    canvas.drawString(_SIDE, _BOTTOM - 5 * mm, stamp)
    page = f"{canvas.getPageNumber()}\xa0/\xa0"
    canvas.drawRightString(A4[0] - _SIDE - 4, _BOTTOM - 5 * mm, page)
    canvas.translate(A4[0] - _SIDE - 4, _BOTTOM - 5 * mm)
    canvas.doForm(_TOTAL)
    canvas.restoreState()


class _Total(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """Write the number of pages where every foot refers to it."""

    def draw(self) -> None:
        """Define the piece that the feet show."""
        pages = self.canv.getPageNumber()
        self.canv.beginForm(_TOTAL, 0, -3, 30, 10)
        self.canv.setFillColor(_GREY)
        self.canv.setFont(_FACE, 6)
        self.canv.drawString(0, 0, str(pages))
        self.canv.endForm()


class _Bookmark(Flowable):  # type: ignore[misc]
    """An entry of the outline that a reader shows beside the pages."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def draw(self) -> None:
        """Mark the place."""
        key = f"section-{self.title}"
        self.canv.bookmarkHorizontal(key, 0, _HEAD.fontSize)
        self.canv.addOutlineEntry(self.title, key)


class _Picture(Image):  # type: ignore[misc]
    """A drawing with a text for those who cannot see it."""

    def __init__(self, picture: Picture) -> None:
        figure = picture.draw()
        wide, high = figure.get_size_inches()
        width = picture.width_mm * mm
        png = BytesIO(figure_bytes(figure, "png", dpi=_DPI))
        super().__init__(png, width=width, height=width * high / wide)
        self.alt = _drawable(picture.alt)

    def draw(self) -> None:
        """Draw it inside marks that carry the text."""
        text = (b"\xfe\xff" + self.alt.encode("utf-16-be")).hex().upper()
        self.canv._code.append(f"/Figure <</Alt <{text}>>> BDC")  # noqa: SLF001 - no public way
        super().draw()
        self.canv._code.append("EMC")  # noqa: SLF001
