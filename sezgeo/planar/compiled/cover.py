"""
How much of each plot zones cover together: exact areas, slab by slab.

Vertical lines through all corners and crossings cut the land into slabs in which no two edges
cross, so what is covered there is a stack of trapezoids, and their heights in the middle of the
slab times its width are their areas. Zones may overlap: a place counts while it lies in any.
"""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)

BLOCK = 16
"""Edges that share a box, so that far ones are passed over together."""
MOST = 400
"""Edges near one plot beyond which the plot is left to others: the work grows with their square."""
_PLOT = -1
_FAR_BELOW = -1e30


@_compiled
def boxes(ends, start, box_start, box):
    """Fill in the boxes of each zone's edges, `BLOCK` by `BLOCK`, and what each begins with."""
    at = 0
    for zone in range(len(start) - 1):
        box_start[zone] = at
        for first in range(start[zone], start[zone + 1], BLOCK):
            west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
            for edge in range(first, min(first + BLOCK, start[zone + 1])):
                west = min(west, ends[edge, 0], ends[edge, 2])
                east = max(east, ends[edge, 0], ends[edge, 2])
                south = min(south, ends[edge, 1], ends[edge, 3])
                north = max(north, ends[edge, 1], ends[edge, 3])
            box[at, 0], box[at, 1], box[at, 2], box[at, 3] = west, south, east, north
            at += 1
    box_start[len(start) - 1] = at


@_compiled
def covered(own, own_start, zones, start, box_start, box, pair_start, zone_of, first, last, area):
    """Fill in the covered area of plots `first` to `last`; NaN where edges are too many."""
    edges = np.empty((MOST, 4))  # x of both ends, y of the left one, slope
    whose = np.empty(MOST, dtype=np.int64)
    cuts = np.empty(8 * MOST)
    height, mine = np.empty(MOST), np.empty(MOST, dtype=np.int64)
    zones_met, inside = np.empty(MOST, dtype=np.int64), np.empty(MOST, dtype=np.bool_)
    for plot in range(first, last):
        if pair_start[plot] == pair_start[plot + 1] or own_start[plot] == own_start[plot + 1]:
            area[plot] = 0.0
            continue
        frame = _frame(own, own_start[plot], own_start[plot + 1])
        count = _own_edges(own, own_start[plot], own_start[plot + 1], frame, edges, whose)
        for pair in range(pair_start[plot], pair_start[plot + 1]):
            if count < 0:
                break
            count = _zone_edges(zones, start, box_start, box, zone_of[pair], pair, frame,
                                edges, whose, count)  # fmt: skip
        area[plot] = np.nan
        if count >= 0:
            area[plot] = _area(
                edges, whose, count, cuts, frame[2] - frame[0], height, mine, zones_met, inside
            )


@_compiled
def _frame(own, start, stop):
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for edge in range(start, stop):
        west, east = min(west, own[edge, 0]), max(east, own[edge, 0])
        south, north = min(south, own[edge, 1]), max(north, own[edge, 1])
    return west, south, east, north


@_compiled
def _added(edges, whose, count, x0, y0, x1, y1, mine):
    """Add an edge from left to right; return the new count, -1 if there is no room."""
    if x0 == x1:
        return count
    if count >= MOST:
        return -1
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    edges[count, 0], edges[count, 1], edges[count, 2] = x0, x1, y0
    edges[count, 3] = (y1 - y0) / (x1 - x0)
    whose[count] = mine
    return count + 1


@_compiled
def _own_edges(own, start, stop, frame, edges, whose):
    count = 0
    for edge in range(start, stop):
        count = _added(
            edges, whose, count,
            own[edge, 0] - frame[0], own[edge, 1] - frame[1],
            own[edge, 2] - frame[0], own[edge, 3] - frame[1], _PLOT,
        )  # fmt: skip
        if count < 0:
            break
    return count


@_compiled
def _zone_edges(zones, start, box_start, box, zone, pair, frame, edges, whose, count):
    """Add the edges of a zone over, in or under the plot's frame; those above it count for none."""
    west, south, east, north = frame
    for block in range(box_start[zone], box_start[zone + 1]):
        if box[block, 0] >= east or box[block, 2] <= west or box[block, 1] >= north:
            continue
        head = start[zone] + (block - box_start[zone]) * BLOCK
        for edge in range(head, min(head + BLOCK, start[zone + 1])):
            x0, y0, x1, y1 = zones[edge, 0], zones[edge, 1], zones[edge, 2], zones[edge, 3]
            if min(x0, x1) >= east or max(x0, x1) <= west or min(y0, y1) >= north:
                continue
            if max(y0, y1) <= south:  # only on which side of it the plot lies matters
                y0 = y1 = _FAR_BELOW
            count = _added(
                edges, whose, count, x0 - west, y0 - south, x1 - west, y1 - south, pair
            )  # fmt: skip
            if count < 0:
                return count
    return count


@_compiled
def _area(edges, whose, count, cuts, wide, height, mine, zones, inside):
    number = _all_cuts(edges, whose, count, cuts, wide)
    if number < 0:
        return np.nan
    cuts[:number].sort()
    total = 0.0
    for cut in range(number - 1):
        width = cuts[cut + 1] - cuts[cut]
        if width > 0.0:
            middle = (cuts[cut] + cuts[cut + 1]) / 2
            total += width * _height(edges, whose, count, middle, height, mine, zones, inside)
    return total


@_compiled
def _all_cuts(edges, whose, count, cuts, wide):
    """List where slabs end: all corners and crossings; return how many, -1 if there is no room."""
    cuts[0], cuts[1] = 0.0, wide
    number = 2
    for one in range(count):
        for end in range(2):
            if 0.0 < edges[one, end] < wide:
                if number >= len(cuts):
                    return -1
                cuts[number] = edges[one, end]
                number += 1
        for other in range(one):
            if whose[one] == whose[other]:
                continue
            left = max(edges[one, 0], edges[other, 0], 0.0)
            right = min(edges[one, 1], edges[other, 1], wide)
            if left >= right:
                continue
            apart = (edges[one, 2] + edges[one, 3] * (left - edges[one, 0])) - (
                edges[other, 2] + edges[other, 3] * (left - edges[other, 0])
            )
            then = apart + (edges[one, 3] - edges[other, 3]) * (right - left)
            if (apart < 0.0) != (then < 0.0):
                if number >= len(cuts):
                    return -1
                cuts[number] = left + (right - left) * (apart / (apart - then))
                number += 1
    return number


@_compiled
def _height(edges, whose, count, x, height, mine, zones, inside):
    """Measure the heights covered in the plot at one place, from below."""
    crossed = 0
    for edge in range(count):
        if edges[edge, 0] < x < edges[edge, 1]:
            y, place = edges[edge, 2] + edges[edge, 3] * (x - edges[edge, 0]), crossed
            while place > 0 and height[place - 1] > y:
                height[place], mine[place] = height[place - 1], mine[place - 1]
                place -= 1
            height[place], mine[place] = y, whose[edge]
            crossed += 1
    known, around, in_plot, total = 0, 0, False, 0.0
    for place in range(crossed):
        if in_plot and around > 0:
            total += height[place] - height[place - 1]
        if mine[place] == _PLOT:
            in_plot = not in_plot
            continue
        zone = 0
        while zone < known and zones[zone] != mine[place]:
            zone += 1
        if zone == known:
            zones[zone], inside[zone] = mine[place], False
            known += 1
        inside[zone] = not inside[zone]
        around += 1 if inside[zone] else -1
    return total
