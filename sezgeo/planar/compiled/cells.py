"""Edges sorted into cells, and those of polygons into bands."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)

_SLACK = 1e-6
"""Share of a cell by which an edge may be past its border and yet be in it."""


@_compiled
def into_cells(ends, corner, cell_m, size):
    """Sort edges into all cells they touch; return where those of each cell begin, and them."""
    bounds = np.zeros(size[0] * size[1] + 1, dtype=np.int64)
    nowhere = np.empty(0, dtype=np.int64)
    for edge in range(len(ends)):
        _spread(ends, edge, corner, cell_m, size, bounds, nowhere)
    bounds = np.cumsum(bounds)
    at, filled = bounds[:-1].copy(), np.empty(bounds[-1], dtype=np.int64)
    for edge in range(len(ends)):
        _spread(ends, edge, corner, cell_m, size, at, filled)
    return bounds, filled


@_compiled
def _spread(ends, edge, corner, cell_m, size, at, filled):
    """Count an edge in its cells (one place on), or write it where `at` points."""
    x0, y0 = (ends[edge, 0] - corner[0]) / cell_m, (ends[edge, 1] - corner[1]) / cell_m
    x1, y1 = (ends[edge, 2] - corner[0]) / cell_m, (ends[edge, 3] - corner[1]) / cell_m
    bottom, top = min(y0, y1), max(y0, y1)
    first_row = max(int(np.floor(bottom - _SLACK)), 0)
    last_row = min(int(np.floor(top + _SLACK)), size[1] - 1)
    for row in range(first_row, last_row + 1):
        left, right = min(x0, x1), max(x0, x1)
        if last_row > first_row and y1 != y0:
            slope = (x1 - x0) / (y1 - y0)
            one = x0 + slope * (max(row - _SLACK, bottom) - y0)
            other = x0 + slope * (min(row + 1 + _SLACK, top) - y0)
            left, right = max(left, min(one, other)), min(right, max(one, other))
        first = max(int(np.floor(left - _SLACK)), 0)
        last = min(int(np.floor(right + _SLACK)), size[0] - 1)
        for place in range(row * size[0] + first, row * size[0] + last + 1):
            if len(filled):
                filled[at[place]] = edge
                at[place] += 1
            else:
                at[place + 1] += 1


@_compiled
def into_bands(ends, part_of, solid, south, rows):
    """
    Sort edges of polygons into bands from west to east; those of one part make a run.

    Returns
    -------
    in_row
        Runs of each band: from `in_row[row]` to `in_row[row + 1]`.
    in_run, of_run
        Edges of each run: `of_run[in_run[run] : in_run[run + 1]]`.
    reach
        Least and greatest x of each run.
    """
    count, high_m = rows
    runs, edges = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    latest = np.full(count, -1)
    for edge in range(len(ends)):
        if solid[part_of[edge]]:
            for row in range(*_rows(ends, edge, south, count, high_m)):
                runs[row + 1] += latest[row] != part_of[edge]
                edges[row + 1] += 1
                latest[row] = part_of[edge]
    in_row, at = np.cumsum(runs), np.cumsum(edges)
    in_run, of_run = np.empty(in_row[-1] + 1, dtype=np.int64), np.empty(at[-1], dtype=np.int64)
    reach = np.empty((in_row[-1], 2))
    run, in_run[-1] = in_row[:-1] - 1, at[-1]
    latest[:] = -1
    for edge in range(len(ends)):
        if solid[part_of[edge]]:
            west, east = min(ends[edge, 0], ends[edge, 2]), max(ends[edge, 0], ends[edge, 2])
            for row in range(*_rows(ends, edge, south, count, high_m)):
                if latest[row] != part_of[edge]:
                    run[row] += 1
                    latest[row], in_run[run[row]] = part_of[edge], at[row]
                    reach[run[row], 0], reach[run[row], 1] = west, east
                reach[run[row], 0] = min(reach[run[row], 0], west)
                reach[run[row], 1] = max(reach[run[row], 1], east)
                of_run[at[row]] = edge
                at[row] += 1
    return in_row, in_run, of_run, reach


@_compiled
def _rows(ends, edge, south, count, high_m):
    """Return the first band that an edge lies in, and the one behind the last."""
    y0, y1 = (ends[edge, 1] - south) / high_m, (ends[edge, 3] - south) / high_m
    first, last = int(np.floor(min(y0, y1) - _SLACK)), int(np.floor(max(y0, y1) + _SLACK))
    return max(first, 0), min(last, count - 1) + 1
