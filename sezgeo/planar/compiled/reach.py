"""What is within reach, on a grid; `sezgeo.planar.grid_index` says what the arrays hold."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)

_SLACK = 1e-5
"""Share of a cell by which what is in it may lie outside; more than `into_cells` allows."""


@_compiled
def within(
    own, own_start, own_solid, of_plot, order,
    ends, part_start, part_of,
    corner, cell_m, size, rows,
    in_cell, of_cell, begun_in, begun_of,
    in_row, in_run, of_run, run_x,
    owner, count, reach, enough, first, last,
):  # fmt: skip
    """List the features within reach of the plots `order[first:last]`, and their distances."""
    found = np.empty((1024, 2), dtype=np.int64)  # plot, feature
    squares = np.empty(1024)
    place_of, used = np.full(count, -1), 0
    corners, slack = np.empty((4, 2)), _SLACK * cell_m
    for turn in range(first, last):
        plot, begin = order[turn], used
        while used + count > len(found):  # room for all features there are
            found, squares = _longer(found), _longer(squares)
        start, stop = own_start[of_plot[plot]], own_start[of_plot[plot + 1]]
        box = _box(own, start, stop)
        limit = np.nextafter(reach[plot] * reach[plot], np.inf)
        sure = min(enough[plot], reach[plot])
        sure *= abs(sure)
        _find_corners(own, start, stop, corners)
        bottom, top = _span(box[1] - reach[plot], box[3] + reach[plot], corner[1], cell_m, size[1])
        for row in range(bottom, top + 1):
            south = corner[1] + row * cell_m - slack
            north = south + cell_m + 2 * slack
            off_y = max(box[1] - north, south - box[3], 0.0)
            off_x = np.sqrt(max(limit - off_y * off_y, 0.0))
            left, right = _span(box[0] - off_x, box[2] + off_x, corner[0], cell_m, size[0])
            if left > right:
                continue
            begun, ended = _whole(box, corners, sure, south, north, corner[0], cell_m, left, right)
            at = row * size[0]
            # cells near enough as a whole: so are all parts in them; those that begin elsewhere
            # pass through a cell at the rim, where their edges are looked at
            for place in range(begun_in[at + begun], begun_in[at + ended]):
                feature = owner[begun_of[place]]
                used = _put(found, squares, place_of, begin, used, plot, feature, sure)
            for one, other in ((left, begun), (ended, right + 1)):
                if one < other:
                    x, y = corner[0] + (one + other) / 2 * cell_m, (south + north) / 2
                    way = _way(own, start, stop, box, x, y)
                    for place in range(in_cell[at + one], in_cell[at + other]):
                        edge = of_cell[place]
                        feature = owner[part_of[edge]]
                        best = squares[place_of[feature]] if place_of[feature] >= begin else limit
                        if best > sure and _gap(way, ends, edge) <= reach[plot] + slack:
                            square = _closest(
                                own, start, stop, box, corners, ends, edge, best, sure
                            )
                            if square < best:
                                used = _put(found, squares, place_of, begin, used,
                                            plot, feature, square)  # fmt: skip
        for piece in range(of_plot[plot], of_plot[plot + 1]):
            start, stop = own_start[piece], own_start[piece + 1]
            used = _all_around(own[start, 0], own[start, 1], ends, part_of, corner, rows,
                               in_row, in_run, of_run, run_x, owner,
                               found, squares, place_of, begin, used, plot)  # fmt: skip
            if own_solid[piece]:
                used = _all_within(own, start, stop, box, ends, part_start, corner, cell_m, size,
                                   begun_in, begun_of, owner,
                                   found, squares, place_of, begin, used, plot)  # fmt: skip
    return found[:used, 0], found[:used, 1], np.sqrt(squares[:used])


@_compiled
def _longer(column):
    longer = np.empty((2 * len(column), *column.shape[1:]), dtype=column.dtype)
    longer[: len(column)] = column
    return longer


@_compiled
def _put(found, squares, place_of, begin, used, plot, feature, square):
    """Note a distance of a feature, unless a lesser one of the same plot is known."""
    if place_of[feature] < begin:
        place_of[feature] = used
        found[used, 0], found[used, 1], squares[used] = plot, feature, square
        return used + 1
    squares[place_of[feature]] = min(squares[place_of[feature]], square)
    return used


@_compiled
def _find_corners(own, start, stop, corners):
    """Find the points of a plot that lie farthest to south-west, south-east, and so on."""
    for quarter in range(4):
        most, east, north = -np.inf, 1.0 if quarter & 1 else -1.0, 1.0 if quarter & 2 else -1.0
        for edge in range(start, stop):
            x, y = own[edge, 0], own[edge, 1]
            if x * east + y * north > most:
                most = x * east + y * north
                corners[quarter, 0], corners[quarter, 1] = x, y


@_compiled
def _far(box, corners, west, south, east, north):
    """Return the squared distance of the farthest place of a cell to the nearest corner."""
    quarter = (west + east > box[0] + box[2]) + 2 * (south + north > box[1] + box[3])
    x, y = corners[quarter, 0], corners[quarter, 1]
    off_x, off_y = max(x - west, east - x), max(y - south, north - y)
    return off_x * off_x + off_y * off_y


@_compiled
def _way(own, start, stop, box, x, y):
    """Return the middle of a plot, the way from there to a place, and how far it goes that way."""
    middle_x, middle_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    x, y = x - middle_x, y - middle_y
    length = max(np.sqrt(x * x + y * y), 1e-9)
    x, y, most = x / length, y / length, -np.inf
    for edge in range(start, stop):
        most = max(most, x * (own[edge, 0] - middle_x) + y * (own[edge, 1] - middle_y))
        most = max(most, x * (own[edge, 2] - middle_x) + y * (own[edge, 3] - middle_y))
    return middle_x, middle_y, x, y, most


@_compiled
def _gap(way, ends, edge):
    """Return how far beyond a plot an edge begins on the way to it: it is no nearer than that."""
    middle_x, middle_y, x, y, most = way
    one = x * (ends[edge, 0] - middle_x) + y * (ends[edge, 1] - middle_y)
    other = x * (ends[edge, 2] - middle_x) + y * (ends[edge, 3] - middle_y)
    return min(one, other) - most


@_compiled
def _span(low, high, origin, cell_m, count):
    """Return the first and the last of the cells between two places."""
    first = int(np.floor((low - origin) / cell_m - _SLACK))
    last = int(np.floor((high - origin) / cell_m + _SLACK))
    return max(first, 0), min(last, count - 1)


@_compiled
def _whole(box, corners, sure, south, north, origin, cell_m, left, right):
    """Find the cells of a row that are near as a whole: the first, and the one behind the last."""
    middle = int(np.floor(((box[0] + box[2]) / 2 - origin) / cell_m))
    begun = ended = min(max(middle, left), right)
    half = 2 * (south + north > box[1] + box[3])
    for quarter in range(half, half + 2):
        x, y = corners[quarter, 0], corners[quarter, 1]
        off_y = max(y - south, north - y)
        if off_y * off_y < sure:
            off_x = np.sqrt(sure - off_y * off_y)
            first = max(int(np.ceil((x - off_x - origin) / cell_m + _SLACK)), left)
            behind = min(int(np.floor((x + off_x - origin) / cell_m - _SLACK)), right + 1)
            if first < behind and begun == ended:
                begun, ended = first, behind
            elif first < behind and first <= ended and behind >= begun:
                begun, ended = min(begun, first), max(ended, behind)
    return begun, ended


@_compiled
def _all_around(x, y, ends, part_of, corner, rows, in_row, in_run, of_run, run_x, owner,
                found, squares, place_of, begin, used, plot):  # fmt: skip
    """Note all polygons around a point."""
    row = int(np.floor((y - corner[1]) / rows[1]))
    if row < 0 or row > rows[0]:
        return used
    row = min(row, rows[0] - 1)
    for run in range(in_row[row], in_row[row + 1]):
        if run_x[run, 0] <= x <= run_x[run, 1]:
            inside = False
            for place in range(in_run[run], in_run[run + 1]):
                if _crosses(x, y, ends, of_run[place]):
                    inside = not inside
            if inside:
                used = _put(found, squares, place_of, begin, used, plot,
                            owner[part_of[of_run[in_run[run]]]], 0.0)  # fmt: skip
    return used


@_compiled
def _all_within(own, start, stop, box, ends, part_start, corner, cell_m, size, begun_in, begun_of,
                owner, found, squares, place_of, begin, used, plot):  # fmt: skip
    """Note all parts that begin inside a polygon."""
    left, right = _span(box[0], box[2], corner[0], cell_m, size[0])
    bottom, top = _span(box[1], box[3], corner[1], cell_m, size[1])
    for row in range(bottom, top + 1):
        if left > right:
            break
        for place in range(begun_in[row * size[0] + left], begun_in[row * size[0] + right + 1]):
            begun = begun_of[place]
            first = part_start[begun]
            if _holds(own, start, stop, box, ends[first, 0], ends[first, 1]):
                used = _put(found, squares, place_of, begin, used, plot, owner[begun], 0.0)
    return used


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
def _holds(own, start, stop, box, x, y):
    """Tell whether a point lies inside a polygon."""
    inside = False
    if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
        for edge in range(start, stop):
            if _crosses(x, y, own, edge):
                inside = not inside
    return inside


@_compiled
def _closest(own, start, stop, box, corners, ends, edge, best, enough):
    """Return the least squared distance of an edge to a plot, or one from it up to `enough`."""
    ax, ay, bx, by = ends[edge, 0], ends[edge, 1], ends[edge, 2], ends[edge, 3]
    west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
    off_x = max(box[0] - east, west - box[2], 0.0)
    off_y = max(box[1] - north, south - box[3], 0.0)
    if off_x * off_x + off_y * off_y >= best:
        return best
    if _far(box, corners, west, south, east, north) <= enough:
        return enough
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
        if best <= enough:
            break
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
