"""Areas that are found: free to the vector, of the size wanted, apart, and ranked like plots."""

import json
import math

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from sezgeo import norms
from sezgeo.criteria import Elevation, measure
from sezgeo.errors import SitingError, UnknownNameError
from sezgeo.layers import shipped
from sezgeo.layers.catalog import Catalog
from sezgeo.siting.site_search import export
from sezgeo.siting.site_search.exclusions import BARRIER_M, exclusions_of
from sezgeo.siting.site_search.locate import locate, step_count
from sezgeo.siting.site_search.options import Search, SearchTarget
from sezgeo.siting.site_search.region import region_of
from sezgeo.siting.site_search.region_growing import compactness
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank
from sezgeo.verdict import Outcome
from tests.helpers.invented_layers import EAST, NORTH, at, layer, plots

BOUNDS = (EAST - 2500, NORTH - 2500, EAST + 2500, NORTH + 2500)
HOUSING = [
    # two parts, one of them with a hole, in which nothing may be built either: zones reach in
    shapely.union_all(
        [shapely.box(-2300, -400, -1500, 900), shapely.box(-600, -300, 200, 500)]
    ).difference(shapely.box(-450, -150, 50, 350)),
    shapely.box(900, -2400, 1500, -1600),
]


def profile(*, spz_m=100.0, **criteria):
    wish = {"weight": 1, "curve": [[0, 1], [4000, 0]], "range": [0, 9000], "source": "test"}
    wishes = criteria or {"distance_to_rail_m": {}}
    return Profile.from_dict(
        {
            "key": "test",
            "title_ru": "т",
            "title_en": "t",
            "plant": {"spz_m": {"value": spz_m, "source": "test"}},
            "criteria": {name: wish | over for name, over in wishes.items()},
        }
    )


def world(**more):
    given = {
        "plots": plots(at(shapely.box(1000, 1000, 1400, 1300))),
        "sites": layer("sites", [(at(shapely.box(900, 900, 1500, 1400)), {"site": "miet"})]),
        "housing": layer("housing", [(at(shape), {}) for shape in HOUSING]),
        "railways": layer(
            "railways", [(at(shapely.LineString([(-2400, -2000), (2400, 1500)])), {})]
        ),
    }
    return given | more


def search(*, target=None, layers=None, of=None, **options):
    return Search(
        of or profile(),
        target or SearchTarget(12, count=4, apart_m=600),
        world() if layers is None else layers,
        norms.read(),
        **options,
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return locate(search(), BOUNDS, tmp_path_factory.mktemp("found") / "raw.tif")


def test_areas_have_the_size_asked_for_and_are_compact_and_apart(found):
    shapes = found.plots.frame.geometry.to_numpy()
    assert len(shapes) == 4
    assert shapely.area(shapes) == pytest.approx(120_000, rel=2e-4)
    assert all(compactness(shape) >= 0.45 for shape in shapes)
    assert shapely.box(*BOUNDS).buffer(1e-6).covers(shapely.union_all(shapes))
    for place, one in enumerate(shapes):
        for other in shapes[place + 1 :]:
            assert shapely.distance(one, other) >= 600 - 1e-6


def test_no_area_shares_land_with_what_excludes_it_to_the_vector(found):
    """Against circles of 2,000 corners: a cell of 10 m would let in up to 7 m of a zone."""
    shapes = found.plots.frame.geometry.to_numpy()
    layers = world()
    housing = layers["housing"].frame.geometry.to_numpy()
    assert shapely.distance(shapes[:, None], housing).min() >= 100 - 1e-6
    zone = shapely.union_all(shapely.buffer(housing, 100, quad_segs=500))
    assert max(shapely.intersection(shapes, zone).area for shapes in shapes) < 1e-6
    track = layers["railways"].frame.geometry.to_numpy()
    assert shapely.distance(shapes[:, None], track).min() >= BARRIER_M - 1e-6
    for name in ("plots", "sites"):
        used = shapely.union_all(layers[name].frame.geometry.to_numpy())
        assert shapely.area(shapely.intersection(shapes, used)).max() < 1e-6


def test_the_borders_follow_the_outlines_not_the_cells(found):
    """Some border runs along the exact edge of a zone, where no edge of a cell lies."""
    zones = search().exclusions.within(shapely.box(*BOUNDS)).boundary
    shared = [
        shapely.intersection(shape.boundary.buffer(1e-6), zones).length
        for shape in found.plots.frame.geometry
    ]
    assert max(shared) > 50


def test_a_zone_reaches_in_from_outside_the_region(tmp_path):
    """Housing beyond the border excludes land inside, and rail beyond it draws areas there."""
    outside = layer("housing", [(at(shapely.box(2600, -2500, 3200, 2500)), {})])
    rail = layer("railways", [(at(shapely.LineString([(3000, -2500), (3000, 2500)])), {})])
    asked = search(
        of=profile(spz_m=300.0),
        layers=world(housing=outside, railways=rail),
        target=SearchTarget(20, count=2, apart_m=500),
    )
    result = locate(asked, BOUNDS, tmp_path / "raw.tif")
    shapes = result.plots.frame.geometry.to_numpy()
    gap = shapely.distance(shapes, outside.frame.geometry.to_numpy())
    assert gap.min() >= 300 - 1e-6
    assert gap.min() < 320
    with rasterio.open(result.surface.path) as file:
        scores = file.read(1)
    free = ~np.isnan(scores)
    east = EAST - 2500 + 10 * (np.arange(scores.shape[1]) + 0.5)
    expected = 1 - (EAST + 3000 - east) / 4000
    assert scores[250][free[250]] == pytest.approx(np.clip(expected, 0, 1)[free[250]], abs=1e-6)
    assert not free[:, east > EAST + 2300].any()


def test_candidates_are_ranked_as_the_same_plots_would_be(found):
    asked = search()
    layers = asked.layers | {"plots": found.plots}
    ranking = rank(
        measure(found.plots, layers, ["distance_to_rail_m"]),
        asked.profile,
        verdicts=norms.check(found.plots, layers, asked.plant, asked.rules),
    )
    assert ranking.score.equals(found.ranking.score)
    assert ranking.rank.tolist() == sorted(ranking.rank)
    assert (found.ranking.known_share == 1).all()
    assert found.used == ("distance_to_rail_m",)


def test_nobody_claims_that_the_land_is_free(found):
    verdict = next(v for v in found.ranking.verdicts if v.rule == "plot_status")
    assert (verdict.outcome == Outcome.UNKNOWN).all()
    assert (found.plots.frame["status"] == "candidate").all()


def test_the_best_places_are_taken_first(found):
    assert found.ranking.score["LOC-001"] > 0.9
    with rasterio.open(found.surface.path) as file:
        scores = file.read(1)
    means = [found.surface.mean(shape) for shape in found.plots.frame.geometry]
    assert min(means) > np.nanmean(scores)


def test_the_widest_zones_leave_less():
    open_class = {"spz_m": {"value": 300, "low": 100, "high": 500, "source": "test"}}
    data = profile().model_dump() | {"plant": open_class}
    wide = [
        exclusions_of(
            world(),
            search(of=Profile.from_dict(data)).plant,
            norms.read(),
            zones=zones,
        )
        for zones in ("least", "widest")
    ]
    least, widest = (one.within(shapely.box(*BOUNDS)) for one in wide)
    assert least.difference(widest).area < 1e-6
    [one, *_] = world()["housing"].frame.geometry
    assert least.covers(one.buffer(99.9))
    assert not least.covers(one.buffer(101))
    assert widest.covers(one.buffer(499))


def test_the_same_search_gives_the_same_bytes(tmp_path):
    bytes_ = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        result = locate(search(), BOUNDS, folder / "raw.tif")
        bytes_.append([path.read_bytes() for path in export.save(result, folder / "out")])
    assert bytes_[0] == bytes_[1]


def test_files_hold_scores_and_reasons(found, tmp_path):
    surface, package, text = export.save(found, tmp_path)
    read = gpd.read_file(package)
    assert read.crs.to_epsg() == 32637
    assert read["plot_id"].tolist() == ["LOC-001", "LOC-002", "LOC-003", "LOC-004"]
    assert read["score"].tolist() == found.ranking.score.tolist()
    told = found.plots.frame.geometry.to_numpy()
    assert shapely.equals_identical(read.geometry.to_numpy(), told).all()
    assert read["reasons_ru"].str.contains("желез").all()
    assert read["reasons_en"].str.contains("rail").all()
    feature = json.loads(text.read_text(encoding="utf-8"))["features"][0]
    assert feature["properties"]["outcome"] == "unknown"
    lon, lat = feature["geometry"]["coordinates"][0][0]
    assert 37 < lon < 38
    assert 55 < lat < 56
    with rasterio.open(surface) as file:
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"


def test_a_region_with_no_room_gives_no_area_and_still_writes(tmp_path):
    full = layer("housing", [(at(shapely.box(-3000, -3000, 3000, 3000)), {})])
    result = locate(search(layers=world(housing=full)), BOUNDS, tmp_path / "raw.tif")
    assert result.ranking is None
    assert result.plots.frame.empty
    assert len(gpd.read_file(export.save(result, tmp_path / "out")[1])) == 0


def test_progress_is_told_as_often_as_promised(tmp_path):
    told = []
    locate(search(), BOUNDS, tmp_path / "raw.tif", advance=lambda: told.append(1))
    assert len(told) == step_count(BOUNDS)


def test_an_area_larger_than_the_region_is_refused(tmp_path):
    with pytest.raises(SitingError):
        locate(search(target=SearchTarget(3000)), BOUNDS, tmp_path / "raw.tif")


def test_regions_are_read_as_people_write_them():
    sites = world()["sites"]
    west, south, east, north = region_of("miet", sites, margin_km=2)
    assert (east - west, north - south) == (4600, 4500)
    assert region_of("", sites, margin_km=2) == (west, south, east, north)
    box = region_of("37.1,55.9,37.3,56.05", sites)
    assert box[2] - box[0] == pytest.approx(12_900, rel=0.02)
    with pytest.raises(UnknownNameError, match="miet"):
        region_of("mietz", sites)
    for wrong in ("37.3,55.9,37.1,56.05", "55,37,56,38.5,1", "30,50,45,60"):
        with pytest.raises((SitingError, UnknownNameError)):
            region_of(wrong, sites)
    with pytest.raises(SitingError):
        region_of("", layer("sites"))


@pytest.mark.realdata
def test_the_shipped_layers_and_the_moscow_tile_answer_where_else(shared, tmp_path):
    catalog = Catalog.read(shipped())
    layers = {name: catalog.layer(name) for name in catalog.schemas}
    heights = Elevation.read([shared / "data" / "moscow" / "N55E037.hgt"])
    asked = Search(
        Profile.read("battery_pack"),
        SearchTarget(8, count=3),
        layers,
        norms.read(),
        elevation=heights,
    )
    bounds = region_of("rudnevo", layers["sites"], margin_km=3)
    result = locate(asked, bounds, tmp_path / "raw.tif")
    shapes = result.plots.frame.geometry.to_numpy()
    assert 1 <= len(shapes) <= 3
    assert shapely.area(shapes) == pytest.approx(80_000, rel=2e-4)
    used = shapely.union_all(layers["sites"].frame.geometry.to_numpy())
    assert shapely.area(shapely.intersection(shapes, used)).max() < 1e-6
    assert math.isfinite(result.ranking.score.max())
    assert (result.ranking.outcome < Outcome.EXCLUDED).all()


@pytest.mark.realdata
def test_twenty_five_thousand_real_buildings_are_kept_clear_of(shared, tmp_path):
    """A town that is not Moscow: Vologda, its buildings and water as others drew them."""
    folder = shared / "data" / "vologda"
    buildings = gpd.read_parquet(folder / "buildings.parquet").to_crs(32637).geometry
    water = gpd.read_parquet(folder / "water.parquet").to_crs(32637).geometry
    layers = {
        "plots": layer("plots"),
        "sites": layer("sites"),
        "housing": layer("housing", [(shape, {}) for shape in polygons(buildings)]),
        "water_bodies": layer("water_bodies", [(shape, {}) for shape in polygons(water)]),
    }
    asked = search(
        of=profile(spz_m=50.0, distance_to_housing_m={"curve": [[50, 0], [500, 1]]}),
        layers=layers,
        target=SearchTarget(5, count=3, apart_m=500),
    )
    x, y = 550_000, 6_565_000
    result = locate(asked, (x - 2500, y - 2500, x + 2500, y + 2500), tmp_path / "raw.tif")
    shapes = result.plots.frame.geometry.to_numpy()
    assert len(shapes) == 3
    tree = shapely.STRtree(layers["housing"].frame.geometry.to_numpy())
    _, gaps = tree.query_nearest(shapes, all_matches=False, return_distance=True)
    assert gaps.min() >= 50 - 1e-6
    assert gaps.tolist() == pytest.approx(
        result.ranking.measures.values["distance_to_housing_m"].tolist()
    )


def polygons(shapes):
    whole = shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & shapes.is_valid]
    return whole.to_numpy()
