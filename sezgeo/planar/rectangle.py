"""
The largest rectangle inside a polygon, at any angle: the hall that fits a plot.

For a rectangle whose left and right sides are given, the greatest height is exact: the boundary
between the two sides covers some heights, and the tallest gap that lies inside the polygon is
the answer. It holds for any polygon with holes and parts. What remains is a search for the two
sides and the angle, with numpy (`sezgeo.planar.rectangle_search`) or, for many plots, in
compiled loops (`sezgeo.planar.compiled.rectangle`); both take the same steps.

The search is not a proof: on the shapes of the tests the area found lies within 0.5 % of the
largest one known. The rectangle itself always lies inside, drawn in by a micrometre.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats, Ints, Shapes
from sezgeo.planar.rectangle_search import INSET_M, search
from sezgeo.planar.spatial_index import fastest
from sezgeo.threads import in_threads, parts_of

_MOST_VERTICES = 24
"""A longer outline is simplified for the first look, and only for it."""
_WORTH_COMPILING = 1_000
"""Plots from which compiled loops, where numba is installed, save more than they take to load."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """
    A rectangle at some angle.

    Attributes
    ----------
    long_m, short_m
        Its sides.
    polygon
        Its outline, in the system of the polygon it lies in.
    """

    long_m: float
    short_m: float
    polygon: Polygon

    @property
    def area_m2(self) -> float:
        """Return the area."""
        return self.long_m * self.short_m


def largest_rectangles(shapes: Iterable[BaseGeometry]) -> list[Rectangle | None]:
    """
    Find the largest rectangle inside each polygon, at any angle.

    Parameters
    ----------
    shapes
        Polygons, with holes or not, or several in one; in metres. None changes another's answer.

    Returns
    -------
    list of Rectangle or None
        None for a shape that has no inside.

    Examples
    --------
    >>> triangle = Polygon([(0, 0), (60, 0), (0, 40)])
    >>> [rectangle] = largest_rectangles([triangle])
    >>> round(rectangle.area_m2), round(rectangle.long_m), round(rectangle.short_m)
    (600, 30, 20)
    """
    return [_rectangle(row) for row in _largest(_wkbs(shapes)).tolist()]


def largest_sides_m(shapes: Iterable[BaseGeometry]) -> Floats:
    """
    Measure the largest rectangle inside each polygon.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        Its long and its short side; NaN where a shape has no inside.
    """
    _, left, right, low, top, _, _ = _largest(_wkbs(shapes)).T
    wide, tall = right - left, top - low
    return np.stack([np.maximum(wide, tall), np.minimum(wide, tall)], axis=1)


def _wkbs(shapes: Iterable[BaseGeometry]) -> tuple[bytes, ...]:
    """Write shapes; nothing for one that has no inside."""
    given = np.array(list(shapes), dtype=object)
    wkbs = np.full(len(given), b"", dtype=object)
    inside = shapely.area(given) > 0
    wkbs[inside] = shapely.to_wkb(given[inside])
    return tuple(wkbs)


@lru_cache(maxsize=4)
def _largest(wkbs: tuple[bytes, ...]) -> Floats:
    """
    Find them at once for all shapes; two criteria ask for the same rectangles.

    Returns
    -------
    numpy.ndarray, shape (n, 7)
        Angle, left, right, lower and upper side, and the centre that it is turned around; NaN
        where there is none.
    """
    rows = np.array([row for row, wkb in enumerate(wkbs) if wkb], dtype=int)
    boxes_and_centres = np.full((len(wkbs), 7), math.nan)
    if len(rows):
        shapes = shapely.from_wkb([wkbs[row] for row in rows])
        centres = shapely.get_coordinates(shapely.centroid(shapes))
        boxes = _boxes(shapes, centres)
        boxes[:, 1:] += INSET_M * np.array([1, -1, 1, -1])
        fits = (boxes[:, 2] > boxes[:, 1]) & (boxes[:, 4] > boxes[:, 3])
        boxes_and_centres[rows[fits]] = np.hstack([boxes, centres])[fits]
    boxes_and_centres.flags.writeable = False
    return boxes_and_centres


def _boxes(shapes: Shapes, centres: Floats) -> Floats:
    """Search, compiled if that is worth it; each thread has plots of its own."""
    edges, start = _edges(shapes, centres)
    rough, rough_start = edges, start
    long = np.flatnonzero(shapely.get_num_coordinates(shapes) > _MOST_VERTICES)
    if len(long):
        simple = shapes.copy()
        simple[long] = [_simpler(shape) for shape in shapes[long]]
        rough, rough_start = _edges(simple, centres)
    full_m2 = shapely.area(shapes)
    if len(shapes) < _WORTH_COMPILING or fastest() != "grid":
        return search(edges, start, rough, rough_start, full_m2=full_m2)
    from sezgeo.planar.compiled import rectangle

    boxes = np.zeros((len(shapes), 5))
    work = partial(rectangle.search, edges, start, rough, rough_start, full_m2)
    in_threads([partial(work, part.start, part.stop, boxes) for part in parts_of(len(shapes))])
    return boxes


def _edges(shapes: Shapes, centres: Floats) -> tuple[Floats, Ints]:
    """List the edges of each shape around its centre, and where those of each shape start."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    owner = owner[part[ring]]
    xy -= centres[owner]
    within = ring[1:] == ring[:-1]
    start = np.searchsorted(owner[1:][within], np.arange(len(shapes) + 1))
    return np.hstack([xy[:-1], xy[1:]])[within], start


def _simpler(shape: BaseGeometry) -> BaseGeometry:
    tolerance = math.sqrt(shape.area) / 200
    simple = shape
    while shapely.get_num_coordinates(simple) > _MOST_VERTICES and tolerance < shape.length:
        simple, tolerance = shape.simplify(tolerance), tolerance * 2
    return simple if simple.area > 0 else shape


def _rectangle(row: Sequence[float]) -> Rectangle | None:
    """Build the rectangle of a row of `_largest`."""
    angle, x0, x1, y0, y1, *centre = row
    if math.isnan(angle):
        return None
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    cos, sin = math.cos(angle), math.sin(angle)
    turned = corners @ np.array([[cos, sin], [-sin, cos]]) + centre
    return Rectangle(max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0), Polygon(turned))
