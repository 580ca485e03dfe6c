"""
The basemap: land, water, roads and rail in one quiet style, told apart without colour.

Areas differ by hatching as well as by tint, lines by width and pattern, so that a copy in black and
white says the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from types import MappingProxyType
from typing import Any

import matplotlib.path as mpath
import numpy as np
import shapely
from geopandas import GeoDataFrame
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.i18n import LANGUAGES, Text
from sezgeo.layers import Layer
from sezgeo.reports.cartography.label_placement import (
    Label,
    MapMark,
    spots_along,
    spots_beside,
    spots_inside,
)
from sezgeo.reports.cartography.marginalia import (
    SampleBox,
    Swatch,
    box_swatch,
    line_swatch,
    mark_swatch,
)
from sezgeo.reports.print_style import STYLE

_AREA = 2
MARK_PT = 4.0
"""Size of the mark of a point."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """
    How the features of one layer are drawn.

    Attributes
    ----------
    title
        What the legend calls them.
    area
        Style of their areas.
    lines
        Strokes of their lines, the lowest first.
    mark
        Marker of their points; an empty text if points are not shown.
    tone
        Colour of their labels.
    """

    title: Text
    area: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    lines: tuple[Mapping[str, Any], ...] = ()
    mark: str = ""
    tone: str = "0.35"


def _area(face: str, edge: str, hatch: str = "") -> Mapping[str, Any]:
    return {"facecolor": face, "edgecolor": edge, "hatch": hatch, "linewidth": 0.35}


LAYER_STYLES: Mapping[str, LayerStyle] = {
    "green": LayerStyle(
        Text("лес, парк", "forest, park"), _area("#e6eddc", "#b4c4a2", "...."), tone="#4d6138",
    ),
    "housing": LayerStyle(
        Text("жильё", "housing"), _area("#f3e9dd", "#cbb59a", "////"), tone="#7a5f3e",
    ),
    "industry": LayerStyle(Text("предприятие", "works"), _area("#e9e7ec", "#a9a4b5"), mark="s"),
    "water_bodies": LayerStyle(
        Text("вода", "water"), _area("#d3e3ee", "#6f97b3", "----"),
        ({"colors": "#6f97b3", "linewidths": 1.6}, {"colors": "#d3e3ee", "linewidths": 0.8}),
        tone="#3f6985",
    ),
    "roads": LayerStyle(
        Text("дорога", "road"),
        lines=({"colors": "0.45", "linewidths": 2.6}, {"colors": "white", "linewidths": 1.7}),
    ),
    "railways": LayerStyle(
        Text("железная дорога", "railway"),
        lines=(
            {"colors": "0.15", "linewidths": 1.7},
            {"colors": "white", "linewidths": 0.8, "linestyles": (0, (5, 5))},
        ),
    ),
    "power_lines": LayerStyle(
        Text("линия электропередачи", "power line"),
        lines=({"colors": "0.2", "linewidths": 0.7, "linestyles": (0, (8, 1.5, 1, 1.5))},),
    ),
    "gas": LayerStyle(
        Text("газ", "gas"), mark="D",
        lines=({"colors": "0.2", "linewidths": 0.8, "linestyles": (0, (4, 2))},),
    ),
    "water_mains": LayerStyle(
        Text("водовод", "water main"),
        lines=({"colors": "#3f6985", "linewidths": 0.8, "linestyles": (0, (6, 1, 1, 1, 1, 1))},),
    ),
    "sewers": LayerStyle(
        Text("канализация", "sewer"),
        lines=({"colors": "0.35", "linewidths": 0.8, "linestyles": (0, (1, 1.2))},),
    ),
    "heat_networks": LayerStyle(
        Text("теплосеть", "heat network"),
        lines=({"colors": "#7a3b2e", "linewidths": 0.9, "linestyles": (0, (2, 1))},),
    ),
    "substations": LayerStyle(Text("подстанция", "substation"), _area("0.85", "0.2"), mark="^"),
    "chp": LayerStyle(Text("ТЭЦ", "heat and power plant"), _area("0.85", "0.2"), mark="p"),
    "water_works": LayerStyle(Text("водоканал", "water works"), _area("0.85", "0.2"), mark="h"),
    "stations": LayerStyle(Text("станция", "station"), mark="o"),
    "junctions": LayerStyle(Text("съезд с магистрали", "motorway junction"), mark="x"),
}  # fmt: skip
"""Styles of the basemap's layers, the lowest first."""

MAP_STYLE: Mapping[Any, Any] = {**STYLE, "hatch.color": "0.74", "hatch.linewidth": 0.4}
"""The look of charts, with hatching that stays behind what is drawn on it."""

UTILITIES = ("power_lines", "substations", "gas", "water_mains", "water_works", "sewers",
             "heat_networks", "chp")  # fmt: skip
"""Layers that a plant is connected to."""
_WIDTHS = {"motorway": 1.5, "trunk": 1.35, "primary": 1.15, "secondary": 1.0}
_MINOR = 0.75
_ORDER = {name: place / 20 for place, name in enumerate(LAYER_STYLES)}


@dataclass(frozen=True, slots=True, eq=False)
class BasemapFeatures:
    """
    What of the basemap's layers lies in a window.

    Attributes
    ----------
    window
        What the map shows, in the working system.
    frames
        Features by layer, the lowest first, cut to a little more than the window; only layers that
        have some.
    titles
        Their names by layer and key.
    """

    window: BaseGeometry
    frames: Mapping[str, GeoDataFrame]
    titles: Mapping[str, Mapping[str, Text]]

    @classmethod
    def of(
        cls,
        layers: Mapping[str, Layer],
        window: BaseGeometry,
        names: Iterable[str] = tuple(LAYER_STYLES),
    ) -> "BasemapFeatures":
        """Take what lies in a window out of the layers named."""
        clipped = {name: _within(layers[name].frame, window) for name in names if name in layers}
        frames = {name: frame for name, frame in clipped.items() if len(frame)}
        return cls(window, frames, {name: layers[name].named() for name in frames})

    def draw(self, axes: Axes, *, thin: float = 1.0) -> None:
        """Draw it, with all line widths times `thin`."""
        for name, frame in self.frames.items():
            draw_features(axes, frame, LAYER_STYLES[name], zorder=1 + _ORDER[name], thin=thin)

    def labels(self, *, size_pt: float = 5.2) -> Iterator[Label]:
        """Name features: lines along their course, areas inside, points beside."""
        for name, frame in self.frames.items():
            titles, tone = self.titles[name], LAYER_STYLES[name].tone
            for key, shape in frame.geometry.items():
                label = _label(titles[key], shape.intersection(self.window), tone, size_pt)
                if label is not None:
                    yield label

    def marks(self) -> Iterator[MapMark]:
        """Yield the marks of points, which labels keep off."""
        for name, frame in self.frames.items():
            shapes = frame.geometry.to_numpy()
            if LAYER_STYLES[name].mark:
                for x, y in shapely.get_coordinates(shapes[shapely.get_dimensions(shapes) == 0]):
                    yield MapMark(float(x), float(y), MARK_PT / 2)


def _within(frame: GeoDataFrame, window: BaseGeometry) -> GeoDataFrame:
    seen = frame[frame.geometry.intersects(window).to_numpy(dtype=bool)]
    wide = window.buffer(window.length / 40, join_style="mitre")
    clipped: GeoDataFrame = seen.set_geometry(seen.geometry.intersection(wide))
    return clipped


def draw_features(
    axes: Axes, frame: GeoDataFrame, style: LayerStyle, *, zorder: float, thin: float = 1.0
) -> None:
    """Draw features of one layer as areas, lines and marks."""
    shapes = frame.geometry.to_numpy()
    dimensions = shapely.get_dimensions(shapes)
    if style.area:
        for shape in shapes[dimensions == _AREA]:
            axes.add_patch(area_patch(shape, zorder=zorder, **style.area))
    widths = _line_widths(frame)
    for level, stroke in enumerate(style.lines):
        lines = [
            (line, w) for shape, w in zip(shapes, widths, strict=True) for line in _lines(shape)
        ]
        wide = [float(stroke["linewidths"]) * width * thin for _, width in lines]
        options = {**stroke, "linewidths": wide, "zorder": zorder + level / 100}
        strokes = LineCollection([line for line, _ in lines], capstyle="butt", **options)
        axes.add_collection(strokes, autolim=False)
    points = shapely.get_coordinates(shapes[dimensions == 0])
    if style.mark and len(points):
        draw_marks(axes, points, style.mark, zorder=5)


def _line_widths(frame: GeoDataFrame) -> Floats:
    """Return how wide each line is beside the stroke's own width: roads by their class."""
    if "class" not in frame.columns:
        return np.ones(len(frame))
    return np.array([_WIDTHS.get(str(word), _MINOR) for word in frame["class"]])


def draw_marks(
    axes: Axes, points: Floats, sign: str, *, zorder: float, size_pt: float = MARK_PT
) -> None:
    """Draw marks of points, which are rows of x and y."""
    axes.plot(
        *points.T, linestyle="none", marker=sign, markersize=size_pt, zorder=zorder,
        markerfacecolor="white", markeredgecolor="0.15", markeredgewidth=0.8,
    )  # fmt: skip


def area_patch(shape: BaseGeometry, **style: Any) -> PathPatch:  # noqa: ANN401 - matplotlib's words
    """Return an area with its holes as one patch."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    paths = [mpath.Path(shapely.get_coordinates(ring), closed=True) for ring in rings]
    whole = mpath.Path.make_compound_path(*paths) if paths else mpath.Path(np.empty((0, 2)))
    return PathPatch(whole, **style)


def _label(title: Text, shape: BaseGeometry, tone: str, size_pt: float) -> Label | None:
    name = short_name(title).say()
    dimension = int(shapely.get_dimensions(shape))
    if shape.is_empty or not name:
        return None
    if dimension == 0:
        point = shape.centroid
        return Label(name, spots_beside((point.x, point.y), gap_pt=4), size_pt, tone)
    if dimension == 1:
        return Label(name, spots_along(shape, off_pt=size_pt * 0.8), size_pt, tone, italic=True)
    whole = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    return Label(name, spots_inside(whole), size_pt, tone, italic=True)


def short_name(title: Text, most: int = 42) -> Text:
    """
    Cut a name that is longer than a label may be, between words where it can be.

    Examples
    --------
    >>> short_name(Text("Карачаровский механический завод", "Karacharovo Mechanical Plant"), 20).en
    'Karacharovo…'
    """
    return Text(*(_cut(title.say(lang), most) for lang in LANGUAGES))


def _cut(name: str, most: int) -> str:
    if len(name) <= most:
        return name
    words = shorten(name, most, placeholder="…")
    return words if len(words) > 1 else f"{name[: most - 1]}…"


def _lines(shape: BaseGeometry) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "LineString":
            yield shapely.get_coordinates(part)


def style_swatch(style: LayerStyle) -> Swatch:
    """Return the sample of a layer of the basemap."""
    if style.area and not style.lines:
        return stack_swatches(
            box_swatch(**style.area), mark_swatch(style.mark) if style.mark else None
        )
    if style.lines:
        return line_swatch(*map(_sample_stroke, style.lines))
    return mark_swatch(style.mark)


def _sample_stroke(stroke: Mapping[str, Any]) -> dict[str, object]:
    return {
        "color": stroke["colors"],
        "linewidth": stroke["linewidths"],
        "linestyle": stroke.get("linestyles", "-"),
    }


def stack_swatches(under: Swatch, over: Swatch | None) -> Swatch:
    """Return one sample upon another."""

    def draw(axes: Axes, box: SampleBox) -> None:
        under(axes, box)
        if over is not None:
            over(axes, box)

    return draw
