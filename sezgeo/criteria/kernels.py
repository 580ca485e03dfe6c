"""
The loops behind the grid, compiled: the home of numba, the extra `sezgeo[fast]`.

Plain arrays in, plain arrays filled; see `sezgeo.criteria.grid` for what they hold. Compiled once
a machine and kept by numba; the lock of Python is free while they run.
"""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

import numba
import numpy as np

_compiled = numba.njit(nogil=True, cache=True)


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


@_compiled
def search(
    own, own_start, own_solid, of_plot,
    ends, part_start, part_of,
    corner, cell_m, size, rows,
    in_cell, of_cell, begun_in, begun_of,
    in_row, of_row,
    first, last, metres, part,
):  # fmt: skip
    """Find the nearest part of each plot from `first` to `last`, and the distance."""
    for plot in range(first, last):
        box = _box(own, own_start[of_plot[plot]], own_start[of_plot[plot + 1]])
        metres[plot], part[plot] = 0.0, -1
        for piece in range(of_plot[plot], of_plot[plot + 1]):
            start, stop = own_start[piece], own_start[piece + 1]
            x, y = own[start, 0], own[start, 1]
            part[plot] = _around(x, y, ends, part_of, corner, rows, in_row, of_row)
            if part[plot] < 0 and own_solid[piece]:
                part[plot] = _within(
                    own, start, stop, box, ends, part_start, corner, cell_m, size,
                    begun_in, begun_of,
                )  # fmt: skip
            if part[plot] >= 0:
                break
        if part[plot] < 0:
            start, stop = own_start[of_plot[plot]], own_start[of_plot[plot + 1]]
            square, edge = _rings(
                own, start, stop, box, ends, corner, cell_m, size, in_cell, of_cell
            )
            metres[plot] = np.sqrt(square)
            part[plot] = part_of[edge] if edge >= 0 else -1


@_compiled
def _box(own, start, stop):
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for edge in range(start, stop):
        west = min(west, own[edge, 0], own[edge, 2])
        east = max(east, own[edge, 0], own[edge, 2])
        south = min(south, own[edge, 1], own[edge, 3])
        north = max(north, own[edge, 1], own[edge, 3])
    return west, south, east, north


@_compiled
def _crosses(x, y, edge):
    """Tell whether a ray from a point to the east crosses an edge."""
    if (edge[1] > y) == (edge[3] > y):
        return False
    return x < edge[0] + (edge[2] - edge[0]) * (y - edge[1]) / (edge[3] - edge[1])


@_compiled
def _around(x, y, ends, part_of, corner, rows, in_row, of_row):
    """Find a polygon around a point; -1 if there is none."""
    row = int(np.floor((y - corner[1]) / rows[1]))
    if row < 0 or row > rows[0]:
        return -1
    row = min(row, rows[0] - 1)
    inside, current = False, -1
    for place in range(in_row[row], in_row[row + 1]):
        edge = of_row[place]
        if part_of[edge] != current:
            if inside:
                return current
            current, inside = part_of[edge], False
        if _crosses(x, y, ends[edge]):
            inside = not inside
    return current if inside else -1


@_compiled
def _within(own, start, stop, box, ends, part_start, corner, cell_m, size, begun_in, begun_of):
    """Find a part that begins inside a polygon; -1 if there is none."""
    wide, high = size
    left = max(int(np.floor((box[0] - corner[0]) / cell_m)), 0)
    right = min(int(np.floor((box[2] - corner[0]) / cell_m)), wide - 1)
    bottom = max(int(np.floor((box[1] - corner[1]) / cell_m)), 0)
    top = min(int(np.floor((box[3] - corner[1]) / cell_m)), high - 1)
    for row in range(bottom, top + 1):
        for place in range(begun_in[row * wide + left], begun_in[row * wide + right + 1]):
            if left > right:
                break
            begun = begun_of[place]
            x, y = ends[part_start[begun], 0], ends[part_start[begun], 1]
            inside = False
            for edge in range(start, stop):
                if _crosses(x, y, own[edge]):
                    inside = not inside
            if inside:
                return begun
    return -1


@_compiled
def _rings(own, start, stop, box, ends, corner, cell_m, size, in_cell, of_cell):
    """Search cells ring by ring around a box; return the squared distance and the edge."""
    wide, high = size
    left = int(np.floor((box[0] - corner[0]) / cell_m))
    right = int(np.floor((box[2] - corner[0]) / cell_m))
    bottom = int(np.floor((box[1] - corner[1]) / cell_m))
    top = int(np.floor((box[3] - corner[1]) / cell_m))
    ring = max(0, left - wide + 1, -right, bottom - high + 1, -top)
    first = ring
    best, found = np.inf, -1
    while True:
        for row in range(max(bottom - ring, 0), min(top + ring, high - 1) + 1):
            whole = ring == first or row == bottom - ring or row == top + ring
            step = 1 if whole else max(right - left + 2 * ring, 1)
            for column in range(left - ring, right + ring + 1, step):
                if 0 <= column < wide:
                    cell = row * wide + column
                    for place in range(in_cell[cell], in_cell[cell + 1]):
                        edge = of_cell[place]
                        square = _closest(own, start, stop, box, ends[edge], best)
                        if square < best:
                            best, found = square, edge
        reached = ring * cell_m
        if best <= reached * reached:
            break
        if left - ring <= 0 and bottom - ring <= 0 and right + ring >= wide - 1 \
                and top + ring >= high - 1:  # fmt: skip
            break
        ring += 1
    return best, found


@_compiled
def _closest(own, start, stop, box, edge, best):
    """Return the least squared distance of an edge to a plot, or `best` if it can't be less."""
    apart_x = max(box[0] - max(edge[0], edge[2]), min(edge[0], edge[2]) - box[2], 0.0)
    apart_y = max(box[1] - max(edge[1], edge[3]), min(edge[1], edge[3]) - box[3], 0.0)
    if apart_x * apart_x + apart_y * apart_y >= best:
        return best
    for mine in range(start, stop):
        best = min(best, _between(own[mine], edge))
        if best == 0.0:
            break
    return best


@_compiled
def _between(one, other):
    """Return the squared distance of two edges; 0 where they meet."""
    ax, ay = one[2] - one[0], one[3] - one[1]
    bx, by = other[2] - other[0], other[3] - other[1]
    across = ax * by - ay * bx
    if across != 0.0:
        qx, qy = other[0] - one[0], other[1] - one[1]
        along, beside = (qx * by - qy * bx) / across, (qx * ay - qy * ax) / across
        if 0.0 <= along <= 1.0 and 0.0 <= beside <= 1.0:
            return 0.0
    return min(
        _to_edge(one[0], one[1], other),
        _to_edge(one[2], one[3], other),
        _to_edge(other[0], other[1], one),
        _to_edge(other[2], other[3], one),
    )


@_compiled
def _to_edge(x, y, edge):
    """Return the squared distance of a point to an edge."""
    ax, ay = edge[2] - edge[0], edge[3] - edge[1]
    px, py = x - edge[0], y - edge[1]
    length = ax * ax + ay * ay
    along = px * ax + py * ay
    if length == 0.0 or along <= 0.0:
        return px * px + py * py
    if along >= length:
        qx, qy = x - edge[2], y - edge[3]
        return qx * qx + qy * qy
    off = px * ay - py * ax
    return off * off / length


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
