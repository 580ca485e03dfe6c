"""
How long an import takes from end to end, against the time pyogrio alone needs to read the file.

Both are done in turn in one process, so that what else the machine does falls on both. An import is
everything until its version is in force: copy, hash, checks, difference, snapshot, journal, the
original kept. `current.gpkg` follows after the answer and is printed apart. The memory is measured
in a process of its own, as this one and its child held it at most, added together.

Run: python benchmarks/bench_import.py [--json rows.json]; needs 2 GB of scratch space.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from sezgeo.intake.commit import import_delivery, refresh_current
from sezgeo.intake.options import Request
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.workspace import make_workspace

BUDGET_TIMES = 4.0
BUDGET_GIB = 6.0
FORMATS = ("shp", "gpkg", "fgb", "geojson")
LARGE = "fgb"
"""Format of the large file: read in a child, whose memory counts too."""
REQUEST = Request(author="bench", at=datetime(2026, 11, 23, tzinfo=UTC))
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


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds by the clock, and of processors, children included."""
    begun, used = time.perf_counter(), _processor_s()
    work()
    return time.perf_counter() - begun, _processor_s() - used


def _processor_s() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, kinds))


def imported(folder: Path, path: Path) -> None:
    """Import a file; a benchmark of a refusal would measure nothing."""
    result = import_delivery(folder, "plots", path, request=REQUEST)
    assert result.outcome != "refuse", [str(one) for one in result.findings[:3]]


def measured(path: Path, empty: Path, runs: int) -> dict[str, object]:
    """Import one file into an empty workspace and read it with pyogrio alone, in turn."""
    alone, whole, late = [], [], []
    for _ in range(runs):
        alone.append(spent(partial(pyogrio.read_dataframe, path)))
        with TemporaryDirectory() as scratch:
            folder = Path(shutil.copytree(empty, Path(scratch) / "layers"))
            whole.append(spent(partial(imported, folder, path)))
            late.append(spent(partial(refresh_current, folder, REQUEST)))
    (alone_s, alone_cpu_s), (whole_s, whole_cpu_s), (late_s, _) = (
        np.median(taken, axis=0) for taken in (alone, whole, late)
    )
    sys.stdout.write(
        f"{path.suffix[1:]:8} clock {alone_s:5.2f} s, {whole_s:5.2f} s: {whole_s / alone_s:4.1f} "
        f"times; processors {alone_cpu_s:5.2f} s, {whole_cpu_s:5.2f} s: "
        f"{whole_cpu_s / alone_cpu_s:4.1f} times; then current.gpkg {late_s:5.2f} s\n"
    )
    name = f"import of {path.suffix[1:]}, times pyogrio alone"
    return {"name": name, "ratio": round(whole_s / alone_s, 2), "budget": BUDGET_TIMES}


def timed(count: int, runs: int) -> Iterator[dict[str, object]]:
    """Measure every format at one size."""
    with TemporaryDirectory() as scratch:
        frame = plots(count)
        empty = workspace(Path(scratch) / "empty", frame).folder
        for suffix in FORMATS:
            path = Path(scratch) / f"plots.{suffix}"
            pyogrio.write_dataframe(frame, path)
            yield measured(path, empty, runs)


def held(count: int) -> dict[str, object]:
    """Import a large file in a process of its own; return the most memory it held."""
    with TemporaryDirectory() as scratch:
        frame = plots(count)
        empty = workspace(Path(scratch) / "layers", frame).folder
        path = Path(scratch) / f"plots.{LARGE}"
        pyogrio.write_dataframe(frame, path)
        del frame
        command = [sys.executable, __file__, "--only", str(empty), str(path)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)  # ourselves
    gib, seconds = map(float, told.stdout.split())
    sys.stdout.write(f"{count} plots: {gib:.2f} GiB at most, {seconds:.0f} s\n")
    return {"name": f"memory of {count} plots, GiB", "ratio": round(gib, 2), "budget": BUDGET_GIB}


def only(folder: Path, path: Path) -> None:
    """Import one file; print the memory in GiB, this process and its child added, and seconds."""
    clock_s, _ = spent(partial(imported, folder, path))
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    gib = sum(resource.getrusage(who).ru_maxrss for who in kinds) / (1 << 20)
    sys.stdout.write(f"{gib} {clock_s}\n")


def main() -> int:
    """Measure; fail where a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plots", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", type=int, default=1_000_000, help="0 leaves the memory out")
    parser.add_argument("--json", type=Path, help="where to write name, ratio and budget")
    parser.add_argument("--only", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        only(*asked.only)
        return 0
    rows = list(timed(asked.plots, asked.runs)) if asked.runs else []
    rows += [held(asked.large)] if asked.large else []
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2), encoding="utf-8")
    return int(any(row["ratio"] > row["budget"] for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
