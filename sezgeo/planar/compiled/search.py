"""What is nearest, on a grid; `sezgeo.planar.grid_index` says what the arrays hold."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)


@_compiled
def search(
    own, own_start, own_solid, of_plot, order,
    ends, part_start, part_of,
    corner, cell_m, size, rows,
    in_cell, of_cell, begun_in, begun_of,
    in_row, in_run, of_run, run_x,
    first, last, metres, part,
):  # fmt: skip
    """Find the nearest part of the plots `order[first:last]`, and the distance."""
    for turn in range(first, last):
        plot = order[turn]
        box = _box(own, own_start[of_plot[plot]], own_start[of_plot[plot + 1]])
        metres[plot], part[plot] = 0.0, -1
        for piece in range(of_plot[plot], of_plot[plot + 1]):
            start, stop = own_start[piece], own_start[piece + 1]
            x, y = own[start, 0], own[start, 1]
            part[plot] = _around(x, y, ends, part_of, corner, rows, in_row, in_run, of_run, run_x)
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
def _crosses(x, y, ends, edge):
    """Tell whether a ray from a point to the east crosses an edge."""
    ax, ay, bx, by = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
    if (ay > y) == (by > y):
        return False
    return x < ax + (bx - ax) * (y - ay) / (by - ay)


@_compiled
def _around(x, y, ends, part_of, corner, rows, in_row, in_run, of_run, run_x):
    """Find a polygon around a point; -1 if there is none."""
    row = int(np.floor((y - corner[1]) / rows[1]))
    if row < 0 or row > rows[0]:
        return -1
    row = min(row, rows[0] - 1)
    for run in range(in_row[row], in_row[row + 1]):
        if run_x[run, 0] <= x <= run_x[run, 1]:
            inside = False
            for place in range(in_run[run], in_run[run + 1]):
                if _crosses(x, y, ends, of_run[place]):
                    inside = not inside
            if inside:
                return part_of[of_run[in_run[run]]]
    return -1


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
            if _holds(
                own, start, stop, box, ends[part_start[begun], 0], ends[part_start[begun], 1]
            ):
                return begun
    return -1


@_compiled
def _holds(own, start, stop, box, x, y):
    """Tell whether a point lies inside a polygon."""
    inside = False
    if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
        for edge in range(start, stop):
            if _crosses(x, y, own, edge):
                inside = not inside
    return inside


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
            south = corner[1] + row * cell_m
            off_y = max(box[1] - south - cell_m, south - box[3], 0.0)
            if off_y * off_y >= best:
                continue
            whole = ring == first or row == bottom - ring or row == top + ring
            step = 1 if whole else max(right - left + 2 * ring, 1)
            column = max(left - ring, 0) if whole else left - ring
            while column <= min(right + ring, wide - 1):
                if column >= 0:
                    west = corner[0] + column * cell_m
                    off_x = max(box[0] - west - cell_m, west - box[2], 0.0)
                    if off_x * off_x + off_y * off_y < best:
                        cell = row * wide + column
                        for place in range(in_cell[cell], in_cell[cell + 1]):
                            edge = of_cell[place]
                            square = _closest(own, start, stop, box, ends, edge, best)
                            if square < best:
                                best, found = square, edge
                column += step
        reached = ring * cell_m
        if best <= reached * reached:
            break
        if left - ring <= 0 and bottom - ring <= 0 and right + ring >= wide - 1 \
                and top + ring >= high - 1:  # fmt: skip
            break
        ring += 1
    return best, found


@_compiled
def _closest(own, start, stop, box, ends, edge, best):
    """Return the least squared distance of an edge to a plot, or `best` if it can't be less."""
    ax, ay, bx, by = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
    west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
    off_x = max(box[0] - east, west - box[2], 0.0)
    off_y = max(box[1] - north, south - box[3], 0.0)
    if off_x * off_x + off_y * off_y >= best:
        return best
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    for mine in range(start, stop):
        px, py, qx, qy = own[mine, 0], own[mine, 1], own[mine, 2], own[mine, 3]
        off_x = max(min(px, qx) - east, west - max(px, qx), 0.0)
        off_y = max(min(py, qy) - north, south - max(py, qy), 0.0)
        if off_x * off_x + off_y * off_y >= best:
            continue
        if off_x == 0.0 and off_y == 0.0 and _meet(px, py, qx, qy, ax, ay, dx, dy):
            return 0.0
        ex, ey = qx - px, qy - py
        own_length = ex * ex + ey * ey
        best = min(
            best,
            _to_edge(px, py, ax, ay, bx, by, dx, dy, length),
            _to_edge(qx, qy, ax, ay, bx, by, dx, dy, length),
            _to_edge(ax, ay, px, py, qx, qy, ex, ey, own_length),
            _to_edge(bx, by, px, py, qx, qy, ex, ey, own_length),
        )
    return best


@_compiled
def _meet(px, py, qx, qy, ax, ay, dx, dy):
    """Tell whether two edges cross; parallel ones meet at an end, which distances tell."""
    ex, ey = qx - px, qy - py
    across = ex * dy - ey * dx
    if across == 0.0:
        return False
    gx, gy = ax - px, ay - py
    along, beside = (gx * dy - gy * dx) / across, (gx * ey - gy * ex) / across
    return 0.0 <= along <= 1.0 and 0.0 <= beside <= 1.0


@_compiled
def _to_edge(x, y, ax, ay, bx, by, dx, dy, length):
    """Return the squared distance of a point to an edge."""
    px, py = x - ax, y - ay
    along = px * dx + py * dy
    if length == 0.0 or along <= 0.0:
        return px * px + py * py
    if along >= length:
        qx, qy = x - bx, y - by
        return qx * qx + qy * qy
    off = px * dy - py * dx
    return off * off / length
