"""The largest rectangle: known answers, an outside search, and what holds for any polygon."""

import math
import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, affinity, box

from sezgeo.planar import rectangle
from sezgeo.planar.rectangle import _largest, largest_rectangles, largest_sides_m

ELL = Polygon([(0, 0), (300, 0), (300, 100), (100, 100), (100, 300), (0, 300)])
FRAME = box(0, 0, 300, 300).difference(box(100, 100, 200, 200))
HEXAGON = Polygon(
    [(100 * math.cos(k * math.pi / 3), 100 * math.sin(k * math.pi / 3)) for k in range(6)]
)
CIRCLE = shapely.Point(0, 0).buffer(100, quad_segs=32)
TWO = shapely.MultiPolygon([box(0, 0, 50, 50), box(90, 0, 190, 40)])


def largest_rectangle(shape):
    return largest_rectangles([shape])[0]


corners = st.tuples(st.integers(0, 400), st.integers(0, 400))


@pytest.mark.parametrize("angle", [0, 17.3, 45, 90, 133])
@pytest.mark.parametrize(
    ("shape", "area_m2", "short_m"),
    [
        (box(0, 0, 310, 120), 310 * 120, 120),
        (ELL, 300 * 100, 100),
        (FRAME, 300 * 100, 100),
        (HEXAGON, 100 * 100 * math.sqrt(3), 100),
        (TWO, 4000, 40),
        (Polygon([(0, 0), (60, 0), (0, 40)]), 600, None),
        (CIRCLE, 2 * 100**2, None),
    ],
    ids=["oblong", "ell", "frame", "hexagon", "two parts", "triangle", "circle"],
)
def test_known_answers_at_any_angle(shape, area_m2, short_m, angle):
    there = affinity.translate(affinity.rotate(shape, angle), 400_000, 6_170_000)
    found = largest_rectangle(there)
    assert found.area_m2 == pytest.approx(area_m2, rel=2e-3)
    if short_m:
        assert found.short_m == pytest.approx(short_m, rel=2e-3)


@settings(deadline=None, max_examples=60)
@given(st.lists(corners, min_size=3, max_size=3, unique=True))
def test_in_a_triangle_it_takes_half(points):
    triangle = Polygon(points)
    if triangle.area < 500:
        return
    assert largest_rectangle(triangle).area_m2 == pytest.approx(triangle.area / 2, rel=5e-3)


@settings(deadline=None, max_examples=60)
@given(st.lists(corners, min_size=4, max_size=10, unique=True), st.integers(0, 3))
def test_it_lies_inside_and_is_what_its_sides_say(points, holes):
    shape = shapely.convex_hull(shapely.multipoints(points))
    for x, y in points[:holes]:
        shape = shape.difference(shapely.Point(x, y).buffer(30))
    if shape.area < 500:
        return
    found = largest_rectangle(shape)
    assert shape.covers(found.polygon)
    assert found.polygon.area == pytest.approx(found.area_m2, rel=1e-6)
    assert found.short_m <= found.long_m


@pytest.mark.parametrize("seed", range(6))
def test_a_patient_search_finds_no_larger_one(seed):
    """Grow rectangles from random centres at random angles until they touch the boundary."""
    rng = np.random.default_rng(seed)
    angles = np.sort(rng.uniform(0, 2 * math.pi, 9))
    spokes = rng.uniform(60, 200, 9)
    shape = Polygon(np.column_stack([spokes * np.cos(angles), spokes * np.sin(angles)])).buffer(0)
    shape = max(shapely.get_parts(shape), key=lambda part: part.area)
    assert largest_rectangle(shape).area_m2 >= 0.995 * _grown(shape, rng)


def _grown(shape, rng, starts=4000, rounds=60):
    """Random hill climbing over centre, sides and angle: slow, plain and independent."""
    low_x, low_y, high_x, high_y = shape.bounds
    now = np.column_stack(
        [
            rng.uniform(low_x, high_x, starts),
            rng.uniform(low_y, high_y, starts),
            rng.uniform(5, 60, starts),
            rng.uniform(5, 60, starts),
            rng.uniform(0, math.pi / 2, starts),
        ]
    )
    shapely.prepare(shape)
    now = now[shapely.contains(shape, _drawn(now))]
    for round_ in range(rounds):
        step = np.array([20, 20, 20, 20, 0.4]) * 0.93**round_
        for _ in range(4):
            tried = now + rng.normal(size=now.shape) * step
            fits = (tried[:, 2] > 0) & (tried[:, 3] > 0)
            fits &= tried[:, 2] * tried[:, 3] > now[:, 2] * now[:, 3]
            fits[fits] = shapely.contains(shape, _drawn(tried[fits]))
            now[fits] = tried[fits]
        now = now[np.argsort(-now[:, 2] * now[:, 3])[: max(len(now) // 2, 60)]]
    return float((now[:, 2] * now[:, 3]).max())


def _drawn(rows):
    x, y, width, height, angle = rows.T
    across = np.stack([np.cos(angle), np.sin(angle)], axis=1) * width[:, None] / 2
    along = np.stack([-np.sin(angle), np.cos(angle)], axis=1) * height[:, None] / 2
    centre = np.stack([x, y], axis=1)
    ring = [centre + a * across + b * along for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return shapely.polygons(np.stack(ring, axis=1))


@pytest.mark.parametrize("shape", [None, Polygon(), shapely.LineString([(0, 0), (1, 1)])])
def test_what_has_no_inside_has_no_rectangle(shape):
    assert largest_rectangle(shape) is None


def test_an_ordinary_plot_takes_at_most_ten_milliseconds():
    rng = np.random.default_rng(2)
    hulls = [
        shapely.convex_hull(shapely.multipoints(rng.uniform(0, 300, (6, 2)))) for _ in range(40)
    ]
    _largest.cache_clear()
    start = time.process_time()
    found = largest_rectangles(hulls)
    assert (time.process_time() - start) / len(hulls) < 0.010
    assert found == [largest_rectangle(hull) for hull in hulls]


def _stars(rng, count, most_corners):
    """Outlines with dents, some with a hole, some of two parts."""
    for number in range(count):
        corners = int(rng.integers(4, most_corners))
        angles = np.sort(rng.uniform(0, 2 * math.pi, corners))
        spokes = rng.uniform(60, 200, corners)
        shape = Polygon(np.column_stack([spokes * np.cos(angles), spokes * np.sin(angles)]))
        shape = max(shapely.get_parts(shape.buffer(0)), key=lambda part: part.area)
        if number % 4 == 1:
            shape = shape.difference(shapely.Point(rng.uniform(-40, 40, 2)).buffer(15, quad_segs=2))
        if number % 4 == 2:
            shape = shapely.union_all([shape, affinity.translate(shape, 500, 0)])
        yield affinity.translate(shape, 400_000, 6_170_000)


@pytest.mark.parametrize("seed", range(3))
def test_compiled_loops_find_the_same_rectangles(seed, monkeypatch):
    pytest.importorskip("numba")
    rng = np.random.default_rng(seed)
    known = [affinity.rotate(shape, rng.uniform(0, 90)) for shape in (ELL, FRAME, HEXAGON, TWO)]
    round_ones = [affinity.rotate(CIRCLE.simplify(0.5), rng.uniform(0, 90)), *_stars(rng, 3, 60)]
    shapes = [None, *_stars(rng, 60, 12), Polygon(), *known[:2], known[3], *round_ones]
    monkeypatch.setattr(rectangle, "_WORTH_COMPILING", len(shapes) + 1)
    _largest.cache_clear()
    plain = largest_sides_m(shapes)
    monkeypatch.setattr(rectangle, "_WORTH_COMPILING", 1)
    monkeypatch.setattr("sezgeo.threads.WORTH_THREADS", 20)
    _largest.cache_clear()
    compiled = largest_sides_m(shapes)
    _largest.cache_clear()
    assert np.isnan(plain).all(axis=1).nonzero()[0].tolist() == [0, 61]
    areas = compiled.prod(axis=1)
    assert areas == pytest.approx(plain.prod(axis=1), rel=1e-9, nan_ok=True)
    assert compiled[:61] == pytest.approx(plain[:61], rel=1e-9, nan_ok=True)


def test_sides_are_those_of_the_rectangles():
    shapes = [ELL, None, *_stars(np.random.default_rng(7), 8, 9)]
    sides = largest_sides_m(shapes)
    assert np.isnan(sides[1]).all()
    told = [(one.long_m, one.short_m) for one in largest_rectangles(shapes) if one]
    assert sides[[0, *range(2, 10)]].tolist() == [list(pair) for pair in told]


def test_two_criteria_measure_once():
    _largest.cache_clear()
    for _ in range(2):
        largest_sides_m([ELL, FRAME])
    assert _largest.cache_info().misses == 1
