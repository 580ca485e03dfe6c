"""
What the ground under a plot is like: slope, height range, earthworks, exposure to low ground.

Heights come from `sezgeo.criteria.elevation`. A plot that the rasters do not cover whole is
unknown, with the share they do cover; nothing is averaged over what happens to be there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from sezgeo.criteria.earthworks import cut_and_fill
from sezgeo.criteria.elevation import Elevation
from sezgeo.criteria.nearest import accuracy_m
from sezgeo.criteria.relief import Floats, Patch, to_pixels

LOWLAND_RADIUS_M = 1000.0
"""How far around a plot the ground is looked at to tell whether the plot lies low: our choice."""

_WHOLE = 1 - 1e-6
_SLOPE_NOISE = np.sqrt(12) / 8 / np.sqrt(2)
"""Error of Horn's gradient, in cells, per metre of error between two heights: the weights
1, 2, 1, -1, -2, -1 over 8, and a difference of two heights errs √2 times as much as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """
    One plot, as drawn and as it may truly lie, on its patch of heights.

    Attributes
    ----------
    patch
        Heights around all outlines.
    shapes
        Outlines in the working system; the first is the plot as drawn.
    slope
        Slope of each cell of the patch, degrees.
    area_m2
        Area of each cell.
    accuracy_m
        Relative accuracy of the heights.
    """

    patch: Patch
    shapes: NDArray[np.object_]
    slope: Floats
    area_m2: Floats
    least_m: float
    accuracy_m: float

    def inside(self, shapes: NDArray[np.object_], layer: Floats) -> Iterator[tuple[Floats, Floats]]:
        """Yield values and areas of the cells in each shape; no cells where some are unknown."""
        patch = self.patch
        for cells, shares in patch.cells(list(to_pixels(shapes, patch.transform, patch.crs))):
            values, areas = layer.ravel()[cells], shares * self.area_m2.ravel()[cells]
            whole = len(values) > 0 and not np.isnan(values).any()
            yield (values, areas) if whole else (np.empty(0), np.empty(0))


Measure = Callable[[Outlines], Floats]
"""Measures each outline of a plot; NaN where its heights are not all known."""


def mean_slope_deg(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Average the slope over each plot, every cell weighted by the area it shares with the plot.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights. The slope of a cell is Horn's, over its eight neighbours.

    Returns
    -------
    mean_slope_deg
        Degrees, indexed like `plots`; missing where a plot is not covered whole.
    """
    return _series(plots, elevation, "mean_slope_deg", _mean_slope)


def slope_p95_deg(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Return the slope that 95 % of each plot's area does not exceed.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    slope_p95_deg
        Degrees, indexed like `plots`; missing where a plot is not covered whole.
    """
    return _series(plots, elevation, "slope_p95_deg", _slope_p95)


def height_range_m(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Measure from the lowest to the highest ground of each plot.

    The surface between cell centres is bilinear; it is looked at in all centres inside the plot
    and every half cell along its outline.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    height_range_m
        Metres, indexed like `plots`; missing where a plot is not covered whole.
    """
    return _series(plots, elevation, "height_range_m", _height_range)


def cut_and_fill_m3(
    plots: GeoDataFrame, elevation: Elevation, *, pad_ha: float | None = None
) -> Series:
    """
    Measure the earth to move for a level pad: cut and fill together, at the balanced height.

    See `sezgeo.criteria.earthworks` for the formula and what it leaves out.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.
    pad_ha
        Size of the pad; by default the whole plot is levelled. The pad has the plot's shape, drawn
        in evenly from its boundary.

    Returns
    -------
    cut_and_fill_m3
        Cubic metres, indexed like `plots`; missing where the pad is not covered whole, or does
        not fit.
    """
    return _series(plots, elevation, "cut_and_fill_m3", _earthworks(pad_ha))


def lowland_exposure_m(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Measure by how much a plot lies below the ground within 1 km around it.

    The mean height of the ring less that of the plot: positive where water and cold air run
    towards the plot, negative on a rise. It is the topographic position index of Weiss (Topographic
    position and landforms analysis, ESRI user conference, 2001) with its sign turned. It is no
    flood model: river levels are not in it.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    lowland_exposure_m
        Metres, indexed like `plots`; missing where the plot or the ring is not covered whole.
    """
    return _series(plots, elevation, "lowland_exposure_m", _lowland, LOWLAND_RADIUS_M)


def elevation_covered_share(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Measure which share of each plot has a known slope.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    elevation_covered_share
        From 0 to 1, indexed like `plots`.
    """
    return _series(plots, elevation, "elevation_covered_share", _covered)


def survey(
    plots: GeoDataFrame, elevation: Elevation, name: str, *, pad_ha: float | None = None
) -> tuple[Series, Floats, Floats]:
    """
    Measure one criterion and bound it.

    A plot may lie elsewhere by its stated accuracy: its outline is moved to eight sides by half of
    it and by all of it. What comes out is widened by the relative error of the heights; errors of
    neighbouring heights count as independent, the worst that is likely.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.
    name
        One of `GROUND`.
    pad_ha
        Size of the pad, for `cut_and_fill_m3`.

    Returns
    -------
    values, low, high
        Bounds are missing where an outline that may be true is not covered whole.
    """
    measure, reach_m = _rows(pad_ha)[name]
    rows = []
    for shape, off_m in zip(plots.geometry, accuracy_m(plots), strict=True):
        outlines = _outlines(elevation, _moved(shape, float(off_m)), reach_m)
        found = measure(outlines)
        least, most = _widened(name, outlines, found.min(), found.max())
        rows.append((found[0], least, most))
    values, low, high = np.array(rows, dtype=float).reshape(len(plots), 3).T
    return Series(values, index=plots.index, name=name), low, high


def _series(
    plots: GeoDataFrame, elevation: Elevation, name: str, measure: Measure, reach_m: float = 0.0
) -> Series:
    found = [
        measure(_outlines(elevation, np.array([shape]), reach_m))[0] for shape in plots.geometry
    ]
    return pd.Series(found, index=plots.index, name=name, dtype=float)


def _moved(shape: BaseGeometry, off_m: float) -> NDArray[np.object_]:
    """Return a shape as drawn, and moved to eight sides by half of `off_m` and by all of it."""
    if off_m <= 0:
        return np.array([shape])
    turns = np.arange(8) * np.pi / 4
    ways = np.vstack([np.column_stack([np.cos(turns), np.sin(turns)]) * r for r in (0.5, 1.0)])
    moved = [affinity.translate(shape, *(way * off_m)) for way in ways]
    return np.array([shape, *moved])


def _outlines(elevation: Elevation, shapes: NDArray[np.object_], reach_m: float) -> Outlines:
    west, south, east, north = shapely.total_bounds(shapes)
    around = shapely.box(west - reach_m, south - reach_m, east + reach_m, north + reach_m)
    patch = elevation.patch(around)
    steps = patch.steps()
    return Outlines(
        patch, shapes, patch.slope_deg(), steps.area_m2, steps.least_m, elevation.accuracy_m
    )


def _mean_slope(outlines: Outlines) -> Floats:
    cells = outlines.inside(outlines.shapes, outlines.slope)
    return np.array([_mean(values, areas) for values, areas in cells])


def _slope_p95(outlines: Outlines) -> Floats:
    cells = outlines.inside(outlines.shapes, outlines.slope)
    return np.array([_quantile(values, areas, 0.95) for values, areas in cells])


def _height_range(outlines: Outlines) -> Floats:
    patch = outlines.patch
    height, width = patch.heights.shape
    columns, rows = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    found = []
    for pixels in to_pixels(outlines.shapes, patch.transform, patch.crs):
        along = shapely.get_coordinates(shapely.segmentize(pixels, 0.5))
        inside = shapely.contains_xy(pixels, columns, rows)
        heights = np.append(patch.at(along[:, 0], along[:, 1]), patch.heights[inside])
        found.append(float(np.ptp(heights)))
    return np.array(found, dtype=float)


def _lowland(outlines: Outlines) -> Floats:
    shapes = outlines.shapes
    rings = shapely.difference(shapely.buffer(shapes, LOWLAND_RADIUS_M), shapes)
    heights = outlines.patch.heights
    around = [_mean(*cells) for cells in outlines.inside(rings, heights)]
    under = [_mean(*cells) for cells in outlines.inside(shapes, heights)]
    lower: Floats = np.array(around) - np.array(under)
    return lower


def _covered(outlines: Outlines) -> Floats:
    patch = outlines.patch
    known = ~np.isnan(outlines.slope.ravel())
    pixels = to_pixels(outlines.shapes, patch.transform, patch.crs)
    covered = [shares[known[cells]].sum() for cells, shares in patch.cells(list(pixels))]
    share = np.array(covered) / shapely.area(pixels)
    covers: Floats = np.where(share > _WHOLE, 1.0, np.clip(share, 0.0, 1.0))
    return covers


def _earthworks(pad_ha: float | None) -> Measure:
    def measure(outlines: Outlines) -> Floats:
        return np.array([cut_and_fill(outlines.patch, shape, pad_ha) for shape in outlines.shapes])

    return measure


def _rows(pad_ha: float | None) -> Mapping[str, tuple[Measure, float]]:
    return {
        "mean_slope_deg": (_mean_slope, 0.0),
        "slope_p95_deg": (_slope_p95, 0.0),
        "height_range_m": (_height_range, 0.0),
        "cut_and_fill_m3": (_earthworks(pad_ha), 0.0),
        "lowland_exposure_m": (_lowland, LOWLAND_RADIUS_M),
        "elevation_covered_share": (_covered, 0.0),
    }


GROUND = tuple(_rows(None))
"""Names of the criteria that need heights."""


def _widened(name: str, outlines: Outlines, least: float, most: float) -> tuple[float, float]:
    """Widen bounds by the error of the heights, each measure as it depends on them."""
    off_m = outlines.accuracy_m
    if name in ("mean_slope_deg", "slope_p95_deg"):
        rise = _SLOPE_NOISE * off_m / outlines.least_m
        low, high = np.tan(np.radians(least)) - rise, np.tan(np.radians(most)) + rise
        flat, steep = np.degrees(np.arctan([np.maximum(low, 0.0), high]))
        return float(flat), float(steep)
    if name == "elevation_covered_share":
        return least, most
    # heights within off_m of one another move a mean distance of off_m / 2 at most
    moved = float(shapely.area(outlines.shapes[0])) / 2 if name == "cut_and_fill_m3" else 1.0
    low, high = least - moved * off_m, most + moved * off_m
    return (low if name == "lowland_exposure_m" else float(np.maximum(low, 0.0))), high


def _mean(values: Floats, weights: Floats) -> float:
    return float(np.average(values, weights=weights)) if len(values) else np.nan


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the least value up to which `share` of the weight lies."""
    if not len(values):
        return np.nan
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = np.searchsorted(reached, share * reached[-1] * (1 - 1e-12))
    return float(values[order][place])
