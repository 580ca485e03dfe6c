"""Set a document as DOCX, the form that offices edit: the only module that knows python-docx."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sezgeo.display import one_line
from sezgeo.i18n import Text, language
from sezgeo.reports.document.content import (
    Block,
    Document,
    DocumentTable,
    FactList,
    KeyFigure,
    Paragraphs,
    Picture,
    TableColumn,
)
from sezgeo.reports.print_style import figure_bytes

_FACE = "Arial"  # on every office machine, with Cyrillic
_WIDTH_MM = 180.0
_DPI = 200
_GREY = RGBColor(0x5A, 0x5A, 0x5A)
_RULE = "C4C4C4"
_SMALL, _CELL, _TEXT = 6.6, 6.8, 7.6
_OLDEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT


def to_docx(content: Document) -> bytes:
    """Set a document in the language in force on A4; the same document gives the same bytes."""
    paper = docx.Document()
    _prepare(paper, content)
    _head(paper, content.title, 17, "Title")
    _line(paper, content.subtitle, _TEXT, grey=True)
    _line(paper, content.lead, 8, after=4)
    _keys(paper, content.keys)
    for section in content.sections:
        _head(paper, section.title, 9.6, "Heading 1")
        for block in section.blocks:
            _block(paper, block)
    _foot(paper, content.stamp)
    buffer = BytesIO()
    paper.save(buffer)
    return _undated(buffer.getvalue())


def _prepare(paper: Any, content: Document) -> None:  # noqa: ANN401 - python-docx ships no types
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(15)
    page.top_margin, page.bottom_margin = Mm(11), Mm(12)
    page.footer_distance = Mm(6)
    for name in ("Normal", "Title", "Heading 1"):
        _plain(paper.styles[name])
    facts = paper.core_properties
    facts.title, facts.subject = one_line(content.title)[:255], one_line(content.subtitle)[:255]
    facts.author = facts.last_modified_by = "sezgeo"
    facts.keywords, facts.comments = one_line(content.stamp)[:255], ""
    facts.language = language()
    facts.created = facts.modified = datetime.fromisoformat(content.date).replace(tzinfo=UTC)
    facts.revision = 1


def _plain(style: Any) -> None:  # noqa: ANN401
    """Free a style of the template's own face, colour and spacing."""
    style.font.name, style.font.size = _FACE, Pt(_TEXT)
    style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), _FACE)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = 1.0
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _line(place: Any, text: Text, size: float, *, after: float = 1.5, **ink: bool) -> None:  # noqa: ANN401
    """Add a paragraph."""
    paragraph = place.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(after)
    _write(paragraph, text, size, **ink)


def _head(paper: Any, text: Text, size: float, style: str) -> None:  # noqa: ANN401
    """Add a head that the navigation of office programs knows."""
    paragraph = paper.add_paragraph(style=style)
    paragraph.paragraph_format.space_before = Pt(0 if style == "Title" else 7)
    paragraph.paragraph_format.space_after = Pt(2)
    _write(paragraph, text, size, bold=True)


def _write(paragraph: Any, text: Text, size: float, *, bold: bool = False, grey: bool = False) -> None:  # noqa: ANN401, E501  # fmt: skip
    run = paragraph.add_run(one_line(text))
    run.font.size, run.bold = Pt(size), bold
    if grey:
        run.font.color.rgb = _GREY


def _block(paper: Any, block: Block) -> None:  # noqa: ANN401
    if isinstance(block, Paragraphs):
        for text in block.texts:
            _line(paper, text, _SMALL if block.small else _TEXT, grey=block.small)
    elif isinstance(block, FactList):
        _facts(paper, block)
    elif isinstance(block, Picture):
        _picture(paper, block)
    else:
        _table(paper, block)


def _picture(paper: Any, picture: Picture) -> None:  # noqa: ANN401
    drawn = BytesIO(figure_bytes(picture.draw(), "png", dpi=_DPI))
    paragraph = paper.add_paragraph()
    shape = paragraph.add_run().add_picture(drawn, width=Mm(picture.width_mm))
    frame = shape._inline  # noqa: SLF001 - python-docx has no public way
    for side in "TBLR":
        frame.set(f"dist{side}", "0")  # LibreOffice takes a missing distance for 3 mm
    about = frame.docPr
    about.set("descr", one_line(picture.alt))
    about.set("name", picture.name)


def _keys(paper: Any, keys: Sequence[KeyFigure]) -> None:  # noqa: ANN401
    table = _grid(paper, 1, [1 / len(keys)] * len(keys))
    for cell, key in zip(table.rows[0].cells, keys, strict=True):
        _only(cell).paragraph_format.space_before = Pt(3)
        _write(_only(cell), key.value, 14, bold=True)
        _line(cell, key.title, _SMALL, grey=True, after=0)
        _line(cell, key.note, _SMALL, grey=True, after=0)
    _rule(table.rows[0].cells, top="111111", bottom=_RULE)


def _facts(paper: Any, facts: FactList) -> None:  # noqa: ANN401
    half = (len(facts.pairs) + 1) // 2
    table = _grid(paper, half, (0.18, 0.32, 0.25, 0.25))
    for place, (name, value) in enumerate(facts.pairs):
        cells, left = table.rows[place % half].cells, 2 * (place // half)
        _write(_only(cells[left]), name, _CELL, grey=True)
        _write(_only(cells[left + 1]), value, _CELL)
    for row in table.rows:
        _rule(row.cells, bottom=_RULE)


def _table(paper: Any, content: DocumentTable) -> None:  # noqa: ANN401
    table = _grid(paper, 1 + len(content.rows), [column.share for column in content.columns])
    head = table.rows[0]
    for cell, column in zip(head.cells, content.columns, strict=True):
        _cell(cell, column.title, column, grey=True)
    _rule(head.cells, bottom="5A5A5A")
    _flag(head, "w:tblHeader")
    for row, texts in zip(table.rows[1:], content.rows, strict=True):
        cells = row.cells
        if len(texts) == 1:
            _cell(cells[0].merge(cells[-1]), texts[0], content.columns[0], bold=True)
        else:
            columns = enumerate(content.columns)
            for cell, text, (n, column) in zip(cells, texts, columns, strict=True):
                _cell(cell, text, column, bold=n == content.strong)
        _rule(cells, bottom=_RULE)
        _flag(row, "w:cantSplit")


def _cell(cell: Any, text: Text, column: TableColumn, *, bold: bool = False, grey: bool = False) -> None:  # noqa: ANN401, E501  # fmt: skip
    paragraph = _only(cell)
    if column.align == "right":
        paragraph.alignment = _RIGHT
    _write(paragraph, text, _CELL, bold=bold, grey=grey)


def _grid(paper: Any, rows: int, shares: Sequence[float]) -> Any:  # noqa: ANN401
    table = paper.add_table(rows=rows, cols=len(shares))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _margins(table)
    for n, share in enumerate(shares):
        width = Mm(_WIDTH_MM * share)
        table.columns[n].width = width
        for cell in table.columns[n].cells:
            cell.width = width
    return table


def _margins(table: Any) -> None:  # noqa: ANN401
    """Let cells stand close: no room on the left, a little on the right."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("left", 0), ("bottom", 4), ("right", 90)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)  # noqa: SLF001


def _only(cell: Any) -> Any:  # noqa: ANN401
    return cell.paragraphs[0]


def _rule(cells: Iterable[Any], **lines: str) -> None:
    """Draw thin lines along cells: side and colour."""
    for cell in cells:
        borders = OxmlElement("w:tcBorders")
        for side, colour in lines.items():
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", colour)):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
        cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001


def _flag(row: Any, name: str) -> None:  # noqa: ANN401
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001


def _foot(paper: Any, stamp: Text) -> None:  # noqa: ANN401
    paragraph = paper.sections[0].footer.paragraphs[0]
    _write(paragraph, stamp + Text(" · стр.\xa0", " · page\xa0"), 6.2, grey=True)
    run = paragraph.add_run()
    run.font.size = Pt(6.2)
    run.font.color.rgb = _GREY
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001
    field.append(run._r)  # noqa: SLF001
    run.text = "1"


def _undated(packed: bytes) -> bytes:
    """Pack a zip again with one fixed time, in its own order."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _OLDEST)
            fixed.compress_type, fixed.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(fixed, old.read(entry))
    return buffer.getvalue()
