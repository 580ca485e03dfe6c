"""
The same work by sezgeo and by what people use today; each returns the same numbers.

Buffers have 8 segments a quarter everywhere. Loading tables and indexes into a database is left
out of its time; building ours is in.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import ground
import land
import numpy as np
import rasterio
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.cache import Cache
from sezgeo.criteria import Elevation
from sezgeo.planar.covered_share import Zones
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine, finder_of

Floats = NDArray[np.float64]
Layers = Mapping[str, GeoDataFrame]
RADIUS_M = 500.0
QUARTER = 8
DRAWS = 1_000


def nearest(engine: Engine) -> Callable[[GeoDataFrame, Layers], Floats]:
    """Measure from plots to the nearest feature of each layer, as criteria do."""

    def run(plots: GeoDataFrame, layers: Layers) -> Floats:
        asking = PlotArrays(plots.geometry.to_numpy())
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


def zones(objects: Layers) -> list[Zones]:
    """Draw the zones of each constraint and make them ready: what a warm cache holds."""
    ready = [
        Zones.around(layer.geometry.to_numpy(), land.WIDTH_M[name], QUARTER)
        for name, layer in objects.items()
    ]
    spot = PlotArrays(np.array([shapely.box(0, 0, 1, 1)]))
    for each in ready:
        each.share(spot, "grid")
    return ready


def overlap(plots: GeoDataFrame, objects: Layers) -> Floats:
    """Measure the share of plots that each constraint covers, as norms do."""
    return overlap_of(plots, zones(objects))


def overlap_of(plots: GeoDataFrame, ready: list[Zones]) -> Floats:
    """Measure the same with zones that are drawn already."""
    asking = PlotArrays(plots.geometry.to_numpy())
    return np.column_stack([each.share(asking, "grid") for each in ready])


def overlap_kept(plots: GeoDataFrame, objects: Layers, folder: Path) -> Floats:
    """Measure the same with zones that an earlier process drew and kept on disk."""
    kept = Cache(folder)
    ready = [
        Zones.around(layer.geometry.to_numpy(), land.WIDTH_M[name], QUARTER, kept)
        for name, layer in objects.items()
    ]
    return overlap_of(plots, ready)


def overlap_geopandas(plots: GeoDataFrame, objects: Layers) -> Floats:
    """Measure the same with overlay and dissolve."""
    return overlay(plots, zones_of(objects))


def overlay(plots: GeoDataFrame, drawn: Layers) -> Floats:
    """Measure the same with zones that are drawn already."""
    columns = []
    for zones in drawn.values():
        cut = gpd.overlay(plots, zones[["geometry"]], how="intersection", keep_geom_type=True)
        area = cut.dissolve("id").area.reindex(plots["id"], fill_value=0.0).to_numpy()
        columns.append(area / plots.area.to_numpy())
    return np.column_stack(columns)


def neighbours(engine: Engine) -> Callable[[GeoDataFrame, Layers], Floats]:
    """Count buildings within the radius of each plot, as criteria do."""

    def run(plots: GeoDataFrame, layers: Layers) -> Floats:
        finder = finder_of(layers["buildings"].geometry.to_numpy(), engine)
        around = np.full(len(plots), RADIUS_M)
        rows = finder.within(PlotArrays(plots.geometry.to_numpy()), around, around)[0]
        return np.bincount(rows, minlength=len(plots)).astype(float)

    return run


def neighbours_geopandas(plots: GeoDataFrame, layers: Layers) -> Floats:
    """Count the same with sjoin."""
    joined = gpd.sjoin(
        plots, layers["buildings"][["geometry"]], predicate="dwithin", distance=RADIUS_M
    )
    return joined.groupby("id").size().reindex(plots["id"], fill_value=0).to_numpy(dtype=float)


def slope(plots: GeoDataFrame, heights: Elevation, arrays: PlotArrays | None = None) -> Floats:
    """Measure mean slopes from heights, as criteria do; they stay from part to part."""
    return ground.slope(plots, heights, kept=True, arrays=arrays)


def slope_rasterstats(plots: GeoDataFrame, heights: Elevation, file: Path | None = None) -> Floats:
    """
    Measure mean slopes of the cells whose centres lie inside, with numpy and rasterstats.

    rasterstats is handed the slopes in memory, or, if a `file` is named, reads them from there.
    """
    with rasterio.open(heights.tiles[0].path) as given:
        down, across = np.gradient(given.read(1), ground.CELL_M)
        shape = given.profile
    steep = np.degrees(np.arctan(np.hypot(down, across)))
    if file is None:
        return ground.by_rasterstats(plots, steep, heights.transform)
    with rasterio.open(file, "w", **shape) as written:
        written.write(steep.astype("float32"), 1)
    return ground.by_rasterstats(plots, str(file))
