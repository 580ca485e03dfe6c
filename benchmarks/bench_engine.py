"""
How fast sezgeo measures, against named peers in the same run; writes JSON, prints a table.

Run: python benchmarks/bench_engine.py [--plots N ...] [--rounds N] [--check] [--record]

Contenders take turns, so that a busy machine is unfair to none; medians of wall and of CPU time.
`--check` runs a small slice and fails if a ratio is more than 30 % worse than the last one kept
in benchmarks/history.json; `--record` keeps this run there.
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

import contenders as c
import databases
import land
import numpy as np

from sezgeo.suitability.smaa import smaa

HISTORY = Path(__file__).with_name("history.json")
WORSE = 0.7
"""Least part of a kept ratio that passes."""
GOALS = {
    ("nearest", "geopandas", 100_000): 20,
    ("nearest", "postgis", 10_000): 5,
    ("overlap", "geopandas", 100_000): 5,
    ("overlap", "duckdb", 10_000): 1,
    ("end to end without slope", "geopandas", 10_000): 4,
}
Race = dict[str, Callable[[], object]]


def cpu_s() -> float:
    """Return the processor time of this process, all threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def end_to_end(nearest, overlap, neighbours, plots, layers, objects):
    """Measure by ten criteria, score by equal weights, and draw weights a thousand times."""
    table = np.column_stack(
        [nearest(plots, layers), overlap(plots, objects), neighbours(plots, layers)]
    )
    return 1 - table / table.max(axis=0)


def ours(plots, layers, objects):
    values = end_to_end(c.nearest("grid"), c.overlap, c.neighbours, plots, layers, objects)
    return smaa(values, c.DRAWS, 0).acceptability[:, 0]


def plain(plots, layers, objects):
    values = end_to_end(
        c.nearest_geopandas, c.overlap_geopandas, c.neighbours_geopandas, plots, layers, objects
    )
    weights = np.random.default_rng(0).dirichlet(np.ones(values.shape[1]), c.DRAWS)
    first = [np.argsort(-(values @ draw), kind="stable")[0] for draw in weights]
    return np.bincount(first, minlength=len(values)) / c.DRAWS


def races(count: int, stack: ExitStack, *, small: bool) -> dict[str, Race]:
    """Set up the races for so many plots; big ones leave out peers that would take an hour."""
    plots, layers, objects = land.plots(count), land.targets(), land.constraints()
    nearest: Race = {
        "sezgeo": lambda: c.nearest("grid")(plots, layers),
        "sezgeo, no numba": lambda: c.nearest("tree")(plots, layers),
        "geopandas": lambda: c.nearest_geopandas(plots, layers),
    }
    overlap: Race = {
        "sezgeo": lambda: c.overlap(plots, objects),
        "geopandas": lambda: c.overlap_geopandas(plots, objects),
    }
    whole: Race = {
        "sezgeo": lambda: ours(plots, layers, objects),
        "geopandas": lambda: plain(plots, layers, objects),
    }
    if not small and count <= 10_000:
        postgis = stack.enter_context(databases.postgis_nearest(plots, layers))
        duckdb = databases.duckdb_overlap(plots, objects)
        nearest |= {"postgis": postgis} if postgis else {}
        overlap |= {"duckdb": duckdb} if duckdb else {}
    return {"nearest": nearest, "overlap": overlap, "end to end without slope": whole}


def run(race: Race, rounds: int) -> dict[str, dict[str, float]]:
    """Let the contenders take turns; return medians, after checking that all say the same."""
    answers = {name: np.asarray(work()) for name, work in race.items()}  # and warms up
    if answers["sezgeo"].ndim == 2:
        for name, answer in answers.items():
            np.testing.assert_allclose(answer, answers["sezgeo"], atol=1e-6, err_msg=name)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in race}
    for _ in range(rounds):
        for name, work in race.items():
            wall, cpu = time.perf_counter(), cpu_s()
            work()
            taken[name].append((time.perf_counter() - wall, cpu_s() - cpu))
    return {
        name: {"wall_s": median(w for w, _ in times), "cpu_s": median(p for _, p in times)}
        for name, times in taken.items()
    }


def told(count: int, name: str, found: dict[str, dict[str, float]]) -> dict[str, float]:
    """Print a race; return how many times as long as sezgeo each peer takes, by name."""
    own = found["sezgeo"]
    ratios = {}
    for peer, times in found.items():
        ratio = times["wall_s"] / own["wall_s"]
        by_cpu = times["cpu_s"] / own["cpu_s"]
        ratios[f"{name}/{peer}/{count}"] = round(ratio, 2)
        goal = GOALS.get((name, peer, count))
        want = "" if goal is None else f"  goal {goal}: {'met' if ratio >= goal else 'MISSED'}"
        print(
            f"{count:>9,} {name:<26}{peer:<18}{times['wall_s']:>9.3f} s{times['cpu_s']:>9.3f} s CPU"
            f"{ratio:>8.1f}x{by_cpu:>8.1f}x CPU{want}"
        )
    return ratios


def check(ratios: dict[str, float]) -> int:
    """Compare with the last ratios kept; return how many are too much worse."""
    kept = json.loads(HISTORY.read_text(encoding="utf-8"))[-1]["ratios"]
    worse = {
        key: (ratios[key], old) for key, old in kept.items() if ratios.get(key, old) < WORSE * old
    }
    for key, (now, old) in worse.items():
        print(f"WORSE {key}: {now} was {old}")
    return len(worse)


def installed(name: str) -> str:
    """Return the version of a package; an empty text if it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    ask.add_argument("--plots", type=int, nargs="+", default=[10_000, 100_000])
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--check", action="store_true")
    ask.add_argument("--record", action="store_true")
    ask.add_argument("--only", nargs="+", help="races to run")
    ask.add_argument("--json", type=Path)
    asked = ask.parse_args()
    results, ratios = {}, {}
    with ExitStack() as stack:
        for count in [2_000] if asked.check else asked.plots:
            for name, race in races(count, stack, small=asked.check).items():
                if asked.only and name not in asked.only:
                    continue
                found = run(race, asked.rounds)
                results[f"{name}/{count}"] = found
                ratios |= told(count, name, found)
    peers = ("geopandas", "shapely", "numba", "duckdb", "numpy")
    entry = {
        "python": platform.python_version(),
        "versions": {name: installed(name) for name in peers},
        "ratios": ratios,
        "times": results,
    }
    if asked.json:
        asked.json.write_text(json.dumps(entry, indent=1) + "\n", encoding="utf-8")
    if asked.record:
        past = json.loads(HISTORY.read_text(encoding="utf-8")) if HISTORY.exists() else []
        HISTORY.write_text(json.dumps([*past, entry], indent=1) + "\n", encoding="utf-8")
    return 1 if asked.check and check(ratios) else 0


if __name__ == "__main__":
    sys.exit(main())
