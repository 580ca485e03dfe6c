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

from sezgeo.i18n import LANGUAGES, Text, number
from sezgeo.reports.cartography import marginalia
from sezgeo.reports.cartography.basemap import (
    LOOKS,
    MAP_STYLE,
    UTILITIES,
    Ground,
    look_swatch,
    patch,
    short,
)
from sezgeo.reports.cartography.label_placement import Label, Spot, along, beside, inside, place
from sezgeo.reports.cartography.map_frame import View
from sezgeo.reports.cartography.marginalia import Entry, box_swatch, line_swatch
from sezgeo.reports.passport.site_plan import HAIR_MM, HEIGHT_MM, MAP_MM, WIDTH_MM, Plan, view_of
from sezgeo.reports.print_style import MM_PER_INCH

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


def draw_plan(plan: Plan) -> Figure:
    """Draw the plan in the language in force."""
    view = view_of(plan.outline)
    with mpl.rc_context(dict(MAP_STYLE)):
        figure = Figure(figsize=(WIDTH_MM / MM_PER_INCH, HEIGHT_MM / MM_PER_INCH), dpi=200)
        axes = _frame(figure, HAIR_MM, HAIR_MM, MAP_MM, "plan")
        view.show(axes)
        ground = Ground.of(plan.layers, view.outline)
        ground.draw(axes)
        _draw_land(axes, plan, view)
        place(axes, _labels(plan, view, ground), ground.marks())
        _draw_side(figure, plan, view, ground)
    return figure


def _frame(
    figure: Figure, left: float, bottom: float, size_mm: tuple[float, float], name: str
) -> Axes:
    """Add a map with its lower left corner at a place in millimetres."""
    wide, high = size_mm
    shares = (left / WIDTH_MM, bottom / HEIGHT_MM, wide / WIDTH_MM, high / HEIGHT_MM)
    axes = figure.add_axes(shares, gid=name)
    for spine in axes.spines.values():
        spine.set(visible=True, color="0.2", linewidth=0.7)
    return axes


def _draw_land(axes: Axes, plan: Plan, view: View) -> None:
    for name, style, order in (("sites", _SITE, 0.5), ("plots", _NEIGHBOUR, 3)):
        frame = plan.layers[name].frame
        for shape in frame.geometry[frame.geometry.intersects(view.outline)]:
            axes.add_patch(patch(shape, zorder=order, linestyle=_DASHED, **style))
    if plan.land is not None and not plan.land.is_empty:
        axes.add_patch(patch(plan.land, zorder=3.2, **_LAND))
    for edge in plan.zones:
        _stroke(axes, edge, _ZONE, 3.4)
    for width in sorted(set(plan.own_m or ())):
        _stroke(axes, plan.outline.buffer(width).boundary, _OWN, 3.5)
    style = {**_PLOT, "linestyle": _DASHED if plan.schematic else "solid"}
    axes.add_patch(patch(plan.outline, zorder=4, **style))
    for _, _, building in plan.buildings:
        axes.add_patch(patch(building, zorder=4.2, **_BUILDING))
    for _, route in plan.routes:
        _stroke(axes, route, _ROUTE, 4.4)


def _stroke(axes: Axes, line: BaseGeometry, style: Mapping[str, object], zorder: float) -> None:
    for part in shapely.get_parts(line):
        if part.geom_type in ("LineString", "LinearRing"):
            axes.plot(*shapely.get_coordinates(part).T, zorder=zorder, **style)  # type: ignore[arg-type]


def _labels(plan: Plan, view: View, ground: Ground) -> Iterator[Label]:
    """Name what is seen, the most important first."""
    for number_, (_, _, building) in enumerate(plan.buildings, 1):
        middle = building.centroid
        home = (middle.x, middle.y)
        yield Label(str(number_), [Spot(*home)], 7, "black", bold=True, home=home)
    corner = plan.outline.representative_point()
    built = shapely.union_all([building for _, _, building in plan.buildings])
    spots = inside(plan.outline, steps=11)
    home = (corner.x, corner.y)
    yield Label(
        plan.plot_id, spots, 9, "black", bold=True, home=home, within=plan.outline, off=built
    )
    yield from _far(plan, view)
    yield from _neighbours(plan, view)
    for label in ground.labels():
        yield replace(label, off=plan.outline)


def _neighbours(plan: Plan, view: View) -> Iterator[Label]:
    frame = plan.layers["plots"].frame
    near = frame[frame.geometry.intersects(view.outline) & (frame.index != plan.plot_id)]
    for key, shape in near.geometry.items():
        seen = shape.intersection(view.outline)
        whole = max(shapely.get_parts(seen), key=lambda part: float(part.area))
        yield Label(str(key), inside(whole), 5.6, "0.3", off=plan.outline)
    sites = plan.layers["sites"]
    titles = sites.named()
    for key, shape in sites.frame.geometry.items():
        edge = shape.boundary.intersection(view.outline)
        if not edge.is_empty:
            yield Label(
                titles[key].say(), along(edge, off_pt=4.5), 6, "0.25", bold=True, off=plan.outline
            )


def _far(plan: Plan, view: View) -> Iterator[Label]:
    """Point to the nearest of each utility that lies beyond the frame."""
    for name in UTILITIES:
        layer = plan.layers.get(name)
        if layer is None or layer.is_silent:
            continue
        away = layer.frame.geometry.distance(plan.outline)
        key = away.idxmin()
        nearest = layer.frame.geometry[key]
        if nearest.intersects(view.outline):
            continue
        middle = plan.outline.centroid
        to = shapely.ops.nearest_points(middle, nearest)[1]
        km = float(away[key]) / _KILOMETRE_M
        title = short(layer.named()[key], 34)
        arrow = _arrow(to.x - middle.x, to.y - middle.y)
        said = Text(
            *(f"{arrow} {title.say(lang)}, {number(km, lang, 1)}\xa0{Text('км', 'km').say(lang)}"
              for lang in LANGUAGES)
        )  # fmt: skip
        rim = list(_rim(view, to.x - middle.x, to.y - middle.y))
        yield Label(said.say(), rim, 5.6, "0.1", off=plan.outline)


def _arrow(dx: float, dy: float) -> str:
    """Return the one of eight arrows that points that way."""
    return "→↗↑↖←↙↓↘"[round(atan2(dy, dx) / (pi / 4)) % 8]


def _rim(view: View, dx: float, dy: float) -> Iterator[Spot]:
    """Yield places at the rim of the map towards a direction, then to both sides of it."""
    west, south, east, north = view.bounds
    start = atan2(dy, dx)
    for step in range(41):
        turn = start + (step + 1) // 2 * (-1) ** step * pi / 40
        right, up = cos(turn), sin(turn)
        reach = min(
            (east - west) / 2 / (abs(right) or 1e-9), (north - south) / 2 / (abs(up) or 1e-9)
        )
        x, y = view.x_m + right * reach, view.y_m + up * reach
        yield Spot(x, y, shift_pt=(-3 * right, -3 * up), side=(
            -1.0 if x > east - 1 else 1.0 if x < west + 1 else -right,
            -1.0 if y > north - 1 else 1.0 if y < south + 1 else -up,
        ))  # fmt: skip


def _draw_side(figure: Figure, plan: Plan, view: View, ground: Ground) -> None:
    left = WIDTH_MM - _SIDE_MM
    _inset(figure, plan, left)
    side = marginalia.millimetres(figure, left, 0, _SIDE_MM, HEIGHT_MM - _INSET_MM[1] - 3)
    top = HEIGHT_MM - _INSET_MM[1] - 3
    marginalia.north_arrow(side, 4.5, top - 8, view, high=9)
    marginalia.scale_bar(side, 14, top - 1.5, view)
    marginalia.legend(side, top - 15.5, list(_entries(plan, ground)), 5.4)


def _inset(figure: Figure, plan: Plan, left: float) -> None:
    """Draw where in the zone the plot lies."""
    wide, high = _INSET_MM
    sites = plan.layers["sites"].frame
    bounds = tuple(shapely.total_bounds([*sites.geometry, plan.outline]))
    view = View.around(bounds, wide, high, margin=0.06)
    axes = _frame(figure, left - HAIR_MM, HEIGHT_MM - high - HAIR_MM, (wide, high), "inset")
    view.show(axes)
    Ground.of(plan.layers, view.outline, ("water_bodies", "roads")).draw(axes, thin=0.35)
    points = [(s.centroid.x, s.centroid.y) for s in sites.geometry]
    axes.plot(*zip(*points, strict=True), "o", color="0.35", markersize=2.2, zorder=5)
    here = plan.outline.centroid
    axes.plot(here.x, here.y, marker="o", markersize=7, markerfacecolor="none",
              markeredgecolor="black", markeredgewidth=1.3, zorder=6)  # fmt: skip
    titles = plan.layers["sites"].named()
    order = sorted(zip(sites.index, points, strict=True),
                   key=lambda p: (p[1][0] - here.x) ** 2 + (p[1][1] - here.y) ** 2)  # fmt: skip
    place(axes, [
        Label(short(titles[key], 20).say(), beside(point, gap_pt=5 if at == 0 else 2.5),
              5.4 if at == 0 else 4.8, "black" if at == 0 else "0.3", bold=at == 0, home=point)
        for at, (key, point) in enumerate(order)
    ], [(x, y, 1.4) for x, y in points] + [(here.x, here.y, 4.0)])  # fmt: skip


def _entries(plan: Plan, ground: Ground) -> Iterator[Entry]:
    yield Entry(
        Text("граница участка", "boundary of the plot"),
        box_swatch(**{**_PLOT, "linestyle": _DASHED if plan.schematic else "solid"}),
    )
    if plan.land is not None:
        yield Entry(Text("можно застраивать", "may be built on"), box_swatch(**_LAND))
    for at, (title, (long, wide), _) in enumerate(plan.buildings, 1):
        size = Text(*(f"{number(long, lang)}\xa0×\xa0{number(wide, lang)}" for lang in LANGUAGES))
        yield Entry(
            Text(f"{at}. {title.ru}, {size.ru}\xa0м", f"{at}. {title.en}, {size.en}\xa0m"),
            box_swatch(**_BUILDING),
        )
    if plan.own_m:
        low, high = plan.own_m
        width = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        yield Entry(
            Text(f"СЗЗ завода, {width}\xa0м", f"the plant's sanitary zone, {width}\xa0m"),
            line_swatch(dict(_OWN)),
        )
    if plan.zones:
        yield Entry(
            Text("край зоны по норме (наибольшей)", "edge of a zone of a norm (at its widest)"),
            line_swatch(dict(_ZONE)),
        )
    for title in dict.fromkeys(title for title, _ in plan.routes):
        yield Entry(title, line_swatch(dict(_ROUTE)))
    yield Entry(
        Text("соседний участок", "neighbouring plot"), box_swatch(linestyle=_DASHED, **_NEIGHBOUR)
    )
    yield Entry(Text("площадка", "site"), box_swatch(linestyle=_DASHED, **_SITE))
    for name in ground.frames:
        yield Entry(LOOKS[name].title, look_swatch(LOOKS[name]))
