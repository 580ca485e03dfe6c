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


def plots(count: int, first: int = 0) -> GeoDataFrame:
    """Copy the shipped plots as often as needed, each moved at random; numbers begin at `first`."""
    rng = np.random.default_rng(first)
    shipped = sezgeo.open().layers["plots"].frame.reset_index(drop=True)
    copies = shipped.loc[rng.integers(len(shipped), size=count)].reset_index(drop=True)
    shapes = copies.geometry.to_numpy()
    points = shapely.get_coordinates(shapes)
    moves = np.repeat(
        rng.uniform(-AWAY_M, AWAY_M, (count, 2)), shapely.get_num_coordinates(shapes), axis=0
    )
    copies["plot_id"] = [
        f"77:01:{at // 1000:07d}:{at % 1000}" for at in range(first, first + count)
    ]
    return copies.set_geometry(shapely.set_coordinates(shapes.copy(), points + moves))


def write(folder: Path, count: int, chunk: int) -> None:
    """Write so many plots to a folder of GeoParquet files, one for each part."""
    folder.mkdir()
    for first in range(0, count, chunk):
        piece = plots(min(chunk, count - first), first)
        piece.to_parquet(folder / f"{first:09}.parquet")


def one(folder: Path, chunk: int) -> None:
    """Score the plots of a folder and print CPU s, wall s, peak MB, MB read and MB written."""
    out = folder.with_suffix(".scores")
    wall, cpu = time.perf_counter(), time.process_time()
    bulk(sezgeo.open(), "biotech", folder, out, chunk=chunk)
    times = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    read = sum(path.stat().st_size for path in folder.iterdir())
    print(*times, peak, read / 1e6, out.stat().st_size / 1e6)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    ask.add_argument("--plots", type=int, nargs=2, default=[50_000, 250_000])
    ask.add_argument("--chunk", type=int, default=50_000)
    ask.add_argument("--one", type=Path, help="score a folder and print bare figures")
    asked = ask.parse_args()
    if asked.one:
        one(asked.one, asked.chunk)
        return
    found = []
    with tempfile.TemporaryDirectory(prefix="sezgeo-bench-") as name:
        for count in asked.plots:
            folder = Path(name, str(count))
            write(folder, count, asked.chunk)
            words = [sys.executable, __file__, "--one", str(folder), "--chunk", str(asked.chunk)]
            said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
            cpu, wall, peak, read, wrote = map(float, said.split())
            found.append((cpu, wall, read, wrote))
            print(
                f"{count:>9,} plots {wall:>8.1f} s {cpu:>8.1f} s CPU {peak:>7.0f} MB peak"
                f" {read:>6.2f} MB read {wrote:>6.2f} MB written",
                flush=True,
            )
    more = asked.plots[1] - asked.plots[0]
    cpu, wall, read, wrote = np.subtract(found[1], found[0]) / more
    print(
        f"a plot more: {1e6 * cpu:.0f} µs CPU, {1e6 * wall:.0f} µs,"
        f" {1e6 * read:.0f} B read, {1e6 * wrote:.0f} B out"
    )


if __name__ == "__main__":
    main()
