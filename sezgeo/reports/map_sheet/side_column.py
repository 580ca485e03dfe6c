"""The column beside the map of a sheet: title, scale, legend, ranked plots, sources and stamp."""

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sezgeo.i18n import Text
from sezgeo.reports.cartography import marginalia
from sezgeo.reports.cartography.basemap import LOOKS, Ground, look_swatch
from sezgeo.reports.cartography.map_frame import View
from sezgeo.reports.cartography.marginalia import Entry, box_swatch, mark_swatch
from sezgeo.reports.map_sheet.content import Content, Format
from sezgeo.reports.map_sheet.map import CLASSES, OUT, SITE, fill_of
from sezgeo.reports.print_style import MM_PER_INCH
from sezgeo.reports.provenance import dated
from sezgeo.units import fixed


def draw_side(figure: Figure, sheet: Content, form: Format, view: View, ground: Ground) -> None:
    """Write the column from title to stamp; the list of plots takes what room is left."""
    left = form.width_mm - form.edge_mm - form.side_mm
    high = form.height_mm - 2 * form.edge_mm
    side = marginalia.millimetres(figure, left, form.edge_mm, form.side_mm, high)
    y = _title(side, sheet, form, high)
    y = _scale(side, form, view, y)
    size = form.text_pt
    y = marginalia.legend(side, y, list(_entries(sheet, ground)), size) - 1.5
    foot = _foot(side, sheet, form, ground)
    _list(side, sheet, form, y, foot)


def _title(side: Axes, sheet: Content, form: Format, top: float) -> float:
    titles = sheet.layers["sites"].named()
    name = sheet.title if sheet.site is None else titles[sheet.site]
    head = name if sheet.site is None else Text(f"Площадка «{name.ru}»", f"{name.en} site")
    size = form.text_pt
    y = marginalia.paragraph(side, top, head.say(), size * 2.1, fontweight="bold") - 0.8
    y = marginalia.paragraph(side, y, sheet.ranking.profile.title.say(), size * 1.35) - 0.5
    if sheet.site is not None:
        y = marginalia.paragraph(side, y, sheet.title.say(), size, color="0.35")
    y -= 1.2
    side.plot([0, form.side_mm], [y, y], color="black", linewidth=0.9)
    return y - 2.5


def _scale(side: Axes, form: Format, view: View, y: float) -> float:
    marginalia.north_arrow(side, 5, y - 8.5, view, high=11)
    marginalia.scale_bar(side, 15, y - 1, view, most=form.side_mm - 26, size_pt=form.text_pt)
    grid = Text("Сетка UTM 37N, EPSG:32637", "Grid UTM 37N, EPSG:32637").say()
    marginalia.paragraph(side, y - 11.5, grid, form.text_pt * 0.88, x=15, color="0.35")
    return y - 18.5


def _entries(sheet: Content, ground: Ground) -> Iterator[Entry]:
    if sheet.site is None:
        yield Entry(
            Text(
                "площадка с участками в рейтинге (сколько из всех)",
                "site with ranked plots (how many of all)",
            ),
            mark_swatch("o", markerfacecolor=CLASSES[0][1]),
        )
        yield Entry(Text("площадка без них", "site without"), mark_swatch("o"))
    else:
        ranks = [int(sheet.ranking.rank[plot]) for plot in sheet.ranked]
        first = 1
        for last, _, title in CLASSES:
            if any(first <= rank and (last is None or rank <= last) for rank in ranks):
                yield Entry(title, box_swatch(**fill_of(first)))
            first = (last or 0) + 1
        yield Entry(_out(sheet.prefix), box_swatch(**OUT))
        yield Entry(
            Text("граница площадки, схема", "edge of the site, a sketch"), box_swatch(**SITE)
        )
    for name in ground.frames:
        yield Entry(LOOKS[name].title, look_swatch(LOOKS[name]))


def _out(prefix: str) -> Text:
    said = Text("исключён или занят", "excluded or taken")
    if not prefix:
        return said
    return Text(f"{said.ru}; номер без «{prefix}»", f"{said.en}; its number without {prefix}")


def _foot(side: Axes, sheet: Content, form: Format, ground: Ground) -> float:
    """Write date, sources and stamp at the bottom, and return the height above them."""
    size = form.text_pt * 0.86
    shown = [sheet.layers[name] for name in ("sites", "plots", *ground.frames)]
    texts = [
        Text(f"Дата: {sheet.stamp.date}", f"Date: {sheet.stamp.date}"),
        *dated(shown),
        Text(
            "Контуры площадок и участков схематичны (пунктир), их точность указана в слоях.",
            "Outlines of sites and plots are sketches (dashed); the layers state their accuracy.",
        ),
        sheet.stamp.text,
    ]
    lines = [
        line for text in texts for line in marginalia.wrapped(side, text.say(), size, form.side_mm)
    ]
    step = size * MM_PER_INCH / 72 * 1.28
    top = step * len(lines) + 0.6
    for at, line in enumerate(lines):
        marginalia.write(side, 0, top - at * step, line, size, color="0.3")
    side.plot([0, form.side_mm], [top + 1.2] * 2, color="0.6", linewidth=0.5)
    return top + 2.4


def _list(side: Axes, sheet: Content, form: Format, y: float, foot: float) -> None:
    """List the ranked plots as far as the column has room, and count the rest."""
    size = form.text_pt
    step = size * MM_PER_INCH / 72 * 1.34
    room = int((y - foot) / step)
    if not sheet.ranked:
        said = Text(
            "Ни один участок не проходит: все исключены.", "No plot passes: all are excluded."
        )
        marginalia.paragraph(side, y, said.say(), size, fontweight="bold")
        return
    heads = (
        Text("место", "rank"),
        Text("участок", "plot"),
        Text("балл", "score"),
        Text("от и до", "from–to"),
    )
    _row(side, form, y, [head.say() for head in heads], color="0.35")
    fits = len(sheet.ranked) <= room - 1
    shown = sheet.ranked if fits else sheet.ranked[: max(room - 2, 0)]
    for at, plot in enumerate(shown, 1):
        low, score, high = (
            fixed(float(s[plot])).say()
            for s in (sheet.ranking.low, sheet.ranking.score, sheet.ranking.high)
        )
        rank = str(sheet.ranking.rank[plot])
        _row(side, form, y - at * step, [rank, plot, score, f"{low}–{high}"])
    if not fits:
        rest = len(sheet.ranked) - len(shown)
        more = Text(f"… и ещё {rest}", f"… and {rest} more").say()
        marginalia.write(side, 0, y - (len(shown) + 1) * step, more, size)


def _row(side: Axes, form: Format, y: float, cells: list[str], **style: object) -> None:
    for share, cell, where in zip(
        (0.13, 0.19, 0.60, 1.0), cells, ("right", "left", "right", "right"), strict=True
    ):
        marginalia.write(side, share * form.side_mm, y, cell, form.text_pt, ha=where, **style)
