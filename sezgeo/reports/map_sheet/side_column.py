"""The column beside the map of a sheet: title, scale, legend, ranked plots, sources and stamp."""

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sezgeo.i18n import Text
from sezgeo.reports.cartography import marginalia
from sezgeo.reports.cartography.basemap import LAYER_STYLES, BasemapFeatures, style_swatch
from sezgeo.reports.cartography.map_frame import MapFrame
from sezgeo.reports.cartography.marginalia import LegendEntry, box_swatch, mark_swatch
from sezgeo.reports.map_sheet.content import MapSheetContent, SheetFormat
from sezgeo.reports.map_sheet.map import CLASSES, OUT, SITE, fill_of
from sezgeo.reports.print_style import MM_PER_INCH
from sezgeo.reports.provenance import layers_by_date
from sezgeo.units import fixed

_NONE = Text("Ни один участок не проходит: все исключены.", "No plot passes: all are excluded.")
_LIST_HEADS = (
    Text("место", "rank"),
    Text("участок", "plot"),
    Text("балл", "score"),
    Text("диапазон", "from–to"),
)
_LIST_COLUMNS = ((0.13, "right"), (0.19, "left"), (0.60, "right"), (1.0, "right"))
"""Where each column of the list stands, as a share of the width, and how its cells are aligned."""


def draw_side(
    figure: Figure, sheet: MapSheetContent, map_frame: MapFrame, basemap: BasemapFeatures
) -> None:
    """Write the column from title to stamp; the list of plots takes what room is left."""
    form = sheet.form
    left = form.width_mm - form.edge_mm - form.side_mm
    high = form.height_mm - 2 * form.edge_mm
    side = marginalia.millimetre_axes(figure, left, form.edge_mm, width=form.side_mm, height=high)
    y = _title(side, sheet, high)
    y = _scale(side, form, map_frame, y)
    y = marginalia.draw_legend(side, y, list(_entries(sheet, basemap)), form.text_pt) - 1.5
    foot = _foot(side, sheet, basemap)
    _list(side, sheet, y, foot)


def _title(side: Axes, sheet: MapSheetContent, top: float) -> float:
    titles = sheet.layers["sites"].named()
    name = sheet.title if sheet.site is None else titles[sheet.site]
    of_site = Text("Площадка «{name}»", "{name} site").fill(name=name)
    head = name if sheet.site is None else of_site
    size = sheet.form.text_pt
    y = marginalia.write_paragraph(side, top, head.say(), size * 2.1, fontweight="bold") - 0.8
    y = marginalia.write_paragraph(side, y, sheet.ranking.profile.title.say(), size * 1.35) - 0.5
    if sheet.site is not None:
        y = marginalia.write_paragraph(side, y, sheet.title.say(), size, color="0.35")
    y -= 1.2
    side.plot([0, sheet.form.side_mm], [y, y], color="black", linewidth=0.9)
    return y - 2.5


def _scale(side: Axes, form: SheetFormat, map_frame: MapFrame, y: float) -> float:
    marginalia.draw_north_arrow(side, 5, y - 8.5, map_frame, high=11)
    marginalia.draw_scale_bar(
        side, 15, y - 1, map_frame, most=form.side_mm - 26, size_pt=form.text_pt
    )
    grid = Text("Сетка UTM 37N, EPSG:32637", "Grid UTM 37N, EPSG:32637").say()
    marginalia.write_paragraph(side, y - 11.5, grid, form.text_pt * 0.88, x=15, color="0.35")
    return y - 18.5


def _entries(sheet: MapSheetContent, basemap: BasemapFeatures) -> Iterator[LegendEntry]:
    if sheet.site is None:
        yield LegendEntry(
            Text(
                "площадка с участками в рейтинге (сколько из всех)",
                "site with ranked plots (how many of all)",
            ),
            mark_swatch("o", markerfacecolor=CLASSES[0][1]),
        )
        yield LegendEntry(Text("площадка без них", "site without"), mark_swatch("o"))
    else:
        ranks = [int(sheet.ranking.rank[plot]) for plot in sheet.ranked]
        first = 1
        for last, _, title in CLASSES:
            if any(first <= rank and (last is None or rank <= last) for rank in ranks):
                yield LegendEntry(title, box_swatch(**fill_of(first)))
            first = (last or 0) + 1
        yield LegendEntry(_out(sheet.prefix), box_swatch(**OUT))
        yield LegendEntry(
            Text("граница площадки, схема", "edge of the site, a sketch"), box_swatch(**SITE)
        )
    for name in basemap.frames:
        yield LegendEntry(LAYER_STYLES[name].title, style_swatch(LAYER_STYLES[name]))


def _out(prefix: str) -> Text:
    out = Text("исключён или занят", "excluded or taken")
    if not prefix:
        return out
    return out + Text(f"; номер без «{prefix}»", f"; its number without {prefix}")


def _foot(side: Axes, sheet: MapSheetContent, basemap: BasemapFeatures) -> float:
    """Write date, sources and stamp at the bottom, and return the height above them."""
    form = sheet.form
    size = form.text_pt * 0.86
    shown = [sheet.layers[name] for name in ("sites", "plots", *basemap.frames)]
    texts = [
        Text(f"Дата: {sheet.stamp.date}", f"Date: {sheet.stamp.date}"),
        *layers_by_date(shown),
        Text(
            "Контуры площадок и участков схематичны (пунктир), их точность указана в слоях.",
            "Outlines of sites and plots are sketches (dashed); the layers state their accuracy.",
        ),
        sheet.stamp.text,
    ]
    lines = [
        line
        for text in texts
        for line in marginalia.wrap_lines(side, text.say(), size, form.side_mm)
    ]
    step = size * MM_PER_INCH / 72 * 1.28
    top = step * len(lines) + 0.6
    for row, line in enumerate(lines):
        marginalia.write_line(side, 0, top - row * step, line, size_pt=size, color="0.3")
    side.plot([0, form.side_mm], [top + 1.2] * 2, color="0.6", linewidth=0.5)
    return top + 2.4


def _list(side: Axes, sheet: MapSheetContent, y: float, foot: float) -> None:
    """List the ranked plots as far as the column has room, and count the rest."""
    form = sheet.form
    step = form.text_pt * MM_PER_INCH / 72 * 1.34
    room = int((y - foot) / step)
    if not sheet.ranked:
        marginalia.write_paragraph(side, y, _NONE.say(), form.text_pt, fontweight="bold")
        return
    _row(side, form, y, [head.say() for head in _LIST_HEADS], color="0.35")
    fits = len(sheet.ranked) <= room - 1
    shown = sheet.ranked if fits else sheet.ranked[: max(room - 2, 0)]
    for row, plot in enumerate(shown, 1):
        _row(side, form, y - row * step, _list_cells(sheet, plot))
    if not fits:
        rest = len(sheet.ranked) - len(shown)
        more = Text(f"… и ещё {rest}", f"… and {rest} more").say()
        below = y - (len(shown) + 1) * step
        marginalia.write_line(side, 0, below, more, size_pt=form.text_pt)


def _list_cells(sheet: MapSheetContent, plot: str) -> list[str]:
    ranking = sheet.ranking
    low, score, high = (
        fixed(float(scores[plot])).say() for scores in (ranking.low, ranking.score, ranking.high)
    )
    return [str(ranking.rank[plot]), plot, score, f"{low}–{high}"]


def _row(side: Axes, form: SheetFormat, y: float, cells: list[str], **style: object) -> None:
    for (share, align), cell in zip(_LIST_COLUMNS, cells, strict=True):
        x = share * form.side_mm
        marginalia.write_line(side, x, y, cell, size_pt=form.text_pt, ha=align, **style)
