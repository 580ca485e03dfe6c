"""
Grow compact areas where a surface is high and nothing excludes them.

An area is a rectangle of the wanted proportions that grows from its middle until what is free of
it has the wanted size. What is free is the rectangle less the exclusions' exact outlines: no cell
decides about a border. Eighteen directions are tried, and the one with the best mean score, times
how compact the area is, is taken.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter
from shapely import Polygon, affinity, box
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.siting.raster_grid import RasterGrid
from sezgeo.siting.site_search.exclusions import Exclusions, buffer_outlines
from sezgeo.siting.site_search.options import SearchTarget

_DIRECTIONS_DEG = tuple(range(0, 180, 10))
_FREE_SHARE = 0.6
"""Least share of the place that must be free for an area to be grown there."""
_SIZE_ERROR = 1e-4
_TRIES_PER_AREA = 40

MeanScore = Callable[[BaseGeometry], float]
"""Tells the mean score of the surface over an area."""


@dataclass(frozen=True, slots=True, eq=False)
class CoarseSurface:
    """
    A surface summed up in coarse cells, enough to tell where to look closer.

    Attributes
    ----------
    grid
        The coarse cells.
    score, free : numpy.ndarray
        Sum of the scores of the free cells in each, and their number.
    cells
        Fine cells in each.
    """

    grid: RasterGrid
    score: Floats
    free: Floats
    cells: int

    def seeds(self, target: SearchTarget) -> Iterator[tuple[float, float]]:
        """Yield places from the most promising on: the mean score around, where enough is free."""
        side = max(1, round(target.side_m / self.grid.cell_m))
        free = uniform_filter(self.free, side, mode="constant") / self.cells
        score = uniform_filter(self.score, side, mode="constant") / self.cells
        promise = np.where(free >= _FREE_SHARE, score / np.maximum(free, 1e-12), -np.inf)
        x, y = self.grid.centres()
        for place in np.argsort(-promise, axis=None, kind="stable"):
            row, column = np.unravel_index(place, promise.shape)
            if not np.isfinite(promise[row, column]):
                return
            yield float(x[column]), float(y[row])


def grow_areas(
    overview: CoarseSurface,
    region: Polygon,
    exclusions: Exclusions,
    mean_score: MeanScore,
    *,
    target: SearchTarget,
) -> Iterator[Polygon]:
    """
    Grow areas, the most promising first, until there are enough or no place is left.

    Parameters
    ----------
    overview
        Where to look.
    region
        What no area may reach beyond.
    exclusions
        What no area may share land with.
    mean_score
        Mean of the surface over an area.
    target
        Size, shape, number and distance.

    Yields
    ------
    Polygon
        Each of the wanted size, to 0.01 %, in metres; all at least `apart_m` from one another.
    """
    areas: list[Polygon] = []
    tried: list[tuple[float, float]] = []
    for x, y in overview.seeds(target):
        if len(tried) >= _TRIES_PER_AREA * target.count:
            return
        spot = shapely.Point(x, y)
        near = target.side_m / 4
        if any(np.hypot(x - x0, y - y0) < near for x0, y0 in tried) or (
            areas and shapely.distance(np.array(areas), spot).min() < target.apart_m
        ):
            continue
        tried.append((x, y))
        area = _best_area(spot, region, exclusions, mean_score, target=target, areas=areas)
        if area is not None:
            areas.append(area)
            yield area
        if len(areas) == target.count:
            return


def _best_area(
    spot: shapely.Point,
    region: Polygon,
    exclusions: Exclusions,
    mean_score: MeanScore,
    *,
    target: SearchTarget,
    areas: Sequence[Polygon],
) -> Polygon | None:
    """Grow from one spot in every direction, and take the best area."""
    reach = spot.buffer(2 * target.side_m * sqrt(target.elongation))
    others = np.array(areas, dtype=object)
    kept_away = shapely.union_all(buffer_outlines(others, np.full(len(others), target.apart_m)))
    free = (reach & region) - exclusions.within(reach) - kept_away
    grown = [_grow_rectangle(spot, free, target, degrees) for degrees in _DIRECTIONS_DEG]
    compact_enough = [
        area for area in grown if area and compactness(area) >= target.least_compactness_share
    ]
    if not compact_enough:
        return None
    worth = np.array([mean_score(area) * sqrt(compactness(area)) for area in compact_enough])
    # scores that differ by rounding only must not decide: the first direction stands
    return compact_enough[int(np.argmax(np.round(worth, 9)))]


def _grow_rectangle(
    spot: shapely.Point, free: BaseGeometry, target: SearchTarget, degrees: float
) -> Polygon | None:
    """Grow one rectangle until its largest free piece has the wanted size."""
    length, width = sqrt(target.elongation), 1 / sqrt(target.elongation)
    unit = affinity.rotate(box(-length / 2, -width / 2, length / 2, width / 2), degrees)
    small, large = target.side_m * (1 - _SIZE_ERROR), target.side_m / sqrt(_FREE_SHARE)
    if _largest_piece(spot, free, unit, large).area < target.area_m2:
        return None
    for _ in range(40):
        middle = (small + large) / 2
        area = _largest_piece(spot, free, unit, middle).area
        if area >= target.area_m2:
            large = middle
        else:
            small = middle
        if target.area_m2 <= area <= target.area_m2 * (1 + _SIZE_ERROR):
            break
    piece = _largest_piece(spot, free, unit, large)
    return piece if piece.area <= target.area_m2 * (1 + _SIZE_ERROR) else None


def _largest_piece(spot: shapely.Point, free: BaseGeometry, unit: Polygon, side: float) -> Polygon:
    """Return the largest connected piece of a rectangle that is free."""
    frame = affinity.translate(affinity.scale(unit, side, side, origin=(0, 0)), spot.x, spot.y)
    parts = shapely.get_parts(shapely.intersection(free, frame))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    return max(areas, key=shapely.area) if areas else Polygon()


def compactness(area: BaseGeometry) -> float:
    """Return the area over that of a circle with the same perimeter."""
    return 4 * pi * area.area / area.length**2


def coarse_sums(values: Floats, free: NDArray[np.bool_], step: int) -> tuple[Floats, Floats]:
    """
    Sum the scores of free cells, and count them, in coarse cells.

    Examples
    --------
    >>> coarse_sums(np.ones((2, 4)), np.array([[True, False, True, True]] * 2), 2)
    (array([[2., 4.]]), array([[2., 4.]]))
    """
    height, width = (-(-side // step) * step for side in values.shape)
    room = np.zeros((2, height, width))
    room[0, : values.shape[0], : values.shape[1]] = np.where(free, values, 0.0)
    room[1, : values.shape[0], : values.shape[1]] = free
    coarse = room.reshape(2, height // step, step, width // step, step).sum(axis=(2, 4))
    return coarse[0], coarse[1]
