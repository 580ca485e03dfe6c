"""
The ground of a map: land, water, roads and rail in one quiet style, told apart without colour.

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

from sezgeo.i18n import LANGUAGES, Text
from sezgeo.layers import Layer
from sezgeo.reports.cartography.label_placement import Label, Mark, along, beside, inside
from sezgeo.reports.cartography.marginalia import Swatch, box_swatch, line_swatch, mark_swatch
from sezgeo.reports.print_style import STYLE

_AREA = 2
MARK_PT = 4.0
"""Size of the mark of a point."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Look:
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


LOOKS: Mapping[str, Look] = {
    "green": Look(
        Text("лес, парк", "forest, park"), _area("#e6eddc", "#b4c4a2", "...."), tone="#4d6138",
    ),
    "housing": Look(Text("жильё", "housing"), _area("#f3e9dd", "#cbb59a", "////"), tone="#7a5f3e"),
    "industry": Look(Text("предприятие", "works"), _area("#e9e7ec", "#a9a4b5"), mark="s"),
    "water_bodies": Look(
        Text("вода", "water"), _area("#d3e3ee", "#6f97b3", "----"),
        ({"colors": "#6f97b3", "linewidths": 1.6}, {"colors": "#d3e3ee", "linewidths": 0.8}),
        tone="#3f6985",
    ),
    "roads": Look(
        Text("дорога", "road"),
        lines=({"colors": "0.45", "linewidths": 2.6}, {"colors": "white", "linewidths": 1.7}),
    ),
    "railways": Look(
        Text("железная дорога", "railway"),
        lines=(
            {"colors": "0.15", "linewidths": 1.7},
            {"colors": "white", "linewidths": 0.8, "linestyles": (0, (5, 5))},
        ),
    ),
    "power_lines": Look(
        Text("линия электропередачи", "power line"),
        lines=({"colors": "0.2", "linewidths": 0.7, "linestyles": (0, (8, 1.5, 1, 1.5))},),
    ),
    "gas": Look(
        Text("газ", "gas"), mark="D",
        lines=({"colors": "0.2", "linewidths": 0.8, "linestyles": (0, (4, 2))},),
    ),
    "water_mains": Look(
        Text("водовод", "water main"),
        lines=({"colors": "#3f6985", "linewidths": 0.8, "linestyles": (0, (6, 1, 1, 1, 1, 1))},),
    ),
    "sewers": Look(
        Text("канализация", "sewer"),
        lines=({"colors": "0.35", "linewidths": 0.8, "linestyles": (0, (1, 1.2))},),
    ),
    "heat_networks": Look(
        Text("теплосеть", "heat network"),
        lines=({"colors": "#7a3b2e", "linewidths": 0.9, "linestyles": (0, (2, 1))},),
    ),
    "substations": Look(Text("подстанция", "substation"), _area("0.85", "0.2"), mark="^"),
    "chp": Look(Text("ТЭЦ", "heat and power plant"), _area("0.85", "0.2"), mark="p"),
    "water_works": Look(Text("водоканал", "water works"), _area("0.85", "0.2"), mark="h"),
    "stations": Look(Text("станция", "station"), mark="o"),
    "junctions": Look(Text("съезд с магистрали", "motorway junction"), mark="x"),
}  # fmt: skip
"""Layers of the ground, the lowest first."""

MAP_STYLE: Mapping[Any, Any] = {**STYLE, "hatch.color": "0.74", "hatch.linewidth": 0.4}
"""The look of charts, with hatching that stays behind what is drawn on it."""

UTILITIES = ("power_lines", "substations", "gas", "water_mains", "water_works", "sewers",
             "heat_networks", "chp")  # fmt: skip
"""Layers that a plant is connected to."""
_WIDTHS = {"motorway": 1.5, "trunk": 1.35, "primary": 1.15, "secondary": 1.0}
_MINOR = 0.75
_ORDER = {name: at / 20 for at, name in enumerate(LOOKS)}


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """
    What of the ground lies in a window.

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
        names: Iterable[str] = tuple(LOOKS),
    ) -> "Ground":
        """Take what lies in a window out of the layers named."""
        found = {name: _within(layers[name].frame, window) for name in names if name in layers}
        frames = {name: frame for name, frame in found.items() if len(frame)}
        return cls(window, frames, {name: layers[name].named() for name in frames})

    def draw(self, axes: Axes, *, thin: float = 1.0) -> None:
        """Draw it, with all line widths times `thin`."""
        for name, frame in self.frames.items():
            draw_features(axes, frame, LOOKS[name], zorder=1 + _ORDER[name], thin=thin)

    def labels(self, *, size_pt: float = 5.2) -> Iterator[Label]:
        """Name features: lines along their course, areas inside, points beside."""
        for name, frame in self.frames.items():
            titles, tone = self.titles[name], LOOKS[name].tone
            for key, shape in frame.geometry.items():
                label = _label(titles[key], shape.intersection(self.window), tone, size_pt)
                if label is not None:
                    yield label

    def marks(self) -> Iterator[Mark]:
        """Yield the marks of points, which labels keep off."""
        for name, frame in self.frames.items():
            shapes = frame.geometry.to_numpy()
            if LOOKS[name].mark:
                for x, y in shapely.get_coordinates(shapes[shapely.get_dimensions(shapes) == 0]):
                    yield float(x), float(y), MARK_PT / 2


def _within(frame: GeoDataFrame, window: BaseGeometry) -> GeoDataFrame:
    seen = frame[frame.geometry.intersects(window).to_numpy(dtype=bool)]
    wide = window.buffer(window.length / 40, join_style="mitre")
    clipped: GeoDataFrame = seen.set_geometry(seen.geometry.intersection(wide))
    return clipped


def draw_features(
    axes: Axes, frame: GeoDataFrame, look: Look, *, zorder: float, thin: float = 1.0
) -> None:
    """Draw features of one layer as areas, lines and marks."""
    shapes = frame.geometry.to_numpy()
    kinds = shapely.get_dimensions(shapes)
    if look.area:
        for shape in shapes[kinds == _AREA]:
            axes.add_patch(patch(shape, zorder=zorder, **look.area))
    widths = (
        np.array([_WIDTHS.get(str(word), _MINOR) for word in frame["class"]])
        if "class" in frame.columns
        else np.ones(len(frame))
    )
    for stroke, style in enumerate(look.lines):
        lines = [(line, widths[at]) for at, shape in enumerate(shapes) for line in _lines(shape)]
        wide = [float(style["linewidths"]) * width * thin for _, width in lines]
        axes.add_collection(
            LineCollection(
                [line for line, _ in lines], zorder=zorder + stroke / 100, capstyle="butt",
                **{**style, "linewidths": wide},
            ),
            autolim=False,
        )  # fmt: skip
    points = shapely.get_coordinates(shapes[kinds == 0])
    if look.mark and len(points):
        mark(axes, points, look.mark, zorder=5)


def mark(axes: Axes, points: Any, sign: str, *, zorder: float, size_pt: float = MARK_PT) -> None:  # noqa: ANN401 - rows of x and y
    """Draw marks of points."""
    axes.plot(
        *np.asarray(points).T, linestyle="none", marker=sign, markersize=size_pt, zorder=zorder,
        markerfacecolor="white", markeredgecolor="0.15", markeredgewidth=0.8,
    )  # fmt: skip


def patch(shape: BaseGeometry, **style: Any) -> PathPatch:  # noqa: ANN401 - matplotlib's words
    """Return an area with its holes as one patch."""
    rings = shapely.get_coordinates, shapely.get_rings(shapely.get_parts(shape))
    paths = [mpath.Path(rings[0](ring), closed=True) for ring in rings[1]]
    whole = mpath.Path.make_compound_path(*paths) if paths else mpath.Path(np.empty((0, 2)))
    return PathPatch(whole, **style)


def _label(title: Text, shape: BaseGeometry, tone: str, size_pt: float) -> Label | None:
    said = short(title).say()
    kind = int(shapely.get_dimensions(shape))
    if shape.is_empty or not said:
        return None
    if kind == 0:
        point = shape.centroid
        return Label(said, beside((point.x, point.y), gap_pt=4), size_pt, tone)
    if kind == 1:
        return Label(said, along(shape, off_pt=size_pt * 0.8), size_pt, tone, italic=True)
    whole = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    return Label(said, inside(whole), size_pt, tone, italic=True)


def short(title: Text, most: int = 42) -> Text:
    """
    Cut a name that is longer than a label may be, between words where it can be.

    Examples
    --------
    >>> short(Text("Карачаровский механический завод", "Karacharovo Mechanical Plant"), 20).en
    'Karacharovo…'
    """
    return Text(*(_cut(title.say(lang), most) for lang in LANGUAGES))


def _cut(said: str, most: int) -> str:
    if len(said) <= most:
        return said
    words = shorten(said, most, placeholder="…")
    return words if len(words) > 1 else f"{said[: most - 1]}…"


def _lines(shape: BaseGeometry) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "LineString":
            yield shapely.get_coordinates(part)


def look_swatch(look: Look) -> Swatch:
    """Return the sample of a layer of the ground."""
    if look.area and not look.lines:
        return both(box_swatch(**look.area), mark_swatch(look.mark) if look.mark else None)
    if look.lines:
        return line_swatch(
            *(
                {
                    "color": stroke["colors"],
                    "linewidth": stroke["linewidths"],
                    "linestyle": stroke.get("linestyles", "-"),
                }
                for stroke in look.lines
            )
        )  # fmt: skip
    return mark_swatch(look.mark)


def both(under: Swatch, over: Swatch | None) -> Swatch:
    """Return one sample upon another."""

    def draw(axes: Axes, x: float, y: float, wide: float, high: float) -> None:
        under(axes, x, y, wide, high)
        if over is not None:
            over(axes, x, y, wide, high)

    return draw
