"""Laws that hold for every criterion of the table, whatever the numbers."""

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from pandas.testing import assert_series_equal

from sezgeo.criteria import CRITERIA
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.layers.selection import counted
from tests.helpers.invented_layers import random_layer, random_plots

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
    plots = random_plots(rng).frame
    return plots, [
        plots if name == "plots" else random_layer(name, rng).frame for name in criterion.layers
    ]


def moved(frame, dx, dy):
    return frame.set_geometry(frame.geometry.translate(dx, dy))


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


@every
def test_it_answers_for_each_plot_under_its_own_name(criterion):
    plots, layers = world(criterion)
    measured = criterion.function(plots, *layers)
    assert measured.index.equals(plots.index)
    assert measured.name == criterion.function.__name__
    assert measured.dtype == float


@every
def test_moving_the_world_moves_no_measure(criterion):
    plots, layers = world(criterion)
    far = criterion.function(moved(plots, 1000, -500), *(moved(f, 1000, -500) for f in layers))
    assert_series_equal(far, criterion.function(plots, *layers), rtol=1e-5)


@every
def test_the_order_of_plots_and_features_does_not_matter(criterion):
    plots, layers = world(criterion)
    turned = criterion.function(plots[::-1], *(frame[::-1] for frame in layers))
    assert_series_equal(turned[::-1], criterion.function(plots, *layers))


@distances
def test_a_feature_told_twice_changes_no_distance(criterion):
    plots, layers = world(criterion)
    twice = criterion.function(plots, *(pd.concat([frame, frame]) for frame in layers))
    assert_series_equal(twice, criterion.function(plots, *layers))


@measured_to
def test_an_empty_layer_is_unknown(criterion):
    plots, layers = world(criterion)
    assert criterion.function(plots, *(frame[:0] for frame in layers)).isna().all()


@distances
def test_a_distance_is_what_shapely_says(criterion):
    plots, layers = world(criterion, seed=7)
    shapes = np.concatenate(
        [counted(f, criterion.select(i)).geometry.to_numpy() for i, f in enumerate(layers)]
    )
    pairs = shapely.distance(plots.geometry.to_numpy()[:, None], shapes[None, :])
    np.testing.assert_allclose(criterion.function(plots, *layers), pairs.min(axis=1))


@distances
def test_a_plot_inside_a_feature_or_crossed_by_it_is_at_no_distance(criterion):
    plots, layers = world(criterion)
    onto = [
        frame.set_geometry([plots.geometry.iloc[0].representative_point()] * len(frame), crs=32637)
        for frame in layers
    ]
    assert criterion.function(plots, *onto).iloc[0] == 0
    around = [
        frame.set_geometry([plots.geometry.iloc[0].buffer(9)] * len(frame), crs=32637)
        for frame in layers
    ]
    assert criterion.function(plots, *around).iloc[0] == 0


@pytest.mark.parametrize("cluster", ["pharma", "battery"])
def test_a_count_is_what_shapely_says(cluster):
    criterion = CRITERIA[f"{cluster}_neighbours_within_2km_count"]
    rng = np.random.default_rng(3)
    plots, industry = random_plots(rng).frame, random_layer("industry", rng, size=150).frame
    shapes = industry.geometry[industry["cluster"] == cluster].to_numpy()
    pairs = shapely.distance(plots.geometry.to_numpy()[:, None], shapes[None, :]) <= 2000
    assert criterion.function(plots, industry).tolist() == pairs.sum(axis=1).tolist()
    assert pairs.any()


def test_a_site_is_as_full_as_its_taken_land():
    plots = GeoDataFrame(
        {"site": ["a", "a", "b"], "status": ["under_construction", "free", "reserved"]},
        geometry=[shapely.box(0, 0, 30, 10), shapely.box(30, 0, 40, 10), shapely.box(0, 0, 1, 1)],
        crs=32637,
    )
    full = CRITERIA["site_occupied_share"].function(plots, plots)
    assert full.tolist() == [0.75, 0.75, 0.0]
    other = plots.assign(site="c")
    assert CRITERIA["site_occupied_share"].function(other, plots).isna().all()
