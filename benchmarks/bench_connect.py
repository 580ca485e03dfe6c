"""
How long it takes to connect all free plots of the shipped zone, and a site amid a dense city.

Also how much dearer the routes in the city are than on four times as many cells.

Run: python benchmarks/bench_connect.py [seed]
"""

import resource
import sys
import time
from pathlib import Path

import numpy as np
import shapely

import sezgeo
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.siting.connection import connect as connecting
from sezgeo.siting.connection.connect import connect
from sezgeo.siting.connection.result import Connections
from sezgeo.suitability.profile import Profile

sys.path.append(str(Path(__file__).parents[1]))
from tests.helpers import invented_layers

BUDGET_S = 10.0
"""Seconds of the processor for each case."""


def every_need() -> Profile:
    """Take the biotech plant and let it ask for gas too: five utilities, two feeds."""
    data = Profile.read("biotech").model_dump()
    gas = {"value": 500.0, "source": "the benchmark's own"}
    return Profile.from_dict(data | {"needs": data["needs"] | {"gas_m3_per_h": gas}})


def city(rng: np.random.Generator) -> dict[str, object]:
    """Draw 20 plots in a city of 6 × 6 km: streets every 200 m, rail, a river, all networks."""
    half, step = 3000.0, 200.0
    ticks = np.arange(-half, half + 1, step)
    streets = [shapely.LineString([(x, -half), (x, half)]) for x in ticks]
    streets += [shapely.LineString([(-half, y), (half, y)]) for y in ticks]
    slant = shapely.LineString([(-half, -700), (half, 900)])
    tracks = [shapely.offset_curve(slant, off) for off in range(0, 60, 6)]
    bends = np.column_stack([np.linspace(-half, half, 60), 900 * np.sin(np.linspace(0, 6, 60))])
    blocks = [shapely.box(x + 20, y + 20, x + 180, y + 180) for x in ticks[:-1] for y in ticks[:-1]]
    land = [blocks[at] for at in rng.choice(len(blocks), 20, replace=False)]
    pipes = [streets[at] for at in rng.choice(len(streets), 8, replace=False)]
    points = [shapely.Point(*rng.uniform(-half, half, 2)) for _ in range(6)]
    rows = {
        "roads": [(line, {"class": "street", "accuracy_m": 5.0}) for line in streets],
        "railways": [(line, {}) for line in tracks],
        "water_bodies": [(shapely.LineString(bends), {"kind": "river"})],
        "housing": [(one, {"kind": "apartments"}) for one in blocks if one not in land],
        "substations": [(p, {"voltage_kv": 110, "status": "existing"}) for p in points],
        "gas": [(line, {"kind": "distribution"}) for line in pipes],
        **{name: [(line, {}) for line in pipes] for name in ("water_mains", "sewers")},
        "heat_networks": [(line, {}) for line in pipes[:2]],
    }
    made = {
        name: invented_layers.layer(
            name, [(invented_layers.at(shape), columns) for shape, columns in table]
        )
        for name, table in rows.items()
    }
    return made | {"plots": invented_layers.plots(*map(invented_layers.at, land))}


def _costs(found: Connections) -> dict[tuple[str, str, int], float]:
    return {(o.plot_id, o.utility, o.feed): o.cost_mln_rub.likely for o in found.found}


def main(seed: int) -> None:
    """Measure, print, and fail over budget."""
    shipped = sezgeo.open().layers
    frame = shipped["plots"].frame
    free = [str(plot) for plot in frame.index[frame["status"] == "free"]]
    drawn = city(np.random.default_rng(seed))
    cases = (
        ("shipped zone, free plots", shipped, free),
        ("dense city", drawn, [str(plot) for plot in drawn["plots"].frame.index]),
    )
    slowest = 0.0
    for title, layers, only in cases:
        start, wall = time.process_time(), time.perf_counter()
        found = connect(layers, every_need(), only)
        spent, passed = time.process_time() - start, time.perf_counter() - wall
        slowest = max(slowest, spent)
        sides = sorted({one.cell_m for one in found.found})
        sys.stdout.write(
            f"{title}: {len(only)} plots x {len(UTILITIES)} utilities, {len(found.found)} routes "
            f"on cells of {sides} m, {len(found.missing)} unknown: {spent:.2f} s of the processor, "
            f"{passed:.2f} s\n"
        )
    most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"memory at most {most_mb:.0f} MB, libraries included\n")
    few = _costs(found)
    connecting._MOST_CELLS *= 4  # noqa: SLF001 - the one knob a benchmark turns
    many = _costs(connect(drawn, every_need(), only))
    dearer = np.array([few[key] / many[key] - 1 for key in many]) * 100
    sys.stdout.write(
        f"dearer than on four times as many cells: median {np.median(dearer):.2f} %, "
        f"95 of 100 within {np.quantile(dearer, 0.95):.2f} %, at most {dearer.max():.2f} %\n"
    )
    if slowest > BUDGET_S:
        sys.exit(f"over the budget of {BUDGET_S} s: {slowest:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
