"""
How much of each plot zones cover together: exact areas.

Of the edges below a place inside a polygon, one more runs eastwards than westwards; below a place
outside, as many. So the area that a plot shares with one zone is a sum over pairs of their edges,
of the land above both, for or against: that needs neither crossings nor an order of edges.

Where several zones reach into a plot, they may overlap, and a place counts while it lies in any.
There vertical lines through all corners and crossings cut the land into slabs in which no two
edges cross, so what is covered is a stack of trapezoids, and their heights in the middle of the
slab times its width are their areas.
"""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)

BLOCK = 16
"""Edges that share a box, so that far ones are passed over together."""
MOST = 400
"""Edges near one plot beyond which it is left to others: the work grows with their square."""
_PLOT = -1
_FAR_BELOW = -1e30
_ROUNDING = 1e-13
"""Share of a plot's frame that is no area."""


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
    """
    Fill in the covered area of plots `first` to `last`.

    Infinite where a zone lies over all of a plot's frame; NaN where edges are too many.
    """
    edges = np.empty((MOST, 5))  # x of both ends, y of the left one, slope, 1 if it runs eastwards
    whose = np.empty(MOST, dtype=np.int64)
    cuts = np.empty(8 * MOST)
    order, active = np.empty(MOST, dtype=np.int64), np.empty(MOST, dtype=np.int64)
    height = np.empty(MOST)
    zones_met, inside = np.empty(MOST, dtype=np.int64), np.empty(MOST, dtype=np.bool_)
    for plot in range(first, last):
        area[plot] = 0.0
        if pair_start[plot] == pair_start[plot + 1] or own_start[plot] == own_start[plot + 1]:
            continue
        frame = _frame(own, own_start[plot], own_start[plot + 1])
        wide, high = frame[2] - frame[0], frame[3] - frame[1]
        own_count = _own_edges(own, own_start[plot], own_start[plot + 1], frame, edges, whose)
        count, met = own_count, 0
        for pair in range(pair_start[plot], pair_start[plot + 1]):
            if count < 0:
                break
            begun = count
            count, around = _zone_edges(zones, start, box_start, box, zone_of[pair], pair, frame,
                                        edges, whose, begun)  # fmt: skip
            if around:
                area[plot] = np.inf
                break
            shared = _shared(edges, own_count, begun, count)
            if shared > _ROUNDING * wide * high:
                area[plot] = shared
                met += 1
            elif count >= 0:
                count = begun
        if count < 0:
            area[plot] = np.nan
        elif met > 1 and area[plot] < np.inf:
            area[plot] = _area(
                edges, whose, count, wide, cuts, order, active, height, zones_met, inside
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
    """Add an edge; return the new count, -1 if there is no room."""
    if x0 == x1:
        return count
    if count >= MOST:
        return -1
    edges[count, 4] = 1.0
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
        edges[count, 4] = -1.0
    edges[count, 0], edges[count, 1], edges[count, 2] = x0, x1, y0
    edges[count, 3] = (y1 - y0) / (x1 - x0)
    whose[count] = mine
    return count + 1


@_compiled
def _own_edges(own, start, stop, frame, edges, whose):
    count = 0
    for edge in range(start, stop):
        if count >= 0:
            count = _added(edges, whose, count, own[edge, 0] - frame[0], own[edge, 1] - frame[1],
                           own[edge, 2] - frame[0], own[edge, 3] - frame[1], _PLOT)  # fmt: skip
    return count


@_compiled
def _zone_edges(zones, start, box_start, box, zone, pair, frame, edges, whose, count):
    """
    Add the edges of a zone in or under the plot's frame; those above it count for none.

    Edges under the frame are joined. Where there are no others, the zone lies over all of the
    frame or none of it: then none is added. Return the new count, and whether it is over all.
    """
    west, south, east, north = frame
    wide, begun = east - west, count
    crossing, run_from, run_to, under = False, 0.0, 0.0, 0.0
    for block in range(box_start[zone], box_start[zone + 1]):
        if box[block, 0] >= east or box[block, 2] <= west or box[block, 1] >= north:
            continue
        head = start[zone] + (block - box_start[zone]) * BLOCK
        for edge in range(head, min(head + BLOCK, start[zone + 1])):
            x0, y0, x1, y1 = zones[edge, 0], zones[edge, 1], zones[edge, 2], zones[edge, 3]
            if min(x0, x1) >= east or max(x0, x1) <= west or min(y0, y1) >= north:
                continue
            if max(y0, y1) > south:
                crossing = True
                count = _added(edges, whose, count, x0 - west, y0 - south,
                               x1 - west, y1 - south, pair)  # fmt: skip
            else:  # only on which side of it the plot lies matters
                x0, x1 = min(max(x0 - west, 0.0), wide), min(max(x1 - west, 0.0), wide)
                under += x1 - x0
                if x0 != run_to:
                    count = _added(edges, whose, count, run_from, _FAR_BELOW,
                                   run_to, _FAR_BELOW, pair)  # fmt: skip
                    run_from = x0
                run_to = x1
            if count < 0:
                return count, False
    if not crossing:
        return begun, under > wide / 2
    return _added(edges, whose, count, run_from, _FAR_BELOW, run_to, _FAR_BELOW, pair), False


@_compiled
def _shared(edges, own_count, begun, count):
    """Add up the area that a plot shares with the zone of the edges `begun` to `count`."""
    total = 0.0
    for other in range(begun, count):
        for one in range(own_count):
            left = max(edges[one, 0], edges[other, 0])
            right = min(edges[one, 1], edges[other, 1])
            if left >= right:
                continue
            y0 = edges[one, 2] + edges[one, 3] * (left - edges[one, 0])
            y1 = edges[one, 2] + edges[one, 3] * (right - edges[one, 0])
            over0 = edges[other, 2] + edges[other, 3] * (left - edges[other, 0]) - y0
            over1 = edges[other, 2] + edges[other, 3] * (right - edges[other, 0]) - y1
            upper = y0 + y1  # of the higher of both, twice the mean
            if over0 > 0.0 and over1 > 0.0:
                upper += over0 + over1
            elif over0 > 0.0:
                upper += over0 * over0 / (over0 - over1)
            elif over1 > 0.0:
                upper += over1 * over1 / (over1 - over0)
            total -= edges[one, 4] * edges[other, 4] * upper * (right - left) / 2
    return total


@_compiled
def _area(edges, whose, count, wide, cuts, order, active, height, zones, inside):
    """Measure what is covered where zones may overlap, slab by slab from west to east."""
    _by_left(edges, count, order)
    number = _all_cuts(edges, whose, count, order, cuts, wide)
    if number < 0:
        return np.nan
    cuts[:number].sort()
    total, begun, crossed = 0.0, 0, 0
    for cut in range(number - 1):
        width, middle = cuts[cut + 1] - cuts[cut], (cuts[cut] + cuts[cut + 1]) / 2
        if width <= 0.0:
            continue
        kept = 0
        for place in range(crossed):
            if edges[active[place], 1] > middle:
                active[kept] = active[place]
                kept += 1
        crossed = kept
        while begun < count and edges[order[begun], 0] < middle:
            if edges[order[begun], 1] > middle:
                active[crossed] = order[begun]
                crossed += 1
            begun += 1
        _by_height(edges, middle, active, crossed, height)
        total += width * _height(whose, active, crossed, height, zones, inside)
    return total


@_compiled
def _by_left(edges, count, order):
    """Order edges by their left ends."""
    for edge in range(count):
        place = edge
        while place > 0 and edges[order[place - 1], 0] > edges[edge, 0]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = edge


@_compiled
def _by_height(edges, x, active, crossed, height):
    """Order edges by their heights at one place; they hardly change from slab to slab."""
    for first in range(crossed):
        edge, place = active[first], first
        y = edges[edge, 2] + edges[edge, 3] * (x - edges[edge, 0])
        while place > 0 and height[place - 1] > y:
            height[place], active[place] = height[place - 1], active[place - 1]
            place -= 1
        height[place], active[place] = y, edge


@_compiled
def _all_cuts(edges, whose, count, order, cuts, wide):
    """List where slabs end: all corners and crossings; return how many, -1 if there is no room."""
    cuts[0], cuts[1] = 0.0, wide
    number = 2
    for turn in range(count):
        one = order[turn]
        if number + 2 > len(cuts):
            return -1
        for end in range(2):
            if 0.0 < edges[one, end] < wide:
                cuts[number] = edges[one, end]
                number += 1
        for other in order[turn + 1 : count]:
            if edges[other, 0] >= edges[one, 1]:
                break
            if whose[one] == whose[other]:
                continue
            left = max(edges[other, 0], 0.0)
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
def _height(whose, active, crossed, height, zones, inside):
    """Add up the heights covered in the plot, from below."""
    known, around, in_plot, total = 0, 0, False, 0.0
    for place in range(crossed):
        if in_plot and around > 0:
            total += height[place] - height[place - 1]
        mine = whose[active[place]]
        if mine == _PLOT:
            in_plot = not in_plot
            continue
        zone = 0
        while zone < known and zones[zone] != mine:
            zone += 1
        if zone == known:
            zones[zone], inside[zone] = mine, False
            known += 1
        inside[zone] = not inside[zone]
        around += 1 if inside[zone] else -1
    return total
