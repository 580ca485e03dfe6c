"""
From a file of plots to a ranking that has been shaken: the same by sezgeo and by plain geopandas.

Ten criteria, eleven with the mean slope: the nearest of six layers, the share that each of three
constraints covers, buildings within 500 m. Then TOPSIS by equal weights, and a thousand draws of
weights. Both read the plots from GeoParquet; layers are in memory, and whatever is made of them is
made anew. The road network is left out: its cost does not grow with the plots (bench_roads.py).
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import contenders as c
import geopandas as gpd
import land
import numpy as np

from sezgeo.bulk.partitions import read_ahead, split_file
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Finder, finder_of
from sezgeo.suitability.mcda.compromise import topsis
from sezgeo.suitability.mcda.smaa import smaa
from sezgeo.terrain import zonal_blocks as zonal
from sezgeo.threads import in_threads

CHUNK = 50_000
TOP = 20
"""Ranks told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Measures of all plots, their closeness to the ideal, and how often each takes a rank."""

    table: c.Floats
    closeness: c.Floats
    acceptability: c.Floats


def write_plots(folder: Path, count: int, chunk: int = CHUNK) -> None:
    """Write plots to a folder of GeoParquet files, each from a seed of its own."""
    folder.mkdir()
    for seed, at in enumerate(range(0, count, chunk)):
        piece = land.plots(min(chunk, count - at), seed=1000 + seed)
        piece["id"] += at
        piece.to_parquet(folder / f"{seed:05}.parquet")


def ours(path: Path, layers: c.Layers, objects: c.Layers, heights=None, chunk: int = CHUNK):
    """Measure part by part: memory grows with the part, but for the table of numbers."""
    finders, zones = in_threads([partial(finders_of, layers), partial(c.zones, objects)])
    pieces = []
    zonal._block.cache_clear()  # noqa: SLF001 - as in a new process
    for plots in read_ahead(split_file(path, chunk)):
        asking = PlotArrays(plots.geometry.to_numpy())
        around = np.full(len(plots), c.RADIUS_M)
        rows = finders["buildings"].within(asking, around, around)[0]
        columns = [
            *(finder.nearest(asking)[1] for finder in finders.values()),
            *(each.share(asking, "grid") for each in zones),
            np.bincount(rows, minlength=len(plots)),
            *([c.slope(plots, heights, asking)] if heights else []),
        ]
        pieces.append(np.column_stack(columns))
    table = np.concatenate(pieces)
    equal = np.full(table.shape[1], 1 / table.shape[1])
    closeness = topsis(table, equal, np.full(table.shape[1], -1))
    return Answer(table, closeness, smaa(values_of(table), c.DRAWS, 0, ranks=TOP).acceptability)


def finders_of(layers: c.Layers) -> dict[str, Finder]:
    """Sort the features of each layer into a grid."""
    return {name: finder_of(layer.geometry.to_numpy(), "grid") for name, layer in layers.items()}


def plain(path: Path, layers: c.Layers, objects: c.Layers, heights=None, slopes=None):
    """Measure all at once with geopandas and rasterstats, from `slopes` if it names a file."""
    plots = gpd.read_parquet(path)
    columns = [
        c.nearest_geopandas(plots, layers),
        c.overlap_geopandas(plots, objects),
        c.neighbours_geopandas(plots, layers),
        *([c.slope_rasterstats(plots, heights, slopes)] if heights else []),
    ]
    table = np.column_stack(columns)
    scaled = -table / np.sqrt((table**2).sum(axis=0)) / table.shape[1]
    best, worst = (np.linalg.norm(scaled - edge, axis=1) for edge in (scaled.max(0), scaled.min(0)))
    values, counts = values_of(table), np.zeros((len(table), TOP))
    for draw in np.random.default_rng(0).dirichlet(np.ones(table.shape[1]), c.DRAWS):
        score = values @ draw
        first = np.argpartition(-score, TOP)[:TOP]
        counts[first[np.argsort(-score[first], kind="stable")], np.arange(TOP)] += 1
    return Answer(table, worst / (best + worst), counts / c.DRAWS)


def values_of(table: c.Floats) -> c.Floats:
    """Stretch measures to 0-1, less being better."""
    low, high = table.min(axis=0), table.max(axis=0)
    return (high - table) / np.maximum(high - low, 1e-12)
