"""
The largest rectangle inside a polygon, at any angle: the hall that fits a plot.

For a rectangle whose left and right sides are given, the greatest height is exact: the boundary
between the two sides covers some heights, and the tallest gap that lies inside the polygon is
the answer. It holds for any polygon with holes and parts. What remains is a search for the two
sides and the angle: every vertex and a few places between them are tried as sides, the directions
of the longest edges and a fan between them are tried as angles, and the best few are refined in
narrowing windows.

The search is not a proof: on the shapes of the tests the area found lies within 0.5 % of the
largest one known. The rectangle itself always lies inside, drawn in by a micrometre.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

_FAN = 12
"""Angles tried between 0 and 90 degrees, beside those of the edges."""
_EDGES = 16
"""Edges, the longest, whose directions are tried."""
_CUTS = 10
"""Places tried for the sides, beside the vertices."""
_MOST_VERTICES = 24
"""A longer outline is simplified for the first look, and only for it."""
_BEST = 3
"""Angles refined."""
_ROUNDS = 14
_NARROWER = 0.55
"""Each round narrows the windows around angle and sides by this factor."""
_FULL = 0.999999
"""A rectangle that fills so much of the polygon is not refined."""
_EQUAL = 0.999
"""Of rectangles as good as equal the broadest is taken: a hall wants width."""
_INSET_M = 1e-6
"""Drawn in on each side, so that rounding puts no corner outside and no side behind an edge."""


_TURNS = np.array([0.0, -1.0, 1.0])
_MOVES = [side.ravel() for side in np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 5))]
"""Turns of the angle and moves of the two sides tried in each round, in windows."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The best rectangle of each angle: sides x0 < x1, y0 < y1 in the turned system."""

    area: Floats
    box: Floats


def largest_rectangle(shape: BaseGeometry) -> Rectangle | None:
    """
    Find the largest rectangle inside a polygon, at any angle.

    Parameters
    ----------
    shape
        A polygon, with holes or not, or several; in metres.

    Returns
    -------
    Rectangle or None
        None if the shape has no inside.

    Examples
    --------
    >>> triangle = Polygon([(0, 0), (60, 0), (0, 40)])
    >>> found = largest_rectangle(triangle)
    >>> round(found.area_m2), round(found.long_m), round(found.short_m)
    (600, 30, 20)
    """
    if shape is None or shape.is_empty or not shape.area > 0:
        return None
    return _largest(shapely.to_wkb(shape))


@lru_cache(maxsize=1 << 16)
def _largest(wkb: bytes) -> Rectangle | None:
    """Find it for one geometry; two criteria ask for the same rectangle."""
    shape = shapely.from_wkb(wkb)
    centre = np.asarray(shape.centroid.coords[0])
    rough = _edges(_simpler(shape)) - centre
    angles = _angles(rough)
    looked = _look(rough, angles)
    best = np.argsort(-looked.area, kind="stable")[:_BEST]
    angle, box = _refined(_edges(shape) - centre, angles[best], looked.box[best, :2], shape.area)
    return _rectangle(angle, box, centre)


def _simpler(shape: BaseGeometry) -> BaseGeometry:
    tolerance = math.sqrt(shape.area) / 200
    simple = shape
    while shapely.get_num_coordinates(simple) > _MOST_VERTICES and tolerance < shape.length:
        simple, tolerance = shape.simplify(tolerance), tolerance * 2
    return simple if simple.area > 0 else shape


def _edges(shape: BaseGeometry) -> Floats:
    """List the edges of all rings, shape (edges, 2 ends, 2 coordinates)."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    pieces = [
        np.stack([xy[:-1], xy[1:]], axis=1) for xy in (shapely.get_coordinates(r) for r in rings)
    ]
    return np.concatenate(pieces)


def _angles(edges: Floats) -> Floats:
    """List the angles worth a look, in [0, 90) degrees but in radians."""
    along = edges[:, 1] - edges[:, 0]
    longest = along[np.argsort(-np.hypot(*along.T), kind="stable")[:_EDGES]]
    box = shapely.minimum_rotated_rectangle(shapely.multipoints(edges[:, 0]))
    sides = np.concatenate([longest, np.diff(shapely.get_coordinates(box)[:2], axis=0)])
    own = np.arctan2(sides[:, 1], sides[:, 0]) % (math.pi / 2)
    fan = np.arange(_FAN) * (math.pi / 2 / _FAN)
    return np.unique(np.concatenate([own, fan]).round(12))


def _turned(edges: Floats, angles: Floats) -> Floats:
    """Turn the edges back by each angle, shape (angles, edges, 2, 2)."""
    cos, sin = np.cos(angles), np.sin(angles)
    back = np.stack([np.stack([cos, -sin], axis=-1), np.stack([sin, cos], axis=-1)], axis=-2)
    turned: Floats = np.einsum("eij,ajk->aeik", edges, back)
    return turned


def _look(edges: Floats, angles: Floats) -> _Found:
    """Try vertices and a few places between them as sides, at every angle."""
    turned = _turned(edges, angles)
    corners = turned[:, :, 0, 0]
    low, high = corners.min(axis=1), corners.max(axis=1)
    between = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _CUTS)
    sides = np.sort(np.concatenate([corners, between], axis=1), axis=1)
    left, right = np.triu_indices(sides.shape[1], k=1)
    return _tried(turned, sides[:, left], sides[:, right])


def _refined(edges: Floats, angle: Floats, sides: Floats, full_m2: float) -> tuple[float, Floats]:
    """Narrow windows around some angles and their sides at once; return the best of all."""
    width = float(np.ptp(edges[..., 0]) + np.ptp(edges[..., 1])) / _CUTS
    step = math.pi / 2 / _FAN
    box = np.pad(sides, ((0, 0), (0, 2)))
    area = np.full(len(angle), -1.0)
    rows = np.arange(len(angle))
    for _ in range(_ROUNDS):
        angles = angle[:, None] + step * _TURNS
        left, right = (box[:, i, None] + width * moves for i, moves in enumerate(_MOVES))
        tried = _tried(
            _turned(edges, angles.ravel()),
            np.repeat(left, len(_TURNS), axis=0),
            np.repeat(right, len(_TURNS), axis=0),
        )
        areas = tried.area.reshape(angles.shape)
        best = areas.argmax(axis=1)
        better = areas[rows, best] > area
        area = np.where(better, areas[rows, best], area)
        angle = np.where(better, angles[rows, best], angle)
        found = tried.box.reshape(*angles.shape, 4)[rows, best]
        box = np.where(better[:, None], found, box)
        if area.max() > _FULL * full_m2:
            break
        width, step = width * _NARROWER, step * _NARROWER
    sides = np.stack([box[:, 1] - box[:, 0], box[:, 3] - box[:, 2]])
    first = int(np.where(area >= _EQUAL * area.max(), sides.min(axis=0), 0.0).argmax())
    return float(angle[first]), box[first]


def _tried(turned: Floats, left: Floats, right: Floats) -> _Found:
    """
    Find the best rectangle of each angle among pairs of sides.

    The tallest rectangle between two sides is then widened as far as it goes: the best one
    often touches two slanting edges at once, a ridge that steps of the sides alone miss.

    Parameters
    ----------
    turned : numpy.ndarray, shape (angles, edges, 2, 2)
        Edges in each turned system.
    left, right : numpy.ndarray, shape (angles, pairs)
        Sides tried.
    """
    floor, height = _gap(turned, left + _INSET_M, right - _INSET_M)
    sides = turned[..., ::-1]
    start, width = _gap(sides, floor + _INSET_M, floor + height - _INSET_M)
    area = width * height
    best = area.argmax(axis=1)
    rows = np.arange(len(area))
    x0, y0 = start[rows, best], floor[rows, best]
    box = np.stack([x0, x0 + width[rows, best], y0, y0 + height[rows, best]], axis=1)
    return _Found(area[rows, best], box)


def _gap(turned: Floats, left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Find the tallest free gap between pairs of sides: where it starts, and its height."""
    start, end = turned[:, None, :, 0], turned[:, None, :, 1]
    forward = (start[..., 0] <= end[..., 0])[..., None]
    a, b = np.where(forward, start, end), np.where(forward, end, start)
    x0, x1 = left[:, :, None], right[:, :, None]
    between = (a[..., 0] < x1) & (b[..., 0] > x0)
    run = b[..., 0] - a[..., 0]
    slope = np.divide(b[..., 1] - a[..., 1], run, out=np.zeros_like(run), where=run > 0)
    y0 = a[..., 1] + slope * (np.maximum(x0, a[..., 0]) - a[..., 0])
    y1 = b[..., 1] - slope * (b[..., 0] - np.minimum(x1, b[..., 0]))
    middle = (x0 + x1) / 2
    crosses = between & (a[..., 0] <= middle) & (b[..., 0] > middle)
    bottom = np.where(between, np.minimum(y0, y1), np.inf)
    return _tallest(bottom, np.where(between, np.maximum(y0, y1), -np.inf), crosses)


def _tallest(bottom: Floats, top: Floats, crosses: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Find the tallest gap between covered heights that an odd number of edges lies below."""
    order = np.argsort(bottom, axis=2)
    bottom = np.take_along_axis(bottom, order, axis=2)
    covered = np.maximum.accumulate(np.take_along_axis(top, order, axis=2), axis=2)
    odd = np.cumsum(np.take_along_axis(crosses, order, axis=2), axis=2) % 2 == 1
    within = odd[..., :-1] & np.isfinite(bottom[..., 1:])
    gap = np.subtract(bottom[..., 1:], covered[..., :-1], out=np.zeros(within.shape), where=within)
    best = gap.argmax(axis=2)[..., None]
    height = np.maximum(np.take_along_axis(gap, best, axis=2)[..., 0], 0.0)
    floor = np.take_along_axis(covered, best, axis=2)[..., 0]
    return np.where(height > 0, floor, 0.0), height


def _rectangle(angle: float, box: Floats, centre: Floats) -> Rectangle | None:
    x0, x1, y0, y1 = box + _INSET_M * np.array([1, -1, 1, -1])
    if not (x1 > x0 and y1 > y0):
        return None
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    cos, sin = math.cos(angle), math.sin(angle)
    turned = corners @ np.array([[cos, sin], [-sin, cos]]) + centre
    long, short = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    return Rectangle(float(long), float(short), Polygon(turned))
