"""
The search for the largest rectangle as compiled loops: needs numba, the extra `sezgeo[fast]`.

The steps are those of `sezgeo.planar.rectangle_search`, one plot after another, without those
tries that cannot win: of two pairs of sides the wider one cannot be free any higher.
"""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

import math

import numba
import numpy as np

from sezgeo.planar.rectangle_search import (
    ALIKE,
    BINS,
    CUTS,
    EDGES,
    EQUAL,
    FULL,
    GAINED,
    HOPELESS,
    INSET_M,
    LIKELY,
    NARROWER,
    PATIENCE,
    QUARTER,
    ROUNDS,
    STARTS,
    TRIAL_ROUNDS,
    WINDOW,
)

_compiled = numba.njit(nogil=True, cache=True, error_model="numpy")


@_compiled
def search(edges, start, rough, rough_start, full_m2, first, last, found):
    """Fill in angle and sides of the largest rectangle of each plot from `first` to `last`."""
    looked, most = 1, 1
    for plot in range(first, last):
        looked = max(looked, rough_start[plot + 1] - rough_start[plot])
        most = max(most, looked, start[plot + 1] - start[plot])
    upright, level = np.empty((most, 5)), np.empty((most, 5))
    scratch = np.empty((most, 3))
    sides, high = np.empty(looked + CUTS), np.empty((looked + CUTS, looked + CUTS))
    starts = np.empty((STARTS, 3))
    for plot in range(first, last):
        outline = rough[rough_start[plot] : rough_start[plot + 1]]
        count = _look(outline, upright, level, scratch, sides, high, starts)
        outline = edges[start[plot] : start[plot + 1]]
        _refine(outline, full_m2[plot], starts[:count], upright, level, scratch, found[plot])


@_compiled
def _look(edges, upright, level, scratch, sides, high, starts):
    """Try pairs of sides at every angle worth a look; write the best starts, return how many."""
    angles = _angles(edges)
    best, at = np.full(BINS, -1.0), np.empty((BINS, 3))
    count = len(edges)
    for number in range(len(angles)):
        angle = angles[number]
        if _was_tried(angles, number):
            continue
        cos, sin = math.cos(angle), math.sin(angle)
        low, top = _turned(edges, cos, sin, upright, level)
        _sides(edges, cos, sin, low, top, sides)
        i, j = _best_pair(upright, sides, count, scratch, high)
        x0, x1 = sides[i] + INSET_M, sides[j] - INSET_M
        floor, tall = _gap(upright, count, x0, x1, scratch)
        left, wide = _gap(level, count, floor + INSET_M, floor + tall - INSET_M, scratch)
        place = math.floor(angle / (QUARTER / BINS) + 0.5) % BINS
        if wide * tall > best[place]:
            best[place] = wide * tall
            at[place, 0], at[place, 1], at[place, 2] = angle, left, left + wide
    kept, at_least = 0, LIKELY * best.max()
    for _ in range(STARTS):
        place = int(np.argmax(best))
        if best[place] > max(at_least, 0.0):
            starts[kept] = at[place]
            best[place] = -1.0
            kept += 1
    return kept


@_compiled
def _angles(edges):
    """List the directions of the longest edges and a fan between them."""
    longest = min(len(edges), EDGES)
    square = np.empty(len(edges))
    for edge in range(len(edges)):
        x, y = edges[edge, 2] - edges[edge, 0], edges[edge, 3] - edges[edge, 1]
        square[edge] = -(x * x + y * y)
    order = np.argsort(square, kind="mergesort") if len(edges) > EDGES else np.arange(len(edges))
    angles = np.empty(longest + BINS)
    for place in range(longest):
        x0, y0, x1, y1 = edges[order[place]]
        angles[place] = math.atan2(y1 - y0, x1 - x0) % QUARTER
    for place in range(BINS):
        angles[longest + place] = place * (QUARTER / BINS)
    return angles


@_compiled
def _was_tried(angles, number):
    for earlier in range(number):  # noqa: SIM110 - numba knows no generators here
        if abs(angles[earlier] - angles[number]) < ALIKE:
            return True
    return False


@_compiled
def _turned(edges, cos, sin, upright, level):
    """Turn edges back by an angle, as they lie and with x and y swapped; return the reach."""
    low, top = np.inf, -np.inf
    for edge in range(len(edges)):
        x0, y0, x1, y1 = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
        ax, ay = x0 * cos + y0 * sin, y0 * cos - x0 * sin
        bx, by = x1 * cos + y1 * sin, y1 * cos - x1 * sin
        _write(upright, edge, ax, ay, bx, by)
        _write(level, edge, ay, ax, by, bx)
        low, top = min(low, ax, bx), max(top, ax, bx)
    return low, top


@_compiled
def _write(out, edge, ax, ay, bx, by):
    """Write an edge from left to right, and its slope."""
    if ax > bx:
        ax, ay, bx, by = bx, by, ax, ay
    out[edge, 0], out[edge, 1], out[edge, 2], out[edge, 3] = ax, ay, bx, by
    out[edge, 4] = (by - ay) / (bx - ax) if bx > ax else 0.0


@_compiled
def _sides(edges, cos, sin, low, top, sides):
    """List all corners, turned back, and a few places between, sorted."""
    for cut in range(CUTS):
        sides[cut] = low + (top - low) * (cut / (CUTS - 1))
    for edge in range(len(edges)):
        x = edges[edge, 0] * cos + edges[edge, 1] * sin
        place = CUTS + edge
        while place > 0 and sides[place - 1] > x:
            sides[place] = sides[place - 1]
            place -= 1
        sides[place] = x


@_compiled
def _best_pair(edges, sides, count, scratch, high):
    """Find the pair of sides with the largest free rectangle between them, from narrow to wide."""
    first, second, best = 0, 1, -1.0
    for step in range(1, count + CUTS):
        for i in range(count + CUTS - step):
            j = i + step
            wide = sides[j] - sides[i]
            high[i, j] = np.inf
            if wide <= 2 * INSET_M:
                continue
            if step > 1:
                high[i, j] = min(high[i, j - 1], high[i + 1, j])
                if wide * high[i, j] <= best:
                    continue
            _, high[i, j] = _gap(edges, count, sides[i] + INSET_M, sides[j] - INSET_M, scratch)
            if wide * high[i, j] > best:
                first, second, best = i, j, wide * high[i, j]
    return first, second


@_compiled
def _gap(edges, count, x0, x1, scratch):
    """Find the tallest free gap between two sides: where it starts, and its height."""
    listed, middle = 0, (x0 + x1) / 2
    for edge in range(count):
        ax, bx = edges[edge, 0], edges[edge, 2]
        if ax >= x1 or bx <= x0:
            continue
        y0 = edges[edge, 1] + edges[edge, 4] * (max(x0, ax) - ax)
        y1 = edges[edge, 3] - edges[edge, 4] * (bx - min(x1, bx))
        low, place = min(y0, y1), listed
        while place > 0 and scratch[place - 1, 0] > low:
            scratch[place, 0] = scratch[place - 1, 0]
            scratch[place, 1] = scratch[place - 1, 1]
            scratch[place, 2] = scratch[place - 1, 2]
            place -= 1
        scratch[place, 0], scratch[place, 1] = low, max(y0, y1)
        scratch[place, 2] = 1.0 if ax <= middle and bx > middle else 0.0
        listed += 1
    covered, odd, best, start = -np.inf, False, 0.0, 0.0
    for place in range(listed - 1):
        covered = max(covered, scratch[place, 1])
        odd = odd != (scratch[place, 2] > 0.0)
        if odd and scratch[place + 1, 0] - covered > best:
            best, start = scratch[place + 1, 0] - covered, covered
    return start, best


@_compiled
def _refine(edges, full_m2, starts, upright, level, scratch, found):
    """Narrow windows around angle and sides of each start; write the broadest of the best."""
    count = len(starts)
    area, stalled = np.full(count, -1.0), np.zeros(count)
    boxes = np.zeros((count, 5))
    boxes[:, :3] = starts
    reach = np.ptp(edges[:, 0::2]) + np.ptp(edges[:, 1::2])
    narrower = 1.0
    for number in range(ROUNDS):
        best = area.max() if count else np.inf
        if best > FULL * full_m2:
            break
        for one in range(count):
            hopeless = number >= TRIAL_ROUNDS and area[one] < HOPELESS * best
            if hopeless or stalled[one] >= PATIENCE:
                continue
            before = area[one]
            area[one] = _round(
                edges, boxes[one], before, narrower, narrower * WINDOW * reach,
                upright, level, scratch,
            )  # fmt: skip
            stalled[one] = 0 if area[one] > before * GAINED else stalled[one] + 1
        narrower *= NARROWER
    broad, at_least = 0.0, EQUAL * area.max() if count else 0.0
    for one in range(count):
        short = min(boxes[one, 2] - boxes[one, 1], boxes[one, 4] - boxes[one, 3])
        if area[one] >= at_least and short > broad:
            broad = short
            found[:] = boxes[one]


@_compiled
def _round(edges, box, area, narrower, window, upright, level, scratch):
    """Turn the angle and move the sides; keep in `box` what is better, return its area."""
    angle, left, right, count = box[0], box[1], box[2], len(edges)
    for turn in (0.0, -1.0, 1.0):
        turned = angle + QUARTER / BINS * narrower * turn
        low, top = _turned(edges, math.cos(turned), math.sin(turned), upright, level)
        for one in (-1.0, 0.0, 1.0):
            for other in (-1.0, 0.0, 1.0):
                x0, x1 = left + window * one, right + window * other
                floor, tall = _gap(upright, count, x0 + INSET_M, x1 - INSET_M, scratch)
                if tall * (top - low) <= area:
                    continue
                y0, y1 = floor + INSET_M, floor + tall - INSET_M
                start, wide = _gap(level, count, y0, y1, scratch)
                if wide * tall > area:
                    area = wide * tall
                    box[0], box[1], box[2] = turned, start, start + wide
                    box[3], box[4] = floor, floor + tall
    return area
