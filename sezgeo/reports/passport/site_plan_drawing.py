"""Draw the site plan of one plot: the map, the place of its site in the zone, the legend."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import atan2, cos, pi, sin

import matplotlib as mpl
import shapely
import shapely.ops
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from sezgeo.i18n import Text
from sezgeo.reports.cartography import marginalia
from sezgeo.reports.cartography.basemap import (
    LAYER_STYLES,
    MAP_STYLE,
    UTILITIES,
    BasemapFeatures,
    area_patch,
    short_name,
    style_swatch,
)
from sezgeo.reports.cartography.label_placement import (
    Label,
    MapMark,
    Spot,
    place_labels,
    spots_along,
    spots_beside,
    spots_inside,
)
from sezgeo.reports.cartography.map_frame import MapFrame
from sezgeo.reports.cartography.marginalia import LegendEntry, box_swatch, line_swatch
from sezgeo.reports.passport.site_plan import (
    HAIR_MM,
    HEIGHT_MM,
    MAP_MM,
    WIDTH_MM,
    SitePlan,
    frame_around,
)
from sezgeo.reports.print_style import MM_PER_INCH
from sezgeo.units import fixed

_SIDE_MM = 54.0
_INSET_MM = (54.0, 29.0)
_DASHED = (0, (5, 2.2))
_KILOMETRE_M = 1000.0

_PLOT = {"facecolor": "none", "edgecolor": "black", "linewidth": 1.6}
_LAND = {"facecolor": "#f6d98f", "edgecolor": "#a97b14", "linewidth": 0.7, "alpha": 0.75}
_BUILDING = {"facecolor": "0.45", "edgecolor": "black", "linewidth": 0.5}
_NEIGHBOUR = {"facecolor": "none", "edgecolor": "0.4", "linewidth": 0.5}
_SITE = {"facecolor": "#f7f6f2", "edgecolor": "0.25", "linewidth": 1.0}
_ZONE = {"color": "#8c2d19", "linewidth": 0.7, "linestyle": (0, (1.2, 1.6))}
_OWN = {"color": "#8c2d19", "linewidth": 0.8, "linestyle": (0, (6, 1.5, 1.2, 1.5))}
_ROUTE = {"color": "#14507a", "linewidth": 1.6, "linestyle": (0, (4, 1.2))}


def draw_plan(plan: SitePlan) -> Figure:
    """Draw the plan in the language in force."""
    map_frame = frame_around(plan.outline)
    with mpl.rc_context(dict(MAP_STYLE)):
        figure = Figure(figsize=(WIDTH_MM / MM_PER_INCH, HEIGHT_MM / MM_PER_INCH), dpi=200)
        axes = _frame(figure, HAIR_MM, HAIR_MM, MAP_MM, name="plan")
        map_frame.show(axes)
        basemap = BasemapFeatures.of(plan.layers, map_frame.outline)
        basemap.draw(axes)
        _draw_land(axes, plan, map_frame)
        place_labels(axes, _labels(plan, map_frame, basemap), basemap.marks())
        _draw_side(figure, plan, map_frame, basemap)
    return figure


def _frame(
    figure: Figure, left: float, bottom: float, size_mm: tuple[float, float], *, name: str
) -> Axes:
    """Add a map with its lower left corner at a place in millimetres."""
    wide, high = size_mm
    shares = (left / WIDTH_MM, bottom / HEIGHT_MM, wide / WIDTH_MM, high / HEIGHT_MM)
    axes = figure.add_axes(shares, gid=name)
    for spine in axes.spines.values():
        spine.set(visible=True, color="0.2", linewidth=0.7)
    return axes


def _draw_land(axes: Axes, plan: SitePlan, map_frame: MapFrame) -> None:
    for name, style, order in (("sites", _SITE, 0.5), ("plots", _NEIGHBOUR, 3)):
        frame = plan.layers[name].frame
        for shape in frame.geometry[frame.geometry.intersects(map_frame.outline)]:
            axes.add_patch(area_patch(shape, zorder=order, linestyle=_DASHED, **style))
    if plan.land is not None and not plan.land.is_empty:
        axes.add_patch(area_patch(plan.land, zorder=3.2, **_LAND))
    for edge in plan.zones:
        _stroke(axes, edge, _ZONE, 3.4)
    for width in sorted(set(plan.own_m or ())):
        _stroke(axes, plan.outline.buffer(width).boundary, _OWN, 3.5)
    style = {**_PLOT, "linestyle": _DASHED if plan.schematic else "solid"}
    axes.add_patch(area_patch(plan.outline, zorder=4, **style))
    for building in plan.buildings:
        axes.add_patch(area_patch(building.outline, zorder=4.2, **_BUILDING))
    for _, route in plan.routes:
        _stroke(axes, route, _ROUTE, 4.4)


def _stroke(axes: Axes, line: BaseGeometry, style: Mapping[str, object], zorder: float) -> None:
    for part in shapely.get_parts(line):
        if part.geom_type in ("LineString", "LinearRing"):
            axes.plot(*shapely.get_coordinates(part).T, zorder=zorder, **style)  # type: ignore[arg-type]


def _labels(plan: SitePlan, map_frame: MapFrame, basemap: BasemapFeatures) -> Iterator[Label]:
    """Name what is seen, the most important first."""
    outlines = [building.outline for building in plan.buildings]
    for place, outline in enumerate(outlines, 1):
        home = (outline.centroid.x, outline.centroid.y)
        yield Label(str(place), [Spot(*home)], 7, "black", bold=True, home=home)
    point = plan.outline.representative_point()
    built = shapely.union_all(outlines)
    spots = spots_inside(plan.outline, steps=11)
    home = (point.x, point.y)
    yield Label(
        plan.plot_id, spots, 9, "black", bold=True, home=home, within=plan.outline, off=built
    )
    yield from _far(plan, map_frame)
    yield from _neighbours(plan, map_frame)
    for label in basemap.labels():
        yield replace(label, off=plan.outline)


def _neighbours(plan: SitePlan, map_frame: MapFrame) -> Iterator[Label]:
    frame = plan.layers["plots"].frame
    near = frame[frame.geometry.intersects(map_frame.outline) & (frame.index != plan.plot_id)]
    for key, shape in near.geometry.items():
        clipped = shape.intersection(map_frame.outline)
        largest = max(shapely.get_parts(clipped), key=lambda part: float(part.area))
        yield Label(str(key), spots_inside(largest), 5.6, "0.3", off=plan.outline)
    sites = plan.layers["sites"]
    titles = sites.named()
    for key, shape in sites.frame.geometry.items():
        edge = shape.boundary.intersection(map_frame.outline)
        if not edge.is_empty:
            spots = spots_along(edge, off_pt=4.5)
            yield Label(titles[key].say(), spots, 6, "0.25", bold=True, off=plan.outline)


def _far(plan: SitePlan, map_frame: MapFrame) -> Iterator[Label]:
    """Point to the nearest of each utility that lies beyond the frame."""
    for name in UTILITIES:
        layer = plan.layers.get(name)
        if layer is None or layer.is_silent:
            continue
        distances = layer.frame.geometry.distance(plan.outline)
        key = distances.idxmin()
        nearest = layer.frame.geometry[key]
        if nearest.intersects(map_frame.outline):
            continue
        middle = plan.outline.centroid
        point = shapely.ops.nearest_points(middle, nearest)[1]
        dx, dy = point.x - middle.x, point.y - middle.y
        km = fixed(float(distances[key]) / _KILOMETRE_M, 1)
        title = short_name(layer.named()[key], 34)
        words = f"{_arrow(dx, dy)} " + title + ", " + km + Text("\xa0км", "\xa0km")
        yield Label(words.say(), list(_rim(map_frame, dx, dy)), 5.6, "0.1", off=plan.outline)


def _arrow(dx: float, dy: float) -> str:
    """Return the one of eight arrows that points that way."""
    return "→↗↑↖←↙↓↘"[round(atan2(dy, dx) / (pi / 4)) % 8]


def _rim(map_frame: MapFrame, dx: float, dy: float) -> Iterator[Spot]:
    """Yield places at the rim of the map towards a direction, then to both sides of it."""
    west, south, east, north = map_frame.bounds
    start = atan2(dy, dx)
    for step in range(41):
        turn = start + (step + 1) // 2 * (-1) ** step * pi / 40
        right, up = cos(turn), sin(turn)
        reach = min(
            (east - west) / 2 / (abs(right) or 1e-9), (north - south) / 2 / (abs(up) or 1e-9)
        )
        x, y = map_frame.x_m + right * reach, map_frame.y_m + up * reach
        yield Spot(x, y, shift_pt=(-3 * right, -3 * up), side=(
            -1.0 if x > east - 1 else 1.0 if x < west + 1 else -right,
            -1.0 if y > north - 1 else 1.0 if y < south + 1 else -up,
        ))  # fmt: skip


def _draw_side(
    figure: Figure, plan: SitePlan, map_frame: MapFrame, basemap: BasemapFeatures
) -> None:
    left = WIDTH_MM - _SIDE_MM
    _inset(figure, plan, left)
    top = HEIGHT_MM - _INSET_MM[1] - 3
    side = marginalia.millimetre_axes(figure, left, 0, width=_SIDE_MM, height=top)
    marginalia.draw_north_arrow(side, 4.5, top - 8, map_frame, high=9)
    marginalia.draw_scale_bar(side, 14, top - 1.5, map_frame)
    marginalia.draw_legend(side, top - 15.5, list(_entries(plan, basemap)), 5.4)


def _inset(figure: Figure, plan: SitePlan, left: float) -> None:
    """Draw where in the zone the plot lies."""
    wide, high = _INSET_MM
    sites = plan.layers["sites"].frame
    bounds = tuple(shapely.total_bounds([*sites.geometry, plan.outline]))
    map_frame = MapFrame.around(bounds, wide, high, margin=0.06)
    axes = _frame(figure, left - HAIR_MM, HEIGHT_MM - high - HAIR_MM, (wide, high), name="inset")
    map_frame.show(axes)
    basemap = BasemapFeatures.of(plan.layers, map_frame.outline, ("water_bodies", "roads"))
    basemap.draw(axes, thin=0.35)
    points = [(site.centroid.x, site.centroid.y) for site in sites.geometry]
    axes.plot(*zip(*points, strict=True), "o", color="0.35", markersize=2.2, zorder=5)
    here = plan.outline.centroid
    axes.plot(here.x, here.y, marker="o", markersize=7, markerfacecolor="none",
              markeredgecolor="black", markeredgewidth=1.3, zorder=6)  # fmt: skip
    marks = [*(MapMark(x, y, 1.4) for x, y in points), MapMark(here.x, here.y, 4.0)]
    place_labels(axes, _site_labels(plan, points), marks)


def _site_labels(plan: SitePlan, points: list[tuple[float, float]]) -> Iterator[Label]:
    """Name the sites, the plot's own, which is the nearest, in black."""
    sites, here = plan.layers["sites"], plan.outline.centroid
    titles = sites.named()
    nearest_first = sorted(
        zip(sites.frame.index, points, strict=True),
        key=lambda site: (site[1][0] - here.x) ** 2 + (site[1][1] - here.y) ** 2,
    )
    for place, (key, point) in enumerate(nearest_first):
        name, own = short_name(titles[key], 20).say(), place == 0
        spots = spots_beside(point, gap_pt=5 if own else 2.5)
        size, tone = (5.4, "black") if own else (4.8, "0.3")
        yield Label(name, spots, size, tone, bold=own, home=point)


def _entries(plan: SitePlan, basemap: BasemapFeatures) -> Iterator[LegendEntry]:
    yield LegendEntry(
        Text("граница участка", "boundary of the plot"),
        box_swatch(**{**_PLOT, "linestyle": _DASHED if plan.schematic else "solid"}),
    )
    if plan.land is not None:
        yield LegendEntry(Text("можно застраивать", "may be built on"), box_swatch(**_LAND))
    for place, building in enumerate(plan.buildings, 1):
        line = Text(
            "{place}. {title}, {long}\xa0×\xa0{wide}\xa0м",
            "{place}. {title}, {long}\xa0×\xa0{wide}\xa0m",
        )
        long, wide = building.sides_m
        words = line.fill(place=str(place), title=building.title, long=long, wide=wide)
        yield LegendEntry(words, box_swatch(**_BUILDING))
    if plan.own_m:
        low, high = plan.own_m
        width = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        yield LegendEntry(
            Text(f"СЗЗ завода, {width}\xa0м", f"the plant's sanitary zone, {width}\xa0m"),
            line_swatch(dict(_OWN)),
        )
    if plan.zones:
        yield LegendEntry(
            Text(
                "граница зоны (при наибольшей ширине)", "edge of a zone of a norm (at its widest)"
            ),
            line_swatch(dict(_ZONE)),
        )
    for title in dict.fromkeys(title for title, _ in plan.routes):
        yield LegendEntry(title, line_swatch(dict(_ROUTE)))
    yield LegendEntry(
        Text("соседний участок", "neighbouring plot"), box_swatch(linestyle=_DASHED, **_NEIGHBOUR)
    )
    yield LegendEntry(Text("площадка", "site"), box_swatch(linestyle=_DASHED, **_SITE))
    for name in basemap.frames:
        yield LegendEntry(LAYER_STYLES[name].title, style_swatch(LAYER_STYLES[name]))
