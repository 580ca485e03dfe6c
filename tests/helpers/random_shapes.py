"""Shapes of every kind at random."""

import numpy as np
import shapely

from tests.helpers.invented_layers import EAST, NORTH


def scattered(rng, kind, *, size, spread):
    """Draw one shape of a kind somewhere; polygons may have a hole, lines may cross themselves."""
    at = rng.uniform(-spread, spread, 2) + np.array([EAST, NORTH])
    step = np.array([3.0 * size, 0.0])
    single, count = kind.removeprefix("Multi"), 3 if kind.startswith("Multi") else 1
    parts = [_part(rng, single, at + step * number, size) for number in range(count)]
    return parts[0] if count == 1 else shapely.union_all(parts)


def _part(rng, kind, at, size):
    if kind == "Point":
        return shapely.Point(at)
    if kind == "LineString":
        return shapely.LineString(at + rng.normal(0, size, (4, 2)))
    turns = np.sort(rng.uniform(0, 2 * np.pi, 3)) + np.arange(3) / 50
    spokes = np.column_stack([np.cos(turns), np.sin(turns)]) * size
    outer = shapely.convex_hull(shapely.multipoints(at + np.vstack([spokes, -0.7 * spokes])))
    hole = shapely.Point(outer.centroid).buffer(size * rng.choice([0.0, 0.15]))
    return outer.difference(hole)
