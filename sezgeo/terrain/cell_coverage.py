"""
Which share of each cell of a grid polygons cover, exactly.

As rasterizers of fonts do it: an edge adds, to the cells of its row that it crosses, the signed
area to its right; a running sum along the row carries it on to the cells beyond. Edges down and
edges up cancel outside. This is the plain form; the compiled one is in
`sezgeo.terrain.compiled.zonal`.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from sezgeo.arrays import Floats, Ints

LEAST_SHARE = 1e-9
"""A cell that shares less is not covered: coordinates in metres are rounded by as much."""


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """
    Polygons taken apart into rings and their edges.

    Attributes
    ----------
    xy : numpy.ndarray, shape (vertices, 2)
        Vertices of all rings, each ring closed.
    owner : numpy.ndarray, shape (vertices,)
        Polygon that a vertex belongs to.
    first : numpy.ndarray, shape (edges,)
        Vertex that each edge begins at; it ends at the next one.
    ring : numpy.ndarray, shape (edges,)
        Ring of each edge.
    hole : numpy.ndarray of bool, shape (rings,)
    start : numpy.ndarray, shape (polygons + 1,)
        First edge of each polygon.
    """

    xy: Floats
    owner: Ints
    first: Ints
    ring: Ints
    hole: NDArray[np.bool_]
    start: Ints

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> "Rings":
        """Take polygons and multipolygons apart; what is neither covers nothing."""
        pieces, owner, inside = _pieces(shapes)
        xy, ring = shapely.get_coordinates(pieces, return_index=True)
        first = np.flatnonzero(ring[1:] == ring[:-1])
        of_edge = ring[first]
        start = np.searchsorted(owner[of_edge], np.arange(len(shapes) + 1))
        return cls(xy, owner[ring], first, of_edge, inside, start)

    def ends(self, xy: Floats) -> Floats:
        """Return both ends of all edges, with the vertices at `xy`: shape (edges, 4)."""
        return np.hstack([xy[self.first], xy[self.first + 1]])

    def sides(self, ends: Floats) -> Floats:
        """Return 1 or -1 for each edge: by it, the ground right of an edge downwards counts."""
        begins = np.searchsorted(self.ring, np.arange(len(self.hole)))
        x, y = (ends[:, axis] - ends[begins[self.ring], axis] for axis in (0, 1))
        across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
        twice = np.bincount(self.ring, x * down - y * across, len(self.hole))
        return np.where((twice < 0) ^ self.hole, 1.0, -1.0)[self.ring]


def _pieces(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], Ints, NDArray[np.bool_]]:
    """Return what has one ring each, whose it is, and whether it is a hole."""
    solid = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    single = solid & (shapely.get_num_interior_rings(shapes) == 0)
    others = np.flatnonzero(~single)
    parts, whole = shapely.get_parts(shapes[others], return_index=True)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part = shapely.get_rings(parts[polygonal], return_index=True)
    outer = np.append(np.ones(min(len(part), 1), dtype=bool), part[1:] != part[:-1])
    # most plots have one ring, and need not be taken apart
    pieces = np.concatenate([shapes[single], rings])
    owner = np.concatenate([np.flatnonzero(single), others[whole[polygonal][part]]])
    hole = np.append(np.zeros(int(single.sum()), dtype=bool), ~outer)
    order = np.argsort(owner, kind="stable")
    return pieces[order], owner[order], hole[order]


def cell_shares(ends: Floats, sides: Floats, shape: tuple[int, int]) -> tuple[Ints, Floats]:
    """
    Tell which cells of a grid one polygon covers, and which share of each.

    Parameters
    ----------
    ends : shape (edges, 4)
        x and y of both ends of every edge, in cells, columns to the right and rows down. All of
        them lie on the grid.
    sides : shape (edges,)
        See `Rings.sides`.
    shape
        Rows and columns of the grid.

    Returns
    -------
    cells, shares
        Positions in the flattened grid, in order, and the covered share of each cell.

    Examples
    --------
    >>> rings = Rings.of(np.array([shapely.box(0.5, 0, 2, 1)]))
    >>> ends = rings.ends(rings.xy)
    >>> cells, shares = cell_shares(ends, rings.sides(ends), (1, 3))
    >>> cells.tolist(), shares.tolist()
    ([0, 1], [0.5, 1.0])
    """
    edge, fraction = _cuts(ends)
    x, y = (ends[edge, n] + fraction * (ends[edge, n + 2] - ends[edge, n]) for n in (0, 1))
    piece = np.flatnonzero((edge[1:] == edge[:-1]) & (y[1:] != y[:-1]))
    down = (y[piece + 1] - y[piece]) * sides[edge[piece]]
    middle_x, middle_y = ((v[piece] + v[piece + 1]) / 2 for v in (x, y))
    column, row = np.floor(middle_x).astype(np.int64), np.floor(middle_y).astype(np.int64)
    wide = shape[1] + 2  # what an edge on the last border adds lies beyond the grid
    right = down * (middle_x - column)
    place = row * wide + column
    sums = np.bincount(place, down - right, shape[0] * wide)
    sums += np.bincount(place + 1, right, shape[0] * wide)
    shares = np.cumsum(sums.reshape(shape[0], wide), axis=1)[:, : shape[1]].ravel()
    cells = np.flatnonzero(shares > LEAST_SHARE)
    return cells, np.minimum(shares[cells], 1.0)


def _cuts(ends: Floats) -> tuple[Ints, Floats]:
    """Cut edges at the borders of cells: edges, and how far along each, from 0 to 1, in order."""
    edges = np.arange(len(ends))
    edge, fractions = [edges, edges], [np.zeros(len(ends)), np.ones(len(ends))]
    for axis in (0, 1):
        begin, end = ends[:, axis], ends[:, axis + 2]
        low = np.floor(np.minimum(begin, end)) + 1
        count = np.maximum(np.ceil(np.maximum(begin, end)) - low, 0).astype(np.int64)
        crossed = np.repeat(edges, count)
        border = low[crossed] + np.arange(len(crossed)) - np.repeat(np.cumsum(count) - count, count)
        edge.append(crossed)
        fractions.append((border - begin[crossed]) / (end - begin)[crossed])
    every, fraction = np.concatenate(edge), np.concatenate(fractions)
    order = np.lexsort((fraction, every))
    return every[order], fraction[order]
