"""
How long a page takes to build, and how big it is: 10,000 and 100,000 plots by 16 criteria.

Run: python benchmarks/bench_page.py [plots ...]
"""

import sys
import time
from collections.abc import Mapping
from datetime import date
from statistics import median

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sezgeo.crs import WORK_CRS
from sezgeo.i18n import Text
from sezgeo.layers import Column, Layer, Schema
from sezgeo.maps import page
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking import Ranking, rank

BUDGET_S = {10_000: 1.0, 100_000: 10.0}
BUDGET_MB = {10_000: 1.5, 100_000: 12.0}
RUNS = 3
TEXT = {"kind": "text", "ru": "текст", "en": "text"}


def plots(count: int) -> Layer:
    """Cut a square of land into blocks of uneven plots, each with nine corners."""
    rng = np.random.default_rng(1)
    side = int(np.ceil(np.sqrt(count)))
    at = np.arange(count)
    west, south = 400_000 + at % side * 120.0, 6_170_000 + at // side * 90.0
    angle = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    corners = np.stack([np.cos(angle) * 55, np.sin(angle) * 40], axis=-1)
    corners = corners[None] * rng.uniform(0.8, 1, (count, 9, 1))
    rings = corners + np.stack([west, south], axis=-1)[:, None]
    frame = gpd.GeoDataFrame(
        {
            "plot_id": [f"SYN-{place % 10_000:04d}{'abcdefghij'[place // 10_000]}" for place in at],
            "site": [f"site_{place * 10 // count}" for place in at],
            "status": np.array(["free", "occupied"])[(at % 7 == 0).astype(int)],
            "area_m2": np.round(shapely.area(shapely.polygons(rings))),
        },
        geometry=shapely.polygons(rings),
        crs=WORK_CRS,
    )
    return Layer.of(frame, schema(), source="synthetic")


def schema() -> Schema:
    """Return a contract as short as a contract may be."""
    return Schema(
        name="plots",
        file="plots.geojson",
        group="zone",
        title_ru="Участки",
        title_en="Plots",
        key="plot_id",
        geometry=("Polygon",),
        licence="none",
        as_of=date(2026, 1, 1),
        completeness="complete",
        columns={name: Column(**TEXT) for name in ("plot_id", "site", "status")},
    )


def ranking(layer: Layer, criteria: int = 16) -> Ranking:
    """Rank synthetic measures by curves that, like real ones, are flat beyond their ends."""
    rng = np.random.default_rng(2)
    names = [f"distance_to_thing_{place}_m" for place in range(criteria)]
    raw = rng.gamma(2.0, 1500.0, (len(layer.frame), criteria)).round(1)
    wish = {"curve": [[0, 1.0], [800, 0.7], [5000, 0.0]], "range": [0, 5000], "source": "synthetic"}
    spz = {"spz_m": {"value": 50, "source": "synthetic"}}
    profile = Profile.from_dict(
        {
            "key": "synthetic",
            "title_ru": "Пример",
            "title_en": "Example",
            "plant": spz,
            "criteria": {name: wish | {"weight": 1 + place} for place, name in enumerate(names)},
        }
    )
    return rank(pd.DataFrame(raw, index=layer.frame.index, columns=names), profile)


def measured(count: int) -> Mapping[str, float]:
    """Build the page of so many plots and return seconds (median) and megabytes."""
    layer = plots(count)
    ranked = ranking(layer)
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        made = page({"plots": layer}, [ranked], title=Text("Пример", "Example"), language="ru")
        seconds.append(time.perf_counter() - start)
    return {"build_s": median(seconds), "size_mb": len(made.html().encode()) / 1e6}


if __name__ == "__main__":
    for count in map(int, sys.argv[1:] or ("10000", "100000")):
        found = measured(count)
        budget = f"budget {BUDGET_S.get(count, '-')} s, {BUDGET_MB.get(count, '-')} MB"
        sys.stdout.write(
            f"{count:>7} plots: {found['build_s']:.2f} s, {found['size_mb']:.2f} MB ({budget})\n"
        )
