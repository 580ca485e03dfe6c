"""
The search for the largest rectangle, for many outlines with numpy.

Vertices and a few places between them are tried as sides at the angles worth a look: those of the
longest edges and of a fan between them. The best of each part of the fan competes with the other
parts' best; the best few start a search in narrowing windows around angle and sides. The compiled
loops of `sezgeo.planar.compiled.rectangle` take the same steps and find the same rectangles.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sezgeo.arrays import Floats, Ints

QUARTER = math.pi / 2
BINS = 12
"""Angles of the fan between 0 and 90 degrees; the best angle next to each may be a start."""
EDGES = 16
"""Edges, the longest, whose directions are tried."""
ALIKE = 1e-9
"""Angles so close are tried once."""
CUTS = 7
"""Places tried for the sides, beside the vertices."""
STARTS = 6
"""Angles refined."""
LIKELY = 0.8
"""A start that has less than this share of the best area at first is not refined at all."""
ROUNDS = 14
NARROWER = 0.55
"""Each round narrows the windows around angle and sides by this factor."""
WINDOW = 0.05
"""How far the sides move at first, as a share of width and height together."""
TRIAL_ROUNDS = 1
HOPELESS = 0.92
"""A start that has less than this share of the best area after the trial rounds is given up."""
PATIENCE = 4
GAINED = 1.00001
"""A start that did not gain so much in a few rounds on end is done."""
FULL = 0.999999
"""A rectangle that fills so much of the polygon is not refined."""
EQUAL = 0.999
"""Of rectangles as good as equal the broadest is taken: a hall wants width."""
INSET_M = 1e-6
"""Drawn in on each side, so that rounding puts no corner outside and no side behind an edge."""

_AT_ONCE = 150_000
"""Edges times tries reckoned at once: few enough for a processor's cache."""
_LIKELY = 3
"""Pairs of sides tried first in each row, to know which others are worth it."""
_TURNS = np.array([0.0, -1.0, 1.0])
_LEFT, _RIGHT = (side.ravel() for side in np.mgrid[-1.0:2.0, -1.0:2.0])
"""Turns of the angle and moves of the two sides tried in each round, in windows."""


def search(
    edges: Floats, start: Ints, rough: Floats, rough_start: Ints, *, full_m2: Floats
) -> Floats:
    """
    Find the largest rectangle inside each outline.

    Parameters
    ----------
    edges : numpy.ndarray, shape (edges, 4)
        x and y of both ends of the edges of all outlines, each around its own centre.
    start : numpy.ndarray, shape (outlines + 1,)
        First edge of each outline.
    rough, rough_start
        The same for simpler outlines, which do for a first look.
    full_m2 : numpy.ndarray, shape (outlines,)
        Areas.

    Returns
    -------
    numpy.ndarray, shape (outlines, 5)
        Angle, and left, right, lower and upper side in the system turned by it; all 0 where no
        rectangle fits.
    """
    starts, areas = np.empty((len(full_m2), STARTS, 3)), np.empty((len(full_m2), STARTS))
    for rows, outlines in _alike(rough, rough_start, _looks):
        starts[rows], areas[rows] = _looked(outlines)
    boxes = np.empty((len(full_m2), 5))
    for rows, outlines in _alike(edges, start, _refinings):
        boxes[rows] = _refined(outlines, full_m2[rows], starts[rows], areas[rows] > 0)
    return boxes


def _looks(edges: int) -> int:
    return (min(edges, EDGES) + BINS) * (edges + CUTS) ** 2 // 2


def _refinings(_: int) -> int:
    return STARTS * len(_TURNS) * len(_LEFT)


def _alike(
    edges: Floats, start: Ints, tries_of: Callable[[int], int]
) -> Iterator[tuple[Ints, Floats]]:
    """Split outlines into batches with one number of edges each, small enough for the cache."""
    counts = np.diff(start)
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        size = max(1, _AT_ONCE // (tries_of(count) * count))
        for first in range(0, len(rows), size):
            batch = rows[first : first + size]
            yield batch, edges[start[batch, None] + np.arange(count)]


def _looked(edges: Floats) -> tuple[Floats, Floats]:
    """
    Try vertices and a few places between them as sides, at every angle worth a look.

    Returns
    -------
    starts : numpy.ndarray, shape (outlines, STARTS, 3)
        Angle, left and right side of the best, the best first.
    areas : numpy.ndarray, shape (outlines, STARTS)
        What they enclose; -1 for a start that is not worth refining.
    """
    angles, new = _angles(edges)
    turned = _turned(np.repeat(edges, angles.shape[1], axis=0), angles.ravel())
    corners = turned[..., 0]
    low, top = corners.min(axis=1)[:, None], corners.max(axis=1)[:, None]
    between = low + (top - low) * (np.arange(CUTS) / (CUTS - 1))
    sides = np.sort(np.concatenate([corners, between], axis=1), axis=1)
    area, box = _widened(turned, *_best_pair(turned, sides))
    area, box = np.where(new, area.reshape(angles.shape), -1.0), box.reshape(*angles.shape, 4)
    part = np.floor(angles / (QUARTER / BINS) + 0.5).astype(int) % BINS
    in_part = np.where(part[:, None] == np.arange(BINS)[:, None], area[:, None], -1.0)
    best = in_part.max(axis=2)
    parts = np.argsort(-best, axis=1, kind="stable")[:, :STARTS]
    places = np.take_along_axis(in_part.argmax(axis=2), parts, axis=1)
    areas = np.take_along_axis(best, parts, axis=1)
    areas = np.where(areas > np.maximum(LIKELY * areas[:, :1], 0.0), areas, -1.0)
    starts = np.concatenate([angles[..., None], box[..., :2]], axis=2)
    return np.take_along_axis(starts, places[..., None], axis=1), areas


def _angles(edges: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """List the angles worth a look, and tell which are unlike all before them."""
    along = edges[..., 2:] - edges[..., :2]
    if along.shape[1] > EDGES:
        square = along[..., 0] * along[..., 0] + along[..., 1] * along[..., 1]
        longest = np.argsort(-square, axis=1, kind="stable")[:, :EDGES, None]
        along = np.take_along_axis(along, longest, axis=1)
    of_edges = np.arctan2(along[..., 1], along[..., 0]) % QUARTER
    fan = np.broadcast_to(np.arange(BINS) * (QUARTER / BINS), (len(edges), BINS))
    angles = np.concatenate([of_edges, fan], axis=1)
    alike = np.abs(angles[:, :, None] - angles[:, None, :]) < ALIKE
    return angles, ~np.tril(alike, -1).any(axis=2)


def _best_pair(turned: Floats, sides: Floats) -> tuple[Floats, Floats]:
    """
    Find the pair of sides with the largest free rectangle between them, in each row.

    A pair is free no higher than any strip between neighbouring sides: pairs that cannot win so
    are not tried.
    """
    count = sides.shape[1]
    left, right = np.triu_indices(count, k=1)
    order = np.argsort(right - left, kind="stable")
    left, right = left[order], right[order]
    wide = sides[:, right] - sides[:, left]
    _, strips = _gap(turned, sides[:, :-1] + INSET_M, sides[:, 1:] - INSET_M)
    high = [np.where(wide[:, : count - 1] > 2 * INSET_M, strips, np.inf)]
    for step in range(1, count - 1):
        high.append(np.minimum(high[-1][:, :-1], high[0][:, step:]))
    most = wide * np.nan_to_num(np.concatenate(high, axis=1), posinf=0.0)
    area = np.full(most.shape, -1.0)
    area[:, : count - 1] = most[:, : count - 1]
    likely = np.argpartition(-most, _LIKELY, axis=1)[:, :_LIKELY]
    row, pair = np.repeat(np.arange(len(most)), _LIKELY), likely.ravel()
    for _ in range(2):
        x0, x1 = sides[row, left[pair], None] + INSET_M, sides[row, right[pair], None] - INSET_M
        area[row, pair] = wide[row, pair] * _gap(turned[row], x0, x1)[1][:, 0]
        row, pair = np.nonzero((area < 0) & (most >= area.max(axis=1)[:, None]))
    best = area.argmax(axis=1)
    rows = np.arange(len(best))
    return sides[rows, left[best], None], sides[rows, right[best], None]


def _turned(edges: Floats, angles: Floats) -> Floats:
    """Turn the edges of each outline back by an angle."""
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    x0, y0, x1, y1 = np.moveaxis(edges, 2, 0)
    ends = (x0 * cos + y0 * sin, y0 * cos - x0 * sin, x1 * cos + y1 * sin, y1 * cos - x1 * sin)
    return np.stack(ends, axis=2)


def _refined(
    edges: Floats, full_m2: Floats, starts: Floats, promising: NDArray[np.bool_]
) -> Floats:
    """Narrow windows around angle and sides of every start; take the broadest of the best."""
    angle, box = starts[..., 0].copy(), np.pad(starts[..., 1:], ((0, 0), (0, 0), (0, 2)))
    area, stalled = np.full(angle.shape, -1.0), np.where(promising, 0, PATIENCE)
    reach = np.ptp(edges[..., 0::2], axis=(1, 2)) + np.ptp(edges[..., 1::2], axis=(1, 2))
    narrower = 1.0
    for number in range(ROUNDS):
        best = area.max(axis=1)[:, None]
        hopeless = (area < HOPELESS * best) & (number >= TRIAL_ROUNDS)
        live = ~hopeless & (stalled < PATIENCE) & (best <= FULL * full_m2[:, None])
        row, column = np.nonzero(live)
        if not len(row):
            break
        before, window = area[row, column], (narrower * WINDOW * reach)[row]
        tried, angles, boxes = _round(
            edges[row], angle[row, column], box[row, column], window, narrower=narrower
        )
        stalled[live] = np.where(tried > before * GAINED, 0, stalled[live] + 1)
        better = tried > before
        row, column = row[better], column[better]
        area[row, column], angle[row, column] = tried[better], angles[better]
        box[row, column] = boxes[better]
        narrower *= NARROWER
    short = np.minimum(box[..., 1] - box[..., 0], box[..., 3] - box[..., 2])
    broad = np.where(area >= EQUAL * area.max(axis=1)[:, None], short, 0.0)
    first = broad.argmax(axis=1)
    rows = np.arange(len(first))
    boxes = np.concatenate([angle[rows, first, None], box[rows, first]], axis=1)
    return np.where(broad[rows, first, None] > 0, boxes, 0.0)


def _round(
    edges: Floats, angle: Floats, box: Floats, window: Floats, *, narrower: float
) -> tuple[Floats, Floats, Floats]:
    """Turn the angle and move the sides of every start; return the best area, angle and box."""
    angles = angle[:, None] + QUARTER / BINS * narrower * _TURNS
    left, right = (
        np.repeat(box[:, i, None] + window[:, None] * moves, len(_TURNS), axis=0)
        for i, moves in enumerate((_LEFT, _RIGHT))
    )
    turned = _turned(np.repeat(edges, len(_TURNS), axis=0), angles.ravel())
    area, boxes = _widened(turned, left, right)
    areas = area.reshape(len(angle), -1)
    best = areas.argmax(axis=1)
    rows = np.arange(len(angle))
    boxes = boxes.reshape(len(angle), -1, 4)[rows, best]
    return areas[rows, best], angles[rows, best // len(_LEFT)], boxes


def _widened(turned: Floats, left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """
    Find the tallest rectangle between each pair of sides, and widen it as far as it goes.

    The best one often touches two slanting edges at once, a ridge that steps of the sides alone
    miss.

    Parameters
    ----------
    turned : numpy.ndarray, shape (rows, edges, 4)
        Edges in each turned system.
    left, right : numpy.ndarray, shape (rows, pairs)
        Sides.

    Returns
    -------
    area : numpy.ndarray, shape (rows, pairs)
    box : numpy.ndarray, shape (rows, pairs, 4)
        Left, right, lower and upper side.
    """
    floor, tall = _gap(turned, left + INSET_M, right - INSET_M)
    level = turned[..., [1, 0, 3, 2]]
    start, wide = _gap(level, floor + INSET_M, floor + tall - INSET_M)
    return wide * tall, np.stack([start, start + wide, floor, floor + tall], axis=2)


def _gap(turned: Floats, left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Find the tallest free gap between pairs of sides: where it starts, and its height."""
    start, end = turned[:, None, :, :2], turned[:, None, :, 2:]
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
    order += np.arange(0, bottom.size, bottom.shape[2]).reshape(*bottom.shape[:2], 1)
    bottom = bottom.take(order)
    covered = np.maximum.accumulate(top.take(order), axis=2)
    odd = np.cumsum(crosses.take(order), axis=2) % 2 == 1
    within = odd[..., :-1] & np.isfinite(bottom[..., 1:])
    gap = np.subtract(bottom[..., 1:], covered[..., :-1], out=np.zeros(within.shape), where=within)
    best = gap.argmax(axis=2)[..., None]
    height = np.maximum(np.take_along_axis(gap, best, axis=2)[..., 0], 0.0)
    floor = np.take_along_axis(covered, best, axis=2)[..., 0]
    return np.where(height > 0, floor, 0.0), height
