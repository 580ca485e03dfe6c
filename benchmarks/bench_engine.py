"""
How fast sezgeo measures, against named peers in the same run; writes JSON, prints a table.

Run: python benchmarks/bench_engine.py [--plots N ...] [--rounds N] [--check] [--record]

Contenders take turns, so that a busy machine is unfair to none; medians of wall and of CPU time.
`--check` races at 5,000 plots and fails if a ratio is more than 30 % worse than the last one kept
in benchmarks/history.json; `--record` keeps this run there, so let it include 5,000 plots.
"""

import argparse
import json
import platform
import resource
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import contenders as c
import databases
import ground
import land
import numpy as np
import pipeline

HISTORY = Path(__file__).with_name("history.json")
WORSE = 0.7
"""Least part of a kept ratio that passes."""
GOALS = {
    ("nearest", "geopandas", 100_000): 20,
    ("nearest", "postgis", 10_000): 5,
    ("overlap", "geopandas", 100_000): 5,
    ("overlap", "duckdb", 10_000): 1,
    ("overlap, zones kept", "duckdb, cold", 10_000): 3,
    ("end to end without slope", "geopandas", 10_000): 4,
    ("end to end", "geopandas", 10_000): 10,
    ("end to end", "geopandas, file", 10_000): 10,
    ("end to end", "geopandas", 100_000): 30,
    ("end to end", "geopandas, file", 100_000): 30,
}
CHECKED = 5_000
"""Plots at which ratios are compared with those kept."""
Race = dict[str, Callable[[], object]]
Times = dict[str, float]


def cpu_s() -> float:
    """Return the processor time of this process, all threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def races(count: int, stack: ExitStack, folder: Path, *, small: bool) -> dict[str, Race]:
    """Set up the races for so many plots; databases take part up to 10,000."""
    file = folder / str(count)
    pipeline.write_plots(file, count)
    plots, layers, objects = land.plots(count), land.targets(), land.constraints()
    kept = c.zones(objects)
    nearest: Race = {
        "sezgeo": lambda: c.nearest("grid")(plots, layers),
        "sezgeo, no numba": lambda: c.nearest("tree")(plots, layers),
        "geopandas": lambda: c.nearest_geopandas(plots, layers),
    }
    overlap: Race = {
        "sezgeo": lambda: c.overlap(plots, objects),
        "geopandas": lambda: c.overlap_geopandas(plots, objects),
    }
    drawn = c.zones_of(objects)
    warm: Race = {
        "sezgeo": lambda: c.overlap_of(plots, kept),
        "sezgeo, zones on disk": lambda: c.overlap_kept(plots, objects, folder / "zones"),
        "geopandas": lambda: c.overlay(plots, drawn),
    }
    neighbours: Race = {
        "sezgeo": lambda: c.neighbours("grid")(plots, layers),
        "geopandas": lambda: c.neighbours_geopandas(plots, layers),
    }
    bare: Race = {
        "sezgeo": lambda: pipeline.ours(file, layers, objects).table,
        "geopandas": lambda: pipeline.plain(file, layers, objects).table,
    }
    if not small and count <= 10_000:
        postgis = stack.enter_context(databases.postgis_nearest(plots, layers))
        duckdb = databases.duckdb_overlap(plots, objects)
        nearest |= {"postgis": postgis} if postgis else {}
        overlap |= {"duckdb": duckdb} if duckdb else {}
        warm |= {"duckdb, cold": duckdb} if duckdb else {}
    found = {
        "nearest": nearest,
        "overlap": overlap,
        "overlap, zones kept": warm,
        "neighbours": neighbours,
        "end to end without slope": bare,
    }
    if not small:
        heights, slopes = ground.heights(folder), folder / "slopes.tif"
        # slopes differ by definition: shares of cells here, centres of cells there
        found["end to end"] = {
            "sezgeo": lambda: pipeline.ours(file, layers, objects, heights).table[:, :-1],
            "geopandas": lambda: pipeline.plain(file, layers, objects, heights).table[:, :-1],
            "geopandas, file": lambda: pipeline.plain(file, layers, objects, heights, slopes).table[
                :, :-1
            ],
        }
    return found


def run(race: Race, rounds: int) -> dict[str, Times]:
    """Let the contenders take turns; return medians, after checking that all say the same."""
    for name in (name for name in race if name.startswith("sezgeo")):
        race[name]()  # compiles, or loads what is compiled
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in race}
    answers: dict[str, np.ndarray] = {}
    for _ in range(rounds):
        for name, work in race.items():
            wall, cpu = time.perf_counter(), cpu_s()
            answer = work()
            taken[name].append((time.perf_counter() - wall, cpu_s() - cpu))
            answers[name] = np.asarray(answer)
    for name, answer in answers.items():
        np.testing.assert_allclose(answer, answers["sezgeo"], atol=1e-6, err_msg=name)
    return {
        name: {"wall_s": median(w for w, _ in times), "cpu_s": median(p for _, p in times)}
        for name, times in taken.items()
    }


def ratios_of(count: int, name: str, found: dict[str, Times], unit: str) -> dict[str, float]:
    """Return how many times as long as sezgeo each peer takes; its own other ways are none."""
    own = found["sezgeo"][unit]
    peers = (peer for peer in found if not peer.startswith("sezgeo"))
    return {f"{name}/{peer}/{count}": round(found[peer][unit] / own, 2) for peer in peers}


def told(count: int, name: str, found: dict[str, Times]) -> None:
    """Print a race."""
    own = found["sezgeo"]
    for peer, times in found.items():
        ratio = times["wall_s"] / own["wall_s"]
        by_cpu = times["cpu_s"] / own["cpu_s"]
        goal = GOALS.get((name, peer, count))
        want = "" if goal is None else f"  goal {goal}: {'met' if ratio >= goal else 'MISSED'}"
        print(
            f"{count:>9,} {name:<26}{peer:<18}{times['wall_s']:>9.3f} s{times['cpu_s']:>9.3f} s CPU"
            f"{ratio:>8.1f}x{by_cpu:>8.1f}x CPU{want}",
            flush=True,
        )


def check(rounds: int) -> int:
    """
    Race at a small size, and return how many ratios are too much worse than the last ones kept.

    Ratios of processor time are compared, which other work on the machine disturbs least; a race
    that seems lost is run once more before it counts.
    """
    kept = json.loads(HISTORY.read_text(encoding="utf-8"))[-1]["cpu_ratios"]
    lost = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sezgeo-bench-")))
        for name, race in races(CHECKED, stack, folder, small=True).items():
            for _ in range(2):
                found = run(race, rounds)
                told(CHECKED, name, found)
                now = ratios_of(CHECKED, name, found, "cpu_s")
                # who joins the races later has no ratio to lose yet
                worse = {k: old for k in now if now[k] < WORSE * (old := kept.get(k, 0.0))}
                if not worse:
                    break
            lost += len(worse)
            for key, old in worse.items():
                print(f"WORSE {key}: {now[key]} was {old}")
    return lost


def installed(name: str) -> str:
    """Return the version of a package; an empty text if it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    ask.add_argument("--plots", type=int, nargs="+", default=[CHECKED, 10_000, 100_000])
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--check", action="store_true")
    ask.add_argument("--record", action="store_true")
    ask.add_argument("--only", nargs="+", help="races to run")
    ask.add_argument("--json", type=Path)
    asked = ask.parse_args()
    if asked.check:
        return int(check(asked.rounds) > 0)
    results, ratios = {}, {"wall_s": {}, "cpu_s": {}}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sezgeo-bench-")))
        for count in asked.plots:
            for name, race in races(count, stack, folder, small=count == CHECKED).items():
                if asked.only and name not in asked.only:
                    continue
                found = run(race, asked.rounds)
                told(count, name, found)
                results[f"{name}/{count}"] = found
                for unit, known in ratios.items():
                    known.update(ratios_of(count, name, found, unit))
    peers = ("geopandas", "shapely", "numba", "duckdb", "numpy")
    entry = {
        "python": platform.python_version(),
        "versions": {name: installed(name) for name in peers},
        "ratios": ratios["wall_s"],
        "cpu_ratios": ratios["cpu_s"],
        "times": results,
    }
    if asked.json:
        asked.json.write_text(json.dumps(entry, indent=1) + "\n", encoding="utf-8")
    if asked.record:
        past = json.loads(HISTORY.read_text(encoding="utf-8")) if HISTORY.exists() else []
        HISTORY.write_text(json.dumps([*past, entry], indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
