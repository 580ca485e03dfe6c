"""What a printed document is made of: values that each writer sets in its own format."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure

from sezgeo import display
from sezgeo.i18n import Text

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the few figures that stand large at the top, with what it means."""

    title: Text
    value: Text
    note: Text = Text.EMPTY


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its head, its share of the width, how its cells stand."""

    title: Text
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """
    A table.

    Attributes
    ----------
    columns
        Its columns.
    rows
        Its cells; a row of one cell is a head over the rows that follow.
    strong
        The column that leads the eye, if one does.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Text, ...], ...]
    strong: int | None = None


@dataclass(frozen=True, slots=True)
class FactList:
    """Names and values in pairs."""

    pairs: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Sentences, each a paragraph; `small` ones are set in the size of a note."""

    texts: tuple[Text, ...]
    small: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A drawing, what it shows for those who cannot see it, and its width on paper."""

    draw: Callable[[], Figure]
    alt: Text
    width_mm: float
    name: str


Block = DocumentTable | FactList | Paragraphs | Picture


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A chapter with its head."""

    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document(display.Shown):
    """
    A document of one or two pages.

    Attributes
    ----------
    name
        Name of its file, without the ending.
    title, subtitle
        What stands at its head.
    lead
        What it says in one sentence.
    keys
        The few figures that matter most.
    sections
        Its chapters.
    stamp
        What it rests on: version of the program, hash of the data, their date.
    date
        ISO date it speaks of; no clock is read.
    """

    name: str
    title: Text
    subtitle: Text
    lead: Text
    keys: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    stamp: Text
    date: str


@display.shows(Document)
def _document(document: Document) -> display.View:
    figures = [(key.title, key.value) for key in document.keys]
    sections = display.Items([section.title for section in document.sections])
    lead = display.Lines([document.subtitle, document.lead])
    return display.View(document.title, (lead, display.Table.of((), figures), sections))
