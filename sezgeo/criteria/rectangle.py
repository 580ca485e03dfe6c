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
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.planar.finder import fastest

Floats = NDArray[np.float64]
Gap = Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]

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
_WORTH_COMPILING = 1_000
"""Plots from which compiled loops, where numba is installed, save more than they take to load."""
_AT_ONCE = 150_000
"""Edges times tries reckoned at once: few enough for a processor's cache."""


def _looks(edges: int) -> int:
    return (_EDGES + _FAN) * (edges + _CUTS) ** 2 // 2


def _refinings(_: int) -> int:
    return _BEST * 3 * 25


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
    """The best rectangle of each row: sides x0 < x1, y0 < y1 in the turned system."""

    area: Floats
    box: Floats
    angle: Floats


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
    return largest_rectangles([shape])[0]


def largest_rectangles(shapes: Iterable[BaseGeometry]) -> list[Rectangle | None]:
    """Find the largest rectangle inside each polygon; no polygon changes another's answer."""
    return list(_largest(tuple(_wkb(shape) for shape in shapes)))


def _wkb(shape: BaseGeometry) -> bytes:
    """Write a shape; nothing for one that has no inside."""
    inside = shape is not None and not shape.is_empty and shape.area > 0
    return shapely.to_wkb(shape) if inside else b""


@lru_cache(maxsize=4)
def _largest(wkbs: tuple[bytes, ...]) -> tuple[Rectangle | None, ...]:
    """Find them at once for all shapes; two criteria ask for the same rectangles."""
    shapes = {row: shapely.from_wkb(wkb) for row, wkb in enumerate(wkbs) if wkb}
    outlines = {row: _Outline.of(shape) for row, shape in shapes.items()}
    gap = _compiled_gap if len(shapes) >= _WORTH_COMPILING and fastest() == "grid" else _gap
    looks = {
        row: look
        for rows in _alike({row: outline.rough for row, outline in outlines.items()}, _looks)
        for row, look in zip(rows, _looked([outlines[row].rough for row in rows], gap), strict=True)
    }
    found = {
        row: rectangle
        for rows in _alike({row: outline.edges for row, outline in outlines.items()}, _refinings)
        for row, rectangle in zip(
            rows, _refined([outlines[r] for r in rows], [looks[r] for r in rows], gap), strict=True
        )
    }
    return tuple(found.get(row) for row in range(len(wkbs)))


def _alike(edges: dict[int, Floats], tries_of: Callable[[int], int]) -> Iterator[list[int]]:
    """Split shapes into batches with one number of edges each, small enough for the cache."""
    by_count = defaultdict(list)
    for row, one in edges.items():
        by_count[len(one)].append(row)
    for count, rows in by_count.items():
        size = max(1, _AT_ONCE // (tries_of(count) * count))
        yield from (rows[first : first + size] for first in range(0, len(rows), size))


@dataclass(frozen=True, slots=True, eq=False)
class _Outline:
    """The edges of a shape around its centre, and of a simpler one for the first look."""

    edges: Floats
    rough: Floats
    centre: Floats
    area: float

    @classmethod
    def of(cls, shape: BaseGeometry) -> "_Outline":
        centre = np.asarray(shape.centroid.coords[0])
        return cls(_edges(shape) - centre, _edges(_simpler(shape)) - centre, centre, shape.area)


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
    """
    Turn edges back by an angle.

    Parameters
    ----------
    edges : numpy.ndarray, shape (rows, edges, 2 ends, 2 coordinates)
    angles : numpy.ndarray, shape (rows,)
    """
    cos, sin = (part[:, None, None] for part in (np.cos(angles), np.sin(angles)))
    x, y = edges[..., 0], edges[..., 1]
    return np.stack([x * cos + y * sin, y * cos - x * sin], axis=-1)


def _looked(outlines: list[Floats], gap: Gap) -> list[tuple[Floats, Floats]]:
    """
    Try vertices and a few places between them as sides, at every angle worth a look.

    Returns
    -------
    list of (angles, sides)
        The best angles of each outline, and the two sides that were best there.
    """
    fans = [_angles(edges) for edges in outlines]
    angles = np.concatenate(fans)
    owner = np.repeat(np.arange(len(fans)), [len(fan) for fan in fans])
    turned = _turned(np.stack(outlines)[owner], angles)
    corners = turned[:, :, 0, 0]
    low, high = corners.min(axis=1), corners.max(axis=1)
    between = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _CUTS)
    sides = np.sort(np.concatenate([corners, between], axis=1), axis=1)
    left, right = np.triu_indices(sides.shape[1], k=1)
    found = _tried(turned, sides[:, left], sides[:, right], gap)
    return [
        (angles[rows[best]], found.box[rows[best], :2])
        for rows in (np.flatnonzero(owner == one) for one in range(len(fans)))
        for best in [np.argsort(-found.area[rows], kind="stable")[:_BEST]]
    ]


def _refined(
    outlines: list[_Outline], looks: list[tuple[Floats, Floats]], gap: Gap
) -> list[Rectangle | None]:
    """Narrow windows around the angles and sides of every outline; keep the best of each."""
    edges = np.stack([outline.edges for outline in outlines])
    full_m2 = np.array([outline.area for outline in outlines])
    angle = np.stack([angles for angles, _ in looks])
    box = np.pad(np.stack([sides for _, sides in looks]), ((0, 0), (0, 0), (0, 2)))
    area = np.full(angle.shape, -1.0)
    width = np.ptp(edges[..., 0], axis=(1, 2)) + np.ptp(edges[..., 1], axis=(1, 2))
    for narrower in _NARROWER ** np.arange(_ROUNDS):
        left = np.flatnonzero(area.max(axis=1) <= _FULL * full_m2)
        if not len(left):
            break
        tried = _round(
            edges[left], angle[left], box[left], width[left] * (narrower / _CUTS), narrower, gap
        )
        better = tried.area > area[left]
        area[left] = np.where(better, tried.area, area[left])
        angle[left] = np.where(better, tried.angle, angle[left])
        box[left] = np.where(better[..., None], tried.box, box[left])
    return [
        _broadest(areas, angles, boxes, outline.centre)
        for areas, angles, boxes, outline in zip(area, angle, box, outlines, strict=True)
    ]


def _round(
    edges: Floats, angle: Floats, box: Floats, width: Floats, narrower: float, gap: Gap
) -> "_Found":
    """Turn the angles and move the sides of every outline; return the best of each angle."""
    angles = angle[..., None] + (math.pi / 2 / _FAN * narrower) * _TURNS
    moved = [box[..., i, None] + width[:, None, None] * moves for i, moves in enumerate(_MOVES)]
    left, right = (np.repeat(one.reshape(-1, one.shape[-1]), len(_TURNS), axis=0) for one in moved)
    each = np.repeat(edges, angles[0].size, axis=0)
    tried = _tried(_turned(each, angles.ravel()), left, right, gap)
    areas = tried.area.reshape(angles.shape)
    best = areas.argmax(axis=2)[..., None]
    return _Found(
        np.take_along_axis(areas, best, axis=2)[..., 0],
        np.take_along_axis(tried.box.reshape(*angles.shape, 4), best[..., None], axis=2)[:, :, 0],
        np.take_along_axis(angles, best, axis=2)[..., 0],
    )


def _broadest(area: Floats, angle: Floats, box: Floats, centre: Floats) -> Rectangle | None:
    """Take the broadest of the rectangles as good as the best."""
    sides = np.stack([box[:, 1] - box[:, 0], box[:, 3] - box[:, 2]])
    first = int(np.where(area >= _EQUAL * area.max(), sides.min(axis=0), 0.0).argmax())
    return _rectangle(float(angle[first]), box[first], centre)


def _tried(turned: Floats, left: Floats, right: Floats, gap: Gap) -> _Found:
    """
    Find the best rectangle of each row among pairs of sides.

    The tallest rectangle between two sides is then widened as far as it goes: the best one
    often touches two slanting edges at once, a ridge that steps of the sides alone miss.

    Parameters
    ----------
    turned : numpy.ndarray, shape (rows, edges, 2, 2)
        Edges in each turned system.
    left, right : numpy.ndarray, shape (rows, pairs)
        Sides tried.
    """
    floor, height = gap(turned, left + _INSET_M, right - _INSET_M)
    sides = turned[..., ::-1]
    start, width = gap(sides, floor + _INSET_M, floor + height - _INSET_M)
    area = width * height
    best = area.argmax(axis=1)
    rows = np.arange(len(area))
    x0, y0 = start[rows, best], floor[rows, best]
    box = np.stack([x0, x0 + width[rows, best], y0, y0 + height[rows, best]], axis=1)
    return _Found(area[rows, best], box, np.zeros(len(rows)))


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


def _compiled_gap(turned: Floats, left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Find the same in compiled loops."""
    from sezgeo.planar.compiled.gaps import gaps

    floor, height = np.empty(left.shape), np.empty(left.shape)
    gaps(np.ascontiguousarray(turned), left, right, floor, height)
    return floor, height


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
