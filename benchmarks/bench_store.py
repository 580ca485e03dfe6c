"""
How long the store takes: canonical form, difference, commit, export and reading of many plots.

Run: python benchmarks/bench_store.py [plots ...]
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely

from sezgeo.layers.history import refresh_export, state
from sezgeo.layers.store.records import Signature
from sezgeo.layers.versions.canonical import canonical
from sezgeo.layers.versions.changes import difference
from sezgeo.layers.workspace import make_workspace

NOW = datetime(2026, 11, 23, tzinfo=UTC)

Result = TypeVar("Result")


def plots(count: int) -> gpd.GeoDataFrame:
    """Cut a square of land into plots with eight corners that do not touch."""
    rng = np.random.default_rng(1)
    at = np.arange(count)
    side = int(np.ceil(np.sqrt(count)))
    angle = np.linspace(0, 2 * np.pi, 9)[:-1]
    radius = 12 + rng.random((count, 8)) * 6
    east = 380_000 + at[:, None] % side * 40.0 + radius * np.cos(angle)
    north = 6_150_000 + at[:, None] // side * 40.0 + radius * np.sin(angle)
    shapes = shapely.polygons(np.stack([east, north], axis=-1))
    letters = np.array([chr(65 + i // 26 % 26) + chr(65 + i % 26) for i in range(676)])
    return gpd.GeoDataFrame(
        {
            "plot_id": [f"{letters[i // 9000 % 676]}X-{i % 9000 + 1000}" for i in range(count)],
            "site": "alabushevo",
            "status": "free",
            "use_type": "склад",
            "power_mw": rng.random(count).round(2),
            "updated": "2026-01-01",
        },
        geometry=shapes,
        crs=32637,
    )


def timed(label: str, work: Callable[[], Result]) -> tuple[Result, float]:
    """Do something, print how long it took, and return both."""
    begun = time.perf_counter()
    result = work()
    took_s = time.perf_counter() - begun
    sys.stdout.write(f"  {label:<34}{took_s:8.2f} s\n")
    return result, took_s


def main(count: int) -> None:
    """Measure one size."""
    sys.stdout.write(f"{count} plots\n")
    frame = plots(count)
    with TemporaryDirectory() as home:
        _parts(Path(home) / "parts", frame)
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stdout.write(f"  peak memory {peak_gib:.2f} GiB\n")


def _parts(folder: Path, frame: gpd.GeoDataFrame) -> None:
    catalog = make_workspace(folder)
    schema = catalog.schema("plots")
    given = {"source": "plots.shp", "as_of": date(2026, 1, 1), "completeness": "complete"}
    signature = Signature("bench", NOW.isoformat(), "0")
    old = state(catalog, "plots").frame
    form, _ = timed("canonical form", lambda: canonical(frame, schema))
    edited = form.assign(power_mw=np.where(form.index % 100 == 0, 9.9, form["power_mw"]))
    moved = form.set_geometry(form.translate(0.5))
    with catalog.store.writing(signature, since=NOW) as writer:
        first, _ = timed("difference, all new", lambda: difference(old, form, key=schema.key))
        timed("commit", lambda: writer.commit(schema, form, first, **given))
        few, _ = timed("difference, 1 % edited", lambda: difference(form, edited, key=schema.key))
        timed("commit", lambda: writer.commit(schema, edited, few, **given))
        timed("difference, all moved", lambda: difference(form, moved, key=schema.key))
        timed("export to GeoPackage", lambda: refresh_export(catalog))
    timed("read the layer", lambda: catalog.layer("plots"))
    timed("verify", catalog.store.problems)


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["100000"]):
        main(size)
