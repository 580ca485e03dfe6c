"""
How long a delivery takes to be received, against the time pyogrio alone needs to read it.

Run: python benchmarks/bench_import.py [plots ...]; needs some hundred MB of scratch space.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from sezgeo.intake.pipeline import receive
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.workspace import make_workspace

BUDGET_TIMES = 4.0
BUDGET_GIB = 6.0
RUNS = 3
WEST, SOUTH, SIDE_M = 383_000.37, 6_150_000.61, 40.0


def plots(count: int) -> gpd.GeoDataFrame:
    """Cut a square of land into plots with common, uneven corners."""
    across = int(np.ceil(np.sqrt(count)))
    rng = np.random.default_rng(1)
    grid = np.stack(np.meshgrid(np.arange(across + 1), np.arange(across + 1)), axis=-1) * SIDE_M
    corners = np.round(grid + np.array([WEST, SOUTH]) + rng.uniform(-5, 5, grid.shape), 3)
    rings = np.stack(
        [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1], corners[:-1, :-1]],
        axis=2,
    ).reshape(-1, 5, 2)[:count]
    shapes = shapely.polygons(rings)
    at = np.arange(count)
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), dtype=object)
    prefix = letters[at // 260_000 % 26] + letters[at // 10_000 % 26] + letters[at // 6_760_000]
    return gpd.GeoDataFrame(
        {
            "plot_id": [f"{p}-{n:04d}" for p, n in zip(prefix, at % 10_000, strict=True)],
            "site": "Алабушево",
            "status": np.array(["свободен", "занят", "резерв", "строится"])[at % 4],
            "area_m2": np.round(shapely.area(shapes), 1),
            "updated": "2025-02-17",
            "note": "",
        },
        geometry=shapes,
        crs=32637,
    )


def workspace(folder: Path, frame: gpd.GeoDataFrame) -> Catalog:
    """Make a workspace with one site that holds all plots."""
    catalog = make_workspace(folder)
    path = folder / catalog.schema("sites").file
    path.unlink()
    land = shapely.box(*frame.total_bounds).buffer(10)
    site = gpd.GeoDataFrame({"site": ["alabushevo"]}, geometry=[land], crs=32637).to_crs(4326)
    pyogrio.write_dataframe(site, path, driver="GeoJSON")
    return catalog


def timed(work: Callable[[], object]) -> float:
    """Return the median of some runs, in seconds."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def measured(count: int, folder: Path) -> int:
    """Measure every format at one size; return how many broke the budget."""
    frame = plots(count)
    catalog = workspace(folder / "layers", frame)
    over = 0
    for suffix in ("shp", "gpkg", "geojson", "fgb"):
        path = folder / f"plots.{suffix}"
        pyogrio.write_dataframe(frame, path)
        alone = timed(partial(pyogrio.read_dataframe, path))
        whole = timed(partial(receive, catalog, "plots", path))
        result = receive(catalog, "plots", path)
        assert result.outcome != "refuse", [str(one) for one in result.findings[:3]]
        over += whole > BUDGET_TIMES * alone
        sys.stdout.write(
            f"{count:>9} {suffix:8} pyogrio {alone:6.2f} s, received {whole:6.2f} s, "
            f"{whole / alone:4.1f} times\n"
        )
    return over


def peak_gib() -> float:
    """Return the most memory that this process or a child of it has held."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in kinds) / (1 << 20)


def main(counts: list[int]) -> int:
    """Measure every size; fail where the budget is broken."""
    over = 0
    for count in counts:
        with tempfile.TemporaryDirectory() as scratch:
            over += measured(count, Path(scratch))
    sys.stdout.write(f"peak memory {peak_gib():.1f} GiB\n")
    return int(over > 0 or peak_gib() > BUDGET_GIB)


if __name__ == "__main__":
    raise SystemExit(main([int(one) for one in sys.argv[1:]] or [100_000]))
