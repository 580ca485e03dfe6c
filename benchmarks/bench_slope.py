"""
How fast mean slopes of many plots are measured, against named peers in the same run.

Run: python benchmarks/bench_slope.py [--plots N ...] [--rounds N] [--json FILE]

The ground is an invented GeoTIFF of 40 × 40 km at 10 m. sezgeo is timed from the file of heights,
and with the blocks of heights and slopes kept from an earlier chunk of plots. Peers know no slopes
and are handed those of all cells in memory. So there are three ratios for each peer: `zones`, its
time against sezgeo's with kept slopes; `heights`, its time and that of making all slopes with numpy
against sezgeo's from the file; `handed`, its time alone against sezgeo's from the file. Contenders
take turns, so that a busy machine is unfair to none; medians of wall and of CPU time.
"""

import argparse
import json
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import land
import numpy as np
import rasterio
from affine import Affine
from geopandas import GeoDataFrame

from sezgeo.criteria import Elevation, zones
from sezgeo.criteria.ground import survey
from sezgeo.criteria.steps import Window
from sezgeo.crs import WORK_CRS

CELL_M = 10.0
CELLS = int(land.SIDE_M / CELL_M)
STRIPE = 500
GOALS = {"rasterstats": 30, "exactextract": 10}
MOST_RASTERSTATS = 10_000
Race = dict[str, Callable[[], np.ndarray]]


def heights(path: Path) -> Elevation:
    """Write hills and noise as GeoTIFF."""
    steps = np.arange(CELLS, dtype="float32")
    hills = 150 + 20 * np.sin(steps / 61)[:, None] + 15 * np.cos(steps / 37)[None, :]
    noise = np.random.default_rng(0).normal(0, 0.5, hills.shape)
    transform = Affine(CELL_M, 0, land.CORNER[0], 0, -CELL_M, land.CORNER[1] + land.SIDE_M)
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


def ours(plots: GeoDataFrame, elevation: Elevation, *, kept: bool) -> np.ndarray:
    if not kept:
        zones._block.cache_clear()  # noqa: SLF001 - as if no plots had been measured before
    return survey(plots, elevation, "mean_slope_deg", engine="grid")[0].to_numpy()


def by_exactextract(plots: GeoDataFrame, slope: np.ndarray, strategy: str) -> np.ndarray:
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    west, south = land.CORNER
    around = (west, south, west + land.SIDE_M, south + land.SIDE_M)
    raster = NumPyRasterSource(slope, *around, srs_wkt=plots.crs.to_wkt())
    found = exact_extract(raster, plots, "mean", output="pandas", strategy=strategy)
    return found["mean"].to_numpy(dtype=float)


def by_rasterstats(plots: GeoDataFrame, slope: np.ndarray, affine: Affine) -> np.ndarray:
    from rasterstats import zonal_stats

    rows = zonal_stats(
        plots, slope, affine=affine, stats="mean", all_touched=False, nodata=float("nan")
    )
    return np.array([row["mean"] for row in rows], dtype=float)


def race(count: int, elevation: Elevation, slope: np.ndarray) -> Race:
    """Set up the race for so many plots; rasterstats leaves out what would take minutes."""
    plots = land.plots(count)
    entrants: Race = {
        "sezgeo": lambda: ours(plots, elevation, kept=False),
        "sezgeo, slopes kept": lambda: ours(plots, elevation, kept=True),
    }
    peers: Race = {
        "exactextract": lambda: by_exactextract(plots, slope, "feature-sequential"),
        "exactextract by rows": lambda: by_exactextract(plots, slope, "raster-sequential"),
    }
    if count <= MOST_RASTERSTATS:
        peers["rasterstats"] = lambda: by_rasterstats(plots, slope, elevation.transform)
    there = {name: work for name, work in peers.items() if find_spec(name.split()[0])}
    return entrants | there


def run(entrants: Race, rounds: int) -> dict[str, dict[str, float]]:
    """Let the contenders take turns; return medians, and how far each is from sezgeo."""
    first = entrants["sezgeo"]()  # and warms up
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in entrants}
    off: dict[str, np.ndarray] = {}
    for _ in range(rounds):
        for name, work in entrants.items():
            wall, cpu = time.perf_counter(), time.process_time()
            found = work()
            taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
            off[name] = np.abs(found - first)
    return {
        name: {
            "wall_s": median(wall for wall, _ in times),
            "cpu_s": median(cpu for _, cpu in times),
            "off_mean_deg": float(np.nanmean(off[name])),
            "off_max_deg": float(np.nanmax(off[name])),
        }
        for name, times in taken.items()
    }


def ratios(found: dict[str, dict[str, float]], slope_s: dict[str, float]) -> None:
    """Add to each contender how many times as long as sezgeo it takes."""
    cold, kept = found["sezgeo"], found["sezgeo, slopes kept"]
    for each in found.values():
        for unit in ("wall_s", "cpu_s"):
            each[f"zones_{unit[:-2]}"] = each[unit] / kept[unit]
            each[f"heights_{unit[:-2]}"] = (each[unit] + slope_s[unit]) / cold[unit]
            each[f"handed_{unit[:-2]}"] = each[unit] / cold[unit]


def told(count: int, found: dict[str, dict[str, float]]) -> None:
    """Print a race: times, ratios, and how far off the answers are."""
    for name, each in found.items():
        print(f"{count:>9,} {name:<22}{each['wall_s']:>9.3f} s{each['cpu_s']:>9.3f} s CPU")
        if name.startswith("sezgeo"):
            continue
        for ratio in ("zones", "heights", "handed"):
            goal = GOALS.get(name) if ratio == "zones" else None
            by_wall, by_cpu = each[f"{ratio}_wall"], each[f"{ratio}_cpu"]
            met = "" if goal is None else f"  goal {goal}: {'met' if by_cpu >= goal else 'MISSED'}"
            print(f"{'':>12}{ratio:<10}{by_wall:>8.1f}x wall{by_cpu:>8.1f}x CPU{met}")
        print(f"{'':>12}off by {each['off_mean_deg']:.1e}° mean, {each['off_max_deg']:.1e}° most")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    ask.add_argument("--plots", type=int, nargs="+", default=[10_000, 100_000])
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--json", type=Path)
    asked = ask.parse_args()
    found = {}
    with TemporaryDirectory() as folder:
        elevation = heights(Path(folder) / "heights.tif")
        wall, cpu = time.perf_counter(), time.process_time()
        slope = slopes(elevation)
        made = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
        print(f"slopes of all cells: {made['wall_s']:.2f} s, {made['cpu_s']:.2f} s CPU")
        for count in asked.plots:
            found[str(count)] = run(race(count, elevation, slope), asked.rounds)
            ratios(found[str(count)], made)
            told(count, found[str(count)])
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
