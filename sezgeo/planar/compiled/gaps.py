"""Gaps between sides of a rectangle; see `sezgeo.criteria.rectangle`."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)


@_compiled
def gaps(turned, left, right, floor, height):
    """Fill in what `sezgeo.criteria.rectangle` asks of each row and pair of sides."""
    rows, edges = turned.shape[0], turned.shape[1]
    bottom, top = np.empty(edges), np.empty(edges)
    crosses = np.empty(edges, dtype=np.bool_)
    for row in range(rows):
        for pair in range(left.shape[1]):
            x0, x1 = left[row, pair], right[row, pair]
            count = _covered(turned[row], x0, x1, bottom, top, crosses)
            covered, odd, best, start = -np.inf, False, 0.0, 0.0
            for place in range(count - 1):
                covered = max(covered, top[place])
                odd = odd != crosses[place]
                if odd and bottom[place + 1] - covered > best:
                    best, start = bottom[place + 1] - covered, covered
            floor[row, pair], height[row, pair] = start, best


@_compiled
def _covered(edges, x0, x1, bottom, top, crosses):
    """List the heights that edges cover between two sides, from below; return how many."""
    count, middle = 0, (x0 + x1) / 2
    for edge in range(len(edges)):
        ax, ay, bx, by = edges[edge, 0, 0], edges[edge, 0, 1], edges[edge, 1, 0], edges[edge, 1, 1]
        if ax > bx:
            ax, ay, bx, by = bx, by, ax, ay
        if not (ax < x1 and bx > x0):
            continue
        slope = (by - ay) / (bx - ax) if bx > ax else 0.0
        y0 = ay + slope * (max(x0, ax) - ax)
        y1 = by - slope * (bx - min(x1, bx))
        low, place = min(y0, y1), count
        while place > 0 and bottom[place - 1] > low:
            bottom[place], top[place] = bottom[place - 1], top[place - 1]
            crosses[place] = crosses[place - 1]
            place -= 1
        bottom[place], top[place] = low, max(y0, y1)
        crosses[place] = ax <= middle and bx > middle
        count += 1
    return count
