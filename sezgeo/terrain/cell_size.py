"""
How far one step along a raster's grid leads, in true metres east and north.

Steps are measured on the ellipsoid of the grid's own datum at nodes, every 32 cells of the raster,
and change linearly between them: a cell has one size, whatever window it is read in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pyproj import CRS, Geod, Transformer

if TYPE_CHECKING:
    from affine import Affine

    from sezgeo.arrays import Floats, Ints


WGS84 = Geod(ellps="WGS84")

NODE_STEP = 32
"""Cells between nodes. On cells of 90 m, what lies between them is off by a part in 10⁸."""


class Window(NamedTuple):
    """A window of a raster: its first row and column, and how many of each."""

    row: int
    column: int
    height: int
    width: int


@cache
def transformer(source: CRS, target: CRS) -> Transformer:
    """Return the way from one coordinate system to another, x before y."""
    return Transformer.from_crs(source, target, always_xy=True)


def apply_affine(transform: Affine, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Move coordinates by an affine transform."""
    a, b, c, d, e, f = (float(part) for part in transform[:6])
    return a * x + b * y + c, d * x + e * y + f


def window_transform(transform: Affine, column: int, row: int) -> Affine:
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
    def least_m(self) -> Floats:
        """Return the shorter side of each cell."""
        across = np.hypot(self.column_east, self.column_north)
        return np.minimum(across, np.hypot(self.row_east, self.row_north))

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
class Nodes:
    """
    Steps at the nodes around a window.

    Attributes
    ----------
    first
        Row and column of the first node: node n lies at cell border 32 n of the raster.
    values : numpy.ndarray, shape (4, rows, columns)
        The parts of `Steps`, in their order.
    """

    first: tuple[int, int]
    values: Floats

    @classmethod
    def of(cls, transform: Affine, crs: CRS, window: Window) -> Nodes:
        """
        Measure steps at the nodes around a window.

        Parameters
        ----------
        transform, crs
            Of the whole raster.
        window
            What the nodes shall surround.
        """
        rows, columns = (
            np.arange(start // NODE_STEP, (start + max(count, 1) - 1) // NODE_STEP + 2)
            for start, count in zip(window[:2], window[2:], strict=True)
        )
        x, y = np.meshgrid(columns * float(NODE_STEP), rows * float(NODE_STEP))
        across, down = (
            _step(transform, crs, x, y, columns=along, rows=down)
            for along, down in ((1, 0), (0, 1))
        )
        return cls((int(rows[0]), int(columns[0])), np.stack([*across, *down]))

    def steps(self, window: Window) -> Steps:
        """Return the steps of all cells of a window that the nodes surround."""
        down = _hats(self.first[0], self.values.shape[1], window.row, window.height)
        along = _hats(self.first[1], self.values.shape[2], window.column, window.width).T
        return Steps(*(down @ node @ along for node in self.values))

    def at(self, rows: Ints, columns: Ints) -> Steps:
        """Return the steps of single cells that the nodes surround."""
        down, along = ((rows + 0.5) / NODE_STEP - self.first[0]), (columns + 0.5) / NODE_STEP
        along = along - self.first[1]
        i, j = down.astype(int), along.astype(int)
        f, g = down - i, along - j
        near = (self.values[:, i + a, j + b] for a in (0, 1) for b in (0, 1))
        parts = zip(near, ((1 - f) * (1 - g), (1 - f) * g, f * (1 - g), f * g), strict=True)
        return Steps(*sum(values * weight for values, weight in parts))


def _step(
    transform: Affine, crs: CRS, x: Floats, y: Floats, *, columns: int, rows: int
) -> tuple[Floats, Floats]:
    """Return metres east and north of one step; taken over a node's reach: it rounds less."""
    half_x, half_y = columns * NODE_STEP / 2, rows * NODE_STEP / 2
    lon1, lat1 = _degrees(transform, crs, x - half_x, y - half_y)
    lon2, lat2 = _degrees(transform, crs, x + half_x, y + half_y)
    meridian, parallel = _radii_m(np.radians((lat1 + lat2) / 2), crs)
    east, north = np.radians(lon2 - lon1) * parallel, np.radians(lat2 - lat1) * meridian
    return east / NODE_STEP, north / NODE_STEP


def _degrees(transform: Affine, crs: CRS, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
    flat = crs.to_2d()
    lon, lat = transformer(flat, flat.geodetic_crs).transform(
        *apply_affine(transform, columns, rows)
    )
    return np.asarray(lon), np.asarray(lat)


def _hats(first: int, nodes: int, start: int, cells: int) -> Floats:
    """Return the matrix that interpolates node values at the centres of cells."""
    places = (np.arange(start, start + cells) + 0.5) / NODE_STEP - first
    hats: Floats = np.maximum(1 - np.abs(places[:, None] - np.arange(nodes)), 0.0)
    return hats


def _radii_m(latitude: Floats, crs: CRS) -> tuple[Floats, Floats]:
    """Return metres per radian along the meridian and along the parallel."""
    geod = crs.get_geod()
    a, e2 = (WGS84.a, WGS84.es) if geod is None else (geod.a, geod.es)
    w2 = 1 - e2 * np.sin(latitude) ** 2
    return a * (1 - e2) / w2**1.5, a / np.sqrt(w2) * np.cos(latitude)
