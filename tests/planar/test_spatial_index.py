"""The nearest feature: the grid and the tree against plain distances, whatever the shapes."""

import subprocess
import sys

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sezgeo import threads
from sezgeo.criteria.distance import Targets, plot_arrays
from sezgeo.criteria.engine.measure import Measurer
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Trees, fastest, finder_of
from tests.helpers.invented_layers import EAST, NORTH, layer, random_layer, random_plots
from tests.helpers.random_shapes import scattered

ENGINES = ["tree", "grid"]
KINDS = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
both = pytest.mark.parametrize("engine", ENGINES)


def brute(plots, features):
    return shapely.distance(plots[:, None], features[None, :])


@both
@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    spread=st.sampled_from([300.0, 5000.0]),
    size=st.sampled_from([5.0, 120.0, 2500.0]),
    count=st.integers(1, 40),
)
def test_the_distance_is_what_shapely_says(engine, seed, spread, size, count):
    rng = np.random.default_rng(seed)
    features = np.array(
        [scattered(rng, str(rng.choice(KINDS)), size=size, spread=spread) for _ in range(count)]
    )
    plots = np.array(
        [
            scattered(rng, str(rng.choice(KINDS[-2:])), size=rng.choice([4.0, 90.0, 900.0]),
                      spread=1.5 * spread)
            for _ in range(12)
        ]
    )  # fmt: skip
    every = brute(plots, features)
    found, metres = finder_of(features, engine).nearest(PlotArrays(plots))
    np.testing.assert_allclose(metres, every.min(axis=1), rtol=0, atol=1e-9)
    np.testing.assert_allclose(every[np.arange(len(plots)), found], metres, rtol=0, atol=1e-9)


@both
@pytest.mark.parametrize(
    ("plot", "feature", "metres"),
    [
        (shapely.box(4, 4, 6, 6), shapely.box(0, 0, 10, 10), 0),
        (shapely.box(0, 0, 10, 10), shapely.box(4, 4, 6, 6), 0),
        (shapely.box(0, 0, 10, 10), shapely.Point(5, 5), 0),
        (shapely.Point(5, 5), shapely.box(0, 0, 10, 10), 0),
        (shapely.box(4, 4, 6, 6), shapely.box(0, 0, 10, 10) - shapely.box(2, 2, 8, 8), 2),
        (shapely.box(0, 0, 10, 10) - shapely.box(1, 1, 9, 9), shapely.Point(4, 5), 3),
        (shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), 0),
        (shapely.box(0, 0, 1, 1), shapely.LineString([(-5, 0.5), (5, 0.5)]), 0),
        (shapely.box(0, 0, 1, 1), shapely.Point(4, 5), 5),
        (shapely.box(0, 0, 1, 1) | shapely.box(20, 0, 21, 1), shapely.box(19, -9, 30, 9), 0),
    ],
)
def test_holes_and_parts_count(engine, plot, feature, metres):
    found = finder_of(np.array([feature]), engine).nearest(PlotArrays(np.array([plot])))
    assert (found[0][0], found[1][0]) == (0, metres)


@both
def test_chunks_and_threads_change_nothing(engine, monkeypatch):
    rng = np.random.default_rng(4)
    features = random_layer("housing", rng, size=60).frame.geometry.to_numpy()
    plots = random_plots(rng, size=90).frame.geometry.to_numpy()
    ready = finder_of(features, engine)
    whole = ready.nearest(PlotArrays(plots))
    monkeypatch.setattr(threads, "WORTH_THREADS", 2)
    again = [ready.nearest(PlotArrays(plots[at : at + 7])) for at in range(0, 90, 7)]
    np.testing.assert_array_equal(np.concatenate([metres for _, metres in again]), whole[1])
    np.testing.assert_array_equal(np.concatenate([found for found, _ in again]), whole[0])


def test_every_thread_has_geometries_of_its_own():
    features = np.array([shapely.Point(0, 0), shapely.Point(5, 5)])
    first, second = Trees(features)._trees(2)
    assert not any(one is other for one in first.geometries for other in second.geometries)


@both
def test_no_feature_is_no_distance(engine):
    plots = random_plots(np.random.default_rng(0)).frame
    found = Targets.of(layer("housing").frame, engine).nearest(plot_arrays(plots))
    assert np.isinf(found.metres).all()
    assert (found.feature == -1).all()


def test_both_engines_measure_the_same():
    rng = np.random.default_rng(8)
    names = ["railways", "housing", "stations", "chp", "industry", "water_works"]
    layers = {name: random_layer(name, rng, size=40) for name in names}
    plots = random_plots(rng, size=40)
    asked = [
        "distance_to_rail_m",
        "distance_to_housing_m",
        "distance_to_metro_m",
        "distance_to_hostile_neighbour_m",
        "pharma_neighbours_within_2km_count",
    ]
    tree, grid = (
        Measurer.of(plots, layers, asked, engine=engine).measure(plots.frame) for engine in ENGINES
    )
    for one, other in ((tree.values, grid.values), (tree.low, grid.low), (tree.high, grid.high)):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)
    assert tree.values.notna().any(axis=None)


def test_without_numba_the_tree_does_the_work():
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "from sezgeo.planar.spatial_index import fastest; print(fastest())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "tree\n"
    assert fastest() == "grid"


@both
@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 10**6),
    size=st.sampled_from([5.0, 120.0, 2500.0]),
    count=st.integers(1, 40),
    reach=st.sampled_from([0.0, 80.0, 3000.0]),
)
def test_all_features_within_reach_are_found(engine, seed, size, count, reach):
    rng = np.random.default_rng(seed)
    features, plots = (
        np.array([scattered(rng, str(rng.choice(kinds)), size=s, spread=1500) for _ in range(n)])
        for kinds, s, n in ((KINDS, size, count), (KINDS[-2:], 200.0, 9))
    )
    every, reaches = brute(plots, features), np.full(9, reach) + np.arange(9)
    wanted = every <= reaches[:, None]
    for enough in (-1.0, 100.0):
        plot, found, metres = finder_of(features, engine).within(
            PlotArrays(plots), reaches, np.full(9, enough)
        )
        assert len(plot) == wanted.sum()
        assert wanted[plot, found].all()
        true = every[plot, found]
        exact = true > enough
        np.testing.assert_allclose(metres[exact], true[exact], rtol=0, atol=1e-9)
        assert (metres[~exact] <= enough + 1e-9).all()


@both
@pytest.mark.parametrize("enough", [-1.0, 40.0, 300.0])
@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**6), wide=st.sampled_from([0.0, 8.0, 150.0, 1800.0]))
def test_within_reach_of_what_lies_dense(engine, enough, seed, wide):
    rng = np.random.default_rng(seed)
    small = [scattered(rng, str(rng.choice(KINDS)), size=6.0, spread=900) for _ in range(400)]
    features = np.array([*small, scattered(rng, "MultiLineString", size=700.0, spread=900)])
    plots = np.array([scattered(rng, "Polygon" if wide else "Point", size=wide, spread=1400)
                      for _ in range(6)])  # fmt: skip
    every, reach = brute(plots, features), np.array([0.0, 30, 100, 250, 300, 700])
    plot, found, metres = finder_of(features, engine).within(
        PlotArrays(plots), reach, np.full(6, enough)
    )
    wanted = every <= reach[:, None]
    assert len(plot) == wanted.sum()
    assert wanted[plot, found].all()
    exact = every[plot, found] > enough
    np.testing.assert_allclose(metres[exact], every[plot, found][exact], rtol=0, atol=1e-9)
    assert (metres[~exact] <= enough + 1e-9).all()


@both
def test_reach_ends_where_it_is_said_to(engine):
    features = np.array([shapely.Point(10.0 * n, 0) for n in range(-30, 31)])
    plots = np.array([shapely.box(-5, -5, 5, 5), shapely.Point(0, 0)])
    for reach, counts in ((95.0, [21, 19]), (94.9, [19, 19]), (0.0, [1, 1])):
        around = np.full(2, reach)
        plot, _, _ = finder_of(features, engine).within(PlotArrays(plots), around, around)
        assert np.bincount(plot).tolist() == counts


@both
def test_polygons_around_and_inside_a_plot_are_all_found(engine):
    features = np.array(
        [
            *(shapely.box(-size, -size, size, size) for size in (400, 500, 600)),
            shapely.box(-300, -300, 300, 300) - shapely.box(-200, -200, 200, 200),
            *(shapely.box(at, 0, at + 1, 1) for at in range(-40, 40, 5)),
            shapely.Point(0, 0) | shapely.Point(700, 0),
        ]
    )  # fmt: skip
    ready, none = finder_of(features, engine), np.zeros(1)
    _, found, metres = ready.within(
        PlotArrays(np.array([shapely.box(-50, -50, 50, 50)])), none, none
    )
    assert sorted(found) == [0, 1, 2, *range(4, len(features))]
    assert not metres.any()


@both
def test_what_need_not_be_exact_reaches_no_farther(engine):
    features, plots = np.array([shapely.Point(6, 0)]), np.array([shapely.box(-10, -10, 0, 0)])
    plot, _, _ = finder_of(features, engine).within(
        PlotArrays(plots), np.array([2.0]), np.array([9.0])
    )
    assert not len(plot)


@pytest.mark.parametrize("count", [1, 2])
def test_a_few_features_far_away_are_found(count):
    features = np.array([shapely.Point(EAST + 5 * n, NORTH) for n in range(count)])
    plots = np.array([shapely.box(EAST + 80_000, NORTH, EAST + 80_010, NORTH + 10)])
    found, metres = finder_of(features, "grid").nearest(PlotArrays(plots))
    assert (found[0], metres[0]) == (count - 1, 80_000 - 5 * (count - 1))


@both
def test_no_plot_finds_nothing(engine):
    none, ready = (
        PlotArrays(np.empty(0, dtype=object)),
        finder_of(np.array([shapely.Point(0, 0)]), engine),
    )
    nowhere = np.empty(0)
    assert [len(column) for column in ready.nearest(none)] == [0, 0]
    assert [len(column) for column in ready.within(none, nowhere, nowhere)] == [0, 0, 0]
