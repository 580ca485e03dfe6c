"""
How long `locate` takes, and how much memory: 40 × 40 km at 10 m, with a city's houses on it.

Run: python benchmarks/bench_locate.py [houses] [side in km]
"""

import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely
from geopandas import GeoDataFrame

from sezgeo import norms
from sezgeo.crs import WORK_CRS
from sezgeo.layers import Layer, shipped
from sezgeo.layers.catalog import Catalog
from sezgeo.siting.site_search.export import save
from sezgeo.siting.site_search.locate import CELL_M, locate
from sezgeo.siting.site_search.options import Search, SearchTarget
from sezgeo.suitability.profile import Profile

BUDGET_MIB = 1024
"""Peak memory of the whole process, libraries and all."""
MIDDLE = (406_000.0, 6_178_000.0)


def houses(count: int, side_m: float, rng: np.random.Generator) -> np.ndarray:
    """Scatter quarters of houses over two thirds of the region, as in a city with free land."""
    quarter = rng.uniform(-0.5, 0.5, (max(count // 60, 1), 2)) * side_m * (0.7, 1.0)
    spots = quarter[rng.integers(0, len(quarter), count)] + rng.normal(0, 150, (count, 2))
    x, y = (spots + MIDDLE).T
    wide, deep = rng.uniform(8, 90, (2, count))
    return shapely.box(x, y, x + wide, y + deep)


def main(count: int, side_km: float) -> None:
    """Search once and print what it took."""
    rng = np.random.default_rng(0)
    catalog = Catalog.read(shipped())
    layers = {name: catalog.layer(name) for name in catalog.schemas}
    schema = layers["housing"].schema
    shapes = houses(count, side_km * 1000, rng)
    frame = GeoDataFrame(
        {schema.key: [f"house-{n}" for n in range(count)]}, geometry=shapes, crs=WORK_CRS
    )
    layers["housing"] = Layer.of(frame, schema, source="benchmark")
    search = Search(Profile.read("battery_pack"), SearchTarget(8), layers, norms.read())
    half = side_km * 500
    bounds = (MIDDLE[0] - half, MIDDLE[1] - half, MIDDLE[0] + half, MIDDLE[1] + half)
    with TemporaryDirectory() as folder:
        start, start_cpu = time.perf_counter(), time.process_time()
        found = locate(search, bounds, Path(folder) / "raw.tif")
        save(found, Path(folder) / "out")
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cells = (side_km * 1000 / CELL_M) ** 2
    sys.stdout.write(
        f"{side_km:g} x {side_km:g} km, {cells / 1e6:.1f} million cells, {count} houses, "
        f"{len(found.used)} criteria, {len(found.plots.frame)} areas found\n"
        f"wall {wall:.1f} s, CPU {cpu:.1f} s, peak {peak_mib:.0f} MiB of {BUDGET_MIB}\n"
    )
    assert peak_mib <= BUDGET_MIB


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 25_000, float(given[1]) if given[1:] else 40.0)
