"""
Place all buildings of a plant on a piece of land, together, with the most to spare.

One building is placed by a search that proves its answer. Several are placed as blocks of rows at
any angle, then, where no block fits, one after the other at the angles of the land; the best of
both are refined together. What is found is valid; what is not found is impossible only where the
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
from sezgeo.siting.fit.branch_and_bound import TOLERANCE, Tolerance, best_place
from sezgeo.siting.fit.clearance import GrowingRectangle, edges_of
from sezgeo.siting.fit.corner_packing import pack_into_corners
from sezgeo.siting.fit.refinement import RectangleGroup, rectangle_group, refine
from sezgeo.siting.fit.row_layout import RowBlock, row_blocks

TOUCHING_M = 1e-7
"""A placement that is short by less stands: rounding, not walls."""
_FLOOR_SHARE = 0.25
"""What is missing is not measured beyond this share of the first building's width."""
_ROUGH = Tolerance(0.05, 0.2)
"""Tolerance for the bound that the largest building sets: exact where it decides, at zero."""
_FLOOR_M = 3.0
"""While no block fits, one worse than another by up to this is refined too."""
_COARSE = Tolerance(1.0, 0.1)
"""Tolerance for a block, which is refined later: metres, and share of the slack."""
_FROM_PACKING = 3


class FitAnswer(StrEnum):
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

    answer: FitAnswer
    buildings: tuple[Polygon, ...]
    angle_deg: float
    spare_m: float
    most_m: float


def place_rectangles(
    shape: BaseGeometry, sizes: Sequence[tuple[float, float]], gap_m: float
) -> Placement:
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
    >>> found = place_rectangles(shapely.box(0, 0, 100, 60), [(80.0, 50.0)], 12.0)
    >>> found.answer.value, round(found.spare_m, 3)
    ('fits', 5.0)
    """
    land = _polygons(shape)
    if land.is_empty or not land.area > 0:
        return Placement(
            answer=FitAnswer.IMPOSSIBLE,
            buildings=(),
            angle_deg=math.nan,
            spare_m=math.nan,
            most_m=math.nan,
        )
    first = GrowingRectangle(sizes[0][0] / 2, sizes[0][1] / 2)
    alone = len(sizes) == 1
    tolerance = TOLERANCE if alone else _ROUGH
    floor = -_FLOOR_SHARE * sizes[0][1]
    first_alone = best_place(land, first, floor=floor, tolerance=tolerance, exact=alone)
    if first_alone.place is None:
        return Placement(
            answer=FitAnswer.IMPOSSIBLE,
            buildings=(),
            angle_deg=math.nan,
            spare_m=math.nan,
            most_m=first_alone.bound,
        )
    too_little = sum(length * width for length, width in sizes) > land.area
    if alone:
        best = _quarter_turned(land, first_alone.place)
        return _placement(best, first_alone.bound, proven=too_little or first_alone.bound < 0)
    if first_alone.bound < 0 or too_little:
        largest = _best_refined(land, edges_of(land), [first_alone.place], gap_m)
        return _placement(largest or first_alone.place, first_alone.bound, proven=True)
    together = _together(land, sizes, gap_m)
    return _placement(
        together or first_alone.place, first_alone.bound, proven=False, whole=together is not None
    )


def _quarter_turned(land: BaseGeometry, group: RectangleGroup) -> RectangleGroup:
    """Turn an almost square building by a quarter, if that leaves more to spare."""
    [box] = group.boxes
    if abs(box.long_m - box.wide_m) > 2 * TOLERANCE.metres:
        return group  # the search has compared both ways
    edges = edges_of(land)
    turned = rectangle_group(edges, group.centres, group.angle + math.pi / 2, group.boxes)
    refined = refine(edges, turned, reach_m=1.0)
    inside = shapely.contains_xy(land, *refined.centres.T).all()
    return refined if inside and refined.slack > group.slack else group


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a geometry; lines and points hold no building."""
    parts = shapely.get_parts(shape)
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and part.area > 0])


def _placement(
    group: RectangleGroup, bound: float, *, proven: bool, whole: bool = True
) -> Placement:
    fits = whole and not proven and group.slack >= -TOUCHING_M
    answer = FitAnswer.FITS if fits else FitAnswer.IMPOSSIBLE if proven else FitAnswer.NOT_FOUND
    quarter = math.pi / 2 if group.boxes[0].long_m < group.boxes[0].wide_m else 0.0
    return Placement(
        answer=answer,
        buildings=tuple(outlines(group)) if whole else (),
        angle_deg=math.degrees(group.angle + quarter) % 180,
        spare_m=group.slack if whole else math.nan,
        most_m=bound,
    )


def outlines(group: RectangleGroup) -> list[Polygon]:
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
) -> RectangleGroup | None:
    """Find the best placement of several buildings; None if not even a bad one was found."""
    middle = np.asarray(land.centroid.coords[0])
    centred = shapely.transform(land, lambda xy: xy - middle)
    edges = edges_of(centred)
    shapely.prepare(centred)
    starts: list[RectangleGroup] = []
    for block in row_blocks(sizes, gap_m):
        top = max((start.slack for start in starts), default=-_FLOOR_SHARE * sizes[0][1])
        floor = top if top >= 0 else top - _FLOOR_M
        if group := _as_block(centred, edges, block, floor):
            starts.append(group)
    best = _best_refined(centred, edges, starts, gap_m)
    if best is None or best.slack < -TOUCHING_M:
        packed = sorted(pack_into_corners(centred, edges, sizes, gap_m), key=lambda g: -g.slack)
        best = _best_refined(
            centred, edges, [*packed[:_FROM_PACKING], *([best] if best else [])], gap_m
        )
    if best is None:
        return None
    return RectangleGroup(best.centres + middle, best.angle, best.boxes, best.slack)


def _as_block(
    land: BaseGeometry, edges: Floats, block: RowBlock, floor: float
) -> RectangleGroup | None:
    """Place a block as one rectangle; return its buildings."""
    box = GrowingRectangle(block.long_m / 2, block.wide_m / 2)
    block_place = best_place(land, box, floor=floor, tolerance=_COARSE, exact=False).place
    if block_place is None:
        return None
    cos, sin = math.cos(block_place.angle), math.sin(block_place.angle)
    centres = block.centres @ np.array([[cos, sin], [-sin, cos]]) + block_place.centres[0]
    boxes = tuple(GrowingRectangle(x / 2, y / 2) for x, y in block.sides)
    if not shapely.contains_xy(land, *centres.T).all():
        return None
    return rectangle_group(edges, centres, block_place.angle, boxes)


def _best_refined(
    land: BaseGeometry, edges: Floats, starts: list[RectangleGroup], gap_m: float
) -> RectangleGroup | None:
    """Refine placements, the most promising first, until one fits; return the best."""
    best: RectangleGroup | None = None
    for start in sorted(starts, key=lambda group: -group.slack):
        if best is not None and best.slack >= 0 and start.slack < best.slack:
            break
        reach = max(abs(start.slack), 1.0)
        refined = refine(edges, start, reach_m=reach, gap_m=gap_m)
        if not shapely.contains_xy(land, *refined.centres.T).all():
            refined = start
        if best is None or refined.slack > best.slack:
            best = refined
    return best
