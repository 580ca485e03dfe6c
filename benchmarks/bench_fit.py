"""
How long it takes to place a plant's buildings on 300 irregular plots.

Run: python benchmarks/bench_fit.py [plots]
"""

import math
import sys
import time

import numpy as np
import shapely

from sezgeo.siting.fit.place_buildings import first_fit
from sezgeo.siting.fit.placement import FitAnswer
from sezgeo.suitability.profile import Profile

BUDGET_S = 5.0
"""300 plots, one profile, seconds of the processor."""


def plots(count: int, rng: np.random.Generator) -> list[shapely.Polygon]:
    """Draw irregular plots of 1 to 10 ha, a third of them with a hole."""
    drawn: list[shapely.Polygon] = []
    while len(drawn) < count:
        corners = int(rng.integers(4, 11))
        angles = np.sort(rng.uniform(0, 2 * math.pi, corners))
        radii = rng.uniform(70, 220, corners)
        ring = np.column_stack([radii * np.cos(angles), 0.8 * radii * np.sin(angles)])
        plot = shapely.Polygon(ring)
        if not plot.is_valid or plot.area < 10_000:
            continue
        hole = shapely.box(*rng.uniform(-40, 0, 2), *rng.uniform(0, 40, 2))
        drawn.append(plot.difference(hole) if rng.random() < 1 / 3 else plot)
    return drawn


def main(count: int) -> None:
    """Measure, print, and fail over budget."""
    land = plots(count, np.random.default_rng(1))
    slowest = 0.0
    for name in Profile.shipped():
        footprint = Profile.read(name).footprint
        assert footprint is not None
        start = time.process_time()
        found = [first_fit(plot, footprint)[1] for plot in land]
        spent = time.process_time() - start
        slowest = max(slowest, spent * 300 / count)
        good = sum(one.answer == FitAnswer.FITS for one in found)
        sys.stdout.write(f"{name}: {count} plots in {spent:.2f} s, fits on {good}\n")
    if slowest > BUDGET_S:
        sys.exit(f"over the budget of {BUDGET_S} s for 300 plots: {slowest:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
