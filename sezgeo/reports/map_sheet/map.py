"""The map of a sheet: plots by rank on a site, or sites in the zone, upon the basemap."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import shapely
from matplotlib.axes import Axes

from sezgeo.i18n import Text
from sezgeo.reports.cartography.basemap import LAYER_STYLES, BasemapFeatures, area_patch
from sezgeo.reports.cartography.label_placement import (
    Label,
    MapMark,
    place_labels,
    spots_beside,
    spots_inside,
)
from sezgeo.reports.cartography.map_frame import MapFrame
from sezgeo.reports.map_sheet.content import MapSheetContent

_DASHED = (0, (5, 2.2))
SITE = {"facecolor": "#f7f6f2", "edgecolor": "0.2", "linewidth": 1.1, "linestyle": _DASHED}
OUT = {"facecolor": "white", "edgecolor": "0.62", "linewidth": 0.4, "hatch": "///"}
CLASSES = (
    (3, "#1f6b50", Text("места 1–3", "ranks 1–3")),
    (10, "#7fb896", Text("места 4–10", "ranks 4–10")),
    (None, "#d5e9da", Text("места дальше", "later ranks")),
)
"""Last rank of each class, its tone, from dark to light, and what the legend says."""
_ZONE_BASEMAP = ("green", "water_bodies", "roads", "railways")
_SITE_MARGIN, _ZONE_MARGIN = 0.1, 0.07


def frame_of(sheet: MapSheetContent) -> MapFrame:
    """Return the window that holds the site with its plots, or all sites."""
    sites = sheet.layers["sites"].frame.geometry
    if sheet.site is None:
        return MapFrame.around(tuple(sites.total_bounds), *sheet.form.map_mm, margin=_ZONE_MARGIN)
    shown = [sites[sheet.site], *sheet.plots.geometry]
    bounds = tuple(shapely.total_bounds(np.array(shown, dtype=object)))
    return MapFrame.around(bounds, *sheet.form.map_mm, margin=_SITE_MARGIN)


def draw_map(axes: Axes, sheet: MapSheetContent, map_frame: MapFrame) -> BasemapFeatures:
    """Draw the map and return the basemap it shows."""
    names = _ZONE_BASEMAP if sheet.site is None else tuple(LAYER_STYLES)
    thin = 0.55 if sheet.site is None else 1.0
    basemap = BasemapFeatures.of(sheet.layers, map_frame.outline, names)
    basemap.draw(axes, thin=thin)
    for shape in sheet.layers["sites"].frame.geometry:
        axes.add_patch(area_patch(shape, zorder=0.5, **SITE))
    if sheet.site is None:
        _draw_sites(axes, sheet, basemap)
    else:
        _draw_plots(axes, sheet, basemap)
    return basemap


def _draw_plots(axes: Axes, sheet: MapSheetContent, basemap: BasemapFeatures) -> None:
    ranks = sheet.ranking.rank.dropna()
    for level, (key, shape) in enumerate(sheet.plots.geometry.items()):
        rank = int(ranks[key]) if key in ranks.index else None
        axes.add_patch(area_patch(shape, zorder=3 + level / 10_000, **fill_of(rank)))
    site = sheet.layers["sites"].frame.geometry[sheet.site]
    axes.add_patch(area_patch(site, zorder=4, **{**SITE, "facecolor": "none", "linewidth": 1.4}))
    land = shapely.union_all([site, *sheet.plots.geometry])
    names = [replace(label, off=land) for label in basemap.labels(size_pt=_quiet_pt(sheet))]
    place_labels(axes, [*_plot_labels(sheet), *names], basemap.marks())


def _quiet_pt(sheet: MapSheetContent) -> float:
    """Return the size of names that stay behind the plots."""
    return sheet.form.text_pt * 0.92


def fill_of(rank: int | None) -> Mapping[str, object]:
    """Return the look of a plot by its rank."""
    if rank is None:
        return OUT
    tone = next(tone for last, tone, _ in CLASSES if last is None or rank <= last)
    return {"facecolor": tone, "edgecolor": "0.1", "linewidth": 0.8}


def _plot_labels(sheet: MapSheetContent) -> Iterator[Label]:
    """Name the plots, the best first: every one is named."""
    size = sheet.form.text_pt
    shapes = sheet.plots.geometry
    for key in sheet.ranked:
        name = f"{sheet.ranking.rank[key]}. {key}"
        yield _plot_label(name, shapes[key], size + 0.7, "black", bold=True)
    spare = len(sheet.prefix)
    for key in sorted(set(shapes.index) - set(sheet.ranked)):
        yield _plot_label(str(key)[spare:], shapes[key], size - 1.2, "0.3")


def _plot_label(
    text: str, shape: shapely.Geometry, size: float, tone: str, *, bold: bool = False
) -> Label:
    whole = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    spots = spots_inside(whole, steps=11)
    home = (spots[0].x, spots[0].y) if spots else (whole.centroid.x, whole.centroid.y)
    return Label(text, spots, size, tone, bold=bold, home=home, within=whole)


def _draw_sites(axes: Axes, sheet: MapSheetContent, basemap: BasemapFeatures) -> None:
    """Mark the sites, dark where plots are ranked, and say how many."""
    sites = sheet.layers["sites"]
    site_of_plot = sheet.layers["plots"].frame["site"]
    ranked = site_of_plot[sheet.ranked].value_counts()
    every = site_of_plot[sheet.plots.index].value_counts()
    titles = sites.named()
    size = sheet.form.text_pt
    labels, marks = [], []
    for key, shape in sites.frame.geometry.items():
        x, y = shape.centroid.x, shape.centroid.y
        good, count = int(ranked.get(key, 0)), int(every.get(key, 0))
        axes.plot(x, y, "o", markersize=5.5, markeredgecolor="black", markeredgewidth=0.9, zorder=6,
                  markerfacecolor=CLASSES[0][1] if good else "white")  # fmt: skip
        marks.append(MapMark(x, y, 3.2))
        name = titles[key] + Text(f": {good} из {count}", f": {good} of {count}")
        spots = spots_beside((x, y), gap_pt=5)
        labels.append(Label(name.say(), spots, size + 0.8, "black", bold=good > 0, home=(x, y)))
    labels.sort(key=lambda label: not label.bold)
    names = basemap.labels(size_pt=_quiet_pt(sheet))
    place_labels(axes, [*labels, *names], marks)
