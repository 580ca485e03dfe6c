"""
Find the plots whose borders are not shared, edge for edge, with a neighbour.

Where every edge of a plot is also an edge of its neighbour, run the other way, nothing can overlap
it unless some other plot's edge does; so only plots with an edge of their own need a closer look.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from sezgeo.arrays import Shapes

_MIX_X = np.uint64(0x9E3779B97F4A7C15)
_MIX_Y = np.uint64(0xC2B2AE3D27D4EB4F)


def with_own_edges(shapes: Shapes) -> NDArray[np.int64]:
    """
    Return the places of polygons that have an edge nobody shares.

    Parameters
    ----------
    shapes
        Valid polygons; their rings may run either way.
    """
    coords, owner, ring = _vertices(shapes)
    point = _mixed(coords)
    same_ring = ring[1:] == ring[:-1]
    here, there = point[:-1][same_ring], point[1:][same_ring]
    turned = _runs_clockwise(coords, ring)[ring[:-1][same_ring]]
    begin, end = np.where(turned, there, here), np.where(turned, here, there)
    with np.errstate(over="ignore"):
        edge = begin + end
    order = np.argsort(edge)
    shared = _in_opposite_pairs(edge[order], (begin < end)[order])
    return np.unique(owner[:-1][same_ring][order][~shared])


def _in_opposite_pairs(
    sorted_edges: NDArray[np.uint64], forth: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which edges occur exactly twice, once in each direction."""
    same = np.concatenate([[False], sorted_edges[1:] == sorted_edges[:-1], [False]])
    first = same[1:] & ~same[:-1] & ~np.append(same[2:], False)
    first[:-1] &= forth[:-1] != forth[1:]
    pairs: NDArray[np.bool_] = first.copy()
    pairs[1:] |= first[:-1]
    return pairs


def _vertices(
    shapes: Shapes,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return vertices, the polygon of each and the ring of each; holes count as rings."""
    simple = (shapely.get_type_id(shapes) == 3).all()  # noqa: PLR2004  # GEOS's number of Polygon
    if simple and not shapely.get_num_interior_rings(shapes).any():
        coords, owner = shapely.get_coordinates(shapes, return_index=True)
        return coords, owner, owner
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    return coords, of_part[of_ring][ring], ring


def _mixed(coords: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return a number for each point, the same for the same coordinates."""
    bits = np.ascontiguousarray(coords + 0.0).view(np.uint64)
    with np.errstate(over="ignore"):
        mixed: NDArray[np.uint64] = _stirred(_stirred(bits[:, 0] * _MIX_X) + bits[:, 1] * _MIX_Y)
    return mixed


def _stirred(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Let every bit decide about every other: the finisher of MurmurHash3 (Appleby, 2011)."""
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53)):
        numbers = (numbers ^ (numbers >> np.uint64(shift))) * np.uint64(factor)
    return numbers ^ (numbers >> np.uint64(33))


def _runs_clockwise(coords: NDArray[np.float64], ring: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which rings run clockwise."""
    begin = np.flatnonzero(np.diff(ring, prepend=-1))
    local = coords - np.repeat(coords[begin], np.diff(np.append(begin, len(coords))), axis=0)
    cross = np.zeros(len(coords))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[:-1][ring[1:] != ring[:-1]] = 0.0
    return np.asarray(np.add.reduceat(cross, begin) < 0)
