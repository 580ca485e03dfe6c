"""Edges sorted into cells."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)


@_compiled
def into_cells(ends, corner, cell, size, at, filled):
    """Count the edges of each cell (one place on), or write them where `at` points."""
    fill = len(filled) > 0
    wide, high = size
    for edge in range(len(ends)):
        x0, y0 = (ends[edge, 0] - corner[0]) / cell[0], (ends[edge, 1] - corner[1]) / cell[1]
        x1, y1 = (ends[edge, 2] - corner[0]) / cell[0], (ends[edge, 3] - corner[1]) / cell[1]
        bottom, top = min(y0, y1) - 1e-6, max(y0, y1) + 1e-6
        for row in range(max(int(np.floor(bottom)), 0), min(int(np.floor(top)), high - 1) + 1):
            left, right = min(x0, x1), max(x0, x1)
            if y1 != y0:
                slope = (x1 - x0) / (y1 - y0)
                one = x0 + slope * (max(row - 1e-6, min(y0, y1)) - y0)
                other = x0 + slope * (min(row + 1 + 1e-6, max(y0, y1)) - y0)
                left = max(left, min(one, other))
                right = min(right, max(one, other))
            first = max(int(np.floor(left - 1e-6)), 0)
            last = min(int(np.floor(right + 1e-6)), wide - 1)
            for column in range(first, last + 1):
                place = row * wide + column
                if fill:
                    filled[at[place]] = edge
                    at[place] += 1
                else:
                    at[place + 1] += 1
