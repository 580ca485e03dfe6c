"""A workspace that is not Moscow: Vologda's real city through the ordinary commands."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import box

import sezgeo
from sezgeo.cli import main
from sezgeo.cli.exits import Exit
from sezgeo.criteria import measure
from sezgeo.transport.travel_time import Reason

pytestmark = pytest.mark.realdata

SITE = box(545_800, 6_562_500, 548_800, 6_565_000)
PROFILE = """
key = "works"
title_ru = "Завод"
title_en = "Works"
[plant]
sensitive = ""
[plant.spz_m]
value = 50
source = "test"
[criteria.people_within_45min_count]
weight = 1
curve = [[0, 0.0], [300000, 1.0]]
range = [0, 400000]
source = "test"
[criteria.drive_time_to_rail_freight_min]
weight = 2
curve = [[0, 1.0], [30, 0.0]]
range = [0, 60]
source = "test"
[criteria.drive_time_to_motorway_min]
weight = 1
curve = [[0, 1.0], [30, 0.0]]
range = [0, 60]
source = "test"
[criteria.distance_to_rail_m]
weight = 1
curve = [[0, 1.0], [3000, 0.0]]
range = [0, 9000]
source = "test"
"""


def run(*words):
    """Run one command and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


def numbered(frame, prefix, **columns):
    return frame.reset_index(drop=True).assign(
        feature_id=[f"{prefix}{number}" for number in range(len(frame))], **columns
    )


def plots():
    cells = [box(x, y, x + 300, y + 250) for x in range(545_800, 548_500, 900) for y in
             range(6_562_500, 6_564_700, 700)]  # fmt: skip
    names = [f"VLG-{number:03d}" for number in range(len(cells))]
    columns = {"plot_id": names, "site": "vologda", "status": "free"}
    return GeoDataFrame(columns, geometry=cells, crs=32637)


def deliveries(folder):
    """Name the deliveries of the city: its own tracks, roads and houses, and plots of ours."""

    def city(name):
        return gpd.read_parquet(folder / f"{name}.parquet").to_crs(32637)

    houses, tracks = city("buildings"), city("railways")
    lived_in = houses[houses["population"] > 0]
    people = lived_in["population"].astype(float)
    middle = shapely.MultiPoint(shapely.centroid(lived_in.geometry.to_numpy())).centroid
    nearest = tracks.geometry.iloc[tracks.distance(middle).argmin()]
    yard = GeoDataFrame({"name_ru": ["Вологда"]}, geometry=[nearest.centroid], crs=32637)
    site = {"site": ["vologda"], "name_ru": ["Вологда"], "prefix": ["VLG"]}
    return {
        "sites": GeoDataFrame(site, geometry=[SITE], crs=32637),
        "plots": plots(),
        "roads": numbered(city("roads"), "rd-", **{"class": "street"}),
        "railways": numbered(tracks, "rw-"),
        "housing": numbered(houses[houses["is_living"]][["geometry"]], "h-"),
        "population": numbered(lived_in[["geometry"]].assign(people=people), "p-"),
        "freight_stations": numbered(yard, "fs-"),
    }


@pytest.fixture(scope="module")
def workspace(shared, tmp_path_factory):
    """Vologda's layers, brought in by `init` and `import`."""
    folder = tmp_path_factory.mktemp("vologda")
    layers = folder / "layers"
    area = "39.6,59.1,40.2,59.5"
    assert run("init", layers, "--area", area, "--title", "Вологда") == Exit.DONE
    for name, frame in deliveries(shared / "data" / "vologda").items():
        sent = folder / f"{name}.gpkg"
        frame.to_file(sent)
        words = ["import", name, sent, "--layers", layers, "--completeness", "complete"]
        assert run(*words) in (Exit.DONE, Exit.REPAIRED), name
    (folder / "works.toml").write_text(PROFILE, encoding="utf-8")
    return folder


def test_the_ordinary_commands_rank_and_draw_it(workspace, capsys):
    words = [workspace / "works.toml", "--layers", workspace / "layers"]
    assert run("rank", *words, "--json") == Exit.DONE
    ranked = json.loads(capsys.readouterr().out)["plots"]
    assert {row["plot_id"] for row in ranked} == set(plots()["plot_id"])
    assert sum(row["rank"] is not None for row in ranked) > 3
    out = workspace / "map.html"
    assert run("map", *words, "--out", out) == Exit.DONE
    assert "Вологда" in out.read_text(encoding="utf-8")


def test_times_are_at_least_the_straight_way_at_full_speed(workspace):
    layers = sezgeo.open(workspace / "layers").layers
    name = "drive_time_to_rail_freight_min"
    found = measure(layers["plots"], layers, [name])
    minutes = found.values[name]
    assert minutes.notna().sum() > 5
    station = layers["freight_stations"].frame.geometry.iloc[0]
    metres = shapely.distance(layers["plots"].frame.geometry.to_numpy(), station)
    at_street_speed = metres / 1000.0
    assert (found.low[name] >= at_street_speed)[minutes.notna()].all()
    assert (minutes.dropna() < 60).all()
    assert (found.low[name] <= found.high[name])[minutes.notna()].all()


def test_most_of_the_city_lives_within_45_minutes(workspace):
    layers = sezgeo.open(workspace / "layers").layers
    name = "people_within_45min_count"
    found = measure(layers["plots"], layers, [name])
    everyone = layers["population"].frame["people"].sum()
    reached = found.values[name].dropna()
    assert len(reached) > 5
    assert (reached <= everyone).all()
    assert reached.max() > 0.8 * everyone
    assert (found.high[name].dropna() <= everyone + 1).all()


def test_a_city_without_motorways_says_so(workspace):
    layers = sezgeo.open(workspace / "layers").layers
    name = "drive_time_to_motorway_min"
    found = measure(layers["plots"], layers, [name])
    assert np.isnan(found.values[name]).all()
    assert set(found.reasons[name].values()) == {Reason.NO_MOTORWAY.value}
