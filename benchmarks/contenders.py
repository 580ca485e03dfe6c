"""
The same work by sezgeo and by what people use today; each returns the same numbers.

Buffers have 8 segments a quarter everywhere. Loading tables and indexes into a database is left
out of its time; building ours is in.
"""

from collections.abc import Callable, Mapping

import geopandas as gpd
import land
import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.planar.finder import Asking, Engine, finder_of
from sezgeo.planar.overlap import share_near

Floats = NDArray[np.float64]
Layers = Mapping[str, GeoDataFrame]
RADIUS_M = 500.0
QUARTER = 8
DRAWS = 1_000


def nearest(engine: Engine) -> Callable[[GeoDataFrame, Layers], Floats]:
    """Measure from plots to the nearest feature of each layer, as criteria do."""

    def run(plots: GeoDataFrame, layers: Layers) -> Floats:
        asking = Asking(plots.geometry.to_numpy())
        columns = [
            finder_of(layer.geometry.to_numpy(), engine).nearest(asking)[1]
            for layer in layers.values()
        ]
        return np.column_stack(columns)

    return run


def nearest_geopandas(plots: GeoDataFrame, layers: Layers) -> Floats:
    """Measure the same with sjoin_nearest."""
    columns = []
    for layer in layers.values():
        joined = gpd.sjoin_nearest(plots, layer, distance_col="metres")
        columns.append(joined[~joined.index.duplicated()]["metres"].to_numpy())
    return np.column_stack(columns)


def zones_of(objects: Layers) -> Layers:
    """Widen objects to zones."""
    return {
        name: layer.set_geometry(layer.buffer(land.WIDTH_M[name], resolution=QUARTER))
        for name, layer in objects.items()
    }


def overlap(plots: GeoDataFrame, objects: Layers) -> Floats:
    """Measure the share of plots that each constraint covers, as norms do."""
    shapes = plots.geometry.to_numpy()
    columns = [
        share_near(shapes, layer.geometry.to_numpy(), land.WIDTH_M[name], quarter=QUARTER)
        for name, layer in objects.items()
    ]
    return np.column_stack(columns)


def overlap_geopandas(plots: GeoDataFrame, objects: Layers) -> Floats:
    """Measure the same with overlay and dissolve."""
    columns = []
    for zones in zones_of(objects).values():
        cut = gpd.overlay(plots, zones[["geometry"]], how="intersection", keep_geom_type=True)
        area = cut.dissolve("id").area.reindex(plots["id"], fill_value=0.0).to_numpy()
        columns.append(area / plots.area.to_numpy())
    return np.column_stack(columns)


def neighbours(plots: GeoDataFrame, layers: Layers) -> Floats:
    """Count buildings within the radius of each plot."""
    tree = shapely.STRtree(layers["buildings"].geometry.to_numpy())
    rows = tree.query(plots.geometry.to_numpy(), predicate="dwithin", distance=RADIUS_M)[0]
    return np.bincount(rows, minlength=len(plots)).astype(float)


def neighbours_geopandas(plots: GeoDataFrame, layers: Layers) -> Floats:
    """Count the same by buffer and sjoin."""
    around = plots.set_geometry(plots.buffer(RADIUS_M, resolution=QUARTER))
    joined = gpd.sjoin(around, layers["buildings"][["geometry"]], predicate="intersects")
    return joined.groupby("id").size().reindex(plots["id"], fill_value=0).to_numpy(dtype=float)
