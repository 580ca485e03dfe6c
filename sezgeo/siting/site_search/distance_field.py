"""
Exact distances from every cell of a block to the nearest feature.

A raster transform of distances errs by up to half a cell's diagonal and needs a halo as wide as
the farthest distance. This one does neither: a block keeps the segments that may be nearest to any
of its cells (those no farther from its middle than the nearest one, plus its diagonal) and is cut
into quarters until few are left. Features outside the block and outside the study area count like
any others.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from sezgeo.arrays import Floats
from sezgeo.siting.raster_grid import RasterGrid

_FEW = 3
"""With so many segments a block is measured at once, however large."""
_WORK = 1 << 15
"""Cells times segments that cost about as much as one more cut."""
_MANY = 256
"""So many cells are worth an index of the area they are asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """
    Features as straight segments, and the areas among them.

    Attributes
    ----------
    ends : numpy.ndarray, shape (n, 4)
        Both ends of each segment: x, y, x, y. A point is a segment without length.
    added_m : numpy.ndarray, shape (n,)
        Metres added to the distance to each segment: an accuracy, or nothing.
    areas : numpy.ndarray of Polygon
        Cells inside are at the distance 0.
    area_added_m : numpy.ndarray
        Metres added inside each area.
    """

    ends: Floats
    added_m: Floats
    areas: NDArray[np.object_]
    area_added_m: Floats

    @classmethod
    def of(cls, shapes: NDArray[np.object_], added_m: Floats | None = None) -> "Segments":
        """
        Take shapes of any kind apart; every part of a multipart shape counts.

        Parameters
        ----------
        shapes
            Points, lines and areas in metres.
        added_m : shape (n,)
            Metres to add to the distance to each shape; by default nothing.
        """
        added = np.zeros(len(shapes)) if added_m is None else np.asarray(added_m, dtype=float)
        parts, owner = shapely.get_parts(shapes, return_index=True)
        kind = shapely.get_type_id(parts)
        area = np.isin(kind, (3, 6))
        rings, ring_owner = shapely.get_rings(parts[area], return_index=True)
        lines = np.concatenate([parts[~area], rings])
        line_owner = np.concatenate([owner[~area], owner[area][ring_owner]])
        xy, line = shapely.get_coordinates(lines, return_index=True)
        follows = np.flatnonzero(line[1:] == line[:-1])
        alone = np.flatnonzero(np.bincount(line, minlength=len(lines))[line] == 1)
        start, end = np.append(follows, alone), np.append(follows + 1, alone)
        return cls(
            np.hstack([xy[start], xy[end]]),
            added[line_owner[line[start]]],
            parts[area],
            added[owner[area]],
        )

    def __len__(self) -> int:
        """Count the segments."""
        return len(self.ends)


def distances_m(segments: Segments, block: RasterGrid, *, most_m: float = np.inf) -> Floats:
    """
    Measure from the centre of every cell to the nearest feature.

    Parameters
    ----------
    segments
        The features.
    block
        The cells.
    most_m
        Distances beyond this are given as this: a value curve is flat there.

    Returns
    -------
    numpy.ndarray, shape (height, width)
        Metres, exact; `most_m` where there is no feature.

    Examples
    --------
    >>> well = Segments.of(np.array([shapely.Point(5, 45)]))
    >>> distances_m(well, RasterGrid(0, 20, 10, 2, 2)).round(1).tolist()
    [[30.0, 31.6], [40.0, 41.2]]
    """
    metres = np.full(block.shape, float(most_m))
    if len(segments):
        x, y = block.centres()
        _fill(metres, x, y, ends=segments.ends, added=segments.added_m, most_m=most_m)
    for added, mask in _inside(segments, block):
        metres[mask] = np.minimum(metres[mask], added)
    return metres


def _fill(
    metres: Floats, x: Floats, y: Floats, *, ends: Floats, added: Floats, most_m: float
) -> None:
    """Fill a block, or cut it into quarters and fill those."""
    middle = np.array([(x[0] + x[-1]) / 2]), np.array([(y[0] + y[-1]) / 2])
    reach = np.hypot(x[-1] - x[0], y[-1] - y[0]) / 2
    far = _to_segments(*middle, ends)[0] + added
    nearest = far.min()
    if nearest - reach >= most_m:
        return
    # a hair is added so that rounding never drops the nearest segment
    keep = far <= nearest + 2 * reach + 1e-6
    ends, added = ends[keep], added[keep]
    if len(ends) <= _FEW or metres.size * len(ends) <= _WORK or metres.size == 1:
        columns, rows = np.meshgrid(x, y)
        for each in range(0, len(ends), _WORK):
            part = slice(each, each + _WORK)
            near = _nearest(columns.ravel(), rows.ravel(), ends[part], added[part])
            np.minimum(metres, near.reshape(metres.shape), out=metres)
        return
    half_y, half_x = (len(y) + 1) // 2, (len(x) + 1) // 2
    for rows_ in (slice(None, half_y), slice(half_y, None)):
        for columns_ in (slice(None, half_x), slice(half_x, None)):
            if len(y[rows_]) and len(x[columns_]):
                quarter = metres[rows_, columns_]
                _fill(quarter, x[columns_], y[rows_], ends=ends, added=added, most_m=most_m)


def _nearest(x: Floats, y: Floats, ends: Floats, added: Floats) -> Floats:
    if len(ends) <= _FEW:
        near: Floats = _to_segments(x, y, ends[:1])[:, 0] + added[0]
        for number in range(1, len(ends)):
            next_near = _to_segments(x, y, ends[number : number + 1])[:, 0] + added[number]
            np.minimum(near, next_near, out=near)
        return near
    least: Floats = (_to_segments(x, y, ends) + added).min(axis=1)
    return least


def _to_segments(x: Floats, y: Floats, ends: Floats) -> Floats:
    """Return the distance from each point to each segment."""
    x1, y1 = ends[:, 0], ends[:, 1]
    dx, dy = ends[:, 2] - x1, ends[:, 3] - y1
    length2 = dx * dx + dy * dy
    length2 = np.where(length2 > 0, length2, 1.0)
    px, py = x[:, None] - x1, y[:, None] - y1
    along = px * (dx / length2) + py * (dy / length2)
    np.clip(along, 0.0, 1.0, out=along)
    px -= along * dx
    py -= along * dy
    px *= px
    py *= py
    px += py
    near: Floats = np.sqrt(px, out=px)
    return near


def _inside(segments: Segments, block: RasterGrid) -> Iterator[tuple[float, NDArray[np.bool_]]]:
    """Yield what is added inside areas, and the cells whose centres lie inside."""
    near = block.meets(shapely.bounds(segments.areas))
    for added in np.unique(segments.area_added_m[near]):
        areas = segments.areas[near & (segments.area_added_m == added)]
        yield float(added), cells_inside(areas, block)


def cells_inside(areas: NDArray[np.object_], block: RasterGrid) -> NDArray[np.bool_]:
    """
    Tell of every cell whether its centre lies inside one of the areas.

    Only the cells in an area's box are asked; for thousands of small areas that is much quicker
    than to hand them to GDAL.
    """
    inside = np.zeros(block.shape, dtype=bool)
    x, y = block.centres()
    west, south, east, north = shapely.bounds(areas).T
    left, right = np.searchsorted(x, west), np.searchsorted(x, east, side="right")
    top, bottom = np.searchsorted(-y, -north), np.searchsorted(-y, -south, side="right")
    for number in np.flatnonzero((left < right) & (top < bottom)):
        rows, columns = slice(top[number], bottom[number]), slice(left[number], right[number])
        area = areas[number]
        if (bottom[number] - top[number]) * (right[number] - left[number]) > _MANY:
            # prepared on a copy: an index inside a shape that others hold is not safe to share
            area = shapely.transform(area, lambda xy: xy)
            shapely.prepare(area)
        inside[rows, columns] |= shapely.contains_xy(area, x[None, columns], y[rows, None])
    return inside
