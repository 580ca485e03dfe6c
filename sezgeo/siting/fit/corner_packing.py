"""
Stand buildings one after the other in the free places of a polygon, at a given angle.

What blocks of rows cannot use, an L or a plot with a hole, is tried this way: places on a grid, the
largest building first, each as far into one corner as it goes. Places may reach over the boundary
by a grid step; settling them is the caller's.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.siting.fit.clearance import GrowingRectangle, slack
from sezgeo.siting.fit.refinement import RectangleGroup, rectangle_group

_GRID = 22
"""Places across the longer side of the extent."""
_MOST_ANGLES = 4
_CORNERS = tuple((x, y, first) for x in (1, -1) for y in (1, -1) for first in (0, 1))


def candidate_angles(shape: BaseGeometry, edges: Floats) -> list[float]:
    """List the angles worth a try, up to quarter turns: of the longest edges, of the shape."""
    along = edges[:, 1] - edges[:, 0]
    longest = along[np.argsort(-np.hypot(*along.T), kind="stable")[: 2 * _MOST_ANGLES]]
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.concatenate([box[1:2] - box[:1], longest])
    angles = (np.arctan2(sides[:, 1], sides[:, 0]) % (np.pi / 2)).round(9)
    return list(dict.fromkeys(float(angle) for angle in angles))[:_MOST_ANGLES]


def pack_into_corners(
    shape: BaseGeometry, edges: Floats, sizes: Sequence[tuple[float, float]], gap_m: float
) -> Iterator[RectangleGroup]:
    """
    Stand buildings at several angles, from several corners.

    Parameters
    ----------
    shape, edges
        The polygon, and its boundary.
    sizes
        Length and width of each building, the largest first.
    gap_m
        Gap that they keep.

    Yields
    ------
    RectangleGroup
        All buildings, apart by the gap, each with its centre inside.
    """
    for angle in candidate_angles(shape, edges):
        cos, sin = np.cos(angle), np.sin(angle)
        turn = np.array([[cos, sin], [-sin, cos]])
        spots, step = _grid(shape, turn)
        if not len(spots):
            continue
        room = _room(edges, spots @ turn, angle, sizes)
        for corner in _CORNERS:
            chosen = _pack(spots, room, sizes, gap_m, corner=corner, step=step)
            if chosen is not None:
                centres, boxes = chosen
                yield rectangle_group(edges, centres @ turn, angle, boxes)


def _grid(shape: BaseGeometry, turn: Floats) -> tuple[Floats, float]:
    """Lay a grid in the turned frame over the polygon; keep what lies inside."""
    xy = shapely.get_coordinates(shape) @ turn.T
    low, high = xy.min(axis=0), xy.max(axis=0)
    step = float((high - low).max()) / _GRID
    axes = [np.arange(low[i] + step / 2, high[i], step) for i in (0, 1)]
    spots = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    inside: Floats = spots[shapely.contains_xy(shape, *(spots @ turn).T)]
    return inside, step


def _room(
    edges: Floats, centres: Floats, angle: float, sizes: Sequence[tuple[float, float]]
) -> dict[tuple[float, float], Floats]:
    """Measure the slack of each size, both ways round, at each spot."""
    places = np.column_stack([centres, np.full(len(centres), angle)])
    orientations = {turned for size in sizes for turned in (size, size[::-1])}
    return {(x, y): slack(edges, places, GrowingRectangle(x / 2, y / 2)) for x, y in orientations}


def _pack(
    spots: Floats,
    room: dict[tuple[float, float], Floats],
    sizes: Sequence[tuple[float, float]],
    gap_m: float,
    *,
    corner: tuple[int, int, int],
    step: float,
) -> tuple[Floats, tuple[GrowingRectangle, ...]] | None:
    """Stand each building in turn as far into a corner as it goes; None if one finds no place."""
    x, y, first = corner
    key = (spots * (x, y))[:, first] * 1e4 + (spots * (x, y))[:, 1 - first]
    centres: list[Floats] = []
    boxes: list[GrowingRectangle] = []
    for size in sizes:
        best: tuple[float, int, GrowingRectangle] | None = None
        for turned in dict.fromkeys((size, size[::-1])):
            half = np.array(turned) / 2
            free = room[turned] > -step
            for centre, box in zip(centres, boxes, strict=True):
                least = half + np.array([box.long_m, box.wide_m]) + gap_m
                free &= (np.abs(spots - centre) >= least).any(axis=1)
            if free.any():
                spot = int(np.where(free, key + 1e4 * half[first], np.inf).argmin())
                if best is None or key[spot] + 1e4 * half[first] < best[0]:
                    best = key[spot] + 1e4 * half[first], spot, GrowingRectangle(*half)
        if best is None:
            return None
        centres.append(spots[best[1]])
        boxes.append(best[2])
    return np.array(centres), tuple(boxes)
