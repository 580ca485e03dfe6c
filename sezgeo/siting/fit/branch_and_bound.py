"""
The best place of one rectangle inside a polygon, at any angle, by branch and bound.

Places (centre and angle) are parted into cells. The slack in the middle of a cell bounds it in the
whole cell: a move by a metre changes it by at most a metre, and a rectangle turned by a small angle
holds a slightly smaller one that is not turned. Cells that cannot beat the best place found are
dropped, the rest are parted again, and the best are settled exactly by linear programs. When no
cell is left, the answer is proven to within `tolerance`.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats
from sezgeo.siting.fit.clearance import Box, edges_of, slack
from sezgeo.siting.fit.refinement import Group, settled

_CELLS = 8
"""Cells across the shorter side of the polygon's extent, and angles, at the start."""
_MOST_CELLS = 60_000
"""More cells than this are not looked at: then the answer is not proven."""
TOLERANCE = (0.05, 0.0)
"""Slack that a search may miss: metres, and share of the slack found. Another angle may be this
much better, however much there is to spare."""
_DIAGONAL = math.sqrt(2)
_QUARTERS = np.array([-0.5, 0.5])


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """
    The best place found.

    Attributes
    ----------
    place
        Where the rectangle stands, with its slack; None where the polygon has no inside.
    bound
        No place has more slack than this.
    """

    place: Group | None
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Cells of equal size: their middles, and half their size in metres and radians."""

    middles: Floats
    half_m: float
    half_turn: float


def best_place(
    shape: BaseGeometry,
    box: Box,
    *,
    enough: float = math.inf,
    floor: float = -math.inf,
    tolerance: tuple[float, float] = TOLERANCE,
    settle: bool = True,
) -> Best:
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
        How much slack may be missed: in metres, and as a share of the slack; the greater counts.
    settle
        False for those who want the bound, or settle the place themselves.

    Returns
    -------
    Best
        The place, and a proof of how good it is.

    Examples
    --------
    >>> triangle = shapely.Polygon([(0, 0), (60, 0), (0, 40)])
    >>> found = best_place(triangle, Box(15, 10)).place
    >>> abs(found.slack) < 1e-6
    True
    """
    if shape.is_empty or not shape.area > 0:
        return Best(None, -math.inf)
    middle = np.asarray(shape.centroid.coords[0])
    around = shapely.transform(shape, lambda xy: xy - middle)
    shapely.prepare(around)
    least = max(box.least, floor)
    best = _Search(around, edges_of(around), box, tolerance, least, settle=settle).run(enough)
    if best.place is None:
        return best
    found = best.place
    return Best(Group(found.centres + middle, found.angle, found.boxes, found.slack), best.bound)


@dataclass(slots=True, eq=False)
class _Search:
    """One search: the boundary, and the best place so far."""

    shape: BaseGeometry
    edges: Floats
    box: Box
    tolerance: tuple[float, float]
    floor: float
    settle: bool
    best: Group | None = None

    def run(self, enough: float) -> Best:
        """Part cells until none can hold a better place."""
        cells = self._first()
        while True:
            inside, value = self._valued(cells)
            self._improve(cells, inside, value)
            if self._top >= enough:
                return Best(self.best, math.inf)
            missed = max(self.tolerance[0], self.tolerance[1] * abs(self._top))
            bound = value + self._spread(cells, value)
            left = bound > self._top + missed
            self._drop_far(cells, left & ~inside, left)
            if not left.any():
                return Best(self.best, self._top + missed)
            if left.sum() > _MOST_CELLS:
                return Best(self.best, float(bound[left].max()))
            cells = self._parted(cells, left)

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

    def _valued(self, cells: _Cells) -> tuple[Bools, Floats]:
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

    def _spread(self, cells: _Cells, value: Floats | float) -> Floats:
        """Bound how much more slack a cell may hold than its middle."""
        thin = min(self.box.long_growth, self.box.wide_growth)
        moved = _DIAGONAL * cells.half_m / thin
        spread: Floats = moved + cells.half_turn * self.box.turning(value)
        return spread

    def _improve(self, cells: _Cells, inside: Bools, value: Floats) -> None:
        """Settle the best cell if it is better than the best place, settled already."""
        if not inside.any():
            return
        at = int(np.where(inside, value, -math.inf).argmax())
        spread = float(self._spread(cells, value[at]))
        if value[at] <= self._top and (self.best or value[at] + spread <= self.floor):
            return
        x, y, angle = cells.middles[at]
        start = Group(np.array([[x, y]]), float(angle), (self.box,), float(value[at]))
        best = start
        if self.settle:
            found = settled(self.edges, start, reach_m=2 * cells.half_m)
            best = found if self._holds(found) else start
        if best.slack > self._top:
            self.best = best

    def _holds(self, found: Group) -> bool:
        return bool(shapely.contains_xy(self.shape, *found.centres[0]))

    def _parted(self, cells: _Cells, left: Bools) -> _Cells:
        """Part cells in space or in angle, whichever leaves more open."""
        middles, half, turn = cells.middles[left], cells.half_m, cells.half_turn
        thin = min(self.box.long_growth, self.box.wide_growth)
        if turn * float(self.box.turning(self._top)) > _DIAGONAL * half / thin:
            moves = np.array([(0.0, 0.0, q * turn) for q in _QUARTERS])
            return _Cells(_moved(middles, moves), half, turn / 2)
        moves = np.array([(p * half, q * half, 0.0) for p in _QUARTERS for q in _QUARTERS])
        return _Cells(_moved(middles, moves), half / 2, turn)


def _moved(middles: Floats, moves: Floats) -> Floats:
    return (middles[:, None] + moves).reshape(-1, 3)
