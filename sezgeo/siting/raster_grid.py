"""A regular grid of cells in the working system, cut into blocks that fit in memory."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from shapely import Polygon, box

from sezgeo.arrays import Floats


@dataclass(frozen=True, slots=True)
class RasterGrid:
    """
    Square cells, rows from the north.

    Attributes
    ----------
    west, north
        Outer corner of the first cell, metres.
    cell_m
        Side of a cell.
    height, width
        Rows and columns.
    """

    west: float
    north: float
    cell_m: float
    height: int
    width: int

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], *, cell_m: float) -> "RasterGrid":
        """
        Cover bounds whole, with corners at multiples of the cell.

        Parameters
        ----------
        bounds
            West, south, east, north, in metres.
        cell_m
            Side of a cell.

        Examples
        --------
        >>> RasterGrid.over((12, 3, 48, 21), cell_m=10)
        RasterGrid(west=10.0, north=30.0, cell_m=10, height=3, width=4)
        """
        west, south, east, north = bounds
        left, top = np.floor(west / cell_m), np.ceil(north / cell_m)
        width, height = np.ceil(east / cell_m) - left, top - np.floor(south / cell_m)
        return cls(float(left * cell_m), float(top * cell_m), cell_m, int(height), width=int(width))

    @property
    def transform(self) -> Affine:
        """Return the transform from (column, row) to metres."""
        return Affine(self.cell_m, 0.0, self.west, 0.0, -self.cell_m, self.north)

    @property
    def outline(self) -> Polygon:
        """Return the outer border."""
        south, east = self.north - self.height * self.cell_m, self.west + self.width * self.cell_m
        return box(self.west, south, east, self.north)

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns."""
        return self.height, self.width

    def meets(self, bounds: Floats) -> NDArray[np.bool_]:
        """
        Tell which boxes share land with the grid.

        Parameters
        ----------
        bounds : shape (n, 4)
            West, south, east, north of each box.
        """
        west, south, east, north = self.outline.bounds
        meets: NDArray[np.bool_] = (
            (bounds[:, 0] < east)
            & (bounds[:, 2] > west)
            & (bounds[:, 1] < north)
            & (bounds[:, 3] > south)
        )
        return meets

    def centres(self) -> tuple[Floats, Floats]:
        """Return east of each column's centre and north of each row's."""
        columns, rows = np.arange(self.width, dtype=float), np.arange(self.height, dtype=float)
        east: Floats = self.west + self.cell_m * (columns + 0.5)
        north: Floats = self.north - self.cell_m * (rows + 0.5)
        return east, north

    def window(self, row: int, column: int, height: int, width: int) -> "RasterGrid":
        """Return the part of the grid that begins at (row, column), cut at the grid's end."""
        return RasterGrid(
            self.west + column * self.cell_m,
            self.north - row * self.cell_m,
            self.cell_m,
            min(height, self.height - row),
            width=min(width, self.width - column),
        )

    def blocks(self, side: int) -> Iterator[tuple[int, int, "RasterGrid"]]:
        """Yield (row, column, block) of all blocks, row by row."""
        for row in range(0, self.height, side):
            for column in range(0, self.width, side):
                yield row, column, self.window(row, column, side, side)
