"""Invented land for the races: plots and layers with holes and several parts, from a seed."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.crs import WORK_CRS

SIDE_M = 40_000.0
CORNER = np.array([380_000.0, 6_150_000.0])
WIDTH_M = {"pipes": 50.0, "shores": 100.0, "works": 200.0}
"""How wide the zone around each object of a constraint is."""


def plots(count: int, seed: int = 1) -> GeoDataFrame:
    """Draw star-shaped plots of about 1 ha; a tenth have a hole, a twentieth two parts."""
    rng = np.random.default_rng(seed)
    middle = _places(rng, count)
    shapes = _stars(rng, middle, rng.uniform(30, 90, count), 9)
    holed = rng.random(count) < 0.10
    shapes[holed] = shapely.difference(
        shapes[holed], shapely.buffer(shapely.points(middle[holed]), 8)
    )
    twofold = np.flatnonzero(rng.random(count) < 0.05)
    beside = _stars(rng, middle[twofold] + 200, np.full(len(twofold), 30.0), 6)
    shapes[twofold] = shapely.union(shapes[twofold], beside)
    return _frame(shapes)


def targets(seed: int = 2) -> dict[str, GeoDataFrame]:
    """Draw six layers to measure to: points, lines, polygons with holes and several parts."""
    rng = np.random.default_rng(seed)
    water = _stars(rng, _places(rng, 5_000), rng.uniform(50, 300, 5_000), 40)
    islands = rng.random(5_000) < 0.2
    water[islands] = shapely.difference(
        water[islands], shapely.buffer(shapely.centroid(water[islands]), 15)
    )
    return {
        "substations": _frame(shapely.points(_places(rng, 500))),
        "roads": _frame(_lines(rng, 20_000, 6, 100)),
        "rail": _frame(_lines(rng, 2_000, 30, 300)),
        "gas": _frame(_lines(rng, 5_000, 10, 150)),
        "water": _frame(water),
        "buildings": _frame(_stars(rng, _places(rng, 50_000), np.full(50_000, 15.0), 5)),
    }


def constraints(seed: int = 3) -> dict[str, GeoDataFrame]:
    """Draw the objects of three constraints, around each of which lies a zone."""
    rng = np.random.default_rng(seed)
    works = _stars(rng, _places(rng, 5_000), rng.uniform(30, 150, 5_000), 12)
    return {
        "pipes": _frame(_lines(rng, 2_000, 12, 200)),
        "shores": _frame(_stars(rng, _places(rng, 2_000), rng.uniform(50, 300, 2_000), 40)),
        "works": _frame(works),
    }


def _frame(shapes: NDArray[np.object_]) -> GeoDataFrame:
    return GeoDataFrame({"id": np.arange(len(shapes))}, geometry=shapes, crs=WORK_CRS)


def _places(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    return CORNER + rng.uniform(0, SIDE_M, (count, 2))


def _stars(
    rng: np.random.Generator, middle: NDArray[np.float64], radius: NDArray[np.float64], corners: int
) -> NDArray[np.object_]:
    turn = np.arange(corners) / corners * 2 * np.pi + rng.uniform(0, 0.1, (len(middle), corners))
    out = rng.uniform(0.6, 1, (len(middle), corners)) * radius[:, None]
    xy = middle[:, None] + np.stack([out * np.cos(turn), out * np.sin(turn)], axis=-1)
    stars: NDArray[np.object_] = shapely.polygons(xy)
    return stars


def _lines(rng: np.random.Generator, count: int, corners: int, step: float) -> NDArray[np.object_]:
    walk = np.cumsum(rng.normal(0, step, (count, corners, 2)), axis=1)
    lines: NDArray[np.object_] = shapely.linestrings(_places(rng, count)[:, None] + walk)
    return lines
