"""Laws of the subdivision, on outlines of many shapes, and a few cuts known by heart."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from sezgeo.errors import SitingError
from sezgeo.siting.subdivision.options import BlockPattern, Street, SubdivisionPattern
from sezgeo.siting.subdivision.subdivide import subdivide

M2 = 0.5
"""Area that corners rounded to 0.1 mm may cost a plot, in square metres."""


@st.composite
def outlines(draw) -> Polygon:
    """Lumpy polygons of 2 to 200 ha, some of them not convex, far from the origin."""
    count = draw(st.integers(4, 12))
    radii = draw(st.lists(st.floats(0.55, 1), min_size=count, max_size=count))
    size_m, turn = draw(st.floats(120, 900)), draw(st.floats(0, 6.3))
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False) + turn
    corners = [
        (400_000 + size_m * r * math.cos(a), 6_200_000 + size_m * r * math.sin(a))
        for r, a in zip(radii, angles, strict=True)
    ]
    return Polygon(corners)


blocks = st.builds(
    BlockPattern,
    parts=st.integers(1, 3),
    rows=st.integers(1, 2),
    sizes_ha=st.lists(st.floats(0.4, 8), min_size=1, max_size=4).map(tuple),
)


@st.composite
def patterns(draw, outline: Polygon) -> SubdivisionPattern:
    """Any pattern that makes sense, with up to two streets through the outline."""
    middle = outline.centroid
    streets = [
        Street(
            LineString(
                [
                    (middle.x - 2000 * math.cos(a), middle.y - 2000 * math.sin(a)),
                    (middle.x + 2000 * math.cos(a), middle.y + 2000 * math.sin(a)),
                ]
            ),
            width_m,
        )
        for a, width_m in draw(st.lists(st.tuples(st.floats(0, 3.1), st.floats(5, 60)), max_size=2))
    ]
    return SubdivisionPattern(
        bearing_deg=draw(st.none() | st.floats(0, 180)),
        verge_m=draw(st.floats(0, 15)),
        streets=tuple(streets),
        blocks=draw(st.integers(1, 6)),
        road_m=draw(st.floats(6, 30)),
        block_patterns=tuple(draw(st.lists(blocks, min_size=1, max_size=3))),
    )


@st.composite
def cases(draw) -> tuple[Polygon, SubdivisionPattern]:
    outline = draw(outlines())
    return outline, draw(patterns(outline))


SOME = settings(max_examples=30, deadline=None)


@SOME
@given(cases())
def test_plots_are_valid_inside_and_apart(case):
    outline, pattern = case
    shapes = [plot.shape for plot in subdivide(outline, pattern)]
    assert all(isinstance(shape, Polygon) and shape.is_valid for shape in shapes)
    assert sum(shape.difference(outline).area for shape in shapes) <= M2
    overlap_m2 = sum(shape.area for shape in shapes) - shapely.union_all(shapes).area
    assert abs(overlap_m2) < 1e-3


@SOME
@given(cases())
def test_plots_and_free_land_make_up_the_outline(case):
    outline, pattern = case
    plots = subdivide(outline, pattern)
    free = outline.difference(shapely.union_all([plot.shape for plot in plots]))
    total_m2 = sum(plot.shape.area for plot in plots) + free.area
    assert total_m2 == pytest.approx(outline.area, abs=M2 * (1 + len(plots)))


@SOME
@given(cases())
def test_verges_and_streets_stay_free(case):
    outline, pattern = case
    kept_m = pattern.verge_m - 1e-3
    for plot in subdivide(outline, pattern):
        assert plot.shape.distance(outline.boundary) >= kept_m
        for street in pattern.streets:
            assert plot.shape.distance(street.axis) >= street.width_m / 2 - 1e-3


@SOME
@given(cases())
def test_blocks_are_a_road_apart(case):
    outline, pattern = case
    plots = subdivide(outline, pattern)
    widths = [pattern.road_m, *(street.width_m for street in pattern.streets)]
    unions = {
        number: shapely.union_all([plot.shape for plot in plots if plot.block == number])
        for number in {plot.block for plot in plots}
    }
    for one, shape in unions.items():
        for other, rival in unions.items():
            # blocks on two sides of a corner of a lumpy outline lie apart by more than a road
            assert one == other or shape.distance(rival) >= min(widths) - 1e-3


@SOME
@given(cases())
def test_the_same_land_and_pattern_give_the_same_plots(case):
    outline, pattern = case
    first, second = subdivide(outline, pattern), subdivide(outline, pattern)
    assert [(p.block, p.shape.wkb) for p in first] == [(p.block, p.shape.wkb) for p in second]


@SOME
@given(cases())
def test_a_sliver_stands_only_where_it_has_no_neighbour(case):
    outline, pattern = case
    plots = subdivide(outline, pattern)
    for plot in plots:
        if plot.shape.area < pattern.least_ha * 10_000 - M2:
            touching = [
                other
                for other in plots
                if other is not plot and other.shape.distance(plot.shape) < 1e-3
            ]
            assert not touching


@SOME
@given(st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_moving_the_land_moves_the_plots(east_m, north_m):
    # a regular outline may be cut in several ways that are as good, so this one is not
    outline = Polygon([(0, 0), (730, 60), (810, 420), (350, 640), (40, 500)])
    pattern = SubdivisionPattern(bearing_deg=30, blocks=3)
    moved = subdivide(shapely.affinity.translate(outline, east_m, north_m), pattern)
    still = subdivide(outline, pattern)
    assert sorted(round(p.shape.area) for p in moved) == pytest.approx(
        sorted(round(p.shape.area) for p in still), abs=2
    )


def test_a_square_is_cut_into_two_rows_of_equal_plots():
    plots = subdivide(
        shapely.box(0, 0, 400, 200),
        SubdivisionPattern(block_patterns=(BlockPattern(sizes_ha=(1,)),)),
    )
    assert [round(plot.shape.area) for plot in plots] == [10_000] * 8
    assert all(plot.shape.bounds[3] - plot.shape.bounds[1] == pytest.approx(100) for plot in plots)


def test_sizes_keep_their_proportions():
    pattern = SubdivisionPattern(block_patterns=(BlockPattern(rows=1, sizes_ha=(20, 14.5)),))
    large, small = sorted(
        (plot.shape.area for plot in subdivide(shapely.box(0, 0, 700, 480), pattern)), reverse=True
    )
    assert large / small == pytest.approx(20 / 14.5)


def test_a_street_parts_the_land_into_blocks():
    street = Street(LineString([(-1, 100), (401, 100)]), 20)
    plots = subdivide(
        shapely.box(0, 0, 400, 200),
        SubdivisionPattern(streets=(street,), blocks=2, block_patterns=(BlockPattern(rows=1),)),
    )
    assert {plot.block for plot in plots} == {1, 2}
    assert sum(plot.shape.area for plot in plots) == pytest.approx(400 * 180)


def test_lanes_part_a_block_without_making_new_ones():
    pattern = SubdivisionPattern(
        lane_m=10, block_patterns=(BlockPattern(parts=2, rows=1, sizes_ha=(2,)),)
    )
    plots = subdivide(shapely.box(0, 0, 410, 200), pattern)
    assert {plot.block for plot in plots} == {1}
    assert sum(plot.shape.area for plot in plots) == pytest.approx(400 * 200)


def test_blocks_are_numbered_from_the_west():
    plots = subdivide(shapely.box(0, 0, 900, 300), SubdivisionPattern(blocks=2, road_m=20))
    west = [plot.shape.centroid.x for plot in plots if plot.block == 1]
    east = [plot.shape.centroid.x for plot in plots if plot.block == 2]
    assert max(west) < 450 < min(east)


def test_land_too_small_for_a_plot_gives_none():
    assert subdivide(Point(0, 0).buffer(20), SubdivisionPattern()) == ()


@pytest.mark.parametrize(
    "bad",
    [
        {"blocks": 0},
        {"verge_m": -1},
        {"road_m": -1},
        {"block_patterns": ()},
        {"block_patterns": (BlockPattern(rows=3),)},
        {"block_patterns": (BlockPattern(parts=0),)},
        {"block_patterns": (BlockPattern(sizes_ha=()),)},
        {"block_patterns": (BlockPattern(sizes_ha=(0,)),)},
    ],
)
def test_numbers_that_make_no_sense_are_refused(bad):
    with pytest.raises(SitingError):
        SubdivisionPattern(**bad)
