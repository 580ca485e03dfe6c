"""
A patch of heights: its slopes, its true cell sizes, and what of it lies inside an outline.

Everything is computed on the raster's own grid. Each cell knows how far east and north a step
along its row and its column leads on the ellipsoid, so degrees, turned grids and projections that
stretch (Web Mercator: 1.8 times at Moscow) give the same slope.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from sezgeo.crs import WORK_CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from affine import Affine
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")

_NODE_STEP = 128
"""Cells between the nodes at which steps are computed; between them they change linearly."""


@cache
def _mover(source: CRS, target: CRS) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def place(xy: Floats, transform: Affine, crs: CRS) -> Floats:
    """
    Bring points of the working system to (column, row) of a grid.

    Parameters
    ----------
    xy : shape (n, 2)
        East and north, in metres.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
    """
    x, y = _mover(CRS(WORK_CRS), crs.to_2d()).transform(xy[:, 0], xy[:, 1])
    return np.column_stack(apply(~transform, np.asarray(x), np.asarray(y)))


def to_pixels(shapes: NDArray[np.object_], transform: Affine, crs: CRS) -> NDArray[np.object_]:
    """
    Bring shapes of the working system to (column, row) of a grid.

    Edges are cut into pieces of 50 m first: a straight line of one system bends in another (by
    less than a millimetre over such a piece).
    """
    moved: NDArray[np.object_] = shapely.transform(
        shapely.segmentize(shapes, 50.0), lambda xy: place(xy, transform, crs)
    )
    return moved


def apply(transform: Affine, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Move coordinates by an affine transform."""
    a, b, c, d, e, f = (float(part) for part in transform[:6])
    return a * x + b * y + c, d * x + e * y + f


def shifted(transform: Affine, column: int, row: int) -> Affine:
    """Return the transform of a window that begins at (column, row) of a grid."""
    a, b, c, d, e, f = (float(part) for part in transform[:6])
    return type(transform)(a, b, a * column + b * row + c, d, e, d * column + e * row + f)


@dataclass(frozen=True, slots=True)
class Steps:
    """
    How far one step along a row (`column_*`) and down a column (`row_*`) leads, in metres.

    Attributes
    ----------
    column_east, column_north, row_east, row_north : numpy.ndarray, shape (height, width)
    """

    column_east: Floats
    column_north: Floats
    row_east: Floats
    row_north: Floats

    @property
    def area_m2(self) -> Floats:
        """Return the true area of each cell."""
        return np.abs(self._determinant)

    @property
    def least_m(self) -> float:
        """Return the shorter side of the smallest cell."""
        across = np.hypot(self.column_east, self.column_north)
        down = np.hypot(self.row_east, self.row_north)
        return float(min(across.min(), down.min()))

    @property
    def _determinant(self) -> Floats:
        return self.column_east * self.row_north - self.row_east * self.column_north

    def inner(self) -> Steps:
        """Return the same without the cells at the edge."""
        parts = (self.column_east, self.column_north, self.row_east, self.row_north)
        return Steps(*(part[1:-1, 1:-1] for part in parts))

    def gradient(self, by_column: Floats, by_row: Floats) -> tuple[Floats, Floats]:
        """Turn changes per step into changes per metre east and per metre north."""
        size = self._determinant
        east = (by_column * self.row_north - by_row * self.column_north) / size
        north = (by_row * self.column_east - by_column * self.row_east) / size
        return east, north


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """
    Heights of a window.

    Attributes
    ----------
    heights : numpy.ndarray, shape (height, width)
        Metres; NaN where nothing is known.
    transform
        From (column, row) of this window to the grid's coordinate system.
    crs
        The grid's coordinate system.
    """

    heights: Floats
    transform: Affine
    crs: CRS

    def steps(self) -> Steps:
        """
        Measure the true steps of every cell on the ellipsoid of the grid's own datum.

        Steps are computed at nodes 128 cells apart or less and interpolated between them.
        """
        height, width = self.heights.shape
        rows, columns = _nodes(height), _nodes(width)
        east_c, north_c = self._step(columns[None, :], rows[:, None], across=True)
        east_r, north_r = self._step(columns[None, :], rows[:, None], across=False)
        down, along = _hats(rows, height), _hats(columns, width).T
        return Steps(*(down @ node @ along for node in (east_c, north_c, east_r, north_r)))

    def _step(self, columns: Floats, rows: Floats, *, across: bool) -> tuple[Floats, Floats]:
        """Return metres east and north of one step, centred on each node."""
        half = (0.5, 0.0) if across else (0.0, 0.5)
        lon1, lat1 = self._degrees(columns - half[0], rows - half[1])
        lon2, lat2 = self._degrees(columns + half[0], rows + half[1])
        meridian, parallel = _radii_m(np.radians((lat1 + lat2) / 2), self.crs)
        return np.radians(lon2 - lon1) * parallel, np.radians(lat2 - lat1) * meridian

    def _degrees(self, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        x, y = apply(self.transform, columns, rows)
        flat = self.crs.to_2d()
        lon, lat = _mover(flat, flat.geodetic_crs).transform(x, y)
        return np.asarray(lon), np.asarray(lat)

    def slope_deg(self) -> Floats:
        """
        Return the slope of each cell; NaN at the window's edge and beside unknown heights.

        Horn's gradient over the eight neighbours: Horn, Hill shading and the reflectance map,
        Proceedings of the IEEE 69 (1), 1981. It is exact on a plane.

        Examples
        --------
        >>> rising = np.tile(np.arange(5.0), (5, 1))  # a metre per cell of ten metres
        >>> from affine import Affine
        >>> grid = Affine(10, 0, 400_000, 0, -10, 6_170_000)
        >>> float(Patch(rising, grid, CRS("EPSG:32637")).slope_deg()[2, 2].round(2))
        5.71
        """
        z = self.heights
        slope = np.full(z.shape, np.nan)
        if min(z.shape) < 3:  # noqa: PLR2004 - the width of the neighbourhood
            return slope
        down = z[:-2] + 2 * z[1:-1] + z[2:]
        along = z[:, :-2] + 2 * z[:, 1:-1] + z[:, 2:]
        inside = slice(1, -1)
        east, north = (
            self.steps()
            .inner()
            .gradient((down[:, 2:] - down[:, :-2]) / 8, (along[2:] - along[:-2]) / 8)
        )
        known = ~np.isnan(z[inside, inside])
        slope[inside, inside] = np.where(
            known, np.degrees(np.arctan(np.hypot(east, north))), np.nan
        )
        return slope

    def at(self, columns: Floats, rows: Floats) -> Floats:
        """
        Return heights between cell centres, bilinearly; NaN where one of the four is unknown.

        Parameters
        ----------
        columns, rows
            Places on this window's grid; the centre of its first cell is (0.5, 0.5).

        Examples
        --------
        >>> from affine import Affine
        >>> patch = Patch(np.array([[0.0, 4.0], [2.0, 6.0]]), Affine.identity(), CRS(WORK_CRS))
        >>> patch.at(np.array([1.0, 0.5]), np.array([0.5, 1.0])).tolist()
        [2.0, 1.0]
        """
        x, y = columns - 0.5, rows - 0.5
        height, width = self.heights.shape
        left = np.clip(np.floor(x).astype(int), 0, max(width - 2, 0))
        top = np.clip(np.floor(y).astype(int), 0, max(height - 2, 0))
        right, below = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
        fx, fy = x - left, y - top
        z = self.heights
        upper = z[top, left] * (1 - fx) + z[top, right] * fx
        lower = z[below, left] * (1 - fx) + z[below, right] * fx
        outside = (x < -1e-9) | (y < -1e-9) | (x > width - 1 + 1e-9) | (y > height - 1 + 1e-9)  # noqa: PLR2004 - rounding
        found: Floats = np.where(outside, np.nan, upper * (1 - fy) + lower * fy)
        return found

    def cells(self, shapes: Sequence[BaseGeometry]) -> list[tuple[NDArray[np.int64], Floats]]:
        """
        Tell which cells each shape covers, and which share of each, exactly.

        Parameters
        ----------
        shapes
            Polygons in this window's (column, row).

        Returns
        -------
        list of (cells, shares)
            Positions in the flattened window, and the covered share of each cell.
        """
        from exactextract import exact_extract
        from exactextract.feature import JSONFeatureSource
        from exactextract.raster import NumPyRasterSource

        height, width = self.heights.shape
        flipped = shapely.transform(np.array(shapes), lambda xy: xy * (1, -1) + (0, height))
        features = JSONFeatureSource(
            [{"type": "Feature", "geometry": shape.__geo_interface__} for shape in flipped]
        )
        raster = NumPyRasterSource(np.zeros((height, width)), 0, 0, width, height)
        rows = exact_extract(raster, features, ["cell_id", "coverage"], output="geojson")
        return [(row["properties"]["cell_id"], row["properties"]["coverage"]) for row in rows]


def _nodes(cells: int) -> Floats:
    """Return places of nodes over the centres of a row of cells."""
    return np.linspace(0.5, max(cells - 0.5, 1.5), max(2, cells // _NODE_STEP + 2))


def _hats(nodes: Floats, cells: int) -> Floats:
    """Return the matrix that interpolates node values at the centres of cells."""
    centres = np.arange(cells) + 0.5
    return np.column_stack([np.interp(centres, nodes, row) for row in np.eye(len(nodes))])


def _radii_m(latitude: Floats, crs: CRS) -> tuple[Floats, Floats]:
    """Return metres per radian along the meridian and along the parallel."""
    geod = crs.get_geod()
    a, e2 = (WGS84.a, WGS84.es) if geod is None else (geod.a, geod.es)
    w2 = 1 - e2 * np.sin(latitude) ** 2
    return a * (1 - e2) / w2**1.5, a / np.sqrt(w2) * np.cos(latitude)
