"""
The loops behind slopes of many plots, compiled: another home of numba, the extra `sezgeo[fast]`.

Plain arrays in, plain arrays filled; see `sezgeo.terrain.zonal_blocks` for what they hold, and
`sezgeo.terrain.cell_coverage` for how a cell's share is found.
"""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

import numba
import numpy as np

MEAN, P95, SHARE = 0, 1, 2
"""What is asked of the cells in an outline."""

UNTOUCHED = 0.0
"""A slope that no plot has asked for yet, or a level cell, which is computed again: memory that is
all zeros costs nothing until it is written to. Threads that ask at once write the same."""

_compiled = numba.njit(nogil=True, cache=True)


@_compiled
def measure(
    ends, start, ways, off,
    plots, first, last,
    heights, slope, corner, nodes, node,
    least, what, found,
):  # fmt: skip
    """
    Measure some plots of a block, as drawn and moved by `off` each of the `ways`.

    Slopes are filled in where they are asked for; heights have one cell more on every side.
    """
    high, wide = _largest(ends, start, plots[first:last])
    sums = np.zeros((high, wide))
    values, weights = np.empty(high * wide), np.empty(high * wide)
    line = np.empty((nodes.shape[1], 4))
    for place in range(first, last):
        plot = plots[place]
        mine = slice(start[plot], start[plot + 1])
        for way in range(len(ways)):
            if way > 0 and off[plot] == 0.0:
                found[plot, way] = found[plot, 0]
                continue
            right, below = ways[way, 0] * off[plot], ways[way, 1] * off[plot]
            box = _drawn(ends[mine], right, below, sums)
            count, known, whole = _collected(
                sums, box, heights, slope, corner, nodes, node, line, least, values, weights
            )
            if what == SHARE:
                found[plot, way] = known / whole if whole > 0.0 else 0.0
            elif known < whole or count == 0:
                found[plot, way] = np.nan
            elif what == MEAN:
                found[plot, way] = _mean(values[:count], weights[:count])
            else:
                found[plot, way] = _quantile(values[:count], weights[:count], 0.95)


@_compiled
def _largest(ends, start, plots):
    """Return rows and columns that hold any of the plots, wherever it is moved to."""
    high = wide = 2
    for plot in plots:
        mine = ends[start[plot] : start[plot + 1]]
        if len(mine):
            wide = max(wide, int(mine[:, 0].max() - mine[:, 0].min()) + 5)
            high = max(high, int(mine[:, 1].max() - mine[:, 1].min()) + 3)
    return high, wide


@_compiled
def _drawn(ends, right, below, sums):
    """
    Add the edges of an outline to empty sums; return the box: row, column, rows, columns.

    The outline lies on one side of all its edges, as `sezgeo.planar.edges` has them; on which one
    depends on the grid.
    """
    if not len(ends):
        return 0, 0, 0, 0
    west = int(np.floor(ends[:, 0].min() + right))
    north = int(np.floor(ends[:, 1].min() + below))
    east = int(np.ceil(ends[:, 0].max() + right))
    south = int(np.ceil(ends[:, 1].max() + below))
    twice = 0.0
    for edge in range(len(ends)):
        ax, ay = ends[edge, 0] - ends[0, 0], ends[edge, 1] - ends[0, 1]
        bx, by = ends[edge, 2] - ends[0, 0], ends[edge, 3] - ends[0, 1]
        twice += ax * by - bx * ay
    side = 1.0 if twice < 0.0 else -1.0
    for edge in range(len(ends)):
        _add(
            ends[edge, 0] + right - west, ends[edge, 1] + below - north,
            ends[edge, 2] + right - west, ends[edge, 3] + below - north,
            side, sums,
        )  # fmt: skip
    return north, west, south - north, east - west


@_compiled
def _add(x0, y0, x1, y1, side, sums):
    """Add to the cells an edge crosses the signed area to its right."""
    if y0 == y1:
        return
    if y0 > y1:
        x0, y0, x1, y1, side = x1, y1, x0, y0, -side
    lean = (x1 - x0) / (y1 - y0)
    low, high = min(x0, x1), max(x0, x1)
    xa, ya = x0, y0
    for row in range(int(np.floor(y0)), int(np.ceil(y1))):
        yb = min(y1, row + 1.0)
        xb = x1 if yb == y1 else min(max(x0 + (yb - y0) * lean, low), high)
        down = (yb - ya) * side
        left, right = min(xa, xb), max(xa, xb)
        column = int(np.floor(left))
        if right <= column + 1:
            share = down * ((xa + xb) / 2 - column)
            sums[row, column] += down - share
            sums[row, column + 1] += share
        else:
            per_cell = down / (right - left)
            a = left
            while a < right:
                b = min(right, column + 1.0)
                part = per_cell * (b - a)
                share = part * ((a + b) / 2 - column)
                sums[row, column] += part - share
                sums[row, column + 1] += share
                a = b
                column += 1
        xa, ya = xb, yb


@_compiled
def _collected(sums, box, heights, slope, corner, nodes, node, line, least, values, weights):
    """
    Carry the sums on along their rows, and empty them.

    List known slopes, with the area of the outline that has each; return how many they are, the
    shares of their cells in all, and the shares of all cells in all.
    """
    count, known, whole = 0, 0.0, 0.0
    west = min(max(box[1] - corner[1], 0), slope.shape[1])
    east = min(max(box[1] - corner[1] + box[3], 0), slope.shape[1])
    for row in range(box[2]):
        i = box[0] - corner[0] + row
        inside = 0 <= i < slope.shape[0] and east > west
        if inside:
            _row_of_steps(nodes, node, corner[0] + i, corner[1] + west, corner[1] + east - 1, line)
        share = 0.0
        for column in range(box[3] + 2):
            share += sums[row, column]
            sums[row, column] = 0.0
            if share <= least:
                continue
            covered = min(share, 1.0)
            whole += covered
            j = box[1] - corner[1] + column
            if not (inside and west <= j < east):
                continue
            steps = _steps_in(line, node, corner[1] + j)
            if slope[i, j] == UNTOUCHED:
                slope[i, j] = _horn(heights, i + 1, j + 1, steps)
            if not np.isnan(slope[i, j]):
                known += covered
                values[count] = slope[i, j]
                weights[count] = covered * abs(_size(steps))
                count += 1
    return count, known, whole


@_compiled
def _row_of_steps(nodes, node, row, first, last, line):
    """Fill the steps along a row, between the nodes above and below, from cell `first` to `last`.

    Only the nodes around these cells are filled.
    """
    down = (row + 0.5) / node[2] - node[0]
    i = int(down)
    down -= i
    begin = int((first + 0.5) / node[2] - node[1])
    end = int((last + 0.5) / node[2] - node[1]) + 2
    for column in range(begin, end):
        for part in range(4):
            above, below = nodes[i, column, part], nodes[i + 1, column, part]
            line[column, part] = above * (1 - down) + below * down


@_compiled
def _steps_in(line, node, column):
    """Return the steps at a cell of a row, between the nodes on both sides."""
    along = (column + 0.5) / node[2] - node[1]
    j = int(along)
    b = along - j
    a = 1 - b
    return (
        line[j, 0] * a + line[j + 1, 0] * b,
        line[j, 1] * a + line[j + 1, 1] * b,
        line[j, 2] * a + line[j + 1, 2] * b,
        line[j, 3] * a + line[j + 1, 3] * b,
    )


@_compiled
def _size(steps):
    x, y, u, v = steps
    return x * v - u * y


@_compiled
def _horn(heights, row, column, steps):
    """Return the slope of a cell; NaN where it or a neighbour is unknown."""
    if np.isnan(heights[row, column]):
        return np.nan
    x, y, u, v = steps
    above, level, below = heights[row - 1], heights[row], heights[row + 1]
    i, j, k = column - 1, column, column + 1
    west, east = above[i] + 2 * level[i] + below[i], above[k] + 2 * level[k] + below[k]
    north, south = above[i] + 2 * above[j] + above[k], below[i] + 2 * below[j] + below[k]
    along, down = (east - west) / 8, (south - north) / 8
    east_m, north_m = along * v - down * y, down * x - along * u
    rise = np.sqrt(east_m * east_m + north_m * north_m) / abs(_size(steps))
    return np.degrees(np.arctan(rise))


@_compiled
def _mean(values, weights):
    total = 0.0
    for place in range(len(values)):
        total += values[place] * weights[place]
    return total / weights.sum()


@_compiled
def _quantile(values, weights, share):
    """Return the least value up to which `share` of the weight lies."""
    order = np.argsort(values, kind="mergesort")
    wanted = share * weights.sum() * (1 - 1e-12)
    reached = 0.0
    for place in order:
        reached += weights[place]
        if reached >= wanted:
            return values[place]
    return values[order[-1]]
