"""
How long a page takes to build, open and answer, and how big it is: plots by 16 criteria.

Run: python benchmarks/bench_page.py [plots ...]; by default 300, 10,000 and 100,000. What happens
in the browser is measured where Chromium and playwright are there.
"""

import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sezgeo.crs import WORK_CRS
from sezgeo.i18n import Text
from sezgeo.layers import Column, Layer, Schema
from sezgeo.maps import page
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking, rank

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BUDGET_S = {10_000: 1.0, 100_000: 10.0}
BUDGET_MB = {10_000: 1.5, 100_000: 12.0}
BUDGET_MS = {10_000: (2000, 50, 100), 100_000: (6000, 250, None)}
"""First draw, script of one move of a slider, one step of the map."""
BUDGET_SMAA_MS = 2000
"""Of 300 plots by 10,000 draws."""
RUNS = 3
STEPS = 15
SMAA_PLOTS = 300
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


def measured(count: int, file: Path) -> Mapping[str, float]:
    """Build the page of so many plots; return seconds (median) and megabytes."""
    layer = plots(count)
    ranked = ranking(layer)
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        made = page({"plots": layer}, [ranked], title=Text("Пример", "Example"), language="ru")
        seconds.append(time.perf_counter() - start)
    made.save(file)
    return {"build_s": median(seconds), "size_mb": file.stat().st_size / 1e6}


FIRST_MS = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now();
}"""

SLIDER_MS = """(steps) => Array.from({ length: steps }, (_, step) => {
  const start = performance.now();
  sezgeo.setWeights({ distance_to_thing_0_m: 1 + step });
  return performance.now() - start;
})"""

PAN_MS = """async (steps) => {
  const spent = [];
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    MAP.panBy([step % 2 ? -260 : 260, 40], { animate: false });
    await new Promise((done) => requestAnimationFrame(done));
    spent.push(performance.now() - start);
  }
  return spent;
}"""

SMAA_MS = """async () => {
  const start = performance.now();
  await sezgeo.smaa({ mode: "near", draws: 10000 });
  return performance.now() - start;
}"""


def answered(browser: "Browser", file: Path, *, with_smaa: bool) -> Mapping[str, float]:
    """Open a page several times; return milliseconds (medians)."""
    found: dict[str, list[float]] = {}
    for _ in range(RUNS):
        shown = browser.new_page(viewport={"width": 1400, "height": 900})
        shown.goto(file.as_uri())
        shown.wait_for_selector("html[data-ready]")
        found.setdefault("first_ms", []).append(shown.evaluate(FIRST_MS))
        shown.wait_for_timeout(4000)  # the first count of acceptability is over
        found.setdefault("slider_ms", []).append(median(shown.evaluate(SLIDER_MS, STEPS)))
        shown.wait_for_timeout(4000)
        name = shown.evaluate("document.querySelector('.folium-map').id")
        pan = PAN_MS.replace("MAP", name)
        found.setdefault("pan_ms", []).append(median(shown.evaluate(pan, STEPS)))
        if with_smaa:
            found.setdefault("smaa_ms", []).append(shown.evaluate(SMAA_MS))
        shown.close()
    return {name: median(values) for name, values in found.items()}


@contextmanager
def chromium() -> "Iterator[Browser | None]":
    """Start Chromium, if it is there."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        program = None
    if program is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def main(counts: Iterable[int]) -> None:
    """Measure pages of so many plots and print a line for each number."""
    with TemporaryDirectory() as folder, chromium() as browser:
        for count in counts:
            file = Path(folder) / f"{count}.html"
            found = dict(measured(count, file))
            wanted = {"build_s": BUDGET_S.get(count), "size_mb": BUDGET_MB.get(count)}
            if browser:
                found |= answered(browser, file, with_smaa=count <= SMAA_PLOTS)
                names = ("first_ms", "slider_ms", "pan_ms")
                wanted |= dict(zip(names, BUDGET_MS.get(count, (None,) * 3), strict=True))
                wanted |= {"smaa_ms": BUDGET_SMAA_MS}
            for name, value in found.items():
                budget = f"  (budget {wanted[name]})" if wanted.get(name) else ""
                sys.stdout.write(f"{count:>7} plots  {name:<9} {value:>9.2f}{budget}\n")


if __name__ == "__main__":
    main(map(int, sys.argv[1:] or ("300", "10000", "100000")))
