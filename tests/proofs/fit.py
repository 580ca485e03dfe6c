"""
Proof of the fit against brute force: 1,000 random plots, nothing that exists may be missed.

Run whole by `python -m tests.proofs.fit [plots]`; the suite runs a seeded sample. Brute force knows
nothing of our search: at every half degree, and at the directions of the edges, the places of a
rectangle are the polygon minus the Minkowski sums of its edges with the rectangle, by shapely.
"""

import math
import sys
import time

import numpy as np
import shapely
from shapely import affinity

from sezgeo.siting.fit.placement import FitAnswer, Placement, place_rectangles

STEP_DEG = 0.5
SHARE_FOUND = 0.995


def random_plot(rng: np.random.Generator):
    """Draw an irregular plot of 1 to 10 ha, some with a hole, some with a bite."""
    while True:
        count = int(rng.integers(4, 13))
        angles = np.sort(rng.uniform(0, 2 * math.pi, count))
        radii = rng.uniform(60, 200, count)
        ring = np.column_stack(
            [radii * np.cos(angles), radii * rng.uniform(0.4, 1) * np.sin(angles)]
        )
        plot = shapely.Polygon(ring)
        if not plot.is_valid or plot.area < 4000:
            continue
        kind = rng.random()
        if kind < 0.5:
            x, y = rng.uniform(-60, 60, 2)
            block = affinity.rotate(shapely.box(x, y, x + 35, y + 20), rng.uniform(0, 90))
            plot = plot.difference(block if kind < 0.3 else shapely.Point(x, y).buffer(12, 3))
        parts = [part for part in shapely.get_parts(plot) if part.area > 100]
        return affinity.rotate(shapely.union_all(parts), rng.uniform(0, 180))


def random_case(rng: np.random.Generator):
    """Draw a plot, and a building about as large as the largest that fits."""
    plot = random_plot(rng)
    aspect = float(rng.choice([1.0, 1.5, 3.0, 5.0]))
    wide = math.sqrt(plot.area * rng.uniform(0.12, 0.45) / aspect)
    return plot, (aspect * wide, wide)


def sums(plot, length: float, width: float):
    """Join the Minkowski sums of the boundary with a rectangle along the axes."""
    half = np.array([(1, 1), (1, -1), (-1, -1), (-1, 1)]) * (length / 2, width / 2)
    hulls = []
    for ring in shapely.get_rings(shapely.get_parts(plot)):
        xy = shapely.get_coordinates(ring)
        both = np.concatenate([xy[:-1, None] + half, xy[1:, None] + half], axis=1)
        hulls += list(shapely.convex_hull(shapely.multipoints(both.tolist())))
    return shapely.union_all(hulls)


def exists(plot, size: tuple[float, float]) -> bool:
    """Tell by brute force whether a building stands anywhere in a plot."""
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(plot))]
    along = np.concatenate([np.diff(xy, axis=0) for xy in rings])
    own = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    for angle in np.unique(
        np.concatenate([np.arange(0, 180, STEP_DEG), own % 180, (own + 90) % 180])
    ):
        turned = affinity.rotate(plot, -float(angle), origin=(0, 0))
        west, south, east, north = turned.bounds
        if east - west < size[0] or north - south < size[1]:
            continue
        if turned.difference(sums(turned, *size)).area > 1e-9:
            return True
    return False


def missed(plot, size: tuple[float, float]) -> bool:
    """Tell whether a building exists that is not found; what is found is not looked for."""
    return place_rectangles(plot, [size], 0.0).answer != FitAnswer.FITS and exists(plot, size)


def holds(plot, found: Placement, sizes, gap_m: float) -> bool:
    """Check a placement with shapely alone: inside, of its size, apart."""
    inside = plot.buffer(1e-6).covers(shapely.multipolygons([list(found.buildings)])[0])
    whole = all(
        math.isclose(outline.area, length * width, rel_tol=1e-9)
        and math.isclose(outline.length, 2 * (length + width), rel_tol=1e-9)
        for outline, (length, width) in zip(found.buildings, sizes, strict=True)
    )
    apart = all(
        one.distance(other) >= gap_m - 1e-6
        for i, one in enumerate(found.buildings)
        for other in found.buildings[:i]
    )
    return inside and whole and apart


def main(count: int) -> None:
    """Prove, print, and fail if more than one in 200 is missed or one placement is not valid."""
    rng = np.random.default_rng(7)
    start = time.perf_counter()
    found = invalid = there = lost = 0
    for number in range(count):
        plot, size = random_case(rng)
        placement = place_rectangles(plot, [size], 0.0)
        if placement.answer == FitAnswer.FITS:
            found += 1
            invalid += not holds(plot, placement, [size], 0.0)
        elif exists(plot, size):
            lost += 1
            sys.stdout.write(f"missed in plot {number}: {size}, {placement.spare_m}\n")
    there = found + lost
    sys.stdout.write(
        f"{count} plots, a place exists in {there}, found {found} "
        f"({100 * found / max(there, 1):.2f} %), invalid {invalid}, "
        f"{time.perf_counter() - start:.0f} s\n"
    )
    if invalid or found < SHARE_FOUND * there:
        sys.exit("the proof failed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
