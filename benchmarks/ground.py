"""Invented heights for the races, and mean slopes by sezgeo and by what people use today."""

from pathlib import Path

import land
import numpy as np
import rasterio
from affine import Affine
from geopandas import GeoDataFrame

from sezgeo.criteria import Elevation
from sezgeo.criteria.ground import survey
from sezgeo.crs import WORK_CRS
from sezgeo.planar.queries import PlotArrays
from sezgeo.terrain import zonal_blocks
from sezgeo.terrain.cell_size import Window

CELL_M = 10.0
MARGIN_M = 500.0
"""How far the raster reaches beyond the land: plots may stick out of it."""
CORNER = land.CORNER - MARGIN_M
SIDE_M = land.SIDE_M + 2 * MARGIN_M
CELLS = int(SIDE_M / CELL_M)
STRIPE = 500


def heights(folder: Path) -> Elevation:
    """Write hills and noise as GeoTIFF, if they are not there yet."""
    path = folder / "heights.tif"
    if path.exists():
        return Elevation.read([path])
    steps = np.arange(CELLS, dtype="float32")
    hills = 150 + 20 * np.sin(steps / 61)[:, None] + 15 * np.cos(steps / 37)[None, :]
    noise = np.random.default_rng(0).normal(0, 0.5, hills.shape)
    transform = Affine(CELL_M, 0, CORNER[0], 0, -CELL_M, CORNER[1] + SIDE_M)
    with rasterio.open(
        path, "w", driver="GTiff", width=CELLS, height=CELLS, count=1, dtype="float32",
        crs=WORK_CRS, transform=transform, nodata=-9999.0,
    ) as file:  # fmt: skip
        file.write((hills + noise).astype("float32"), 1)
    return Elevation.read([path])


def slopes(elevation: Elevation) -> np.ndarray:
    """Compute the slopes of all cells, stripe by stripe."""
    stripes = (Window(row - 1, -1, STRIPE + 2, CELLS + 2) for row in range(0, CELLS, STRIPE))
    return np.vstack([elevation.window(each).slope_deg()[1:-1, 1:-1] for each in stripes])


def slope(
    plots: GeoDataFrame, elevation: Elevation, *, kept: bool, arrays: PlotArrays | None = None
) -> np.ndarray:
    if not kept:
        zonal_blocks._block.cache_clear()  # noqa: SLF001 - as if no plots had been measured before
    return survey(plots, elevation, "mean_slope_deg", engine="grid", arrays=arrays)[0].to_numpy()


def by_rasterstats(
    plots: GeoDataFrame, slope: np.ndarray | str, affine: Affine | None = None
) -> np.ndarray:
    """Average slopes, in memory or in a file, over cells whose centres lie inside."""
    from rasterstats import zonal_stats

    given = {} if affine is None else {"affine": affine, "nodata": float("nan")}
    rows = zonal_stats(plots, slope, stats="mean", all_touched=False, **given)
    return np.array([row["mean"] for row in rows], dtype=float)
