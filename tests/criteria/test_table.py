"""Laws that hold for every criterion of the table, whatever the numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from pandas.testing import assert_series_equal

from sezgeo.criteria import CRITERIA, measure
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.layers.selection import told_apart
from tests.helpers.invented_layers import at, layer, plots, random_layer, random_plots

every_row = pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA.keys())
# what needs heights has its own laws in test_ground.py
every = pytest.mark.parametrize(
    "criterion", [c for c in CRITERIA.values() if c.rule != "ground"], ids=lambda c: c.name
)
with_layers = [c for c in CRITERIA.values() if c.layers]
measured_to = pytest.mark.parametrize("criterion", with_layers, ids=lambda c: c.name)
distances = pytest.mark.parametrize(
    "criterion", [c for c in with_layers if c.rule == "nearest"], ids=lambda c: c.name
)

UNITS = ("ha", "m", "share", "count", "mw", "deg", "m3", "min")


def world(criterion, seed=0):
    rng = np.random.default_rng(seed)
    plots = random_plots(rng)
    return plots, [
        plots if name == "plots" else random_layer(name, rng) for name in criterion.layers
    ]


def measured(criterion, plots, layers):
    """Measure plots by one row of the table, over the layers it names."""
    by_name = dict(zip(criterion.layers, layers, strict=True))
    return measure(plots, by_name, [criterion.name]).values[criterion.name]


def changed(layer, change):
    return replace(layer, frame=change(layer.frame))


def moved(frame):
    return frame.set_geometry(frame.geometry.translate(1000, -500))


def turned(frame):
    return frame[::-1]


def twice(frame):
    more = frame.set_axis([f"{key}-again" for key in frame.index])
    return pd.concat([frame, more])


def test_the_table_holds_at_least_the_sixteen_promised():
    assert len(CRITERIA) >= 16


@every_row
def test_a_row_of_the_table_is_whole(criterion):
    schemas = shipped_catalog().schemas
    assert criterion.unit in UNITS
    assert all(name in schemas for name in criterion.layers)
    assert len(criterion.selects) in (0, len(criterion.layers))
    assert (criterion.rule in ("own", "ground")) == (criterion.layers in ((), ("plots",)))
    for text in (criterion.title, criterion.meaning):
        assert text.ru != text.en
        assert text.ru.strip() == text.ru != ""
        assert any("а" <= letter <= "я" for letter in text.ru.lower())


@every_row
def test_what_a_rule_alone_cannot_measure_has_a_function(criterion):
    assert callable(criterion.method) == (criterion.rule in ("own", "ground"))
    if callable(criterion.method):
        assert criterion.method.__name__ == criterion.name


@every
def test_it_answers_for_each_plot_under_its_own_name(criterion):
    plots, layers = world(criterion)
    values = measured(criterion, plots, layers)
    assert values.index.equals(plots.frame.index)
    assert values.dtype == float


@every
def test_moving_the_world_moves_no_measure(criterion):
    plots, layers = world(criterion)
    far = measured(criterion, changed(plots, moved), [changed(layer, moved) for layer in layers])
    assert_series_equal(far, measured(criterion, plots, layers), rtol=1e-5)


@every
def test_the_order_of_plots_and_features_does_not_matter(criterion):
    plots, layers = world(criterion)
    back = measured(criterion, changed(plots, turned), [changed(layer, turned) for layer in layers])
    assert_series_equal(back[::-1], measured(criterion, plots, layers))


@distances
def test_a_feature_told_twice_changes_no_distance(criterion):
    plots, layers = world(criterion)
    more = measured(criterion, plots, [changed(layer, twice) for layer in layers])
    assert_series_equal(more, measured(criterion, plots, layers))


@measured_to
def test_an_empty_layer_is_unknown(criterion):
    plots, layers = world(criterion)
    empty = [changed(layer, lambda frame: frame[:0]) for layer in layers]
    assert measured(criterion, plots, empty).isna().all()


@distances
def test_a_distance_is_what_shapely_says(criterion):
    plots, layers = world(criterion, seed=7)
    parts = [told_apart(layer.frame, criterion.select(i)) for i, layer in enumerate(layers)]
    outlines = plots.frame.geometry.to_numpy()[:, None]
    sure, doubtful = (
        shapely.distance(outlines, np.concatenate([f.geometry.to_numpy() for f in frames])).min(
            axis=1, initial=np.inf
        )
        for frames in zip(*parts, strict=True)
    )
    expected = np.where(sure <= doubtful, sure, np.nan)
    assert np.isfinite(expected).any()
    np.testing.assert_allclose(measured(criterion, plots, layers), expected)


@distances
def test_a_plot_inside_a_feature_or_crossed_by_it_is_at_no_distance(criterion):
    plots, layers = world(criterion)
    inside = plots.frame.geometry.iloc[0].representative_point()
    for shape in (inside, plots.frame.geometry.iloc[0].buffer(9)):
        onto = [
            changed(layer, lambda frame, shape=shape: frame.set_geometry([shape] * len(frame)))
            for layer in layers
        ]
        assert measured(criterion, plots, onto).iloc[0] == 0


@pytest.mark.parametrize("cluster", ["pharma", "battery"])
def test_a_count_is_what_shapely_says(cluster):
    criterion = CRITERIA[f"{cluster}_neighbours_within_2km_count"]
    rng = np.random.default_rng(3)
    plots, industry = random_plots(rng), random_layer("industry", rng, size=150)
    shapes = industry.frame.geometry[industry.frame["cluster"] == cluster].to_numpy()
    pairs = shapely.distance(plots.frame.geometry.to_numpy()[:, None], shapes[None, :]) <= 2000
    assert measured(criterion, plots, [industry]).tolist() == pairs.sum(axis=1).tolist()
    assert pairs.any()


SQUARE = shapely.box(0, 0, 10, 10)
YARD = shapely.box(-9, 0, 0, 9)
POINT, LINE = shapely.Point, shapely.LineString
STREETS = {"class": "street"}


def street(metres, **columns):
    return (LINE([(0, 0), (metres, 0)]), {**STREETS, **columns})


def motorway(at_m):
    return (LINE([(at_m, 0), (at_m, 99)]), {"class": "motorway"})


@pytest.mark.parametrize(
    ("name", "plot", "features", "expected"),
    [
        (
            "distance_to_metro_m",
            SQUARE,
            {"stations": [(POINT(20, 5), {"kind": "rail"}), (POINT(710, 5), {"kind": "mcd"})]},
            700,
        ),
        ("distance_to_rail_m", SQUARE, {"railways": [(LINE([(40, -9), (40, 9)]), {})]}, 30),
        (
            "distance_to_freight_station_m",
            SQUARE,
            {"freight_stations": [(POINT(5, 2010), {})]},
            2000,
        ),
        ("distance_to_motorway_junction_m", SQUARE, {"junctions": [(POINT(1510, 5), {})]}, 1500),
        ("distance_to_airport_m", SQUARE, {"airports": [(POINT(15_010, 5), {})]}, 15_000),
        ("distance_to_university_m", SQUARE, {"universities": [(POINT(5, -600), {})]}, 600),
        (
            "distance_to_substation_110kv_m",
            SQUARE,
            {
                "substations": [
                    (POINT(20, 5), {"voltage_kv": 35.0, "status": "existing"}),
                    (POINT(60, 5), {"voltage_kv": 110.0, "status": "planned"}),
                    (POINT(210, 5), {"voltage_kv": 220.0}),
                ]
            },
            200,
        ),
        (
            "distance_to_substation_220kv_m",
            SQUARE,
            {
                "substations": [
                    (POINT(20, 5), {"voltage_kv": 110.0, "status": "existing"}),
                    (POINT(910, 5), {"voltage_kv": 500.0, "status": "existing"}),
                ]
            },
            900,
        ),
        (
            "distance_to_heat_source_m",
            SQUARE,
            {"chp": [(POINT(2510, 5), {"status": "operating"})]},
            2500,
        ),
        (
            "distance_to_gas_m",
            SQUARE,
            {
                "gas": [
                    (LINE([(20, 0), (20, 9)]), {"kind": "trunk"}),
                    (LINE([(110, 0), (110, 9)]), {"kind": "distribution"}),
                ]
            },
            100,
        ),
        ("distance_to_water_main_m", SQUARE, {"water_mains": [(LINE([(0, 60), (9, 60)]), {})]}, 50),
        ("distance_to_sewer_m", SQUARE, {"sewers": [(LINE([(0, 85), (9, 85)]), {})]}, 75),
        ("distance_to_housing_m", SQUARE, {"housing": [(shapely.box(310, 0, 400, 90), {})]}, 300),
        (
            "distance_to_water_body_m",
            SQUARE,
            {"water_bodies": [(LINE([(0, 130), (90, 130)]), {})]},
            120,
        ),
        (
            "distance_to_hostile_neighbour_m",
            SQUARE,
            {
                "industry": [
                    (POINT(20, 5), {"hostile": "no"}),
                    (POINT(910, 5), {"hostile": "yes"}),
                ],
                "chp": [(POINT(710, 5), {"status": "operating"})],
                "water_works": [(POINT(50, 5), {"kind": "water_works"})],
            },
            700,
        ),
        (
            "pharma_neighbours_within_2km_count",
            SQUARE,
            {
                "industry": [
                    (POINT(2010, 5), {"cluster": "pharma"}),
                    (POINT(2011, 5), {"cluster": "pharma"}),
                    (POINT(20, 5), {"cluster": "battery"}),
                ]
            },
            1,
        ),
        (
            "battery_neighbours_within_2km_count",
            SQUARE,
            {"industry": [(POINT(5, 5), {"cluster": "battery"})]},
            1,
        ),
        # 15.4 km of street at 60 km/h take 15.4 minutes, 1.54 times as long on a usual day
        (
            "drive_time_to_airport_min",
            YARD,
            {"roads": [street(15_400)], "airports": [(POINT(15_400, 0), {})]},
            15.4 * 1.54,
        ),
        (
            "drive_time_to_motorway_min",
            YARD,
            {"roads": [street(3000), motorway(3000)]},
            3 * 1.54,
        ),
        (
            "drive_time_to_rail_freight_min",
            YARD,
            {"roads": [street(6000)], "freight_stations": [(POINT(6000, 0), {})]},
            6 * 1.54,
        ),
        (
            "drive_time_to_university_min",
            YARD,
            {"roads": [street(600, oneway="yes")], "universities": [(POINT(600, 0), {})]},
            0.6 * 1.54,
        ),
        # a one-way street leads there, but not back
        (
            "drive_time_to_university_min",
            shapely.box(600, 0, 609, 9),
            {"roads": [street(600, oneway="yes")], "universities": [(POINT(0, 0), {})]},
            np.nan,
        ),
        # a bridge of 3.5 m stops a lorry of 4 m
        (
            "truck_time_to_motorway_min",
            YARD,
            {"roads": [street(3000, maxheight_m=3.5), motorway(3000)]},
            np.nan,
        ),
        # a lorry drives 70 km/h where a car drives 90
        (
            "truck_time_to_rail_freight_min",
            YARD,
            {
                "roads": [(LINE([(0, 0), (7000, 0)]), {"class": "trunk"})],
                "freight_stations": [(POINT(7000, 0), {})],
            },
            6 * 1.54,
        ),
        (
            "people_within_45min_count",
            YARD,
            {
                "roads": [street(60_000)],
                "population": [
                    (POINT(9000, 0), {"people": 300}),
                    (POINT(59_000, 0), {"people": 500}),
                ],
            },
            300,
        ),
    ],
)
def test_a_row_measures_what_it_is_named_after(name, plot, features, expected):
    layers = [
        layer(kind, [(at(shape), columns) for shape, columns in rows])
        for kind, rows in features.items()
    ]
    value = measured(CRITERIA[name], plots(at(plot)), layers).item()
    assert value == pytest.approx(expected, nan_ok=True)


def test_a_site_is_as_full_as_its_taken_land():
    land = GeoDataFrame(
        {"site": ["a", "a", "b"], "status": ["under_construction", "free", "reserved"]},
        geometry=[shapely.box(0, 0, 30, 10), shapely.box(30, 0, 40, 10), shapely.box(0, 0, 1, 1)],
        crs=32637,
    )
    full = CRITERIA["site_occupied_share"].method(land, land)
    assert full.tolist() == [0.75, 0.75, 0.0]
    elsewhere = land.assign(site="c")
    assert CRITERIA["site_occupied_share"].method(elsewhere, land).isna().all()
