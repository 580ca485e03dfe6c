"""
One plot on its patch of heights, and all that is measured there; see `sezgeo.criteria.ground`.

A plot is measured as drawn and, to bound the measure, wherever it may truly lie.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.terrain.cut_and_fill import cut_and_fill
from sezgeo.terrain.elevation import Elevation
from sezgeo.terrain.patch import Patch, place, to_pixels

LOWLAND_RADIUS_M = 1000.0
"""How far around a plot the ground is looked at to tell whether the plot lies low: our choice."""

_TURNS = np.arange(8) * np.pi / 4
WAYS: Floats = np.vstack(
    [np.column_stack([np.cos(_TURNS), np.sin(_TURNS)]) * part for part in (0.5, 1.0)]
)
"""Where a plot may lie besides where it is drawn, in parts of its stated accuracy."""

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
    least_m
        Shorter side of the cell in the middle of the plot as drawn.
    """

    patch: Patch
    shapes: NDArray[np.object_]
    slope: Floats
    area_m2: Floats
    least_m: float

    def inside(self, shapes: NDArray[np.object_], layer: Floats) -> Iterator[tuple[Floats, Floats]]:
        """Yield values and areas of the cells in each shape; no cells where some are unknown."""
        patch = self.patch
        for cells, shares in patch.cells(list(to_pixels(shapes, patch.transform, patch.crs))):
            values, areas = layer.ravel()[cells], shares * self.area_m2.ravel()[cells]
            whole = len(values) > 0 and not np.isnan(values).any()
            yield (values, areas) if whole else (np.empty(0), np.empty(0))


Measure = Callable[[Outlines], Floats]
"""Measures each outline of a plot; NaN where its heights are not all known."""


def possible_places(shape: BaseGeometry, off_m: float) -> NDArray[np.object_]:
    """Return a shape as drawn, and moved to eight sides by half of `off_m` and by all of it."""
    if off_m <= 0:
        return np.array([shape])
    return np.array([shape, *(affinity.translate(shape, *(way * off_m)) for way in WAYS)])


def outlines_of(elevation: Elevation, shapes: NDArray[np.object_], reach_m: float) -> Outlines:
    """Read the heights around all outlines of a plot, and `reach_m` farther."""
    west, south, east, north = shapely.total_bounds(shapes)
    around = shapely.box(west - reach_m, south - reach_m, east + reach_m, north + reach_m)
    patch = elevation.patch(around)
    steps = patch.steps()
    [(column, row)] = np.floor(place(box_centres(shapes[:1]), patch.transform, patch.crs)).astype(
        int
    )
    return Outlines(
        patch, shapes, patch.slope_deg(), steps.area_m2, float(steps.least_m[row, column])
    )


def box_centres(shapes: NDArray[np.object_]) -> Floats:
    """Return the middle of each shape's box: shape (shapes, 2)."""
    bounds: Floats = shapely.bounds(shapes)
    return (bounds[:, :2] + bounds[:, 2:]) / 2


def mean_slope(outlines: Outlines) -> Floats:
    """Average the slope over each outline, degrees."""
    cells = outlines.inside(outlines.shapes, outlines.slope)
    return np.array([_mean(values, areas) for values, areas in cells])


def slope_p95(outlines: Outlines) -> Floats:
    """Return the slope that 95 % of each outline's area does not exceed, degrees."""
    cells = outlines.inside(outlines.shapes, outlines.slope)
    return np.array([_quantile(values, areas, 0.95) for values, areas in cells])


def height_range(outlines: Outlines) -> Floats:
    """Measure from the lowest to the highest ground of each outline, metres."""
    patch = outlines.patch
    height, width = patch.heights.shape
    columns, rows = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    ranges = []
    for pixels in to_pixels(outlines.shapes, patch.transform, patch.crs):
        along = shapely.get_coordinates(shapely.segmentize(pixels, 0.5))
        inside = shapely.contains_xy(pixels, columns, rows)
        heights = np.append(patch.at(along[:, 0], along[:, 1]), patch.heights[inside])
        ranges.append(float(np.ptp(heights)))
    return np.array(ranges, dtype=float)


def lowland(outlines: Outlines) -> Floats:
    """Measure by how much each outline lies below the ground around it, metres."""
    shapes = outlines.shapes
    rings = shapely.difference(shapely.buffer(shapes, LOWLAND_RADIUS_M), shapes)
    heights = outlines.patch.heights
    around = [_mean(*cells) for cells in outlines.inside(rings, heights)]
    under = [_mean(*cells) for cells in outlines.inside(shapes, heights)]
    lower: Floats = np.array(around) - np.array(under)
    return lower


def covered_share(outlines: Outlines) -> Floats:
    """Measure which share of each outline has a known slope."""
    patch = outlines.patch
    known = ~np.isnan(outlines.slope.ravel())
    pixels = to_pixels(outlines.shapes, patch.transform, patch.crs)
    covered = [shares[known[cells]].sum() for cells, shares in patch.cells(list(pixels))]
    return whole_share(np.array(covered) / shapely.area(pixels))


def whole_share(share: Floats) -> Floats:
    """Take a share that lacks 1 by no more than rounding for 1."""
    covers: Floats = np.where(share > _WHOLE, 1.0, np.clip(share, 0.0, 1.0))
    return covers


def earthworks(pad_ha: float | None) -> Measure:
    """Return the measure of the earth to move for a pad of `pad_ha`, cubic metres."""

    def measure(outlines: Outlines) -> Floats:
        return np.array([cut_and_fill(outlines.patch, shape, pad_ha) for shape in outlines.shapes])

    return measure


def measures_of(pad_ha: float | None) -> Mapping[str, tuple[Measure, float]]:
    """Return every measure by its criterion, and how far around a plot it looks."""
    return {
        "mean_slope_deg": (mean_slope, 0.0),
        "slope_p95_deg": (slope_p95, 0.0),
        "height_range_m": (height_range, 0.0),
        "cut_and_fill_m3": (earthworks(pad_ha), 0.0),
        "lowland_exposure_m": (lowland, LOWLAND_RADIUS_M),
        "elevation_covered_share": (covered_share, 0.0),
    }


def widen_bounds(
    name: str,
    least: Floats,
    most: Floats,
    *,
    accuracy_m: float,
    cell_m: Floats,
    area_m2: Floats,
) -> tuple[Floats, Floats]:
    """
    Widen bounds by the error of the heights, each measure as it depends on them.

    Parameters
    ----------
    name
        One of the measures.
    least, most
        Bounds where heights have no error, for each plot.
    accuracy_m
        Relative accuracy of the heights.
    cell_m
        Of each plot: `Outlines.least_m`.
    area_m2
        Of each plot: its area.
    """
    if name in ("mean_slope_deg", "slope_p95_deg"):
        rise = _SLOPE_NOISE * accuracy_m / cell_m
        low, high = np.tan(np.radians(least)) - rise, np.tan(np.radians(most)) + rise
        return np.degrees(np.arctan(np.maximum(low, 0.0))), np.degrees(np.arctan(high))
    if name == "elevation_covered_share":
        return least, most
    # heights within accuracy_m of one another move a mean distance of accuracy_m / 2 at most
    off_m = accuracy_m * (area_m2 / 2 if name == "cut_and_fill_m3" else np.ones(len(least)))
    low, high = least - off_m, most + off_m
    return (low if name == "lowland_exposure_m" else np.maximum(low, 0.0)), high


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
