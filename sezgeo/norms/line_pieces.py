"""Outlines cut so that boxes around them are small, and only what is near is measured to."""

import numpy as np
import shapely
from shapely import GeometryType

from sezgeo.arrays import Indices, Shapes

_EDGES = 8
"""Edges of a piece of a line."""
_LINES = (GeometryType.LINESTRING, GeometryType.MULTILINESTRING)


def pieces_of(shapes: Shapes) -> tuple[Shapes, Indices]:
    """
    Cut long lines into pieces; the rest stays whole, as who lies within must be found.

    Returns
    -------
    pieces
        Geometries; the distance to an outline is the least distance to its pieces.
    outline
        Outline of each piece, by position.

    Examples
    --------
    >>> line = shapely.LineString([(x, 0) for x in range(18)])
    >>> pieces, outline = pieces_of(np.array([shapely.Point(5, 5), line]))
    >>> [(piece.bounds[0], piece.bounds[2]) for piece in pieces[1:]], outline.tolist()
    ([(0.0, 8.0), (8.0, 16.0), (16.0, 17.0)], [0, 1, 1, 1])
    """
    cut = np.isin(shapely.get_type_id(shapes), _LINES)
    cut &= shapely.get_num_coordinates(shapes) > _EDGES + 1
    whole, long = np.flatnonzero(~cut), np.flatnonzero(cut)
    lines, of_line = shapely.get_parts(shapes[long], return_index=True)
    pieces, line = _runs(lines)
    return np.concatenate([shapes[whole], pieces]), np.concatenate([whole, long[of_line[line]]])


def _runs(lines: Shapes) -> tuple[Shapes, Indices]:
    """Cut lines into runs of a few edges; return them and the line of each."""
    corners, line = shapely.get_coordinates(lines, return_index=True)
    if not len(corners):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.intp)
    count = np.bincount(line)
    place = np.arange(len(corners)) - (np.cumsum(count) - count)[line]
    begins = place % _EDGES == 0
    ends = begins & (place > 0)  # a corner between two pieces belongs to both
    starts = ~(ends & (place == count[line] - 1))  # but the last one starts none
    corner = np.concatenate([np.flatnonzero(starts), np.flatnonzero(ends)])
    run = np.concatenate([place[starts] // _EDGES, place[ends] // _EDGES - 1])
    order = np.lexsort((place[corner], run, line[corner]))
    corner, run = corner[order], run[order]
    new = np.append(True, (np.diff(run) != 0) | (np.diff(line[corner]) != 0))
    pieces: Shapes = shapely.linestrings(corners[corner], indices=np.cumsum(new) - 1)
    return pieces, line[corner[new]]
