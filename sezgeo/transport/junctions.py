"""
Where roads meet: lines in, the places where they join out.

Shapes are never cut. A junction is a *stop* on each line through it: a position along the line and
a node shared with the others. That keeps every line's shape for snapping and costs no geometry.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from sezgeo.arrays import Floats, Indices, Shapes


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """
    The junctions and ends of lines, sorted along each line.

    Attributes
    ----------
    line : numpy.ndarray of int, shape (stops,)
        Position of the line.
    at_m : numpy.ndarray, shape (stops,)
        Distance from the line's start.
    node : numpy.ndarray of int, shape (stops,)
        Junction; lines that meet share it.
    xy : numpy.ndarray, shape (nodes, 2)
        Place of each junction.
    """

    line: Indices
    at_m: Floats
    node: Indices
    xy: Floats


def simple_lines(shapes: Shapes) -> tuple[Shapes, Indices]:
    """
    Take apart multi-part lines, and those that cross themselves.

    A position along such a line would not tell one place.

    Returns
    -------
    tuple
        Simple lines, and the position of the shape each was taken from.
    """
    parts, row = shapely.get_parts(shapes, return_index=True)
    usable = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (
        shapely.length(parts) > 0
    )
    parts, row = parts[usable], row[usable]
    knotted = ~shapely.is_simple(parts)
    if not knotted.any():
        return parts, row
    pieces, owner = _segments(parts[knotted])
    return (
        np.concatenate([parts[~knotted], pieces]),
        np.concatenate([row[~knotted], row[knotted][owner]]),
    )


def _segments(lines: Shapes) -> tuple[Shapes, Indices]:
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    pair = np.stack([xy[:-1], xy[1:]], axis=1)
    proper = (owner[:-1] == owner[1:]) & (pair[:, 0] != pair[:, 1]).any(axis=1)
    return shapely.linestrings(pair[proper]), owner[:-1][proper]


def stops(lines: Shapes, *, level: Floats, join_m: float) -> Stops:
    """
    Find where lines meet.

    They join at shared ends, where an end lies on another line, and where two lines on the same
    level cross. A bridge and the road under it lie on different levels, so they cross without a
    junction.

    Parameters
    ----------
    lines
        Simple lines, as `simple_lines` gives them.
    level : numpy.ndarray, shape (lines,)
        Level of each line: 0 on the ground, 1 on a bridge, -1 in a tunnel.
    join_m
        Places this near are one junction.

    Examples
    --------
    >>> cross = shapely.from_wkt(["LINESTRING (0 0, 10 0)", "LINESTRING (4 -3, 4 3)"])
    >>> met = stops(cross, level=np.zeros(2), join_m=0.1)
    >>> met.line.tolist(), met.at_m.tolist(), met.node.tolist()
    ([0, 0, 0, 1, 1, 1], [0.0, 4.0, 10.0, 0.0, 3.0, 6.0], [0, 2, 4, 1, 2, 3])
    >>> len(stops(cross, level=np.array([0, 1]), join_m=0.1).line)
    4
    """
    line, xy = _ends(lines)
    for more_line, more_xy in (_touches(lines, xy, join_m), _crossings(lines, level)):
        line, xy = np.concatenate([line, more_line]), np.concatenate([xy, more_xy])
    at_m = shapely.line_locate_point(lines[line], shapely.points(xy))
    # a ring ends where it starts: its second end is found at position 0
    at_m[len(lines) : 2 * len(lines)] = shapely.length(lines)
    node, places = _joined(xy, join_m)
    order = np.lexsort((at_m, line))
    return _without_repeats(Stops(line[order], at_m[order], node[order], places))


def _ends(lines: Shapes) -> tuple[Indices, Floats]:
    """Return all starts, then all ends."""
    every = np.arange(len(lines))
    points = [shapely.get_point(lines, 0), shapely.get_point(lines, -1)]
    return np.tile(every, 2), shapely.get_coordinates(np.concatenate(points))


def _touches(lines: Shapes, ends: Floats, join_m: float) -> tuple[Indices, Floats]:
    """Find the lines that another line's end lies on."""
    end, line = shapely.STRtree(lines).query(
        shapely.points(ends), predicate="dwithin", distance=join_m
    )
    of_another = (end % len(lines)) != line
    return line[of_another], ends[end[of_another]]


def _crossings(lines: Shapes, level: Floats) -> tuple[Indices, Floats]:
    """Find where lines on the same level cross; where they overlap, the ends of the overlap."""
    tree = shapely.STRtree(lines)
    first, second = np.hstack(
        [tree.query(lines, predicate=kind) for kind in ("crosses", "overlaps")]
    )
    once = (first < second) & (level[first] == level[second])
    first, second = first[once], second[once]
    parts, pair = shapely.get_parts(
        shapely.intersection(lines[first], lines[second]), return_index=True
    )
    stretched = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts = np.where(stretched, shapely.boundary(parts), parts)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    pair_of_point = pair[part]
    return np.concatenate([first[pair_of_point], second[pair_of_point]]), np.concatenate([xy, xy])


def _joined(xy: Floats, join_m: float) -> tuple[Indices, Floats]:
    """Give places that lie within `join_m` of one another one node."""
    # complex numbers sort twenty times faster than rows of two
    flat, index = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    places = np.column_stack([flat.real, flat.imag])
    pairs = cKDTree(places).query_pairs(join_m, output_type="ndarray")
    near = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(places),) * 2)
    count, group = connected_components(near, directed=False)
    first = np.full(count, len(places))
    np.minimum.at(first, group, np.arange(len(places)))
    return group[index], places[first]


def _without_repeats(repeated: Stops) -> Stops:
    """Keep one of several neighbouring stops of a line at the same node."""
    is_repeat = (
        (np.diff(repeated.line) == 0)
        & (np.diff(repeated.node) == 0)
        & (np.diff(repeated.at_m) < 1.0)
    )
    is_new = (
        np.concatenate([[True], ~is_repeat]) if len(repeated.line) else np.array([], dtype=bool)
    )
    return Stops(repeated.line[is_new], repeated.at_m[is_new], repeated.node[is_new], repeated.xy)
