"""A map sheet that shows itself in a notebook and saves itself as PDF or PNG."""

from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from sezgeo import display
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.reports.cartography.basemap import MAP_STYLE
from sezgeo.reports.map_sheet.content import PAPERS, Content
from sezgeo.reports.map_sheet.map import draw_map, view_of
from sezgeo.reports.map_sheet.side_column import draw_side
from sezgeo.reports.print_style import MM_PER_INCH, printed

_KINDS = ("pdf", "png")
_DPI, _SCREEN_DPI = 250, 110


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sheet(display.Brief):
    """
    A sheet; it is drawn in the language in force.

    Attributes
    ----------
    content
        What it shows.
    """

    content: Content

    def save(self, path: Path) -> None:
        """
        Draw the sheet into a file; the ending of its name says in which format.

        Raises
        ------
        UnknownNameError
            If the ending is neither `.pdf` nor `.png`.
        """
        kind = path.suffix.removeprefix(".").lower()
        if kind not in _KINDS:
            raise UnknownNameError(Text("формат", "format"), kind or path.name, _KINDS)
        about = {
            "Title": self.name,
            "Creator": "sezgeo",
            "Keywords": self.content.stamp.text.say(),
        }
        how = {"metadata": about} if kind == "pdf" else {"dpi": _DPI}
        path.write_bytes(printed(draw_sheet(self.content), kind, **how))

    def _repr_png_(self) -> bytes:
        return printed(draw_sheet(self.content), "png", dpi=_SCREEN_DPI)

    @property
    def name(self) -> str:
        """Name the site, or the zone, and the plant."""
        where = self.content.title
        if self.content.site is not None:
            where = self.content.layers["sites"].named()[self.content.site]
        return f"{where.say()}: {self.content.ranking.profile.title.say()}"


@display.shows(Sheet)
def _sheet(sheet: Sheet) -> display.View:
    return display.View(
        Text("Лист {paper}: {name}", "Sheet {paper}: {name}").fill(
            paper=sheet.content.paper, name=sheet.name
        )
    )


def draw_sheet(sheet: Content) -> Figure:
    """Draw a sheet in the language in force; saved as PDF it is true to its scale."""
    form = PAPERS[sheet.paper]
    view = view_of(sheet, form)
    with mpl.rc_context(dict(MAP_STYLE)):
        size = (form.width_mm / MM_PER_INCH, form.height_mm / MM_PER_INCH)
        figure = Figure(figsize=size, dpi=200)
        wide, high = form.map_mm
        edge = form.edge_mm
        axes = figure.add_axes(
            (
                edge / form.width_mm,
                edge / form.height_mm,
                wide / form.width_mm,
                high / form.height_mm,
            ),
            gid="map",
        )
        view.show(axes)
        for spine in axes.spines.values():
            spine.set(visible=True, color="0.1", linewidth=1.0)
        ground = draw_map(axes, sheet, view)
        draw_side(figure, sheet, form, view, ground)
    return figure
