"""
Put labels on a map so that none overlaps another, a mark or the frame.

Each label brings the places it may stand at, the best first. Labels are placed one after another,
the most important first; boxes are turned rectangles in points of the page, so a label along a road
needs no more room than it takes. A label that must be shown and finds no free place of its own is
moved further out and gets a leader line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, pi, radians, sin
from typing import NamedTuple

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text as Letters
from shapely import LineString, Point, Polygon, affinity
from shapely.geometry.base import BaseGeometry

from sezgeo.reports.print_style import drawable

PADDING_PT = 0.9
"""Kept free around every label."""
_TURNS = 16
_OUT_PT = (9, 14, 20, 28, 38, 50, 64, 80, 100, 125)
_LEVEL_DEG = 90.0


class MapMark(NamedTuple):
    """A mark on the map: x and y in data units, radius in points."""

    x: float
    y: float
    radius_pt: float


@dataclass(frozen=True, slots=True)
class Spot:
    """
    A place a label may stand at: its middle in data units, its turn, where a leader begins.

    Attributes
    ----------
    x, y
        Middle of the label, in the units of the map.
    angle_deg
        Turn, counter-clockwise.
    shift_pt
        Shift of the middle, in points; a side of 1 or -1 also moves by half of the label's size.
    side
        Which way the label leaves its place: (1, 0) is to the right.
    """

    x: float
    y: float
    angle_deg: float = 0.0
    shift_pt: tuple[float, float] = (0.0, 0.0)
    side: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """
    One label and what it may do.

    Attributes
    ----------
    text
        What it says.
    spots
        Where it may stand, the best first.
    size_pt, colour, bold, italic
        How it looks.
    home
        If it must be shown: where a leader line points to when no spot is free.
    within
        Area that its box should lie in, in map units; by default the frame alone. A label with a
        home may lie over its edge if it must.
    off
        What its box must not cover, in map units.
    """

    text: str
    spots: Sequence[Spot]
    size_pt: float = 6.0
    colour: str = "0.1"
    bold: bool = False
    italic: bool = False
    home: tuple[float, float] | None = None
    within: BaseGeometry | None = None
    off: BaseGeometry | None = None


def canvas_of(figure: Figure) -> FigureCanvasAgg:
    """Return the canvas that measures text."""
    canvas = figure.canvas
    return canvas if isinstance(canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)


def place_labels(axes: Axes, labels: Iterable[Label], marks: Iterable[MapMark] = ()) -> list[str]:
    """
    Write labels into axes, each where it overlaps nothing.

    Parameters
    ----------
    axes
        The map; its limits are set.
    labels
        The labels, the most important first.
    marks
        Marks that no label may cover: place in data units and radius in points.

    Returns
    -------
    list of str
        Labels that found no place; never one that has a home while the map has room.
    """
    canvas_of(axes.figure.figure)
    board = _Board(axes)
    for mark in marks:
        board.keep_off(mark)
    return [label.text for label in labels if not board.put(label)]


class _Board:
    """What of a map is taken, in pixels."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.frame = shapely.box(*axes.get_window_extent().extents).buffer(-1)
        self.taken: list[BaseGeometry] = []
        self.written: list[Polygon] = []
        self.pixels_per_pt = axes.figure.figure.dpi / 72

    def keep_off(self, mark: MapMark) -> None:
        """Keep labels off a mark."""
        point = Point(self.axes.transData.transform((mark.x, mark.y)))
        self.taken.append(point.buffer(mark.radius_pt * self.pixels_per_pt, quad_segs=4))

    def put(self, label: Label) -> bool:
        letters = self._letters(label)
        half = self._half(letters)
        for limits in self._limits(label):
            for spot in label.spots:
                if self._free(self._box(spot, half), limits):
                    return self._write(letters, spot, half)
        for spot in self._further(label):
            lead = self._lead(spot, half)
            if self._free(self._box(spot, half), self.frame) and self._clear(lead):
                self._draw(lead)
                return self._write(letters, spot, half)
        letters.remove()
        return False

    def _limits(self, label: Label) -> Iterator[BaseGeometry]:
        """Yield where a label may lie: in its own area; if it must be shown, over its edge."""
        barred = Polygon() if label.off is None else self._in_pixels(label.off)
        if label.within is not None:
            yield self._in_pixels(label.within).difference(barred)
        if label.within is None or label.home is not None:
            yield self.frame.difference(barred)

    def _letters(self, label: Label) -> Letters:
        letters = self.axes.text(
            0, 0, drawable(label.text), fontsize=label.size_pt, color=label.colour, zorder=9,
            fontweight="bold" if label.bold else "normal", ha="center", va="center",
            fontstyle="italic" if label.italic else "normal", rotation_mode="anchor",
            transform=None,
        )  # fmt: skip
        letters.set_path_effects([withStroke(linewidth=1.6, foreground="white")])
        return letters

    def _half(self, letters: Letters) -> tuple[float, float]:
        extent = letters.get_window_extent()
        pad = PADDING_PT * self.pixels_per_pt
        return extent.width / 2 + pad, extent.height / 2 + pad

    def _middle(self, spot: Spot, half: tuple[float, float]) -> tuple[float, float]:
        x, y = self.axes.transData.transform((spot.x, spot.y))
        dx, dy = (shift * self.pixels_per_pt for shift in spot.shift_pt)
        return x + dx + spot.side[0] * half[0], y + dy + spot.side[1] * half[1]

    def _box(self, spot: Spot, half: tuple[float, float]) -> Polygon:
        x, y = self._middle(spot, half)
        level = shapely.box(x - half[0], y - half[1], x + half[0], y + half[1])
        return affinity.rotate(level, spot.angle_deg, origin="center") if spot.angle_deg else level

    def _free(self, box: Polygon, limits: BaseGeometry) -> bool:
        taken = np.array(self.taken, dtype=object)
        return bool(limits.contains(box)) and not bool(shapely.intersects(taken, box).any())

    def _write(self, letters: Letters, spot: Spot, half: tuple[float, float]) -> bool:
        letters.set_position(self._middle(spot, half))
        letters.set_rotation(spot.angle_deg)
        # pixels of this figure: the same place whatever the resolution it is saved with
        inches = self.axes.figure.figure.dpi_scale_trans
        x, y = inches.inverted().transform(letters.get_position())
        letters.set_transform(inches)
        letters.set_position((x, y))
        self.taken.append(self._box(spot, half))
        self.written.append(self._box(spot, half))
        return True

    def _further(self, label: Label) -> Iterator[Spot]:
        if label.home is None:
            return
        for out in _OUT_PT:
            for turn in range(_TURNS):
                right, up = cos(2 * pi * turn / _TURNS), sin(2 * pi * turn / _TURNS)
                yield Spot(*label.home, shift_pt=(out * right, out * up), side=(right, up))

    def _lead(self, spot: Spot, half: tuple[float, float]) -> LineString:
        """Return the line from where a spot belongs to the near side of its box, in pixels."""
        start = Point(self.axes.transData.transform((spot.x, spot.y)))
        near = self._box(spot, half).exterior
        return LineString([start, near.interpolate(near.project(start))])

    def _clear(self, lead: LineString) -> bool:
        """Tell whether a leader line crosses no label."""
        return not bool(shapely.intersects(np.array(self.written, dtype=object), lead).any())

    def _draw(self, lead: LineString) -> None:
        inches = self.axes.figure.figure.dpi_scale_trans
        points = inches.inverted().transform(lead.coords)
        self.axes.plot(
            points[:, 0], points[:, 1], color="0.25", linewidth=0.5, zorder=8,
            transform=inches, marker="o", markevery=[0], markersize=1.4,
        )  # fmt: skip
        self.taken.append(lead)

    def _in_pixels(self, area: BaseGeometry) -> BaseGeometry:
        return shapely.transform(area, self.axes.transData.transform).intersection(self.frame)


def spots_inside(area: BaseGeometry, *, steps: int = 7) -> list[Spot]:
    """Return places inside an area, the one furthest from its edge first."""
    if area.is_empty:
        return []
    west, south, east, north = area.bounds
    grid = np.meshgrid(*(np.linspace(0, 1, steps + 2)[1:-1] for _ in range(2)))
    xs = west + (east - west) * grid[0].ravel()
    ys = south + (north - south) * grid[1].ravel()
    middle = area.representative_point() if not _convex(area) else area.centroid
    points = np.concatenate([[middle], shapely.points(xs, ys)])
    points = points[shapely.contains(area, points)]
    depth = shapely.distance(points, area.boundary)
    return [Spot(point.x, point.y) for point in points[np.argsort(-depth, kind="stable")]]


def _convex(area: BaseGeometry) -> bool:
    return bool(area.contains(area.centroid))


def spots_along(line: BaseGeometry, *, parts: int = 9, off_pt: float = 0.0) -> list[Spot]:
    """Return places along a line, the middle first, turned so that a label reads from the left."""
    spots: list[tuple[float, Spot]] = []
    for part in shapely.get_parts(line):
        if part.geom_type != "LineString" or not part.length:
            continue
        for share in np.linspace(0, 1, parts + 2)[1:-1]:
            point = part.interpolate(share, normalized=True)
            turn = _slope(part, float(share))
            up = (-off_pt * sin(radians(turn)), off_pt * cos(radians(turn)))
            rank = abs(share - 0.5) - part.length / (line.length or 1)
            spots.append((float(rank), Spot(point.x, point.y, turn, shift_pt=up)))
    return [spot for _, spot in sorted(spots, key=lambda pair: pair[0])]


def _slope(line: BaseGeometry, share: float) -> float:
    start, end = (
        line.interpolate(min(max(share + step, 0), 1), normalized=True) for step in (-0.03, 0.03)
    )
    turn = degrees(atan2(end.y - start.y, end.x - start.x))
    return turn - 180 if turn > _LEVEL_DEG else turn + 180 if turn < -_LEVEL_DEG else turn


def spots_beside(point: tuple[float, float], *, gap_pt: float = 3.0) -> list[Spot]:
    """Return the eight places around a mark, the right one first."""
    sides = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]
    return [Spot(*point, shift_pt=(gap_pt * x, gap_pt * y), side=(x, y)) for x, y in sides]
