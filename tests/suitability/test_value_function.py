"""Laws of value curves, whatever their points."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from sezgeo.errors import ProfileError
from sezgeo.suitability import ValueFunction

RAWS = st.floats(-1e6, 1e6, allow_nan=False)
SHARES = st.floats(0, 1)


@st.composite
def curves(draw, *, rising: bool = False):
    raws = sorted(draw(st.sets(st.integers(-10_000, 10_000), min_size=2, max_size=6)))
    values = draw(st.lists(SHARES, min_size=len(raws), max_size=len(raws)))
    return ValueFunction(
        tuple(zip(map(float, raws), sorted(values) if rising else values, strict=True))
    )


@given(curves(), st.lists(RAWS, min_size=1))
@settings(deadline=None)
def test_every_value_lies_between_the_least_and_the_greatest_anchor(curve, raws):
    values = curve(Series(raws))
    anchors = [value for _, value in curve.points]
    assert values.between(min(anchors), max(anchors)).all()


@given(curves())
@settings(deadline=None)
def test_a_curve_passes_through_its_points_and_is_flat_beyond_them(curve):
    raws, values = map(np.asarray, zip(*curve.points, strict=True))
    np.testing.assert_allclose(curve.at(raws), values, atol=1e-15)
    far = np.array([raws[0] - 1e9, -np.inf, raws[-1] + 1e9, np.inf])
    assert curve.at(far).tolist() == [values[0], values[0], values[-1], values[-1]]


@given(curves(rising=True), st.lists(RAWS, min_size=2))
@settings(deadline=None)
def test_more_is_never_worth_less_on_a_rising_curve(curve, raws):
    values = curve.at(np.sort(raws))
    assert (np.diff(values) >= 0).all()


@given(curves(), st.lists(RAWS, min_size=1))
@settings(deadline=None)
def test_a_curve_is_what_straight_interpolation_says(curve, raws):
    xs, ys = zip(*curve.points, strict=True)
    np.testing.assert_allclose(curve.at(np.array(raws)), np.interp(raws, xs, ys), atol=1e-9)


@given(curves(), RAWS, RAWS, st.lists(SHARES, max_size=20))
@settings(deadline=None)
def test_an_extent_holds_every_value_of_its_interval_and_is_reached(curve, one, other, steps):
    low, high = sorted((one, other))
    least, most = (float(end[0]) for end in curve.extent(np.array([low]), np.array([high])))
    inside = np.clip(low + np.array([0.0, 1.0, *steps]) * (high - low), low, high)
    values = curve.at(inside)
    assert least <= values.min()
    assert values.max() <= most
    breaks = [raw for raw, _ in curve.points if low < raw < high]
    reached = curve.at(np.array([low, high, *breaks]))
    np.testing.assert_allclose([reached.min(), reached.max()], [least, most], atol=1e-12)


def test_an_unknown_measure_stays_unknown():
    curve = ValueFunction(((0, 1), (10, 0)))
    assert curve(Series([np.nan, 5.0], name="x_m")).isna().tolist() == [True, False]
    least, most = curve.extent(np.array([np.nan, 0.0]), np.array([5.0, np.nan]))
    assert np.isnan(least).all()
    assert np.isnan(most).all()


def test_index_and_name_survive():
    raw = Series([0.0, 10.0], index=["b", "a"], name="x_m")
    pd.testing.assert_series_equal(
        ValueFunction(((0, 1), (10, 0)))(raw), Series([1.0, 0.0], index=["b", "a"], name="x_m")
    )


@pytest.mark.parametrize(
    "points",
    [
        (),
        ((0, 1),),
        ((1, 0), (0, 1)),
        ((0, 0), (0, 1)),
        ((0, 0), (1, 1.1)),
        ((0, -0.1), (1, 1)),
        ((0, 0), (float("nan"), 1)),
        ((0, 0), (1, float("nan"))),
        ((0, 0), (float("inf"), 1)),
    ],
)
def test_points_that_draw_no_curve_are_refused(points):
    with pytest.raises(ProfileError):
        ValueFunction(points)
