"""
Move rectangles that stand about right into the best place near by, by linear programs.

At a given angle every contact is linear in the centres and the slack: a corner of a rectangle
stays on its side of an edge, an edge stays on its side of a rectangle, two rectangles stay apart.
The turn of the whole group enters by its first derivative. A step is kept only if the slack,
reckoned anew without any of this, has grown, and rectangles that were apart still are.
"""

import math
from dataclasses import dataclass

import numpy as np

from sezgeo.arrays import Floats
from sezgeo.siting.fit.clearance import GrowingRectangle, slack
from sezgeo.siting.fit.simplex import maximize_last

_STEPS = 14
_SMALLEST_M = 1e-7
_GAIN_M = 1e-8
_LEAN = 1e-3
"""Gaps are kept a little wider as the slack grows, so that every row limits the slack."""
_LEAST_GROWTH = 0.05
"""A corner that moves more slowly towards an edge than this is left out: another one leads."""


@dataclass(frozen=True, slots=True, eq=False)
class RectangleGroup:
    """
    Rectangles that share an angle, up to quarter turns.

    Attributes
    ----------
    centres : numpy.ndarray, shape (rectangles, 2)
        Where they stand.
    angle
        Direction of the first side of each, in radians.
    boxes
        The rectangles in that frame: a quarter turn is a box with its sides swapped.
    slack
        How far all can grow at once before an edge of the boundary enters one of them.
    """

    centres: Floats
    angle: float
    boxes: tuple[GrowingRectangle, ...]
    slack: float

    @property
    def places(self) -> Floats:
        """Return centre and angle of each, shape (rectangles, 3)."""
        return np.column_stack([self.centres, np.full(len(self.boxes), self.angle)])


def rectangle_group(
    edges: Floats, centres: Floats, angle: float, boxes: tuple[GrowingRectangle, ...]
) -> RectangleGroup:
    """
    Put rectangles at their places and measure their slack.

    All centres must lie inside, and all boxes grow alike.
    """
    places = np.column_stack([centres, np.full(len(boxes), angle)])
    halves = np.array([(box.long_m, box.wide_m) for box in boxes])
    return RectangleGroup(
        centres, angle, boxes, float(slack(edges, places, boxes[0], halves).min())
    )


def refine(
    edges: Floats,
    group: RectangleGroup,
    *,
    reach_m: float,
    gap_m: float = 0.0,
    worth: float = -math.inf,
    steps: int = _STEPS,
) -> RectangleGroup:
    """
    Move and turn a group until its slack grows no more.

    Parameters
    ----------
    edges : numpy.ndarray, shape (edges, 2, 2)
        The boundary.
    group
        Rectangles inside it; they may reach over edges, then their slack is negative.
    reach_m
        How far the first step may move them.
    gap_m
        Gap that rectangles keep between them.
    worth
        Slack below which nobody cares: a step that does not even hope for it is the last.
    steps
        Linear programs at most.

    Returns
    -------
    RectangleGroup
        As good as the given one or better.
    """
    reach = reach_m
    span = max(float(np.hypot(*np.ptp(group.centres, axis=0))), 1e-9) + _longest_side(group.boxes)
    for _ in range(steps):
        before = group.slack
        moved, hoped = _step(edges, group, gap_m, reach_m=reach, reach_turn=reach / span)
        if moved is not None and moved.slack > before + _GAIN_M:
            enough = moved.slack - before > 0.5 * (hoped - before)
            group, reach = moved, reach * (2.0 if enough else 0.5)
        else:
            reach *= 0.2
        if reach < _SMALLEST_M or hoped < max(worth, before + _GAIN_M):
            break
    return group


def _longest_side(boxes: tuple[GrowingRectangle, ...]) -> float:
    return max(max(box.long_m, box.wide_m) for box in boxes)


def _step(
    edges: Floats, group: RectangleGroup, gap_m: float, *, reach_m: float, reach_turn: float
) -> tuple[RectangleGroup | None, float]:
    """Solve the linear program around a group; return the group moved, and the slack hoped for."""
    count = len(group.boxes)
    pivot = group.centres.mean(axis=0)
    back = _rotation(group.angle)
    frame = (edges - pivot) @ back
    own = (group.centres - pivot) @ back
    rows = [_edge_rows(frame, own, group)]
    rows += [
        _apart_row(own, group, i, j, gap_m=gap_m) for i in range(count) for j in range(i + 1, count)
    ]
    table = np.concatenate(rows)
    limits = np.array([reach_m] * (2 * count) + [reach_turn])
    solved = maximize_last(table[:, :-1], table[:, -1], limits)
    if solved is None:
        return None, group.slack
    moves, turn = solved[: 2 * count].reshape(count, 2), float(solved[-2])
    angle = group.angle + turn
    centres = pivot + (own + moves) @ _rotation(angle).T
    return rectangle_group(edges, centres, angle, group.boxes), float(solved[-1])


def _rotation(angle: float) -> Floats:
    """Return the matrix that takes row vectors into the frame at an angle."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def _edge_rows(frame: Floats, own: Floats, group: RectangleGroup) -> Floats:
    """
    List what keeps the edges out of the rectangles, as rows `coefficients, bound`.

    Each edge is kept away by what keeps it away best now: a side of the rectangle, or the corner
    that the edge faces.
    """
    near = frame - own[:, None, None]
    half = np.array([(box.long_m, box.wide_m) for box in group.boxes])[:, None]
    growth = np.array([group.boxes[0].long_growth, group.boxes[0].wide_growth])
    low, high = np.minimum(near[:, :, 0], near[:, :, 1]), np.maximum(near[:, :, 0], near[:, :, 1])
    off = (np.maximum(low, -high) - half) / growth
    along = frame[:, 1] - frame[:, 0]
    normal = np.column_stack([along[:, 1], -along[:, 0]])
    normal /= np.hypot(*normal.T)[:, None]
    far = (near[:, :, 0] * normal).sum(axis=2)
    normal, far = normal * np.where(far < 0, -1.0, 1.0)[..., None], np.abs(far)
    corner = (far - (np.abs(normal) * half).sum(axis=2)) / (np.abs(normal) @ growth)
    sided = np.maximum(off[..., 0], off[..., 1]) >= corner
    rows = np.zeros((4, *sided.shape, 2 * len(own) + 3))
    box, edge = np.nonzero(sided)
    axis = (off[box, edge, 1] > off[box, edge, 0]).astype(int)
    sign = np.where(low[box, edge, axis] > -high[box, edge, axis], 1.0, -1.0)
    for end in (0, 1):
        across = frame[edge, end, 1 - axis] * np.where(axis == 0, 1, -1)
        rows[end, box, edge, 2 * box + axis] = sign
        rows[end, box, edge, -3] = -sign * across
        rows[end, box, edge, -2] = growth[axis]
        rows[end, box, edge, -1] = sign * near[box, edge, end, axis] - half[box, 0, axis]
    box, edge = np.nonzero(~sided)
    normal, far, half = normal[box, edge], far[box, edge], half[box, 0]
    for part, signs in zip(rows[2:], _facing_corners(normal, half), strict=True):
        corners = own[box] + signs * (half + growth * group.slack)
        part[box, edge, 2 * box], part[box, edge, 2 * box + 1] = normal.T
        part[box, edge, -3] = normal[:, 1] * corners[:, 0] - normal[:, 0] * corners[:, 1]
        part[box, edge, -2] = (normal * signs) @ growth
        part[box, edge, -1] = far - (normal * signs * half).sum(axis=1)
    flat: Floats = rows.reshape(-1, rows.shape[-1])
    return flat[flat[:, -2] > _LEAST_GROWTH]


def _facing_corners(normal: Floats, half: Floats) -> tuple[Floats, Floats]:
    """Find the two corners that an edge faces first: a turn may pass the lead to the second."""
    first = np.where(normal < 0, -1.0, 1.0)
    second = first.copy()
    less = (np.abs(normal) * half).argmin(axis=1)
    second[np.arange(len(less)), less] *= -1
    return first, second


def _apart_row(own: Floats, group: RectangleGroup, i: int, j: int, *, gap_m: float) -> Floats:
    """Keep two rectangles apart in the direction in which they are now."""
    boxes = group.boxes
    run = own[j] - own[i]
    least = np.array([boxes[i].long_m + boxes[j].long_m, boxes[i].wide_m + boxes[j].wide_m]) + gap_m
    axis = int((np.abs(run) - least).argmax())
    sign = 1.0 if run[axis] >= 0 else -1.0
    row = np.zeros((1, 2 * len(boxes) + 3))
    row[0, 2 * i + axis], row[0, 2 * j + axis] = sign, -sign
    row[0, -2] = _LEAN
    row[0, -1] = abs(run[axis]) - least[axis] + _LEAN * group.slack
    return row
