"""
The best place of one rectangle inside a polygon, at any angle, by branch and bound.

Places (centre and angle) are split into cells. The slack in the middle of a cell bounds it in the
whole cell: a move by a metre changes it by at most a metre, and a rectangle turned by a small angle
holds a slightly smaller one that is not turned. Cells that cannot beat the best place found are
dropped, the rest are split again, and the best are refined exactly by linear programs. When no
cell is left, the answer is proven to within `tolerance`.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats
from sezgeo.siting.fit.clearance import GrowingRectangle, edges_of, slack
from sezgeo.siting.fit.refinement import RectangleGroup, refine

_CELLS = 8
"""Cells across the shorter side of the polygon's extent, and angles, at the start."""
_MOST_CELLS = 60_000
"""More cells than this are not looked at: then the answer is not proven."""


class Tolerance(NamedTuple):
    """How much slack a search may miss: in metres, and as a share of the slack found."""

    metres: float
    share: float = 0.0

    def missed_m(self, slack: float) -> float:
        """Return how much may be missed where so much is found; the greater counts."""
        return max(self.metres, self.share * abs(slack))


TOLERANCE = Tolerance(0.05)
"""Another angle may be this much better, however much there is to spare."""
_DIAGONAL = math.sqrt(2)
_QUARTERS = np.array([-0.5, 0.5])


@dataclass(frozen=True, slots=True, eq=False)
class BestPlace:
    """
    The best place found.

    Attributes
    ----------
    place
        Where the rectangle stands, with its slack; None where the polygon has no inside.
    bound
        No place has more slack than this.
    """

    place: RectangleGroup | None
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Cells of equal size: their middles, and half their size in metres and radians."""

    middles: Floats
    half_m: float
    half_turn: float


def best_place(
    shape: BaseGeometry,
    box: GrowingRectangle,
    *,
    enough: float = math.inf,
    floor: float = -math.inf,
    tolerance: Tolerance = TOLERANCE,
    exact: bool = True,
) -> BestPlace:
    """
    Find where a rectangle has the most slack inside a polygon.

    Parameters
    ----------
    shape
        A polygon, with holes or not, or several; in metres.
    box
        The rectangle.
    enough
        Slack at which the search stops, for those who only ask whether it fits.
    floor
        Slack below which nobody cares where the place is: then none is returned.
    tolerance
        How much slack may be missed.
    exact
        False for those who want the bound, or refine the place themselves.

    Returns
    -------
    BestPlace
        The place, and a proof of how good it is.

    Examples
    --------
    >>> triangle = shapely.Polygon([(0, 0), (60, 0), (0, 40)])
    >>> found = best_place(triangle, GrowingRectangle(15, 10)).place
    >>> abs(found.slack) < 1e-6
    True
    """
    if shape.is_empty or not shape.area > 0:
        return BestPlace(None, -math.inf)
    middle = np.asarray(shape.centroid.coords[0])
    centred = shapely.transform(shape, lambda xy: xy - middle)
    shapely.prepare(centred)
    least = max(box.least, floor)
    best = _Search(centred, edges_of(centred), box, tolerance, floor=least, exact=exact).run(enough)
    if best.place is None:
        return best
    group = best.place
    moved = RectangleGroup(group.centres + middle, group.angle, group.boxes, group.slack)
    return BestPlace(moved, best.bound)


@dataclass(slots=True, eq=False)
class _Search:
    """One search: the boundary, and the best place so far."""

    shape: BaseGeometry
    edges: Floats
    box: GrowingRectangle
    tolerance: Tolerance
    floor: float
    exact: bool
    best: RectangleGroup | None = None

    def run(self, enough: float) -> BestPlace:
        """Part cells until none can hold a better place."""
        cells = self._first()
        while True:
            inside, value = self._values(cells)
            self._improve(cells, inside, value)
            if self._top >= enough:
                return BestPlace(self.best, math.inf)
            missed = self.tolerance.missed_m(self._top)
            bound = value + self._bound_above(cells, value)
            left = bound > self._top + missed
            self._drop_far(cells, left & ~inside, left)
            if not left.any():
                return BestPlace(self.best, self._top + missed)
            if left.sum() > _MOST_CELLS:
                return BestPlace(self.best, float(bound[left].max()))
            cells = self._split(cells, left)

    @property
    def _top(self) -> float:
        return self.best.slack if self.best else self.floor

    def _first(self) -> _Cells:
        west, south, east, north = self.shape.bounds
        half = min(east - west, north - south) / (2 * _CELLS)
        xs = np.arange(west + half, east + half, 2 * half)
        ys = np.arange(south + half, north + half, 2 * half)
        span = math.pi / (2 if self._square else 1)
        turns = (np.arange(_CELLS) + 0.5) * span / _CELLS
        grid = np.meshgrid(xs, ys, turns, indexing="ij")
        return _Cells(np.stack([g.ravel() for g in grid], axis=1), half, span / (2 * _CELLS))

    @property
    def _square(self) -> bool:
        box = self.box
        return box.long_m == box.wide_m and box.long_growth == box.wide_growth

    def _values(self, cells: _Cells) -> tuple[Bools, Floats]:
        """Measure the slack in the middle of each cell; outside it is at its least."""
        inside = shapely.contains_xy(self.shape, cells.middles[:, 0], cells.middles[:, 1])
        value = np.full(len(inside), self.box.least)
        value[inside] = slack(self.edges, cells.middles[inside], self.box)
        return inside, value

    def _drop_far(self, cells: _Cells, outside: Bools, left: Bools) -> None:
        """Drop the cells with their middle outside that do not reach into the polygon."""
        out = np.flatnonzero(outside)
        points = shapely.points(cells.middles[out, :2])
        left[out] = shapely.dwithin(self.shape, points, _DIAGONAL * cells.half_m)

    def _bound_above(self, cells: _Cells, value: Floats | float) -> Floats:
        """Bound how much more slack a cell may hold than its middle."""
        thin = min(self.box.long_growth, self.box.wide_growth)
        moved = _DIAGONAL * cells.half_m / thin
        spread: Floats = moved + cells.half_turn * self.box.turning(value)
        return spread

    def _improve(self, cells: _Cells, inside: Bools, value: Floats) -> None:
        """Refine the best cell if it is better than the best place, refined already."""
        if not inside.any():
            return
        best_cell = int(np.where(inside, value, -math.inf).argmax())
        spread = float(self._bound_above(cells, value[best_cell]))
        if value[best_cell] <= self._top and (self.best or value[best_cell] + spread <= self.floor):
            return
        x, y, angle = cells.middles[best_cell]
        start = RectangleGroup(
            np.array([[x, y]]), float(angle), (self.box,), float(value[best_cell])
        )
        best = start
        if self.exact:
            refined = refine(self.edges, start, reach_m=2 * cells.half_m)
            best = refined if self._is_inside(refined) else start
        if best.slack > self._top:
            self.best = best

    def _is_inside(self, group: RectangleGroup) -> bool:
        return bool(shapely.contains_xy(self.shape, *group.centres[0]))

    def _split(self, cells: _Cells, left: Bools) -> _Cells:
        """Part cells in space or in angle, whichever leaves more open."""
        middles, half, turn = cells.middles[left], cells.half_m, cells.half_turn
        thin = min(self.box.long_growth, self.box.wide_growth)
        if turn * float(self.box.turning(self._top)) > _DIAGONAL * half / thin:
            moves = np.array([(0.0, 0.0, q * turn) for q in _QUARTERS])
            return _Cells(_shifted(middles, moves), half, turn / 2)
        moves = np.array([(p * half, q * half, 0.0) for p in _QUARTERS for q in _QUARTERS])
        return _Cells(_shifted(middles, moves), half / 2, turn)


def _shifted(middles: Floats, moves: Floats) -> Floats:
    return (middles[:, None] + moves).reshape(-1, 3)
