"""
Place all buildings of a plant on a piece of land, together, with the most to spare.

One building is placed by a search that proves its answer. Several are placed as blocks of rows at
any angle, then, where no block fits, one after the other at the angles of the land; the best of
both are settled together. What is found is valid; what is not found is impossible only where the
largest building alone proves it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.siting.fit.branch_and_bound import TOLERANCE, best_place
from sezgeo.siting.fit.clearance import Box, edges_of
from sezgeo.siting.fit.corner_packing import packed
from sezgeo.siting.fit.refinement import Group, placed, settled
from sezgeo.siting.fit.row_layout import Block, blocks

TOUCHING_M = 1e-7
"""A placement that is short by less stands: rounding, not walls."""
_FLOOR_SHARE = 0.25
"""What is missing is not measured beyond this share of the first building's width."""
_ROUGH = (0.05, 0.2)
"""Tolerance for the bound that the largest building sets: exact where it decides, at zero."""
_FLOOR_M = 3.0
"""While no block fits, one worse than another by up to this is settled too."""
_COARSE = (1.0, 0.1)
"""Tolerance for a block, which is settled later: metres, and share of the slack."""
_FROM_PACKING = 3


class Answer(StrEnum):
    """Whether a plant fits."""

    FITS = "fits"
    NOT_FOUND = "not_found"
    """No placement was found, and none was proven impossible."""
    IMPOSSIBLE = "impossible"
    """The largest building alone does not fit, or there is less land than buildings."""


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """
    Where the buildings of a plant stand.

    Attributes
    ----------
    answer
        Whether they fit.
    buildings
        Their outlines, in the order of the sizes asked for; empty if nothing was placed.
    angle_deg
        Direction of the first building, counter-clockwise from east, 0 to 180; NaN if none.
    spare_m
        How far all walls could move outwards at once; negative is what is missing. NaN if none.
    most_m
        Nobody can find more to spare than this.
    """

    answer: Answer
    buildings: tuple[Polygon, ...]
    angle_deg: float
    spare_m: float
    most_m: float


def place(shape: BaseGeometry, sizes: Sequence[tuple[float, float]], gap_m: float) -> Placement:
    """
    Place buildings inside a polygon.

    Parameters
    ----------
    shape
        Land to build on, in metres: a polygon, with holes or not, or several.
    sizes
        Length and width of each building, the largest first.
    gap_m
        Gap that they keep between them.

    Returns
    -------
    Placement
        The one with the most to spare among those found.

    Examples
    --------
    >>> found = place(shapely.box(0, 0, 100, 60), [(80.0, 50.0)], 12.0)
    >>> found.answer.value, round(found.spare_m, 3)
    ('fits', 5.0)
    """
    land = _polygons(shape)
    if land.is_empty or not land.area > 0:
        return Placement(Answer.IMPOSSIBLE, (), math.nan, math.nan, math.nan)
    first = Box(sizes[0][0] / 2, sizes[0][1] / 2)
    alone = len(sizes) == 1
    exact = TOLERANCE if alone else _ROUGH
    floor = -_FLOOR_SHARE * sizes[0][1]
    one = best_place(land, first, floor=floor, tolerance=exact, settle=alone)
    if one.place is None:
        return Placement(Answer.IMPOSSIBLE, (), math.nan, math.nan, one.bound)
    too_little = sum(length * width for length, width in sizes) > land.area
    if alone:
        best = _better_way_round(land, one.place)
        return _told(best, one.bound, proven=too_little or one.bound < 0)
    if one.bound < 0 or too_little:
        largest = _best(land, edges_of(land), [one.place], gap_m)
        return _told(largest or one.place, one.bound, proven=True)
    found = _together(land, sizes, gap_m)
    return _told(found or one.place, one.bound, proven=False, whole=found is not None)


def _better_way_round(land: BaseGeometry, found: Group) -> Group:
    """Turn an almost square building by a quarter, if that leaves more to spare."""
    [box] = found.boxes
    if abs(box.long_m - box.wide_m) > 2 * TOLERANCE[0]:
        return found  # the search has told the two ways apart
    edges = edges_of(land)
    turned = placed(edges, found.centres, found.angle + math.pi / 2, found.boxes)
    again = settled(edges, turned, reach_m=1.0)
    inside = shapely.contains_xy(land, *again.centres.T).all()
    return again if inside and again.slack > found.slack else found


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a geometry; lines and points hold no building."""
    parts = shapely.get_parts(shape)
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and part.area > 0])


def _told(group: Group, bound: float, *, proven: bool, whole: bool = True) -> Placement:
    fits = whole and not proven and group.slack >= -TOUCHING_M
    answer = Answer.FITS if fits else Answer.IMPOSSIBLE if proven else Answer.NOT_FOUND
    quarter = math.pi / 2 if group.boxes[0].long_m < group.boxes[0].wide_m else 0.0
    return Placement(
        answer,
        tuple(outlines(group)) if whole else (),
        math.degrees(group.angle + quarter) % 180,
        group.slack if whole else math.nan,
        bound,
    )


def outlines(group: Group) -> list[Polygon]:
    """Return the outlines of a group's rectangles, without their slack."""
    cos, sin = math.cos(group.angle), math.sin(group.angle)
    turn = np.array([[cos, sin], [-sin, cos]])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    return [
        Polygon((corners * (box.long_m, box.wide_m)) @ turn + centre)
        for box, centre in zip(group.boxes, group.centres, strict=True)
    ]


def _together(
    land: BaseGeometry, sizes: Sequence[tuple[float, float]], gap_m: float
) -> Group | None:
    """Find the best placement of several buildings; None if not even a bad one was found."""
    middle = np.asarray(land.centroid.coords[0])
    around = shapely.transform(land, lambda xy: xy - middle)
    edges = edges_of(around)
    shapely.prepare(around)
    starts: list[Group] = []
    for block in blocks(sizes, gap_m):
        top = max((start.slack for start in starts), default=-_FLOOR_SHARE * sizes[0][1])
        floor = top if top >= 0 else top - _FLOOR_M
        if found := _as_block(around, edges, block, floor):
            starts.append(found)
    best = _best(around, edges, starts, gap_m)
    if best is None or best.slack < -TOUCHING_M:
        single = sorted(packed(around, edges, sizes, gap_m), key=lambda g: -g.slack)
        best = _best(around, edges, [*single[:_FROM_PACKING], *([best] if best else [])], gap_m)
    if best is None:
        return None
    return Group(best.centres + middle, best.angle, best.boxes, best.slack)


def _as_block(land: BaseGeometry, edges: Floats, block: Block, floor: float) -> Group | None:
    """Place a block as one rectangle; return its buildings."""
    box = Box(block.long_m / 2, block.wide_m / 2)
    found = best_place(land, box, floor=floor, tolerance=_COARSE, settle=False).place
    if found is None:
        return None
    cos, sin = math.cos(found.angle), math.sin(found.angle)
    centres = block.centres @ np.array([[cos, sin], [-sin, cos]]) + found.centres[0]
    boxes = tuple(Box(x / 2, y / 2) for x, y in block.sides)
    if not shapely.contains_xy(land, *centres.T).all():
        return None
    return placed(edges, centres, found.angle, boxes)


def _best(land: BaseGeometry, edges: Floats, starts: list[Group], gap_m: float) -> Group | None:
    """Settle placements, the most promising first, until one fits; return the best."""
    best: Group | None = None
    for start in sorted(starts, key=lambda group: -group.slack):
        if best is not None and best.slack >= 0 and start.slack < best.slack:
            break
        reach = max(abs(start.slack), 1.0)
        found = settled(edges, start, reach_m=reach, gap_m=gap_m)
        if not shapely.contains_xy(land, *found.centres.T).all():
            found = start
        if best is None or found.slack > best.slack:
            best = found
    return best
