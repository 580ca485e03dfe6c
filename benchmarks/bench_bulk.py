"""
What a plot costs in `sezgeo bulk`: processor time, memory and disk; prints a table.

Run: python benchmarks/bench_bulk.py [--plots N N] [--chunk N]

Two files are scored, each in a process of its own: what does not depend on the number of plots
(reading layers, compiling) is the same in both, so their difference is what a plot costs.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame

import sezgeo
from sezgeo.bulk import bulk

AWAY_M = 3_000.0
"""How far a copy of a shipped plot may lie from it."""


def plots(count: int, seed: int = 1) -> GeoDataFrame:
    """Copy the shipped plots as often as needed, each moved at random."""
    rng = np.random.default_rng(seed)
    shipped = sezgeo.open().layers["plots"].frame.reset_index(drop=True)
    copies = shipped.loc[rng.integers(len(shipped), size=count)].reset_index(drop=True)
    shapes = copies.geometry.to_numpy()
    points = shapely.get_coordinates(shapes)
    moves = np.repeat(
        rng.uniform(-AWAY_M, AWAY_M, (count, 2)), shapely.get_num_coordinates(shapes), axis=0
    )
    copies["plot_id"] = [f"77:01:{at // 1000:07d}:{at % 1000}" for at in range(count)]
    return copies.set_geometry(shapely.set_coordinates(shapes.copy(), points + moves))


def one(count: int, chunk: int) -> None:
    """Score so many plots and print CPU s, wall s, peak MB, MB read and MB written."""
    with tempfile.TemporaryDirectory() as name:
        given, out = Path(name, "plots.parquet"), Path(name, "scores.parquet")
        plots(count).to_parquet(given, row_group_size=chunk)
        wall, cpu = time.perf_counter(), time.process_time()
        bulk(sezgeo.open(), "biotech", given, out, chunk=chunk)
        times = time.process_time() - cpu, time.perf_counter() - wall
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sizes = (path.stat().st_size / 1e6 for path in (given, out))
        print(*times, peak, *sizes)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    ask.add_argument("--plots", type=int, nargs=2, default=[5_000, 25_000])
    ask.add_argument("--chunk", type=int, default=5_000)
    ask.add_argument("--one", type=int, help="score so many and print bare figures")
    asked = ask.parse_args()
    if asked.one:
        one(asked.one, asked.chunk)
        return
    found = []
    for count in asked.plots:
        words = [sys.executable, __file__, "--one", str(count), "--chunk", str(asked.chunk)]
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        cpu, wall, peak, read, wrote = map(float, said.split())
        found.append((cpu, read, wrote))
        print(
            f"{count:>9,} plots {wall:>8.1f} s {cpu:>8.1f} s CPU {peak:>7.0f} MB peak"
            f" {read:>6.2f} MB read {wrote:>6.2f} MB written"
        )
    more = asked.plots[1] - asked.plots[0]
    cpu, read, wrote = np.subtract(found[1], found[0]) / more
    print(f"a plot more: {1e3 * cpu:.2f} ms CPU, {1e6 * read:.0f} B read, {1e6 * wrote:.0f} B out")


if __name__ == "__main__":
    main()
