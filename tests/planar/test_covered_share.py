"""Covered shares: compiled loops and clips against the area of the union, whatever the shapes."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sezgeo import threads
from sezgeo.planar.compiled import cover
from sezgeo.planar.covered_share import Zones
from sezgeo.planar.queries import PlotArrays
from tests.helpers.random_shapes import scattered

ENGINES = ["tree", "grid"]
both = pytest.mark.parametrize("engine", ENGINES)
CORNER = (400_000.0, 6_170_000.0)


def square(west, south, east, north):
    return shapely.box(CORNER[0] + west, CORNER[1] + south, CORNER[0] + east, CORNER[1] + north)


def truth(plots, zones):
    whole = shapely.union_all(zones)
    return shapely.area(shapely.intersection(plots, whole)) / shapely.area(plots)


@both
@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    size=st.sampled_from([20.0, 150.0, 900.0]),
    count=st.integers(1, 25),
    width=st.sampled_from([0.0, 30.0, 400.0]),
)
def test_the_share_is_that_of_the_union(engine, seed, size, count, width):
    rng = np.random.default_rng(seed)
    kinds = ["Polygon", "MultiPolygon"]
    plots, zones = (
        np.array([scattered(rng, str(rng.choice(kinds)), size=s, spread=800.0) for _ in range(n)])
        for s, n in ((120.0, 15), (size, count))
    )
    if width:
        zones = shapely.buffer(zones, width, quad_segs=8)
    found = Zones(zones).share(PlotArrays(plots), engine)
    np.testing.assert_allclose(found, truth(plots, zones), rtol=0, atol=1e-9)


@both
@pytest.mark.parametrize(
    ("zones", "share"),
    [
        ([], 0),
        ([square(0, 0, 100, 100)], 1),
        ([square(-50, -50, 150, 150)], 1),
        ([square(100, 0, 200, 100)], 0),
        ([square(0, 0, 50, 100), square(50, 0, 100, 100)], 1),
        ([square(0, 0, 50, 100), square(0, 0, 50, 100)], 0.5),
        ([square(0, 0, 100, 100) - square(25, 25, 75, 75)], 0.75),
        ([square(0, 0, 100, 100) - square(25, 25, 75, 75), square(40, 40, 60, 60)], 0.79),
        ([square(-9e5, -9e5, 9e5, 50)], 0.5),
        ([square(20, 20, 40, 40)], 0.04),
        ([square(20, 20, 40, 40), square(60, 60, 80, 80)], 0.08),
        ([square(-50, -50, 150, 150) - square(-10, -10, 110, 110)], 0),
        ([square(-50, -50, 150, 150) - square(-10, -10, 110, 110), square(0, 0, 10, 100)], 0.1),
        ([square(-50, -50, 150, 150) - square(40, 40, 60, 60), square(-9, -9, 109, 109)], 1),
        ([square(0, -9, 100, 0), square(0, 100, 100, 109), square(100, 100, 109, 109)], 0),
        ([square(-9, -9, 10, 0) | square(90, -9, 109, 10)], 0.01),
        ([shapely.convex_hull(square(0, 0, 0, 100) | square(0, 100, 100, 100))], 0.5),
    ],
)  # fmt: skip
def test_known_shares(engine, zones, share):
    plots = PlotArrays(np.array([square(0, 0, 100, 100)]))
    found = Zones(np.array(zones, dtype=object)).share(plots, engine)
    assert found[0] == pytest.approx(share, abs=1e-12)


@both
def test_a_hole_in_the_plot_is_not_covered(engine):
    plots = PlotArrays(np.array([square(0, 0, 100, 100) - square(0.0, 40, 20, 60)]))
    zones = Zones(np.array([square(0, 0, 20, 100)]))
    assert zones.share(plots, engine)[0] == pytest.approx(1600 / 9600, abs=1e-12)


@pytest.mark.parametrize("turned", [False, True])
def test_rings_may_run_either_way_round(turned):
    plots = np.array([square(0, 0, 100, 100) - square(10, 10, 30, 90)])
    zones = np.array([square(20, 20, 150, 80) - square(60, 40, 70, 60)])
    plots, zones = (shapely.orient_polygons(each, exterior_cw=turned) for each in (plots, zones))
    shares = Zones(zones).share(PlotArrays(plots), "grid")
    np.testing.assert_allclose(shares, truth(plots, zones), rtol=0, atol=1e-12)


def test_a_zone_beside_a_plot_covers_nothing_of_it():
    corner = shapely.Polygon(np.array([(0, 0), (97, 0), (0, 31)]) + CORNER)
    beside = shapely.Point(CORNER[0] + 90, CORNER[1] + 60).buffer(30, quad_segs=32)
    shares = Zones(np.array([beside])).share(PlotArrays(np.array([corner])), "grid")
    assert shares.tolist() == [0]


def test_a_plot_deep_in_a_zone_is_wholly_covered():
    plots = np.array([square(0, 0, 0.7, 0.3) - square(0.1, 0.1, 0.2, 0.2)])
    zones = np.array([shapely.Point(CORNER).buffer(99), square(-1, -1, 0.2, 2)])
    assert Zones(zones).share(PlotArrays(plots), "grid").tolist() == [1]


def test_a_plot_under_too_many_edges_is_clipped():
    rng = np.random.default_rng(7)
    zones = np.array([shapely.Point(at).buffer(40, quad_segs=32)
                      for at in rng.uniform(0, 100, (30, 2)) + CORNER])  # fmt: skip
    plots = np.array([square(0, 0, 100, 100), square(90, 90, 91, 91)])
    ready = Zones(zones)
    raw = ready._added_up(PlotArrays(plots), *ready._near(PlotArrays(plots)))
    assert np.isnan(raw[0])
    assert len(zones) * 32 > cover.MOST
    shares = ready.share(PlotArrays(plots), "grid")
    np.testing.assert_allclose(shares, truth(plots, zones), rtol=0, atol=1e-9)


@both
def test_chunks_and_threads_change_nothing(engine, monkeypatch):
    rng = np.random.default_rng(5)
    plots = np.array([scattered(rng, "MultiPolygon", size=60, spread=900) for _ in range(60)])
    zones = Zones.around(np.array([shapely.Point(at) for at in rng.uniform(-900, 900, (20, 2))
                                   + CORNER]), 150.0)  # fmt: skip
    whole = zones.share(PlotArrays(plots), engine)
    monkeypatch.setattr(threads, "WORTH_THREADS", 2)
    again = [zones.share(PlotArrays(plots[at : at + 7]), engine) for at in range(0, 60, 7)]
    np.testing.assert_array_equal(np.concatenate(again), whole)


def test_more_zones_never_cover_less():
    rng = np.random.default_rng(6)
    plots = np.array([scattered(rng, "Polygon", size=90, spread=500) for _ in range(40)])
    zones = np.array([scattered(rng, "Polygon", size=200, spread=700) for _ in range(12)])
    shares = [Zones(zones[:n]).share(PlotArrays(plots), "grid") for n in range(1, 13)]
    assert all((more >= less - 1e-12).all() for less, more in pairwise(shares))


def test_what_is_near_an_object_is_in_its_zone():
    road = shapely.LineString([(CORNER[0] - 500, CORNER[1]), (CORNER[0] + 500, CORNER[1])])
    plots = np.array([square(0, 0, 10, 100), square(0, 50, 10, 60), square(0, 10, 10, 20)])
    shares = Zones.around(np.array([road]), 25.0).share(PlotArrays(plots))
    np.testing.assert_allclose(shares, [0.25, 0, 1], atol=1e-12)
