"""The surface as a file: written block by block, read window by window, given away as a COG."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.features import geometry_mask
from rasterio.windows import Window
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.crs import WORK_CRS
from sezgeo.siting.raster_grid import RasterGrid

BLOCK = 512
_CACHE_MB = 64
"""Blocks that GDAL may hold in memory: by default it takes a twentieth of the machine's."""


@dataclass(frozen=True, slots=True, eq=False)
class SuitabilitySurface:
    """
    A score per cell, on disk; NaN where land is excluded.

    Attributes
    ----------
    grid
        Its cells.
    path
        A tiled GeoTIFF.
    """

    grid: RasterGrid
    path: Path

    @classmethod
    @contextmanager
    def writing(cls, grid: RasterGrid, path: Path) -> Iterator["_Writer"]:
        """Open a new file that takes blocks."""
        with (
            rasterio.Env(GDAL_CACHEMAX=_CACHE_MB),
            rasterio.open(
                path,
                "w",
                driver="GTiff",
                height=grid.height,
                width=grid.width,
                count=1,
                dtype="float32",
                crs=WORK_CRS,
                transform=grid.transform,
                nodata=np.nan,
                tiled=True,
                blockxsize=BLOCK,
                blockysize=BLOCK,
                compress="deflate",
                bigtiff="if_safer",
            ) as file,
        ):
            yield _Writer(file)

    def mean(self, area: BaseGeometry) -> float:
        """Return the mean score of the cells whose centres lie in an area; 0 where none does."""
        west, south, east, north = area.bounds
        cell = self.grid.cell_m
        column = max(int((west - self.grid.west) // cell), 0)
        row = max(int((self.grid.north - north) // cell), 0)
        block = self.grid.window(
            row, column, int((north - south) // cell) + 2, int((east - west) // cell) + 2
        )
        scores = self.read(row, column, block)
        outside = geometry_mask([area], block.shape, block.transform)
        inside = scores[~outside & ~np.isnan(scores)]
        return float(inside.mean()) if len(inside) else 0.0

    def read(self, row: int, column: int, block: RasterGrid) -> Floats:
        """Read the scores of a block that begins at (row, column)."""
        window = Window(column, row, block.width, block.height)
        with rasterio.open(self.path, driver="GTiff") as file:
            scores: Floats = file.read(1, window=window).astype(float)
        return scores

    def save_cog(self, path: Path) -> None:
        """Write the surface as a cloud-optimised GeoTIFF with overviews."""
        with rasterio.Env(GDAL_CACHEMAX=_CACHE_MB):
            rasterio.shutil.copy(
                self.path,
                path,
                driver="COG",
                compress="deflate",
                predictor="yes",
                blocksize=BLOCK,
                overview_resampling="average",
            )


@dataclass(frozen=True, slots=True, eq=False)
class _Writer:
    file: rasterio.io.DatasetWriter

    def put(self, row: int, column: int, scores: Floats) -> None:
        """Write the scores of the block that begins at (row, column)."""
        height, width = scores.shape
        window = Window(column, row, width, height)
        self.file.write(scores.astype("float32"), 1, window=window)
