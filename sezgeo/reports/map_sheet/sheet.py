"""A map sheet that shows itself in a notebook and saves itself as PDF or PNG."""

from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sezgeo import display
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.reports.cartography.basemap import MAP_STYLE
from sezgeo.reports.map_sheet.content import MapSheetContent, SheetFormat
from sezgeo.reports.map_sheet.map import draw_map, frame_of
from sezgeo.reports.map_sheet.side_column import draw_side
from sezgeo.reports.print_style import MM_PER_INCH, figure_bytes

_KINDS = ("pdf", "png")
_DPI, _SCREEN_DPI = 250, 110


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MapSheet(display.Brief):
    """
    A sheet; it is drawn in the language in force.

    Attributes
    ----------
    content
        What it shows.
    """

    content: MapSheetContent

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
        metadata = {
            "Title": self.name,
            "Creator": "sezgeo",
            "Keywords": self.content.stamp.text.say(),
        }
        options = {"metadata": metadata} if kind == "pdf" else {"dpi": _DPI}
        path.write_bytes(figure_bytes(draw_sheet(self.content), kind, **options))

    def _repr_png_(self) -> bytes:
        return figure_bytes(draw_sheet(self.content), "png", dpi=_SCREEN_DPI)

    @property
    def name(self) -> str:
        """Name the site, or the zone, and the plant."""
        place = self.content.title
        if self.content.site is not None:
            place = self.content.layers["sites"].named()[self.content.site]
        return f"{place.say()}: {self.content.ranking.profile.title.say()}"


@display.shows(MapSheet)
def _sheet(sheet: MapSheet) -> display.View:
    return display.View(
        Text("Лист {paper}: {name}", "Sheet {paper}: {name}").fill(
            paper=sheet.content.paper, name=sheet.name
        )
    )


def draw_sheet(sheet: MapSheetContent) -> Figure:
    """Draw a sheet in the language in force; saved as PDF it is true to its scale."""
    form = sheet.form
    map_frame = frame_of(sheet)
    with mpl.rc_context(dict(MAP_STYLE)):
        size = (form.width_mm / MM_PER_INCH, form.height_mm / MM_PER_INCH)
        figure = Figure(figsize=size, dpi=200)
        axes = _map_axes(figure, form)
        map_frame.show(axes)
        basemap = draw_map(axes, sheet, map_frame)
        draw_side(figure, sheet, map_frame, basemap)
    return figure


def _map_axes(figure: Figure, form: SheetFormat) -> Axes:
    wide, high = form.map_mm
    left, bottom = form.edge_mm / form.width_mm, form.edge_mm / form.height_mm
    shares = (left, bottom, wide / form.width_mm, high / form.height_mm)
    axes = figure.add_axes(shares, gid="map")
    for spine in axes.spines.values():
        spine.set(visible=True, color="0.1", linewidth=1.0)
    return axes
