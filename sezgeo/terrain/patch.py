"""
A patch of heights: its slopes, its true cell sizes, and what of it lies inside an outline.

Everything is computed on the raster's own grid. Each cell knows how far east and north a step
along its row and its column leads on the ellipsoid, so degrees, turned grids and projections that
stretch (Web Mercator: 1.8 times at Moscow) give the same slope.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS

from sezgeo.crs import WORK_CRS
from sezgeo.terrain.cell_coverage import Rings, cell_shares
from sezgeo.terrain.cell_size import (
    Nodes,
    Steps,
    Window,
    apply_affine,
    transformer,
    window_transform,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from affine import Affine
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from sezgeo.arrays import Floats


SEGMENT_M = 50.0
"""A straight line of one system bends in another by less than a millimetre over such a piece."""


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
    x, y = transformer(CRS(WORK_CRS), crs.to_2d()).transform(xy[:, 0], xy[:, 1])
    return np.column_stack(apply_affine(~transform, np.asarray(x), np.asarray(y)))


def to_pixels(shapes: NDArray[np.object_], transform: Affine, crs: CRS) -> NDArray[np.object_]:
    """
    Bring shapes of the working system to (column, row) of a grid.

    Edges are cut into pieces first: a straight line of one system bends in another.
    """
    pixels: NDArray[np.object_] = shapely.transform(
        shapely.segmentize(shapes, SEGMENT_M), lambda xy: place(xy, transform, crs)
    )
    return pixels


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
    corner
        Row and column of the window's first cell on the raster's grid. A cell's steps hang on
        its place there alone, so that its slope is the same whatever window it is read in.
    """

    heights: Floats
    transform: Affine
    crs: CRS
    corner: tuple[int, int] = (0, 0)

    def steps(self) -> Steps:
        """Measure the true steps of every cell on the ellipsoid of the grid's own datum."""
        row, column = self.corner
        nodes = Nodes.of(window_transform(self.transform, -column, -row), self.crs, self.window)
        return nodes.steps(self.window)

    @property
    def window(self) -> Window:
        """Return the place of this window on the raster's grid."""
        return Window(*self.corner, *self.heights.shape)

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
        heights: Floats = np.where(outside, np.nan, upper * (1 - fy) + lower * fy)
        return heights

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
        rings = Rings.of(np.array(shapes, dtype=object))
        ends = rings.ends(rings.xy)
        sides = rings.sides(ends)
        return [
            cell_shares(ends[edges], sides[edges], self.heights.shape)
            for edges in (slice(*pair) for pair in pairwise(rings.start.tolist()))
        ]
