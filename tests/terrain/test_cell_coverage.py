"""Shares of cells against shapely, cell by cell, and against exactextract; plain and compiled."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, affinity, box

from sezgeo.planar.edges import Edges
from sezgeo.terrain.cell_coverage import LEAST_SHARE, Rings, cell_shares
from sezgeo.terrain.compiled import zonal

HEIGHT, WIDTH = 14, 17
ROWS, COLUMNS = np.indices((HEIGHT, WIDTH)).reshape(2, -1)
CELLS = shapely.box(COLUMNS, ROWS, COLUMNS + 1, ROWS + 1)


def plain(shape):
    rings = Rings.of(np.array([shape]))
    ends = rings.ends(rings.xy)
    shares = np.zeros(HEIGHT * WIDTH)
    cells, some = cell_shares(ends, rings.sides(ends), (HEIGHT, WIDTH))
    shares[cells] = some
    return shares


def compiled(shape):
    sums, shares = np.zeros((HEIGHT + 2, WIDTH + 4)), np.zeros((HEIGHT, WIDTH))
    row, column, high, wide = zonal._drawn(Edges.of(np.array([shape])).ends, 0.0, 0.0, sums)
    found = np.cumsum(sums, axis=1)
    shares[row : row + high, column : column + wide] = found[:high, :wide]
    return shares.ravel()


def by_shapely(shape):
    return shapely.area(shapely.intersection(CELLS, shape))


def by_exactextract(shape):
    from exactextract import exact_extract
    from exactextract.feature import JSONFeatureSource
    from exactextract.raster import NumPyRasterSource

    flipped = affinity.affine_transform(shape, (1, 0, 0, -1, 0, HEIGHT))
    feature = JSONFeatureSource([{"type": "Feature", "geometry": flipped.__geo_interface__}])
    raster = NumPyRasterSource(np.zeros((HEIGHT, WIDTH)), 0, 0, WIDTH, HEIGHT)
    [row] = exact_extract(raster, feature, ["cell_id", "coverage"], output="geojson")
    shares = np.zeros(HEIGHT * WIDTH)
    shares[row["properties"]["cell_id"]] = row["properties"]["coverage"]
    return shares


def star(rng, middle, radius, corners):
    turns = (np.arange(corners) + rng.uniform(0, 0.9, corners)) * 2 * np.pi / corners
    out = rng.uniform(0.3, 1, corners) * radius
    return Polygon(middle + np.column_stack([np.cos(turns), np.sin(turns)]) * out[:, None])


def drawn(seed, *, on_corners):
    """Draw a star with a hole and a part beside it, some of its corners on corners of cells."""
    rng = np.random.default_rng(seed)
    middle = rng.uniform(5, 8, 2)
    shape = star(rng, middle, rng.choice([0.2, 1.5, 4.5]), rng.integers(3, 14))
    if on_corners:
        shape = shapely.set_precision(shape, rng.choice([0.5, 1.0]))
    hole = star(rng, middle, 1.0, 6)
    beside = star(rng, np.array([14.0, 11.0]), 2.0, 5)
    shape = shape.difference(hole) if rng.random() < 0.5 else shape
    shape = shapely.union(shape, beside) if rng.random() < 0.5 else shape
    # a star drawn in may fall apart into a line, which is no land
    return MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, Polygon)])


ODD = {
    "a cell": box(3, 4, 4, 5),
    "cells": box(2, 1, 7, 6),
    "the whole grid": box(0, 0, WIDTH, HEIGHT),
    "within a cell": Polygon([(3.2, 4.1), (3.7, 4.2), (3.4, 4.9)]),
    "across a border": Polygon([(2.9, 4.1), (3.1, 4.2), (3.0, 4.3)]),
    "a diamond on corners": Polygon([(5, 2), (8, 5), (5, 8), (2, 5)]),
    "a hole of whole cells": box(1, 1, 9, 9).difference(box(3, 3, 6, 7)),
    "an island in a hole": MultiPolygon(
        [box(1, 1, 9, 9).difference(box(3, 3, 7, 7)), box(4.5, 4.5, 5.5, 6)]
    ),
    "parts that touch": MultiPolygon([box(1, 1, 3, 3), box(3, 3, 5, 5)]),
    "parts in one cell": MultiPolygon([box(4.1, 4.1, 4.4, 4.9), box(4.6, 4.1, 4.9, 4.9)]),
    "a thread": Polygon([(0.5, 0.5), (16.5, 13.2), (16.5, 13.2001)]),
    "nothing": Polygon(),
}
both = pytest.mark.parametrize("shares", [plain, compiled])


@both
@pytest.mark.parametrize("shape", ODD.values(), ids=ODD)
@pytest.mark.parametrize("turned", [False, True])
def test_odd_outlines_cover_what_shapely_says(shares, shape, turned):
    shape = shape.reverse() if turned else shape
    np.testing.assert_allclose(shares(shape), by_shapely(shape), atol=1e-9)


@both
@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**9), on_corners=st.booleans())
def test_stars_with_holes_and_parts_cover_what_shapely_says(shares, seed, on_corners):
    shape = drawn(seed, on_corners=on_corners)
    np.testing.assert_allclose(shares(shape), by_shapely(shape), atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_shares_are_those_of_exactextract_which_keeps_fewer_digits(seed):
    shape = drawn(seed, on_corners=False)
    assume(not shape.is_empty)
    np.testing.assert_allclose(plain(shape), by_exactextract(shape), atol=1e-6)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_shares_add_up_to_the_area_and_cancel_with_those_of_the_rest(seed):
    shape = drawn(seed, on_corners=False)
    rest = box(0, 0, WIDTH, HEIGHT).difference(shape)
    assert plain(shape).sum() == pytest.approx(shape.area, abs=1e-8)
    np.testing.assert_allclose(plain(shape) + plain(rest), 1.0, atol=1e-8)


def test_a_cell_that_only_rounding_covers_is_not_covered():
    off = LEAST_SHARE / 10
    assert np.count_nonzero(plain(box(2 - off, 3, 4, 5 + off))) == 4


def test_outlines_are_taken_apart_in_order_whatever_they_hold():
    shapes = np.array([box(0, 0, 1, 1), Polygon(), shapely.Point(1, 2), ODD["parts that touch"]])
    rings = Rings.of(shapes)
    assert np.diff(rings.start).tolist() == [4, 0, 0, 8]
    assert len(Rings.of(shapes[:0]).start) == 1
