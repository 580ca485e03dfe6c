"""Does it fit: placements are valid, nothing that exists is missed, bounds hold."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import affinity

from sezgeo import norms
from sezgeo.errors import ProfileError, SitingError, UnknownNameError
from sezgeo.siting.fit.branch_and_bound import best_place
from sezgeo.siting.fit.clearance import GrowingRectangle, edges_of, slack
from sezgeo.siting.fit.largest_rectangle import largest_of_aspect
from sezgeo.siting.fit.place_buildings import place_buildings
from sezgeo.siting.fit.placement import FitAnswer, place_rectangles
from sezgeo.siting.fit.row_layout import row_blocks
from sezgeo.siting.fit.simplex import maximize_last
from sezgeo.suitability.profile import Profile
from tests.helpers.invented_layers import EAST, NORTH, at, layer, plots
from tests.proofs.fit import holds, missed, random_case

L_SHAPE = shapely.box(0, 0, 200, 60).union(shapely.box(0, 0, 60, 200))


def test_what_brute_force_finds_is_found_and_what_is_found_stands():
    rng = np.random.default_rng(20261123)
    cases = [random_case(rng) for _ in range(60)]
    assert [case for case in cases if missed(*case)] == []
    answers = [place_rectangles(shape, [size], 0.0) for shape, size in cases]
    assert {FitAnswer.FITS, FitAnswer.IMPOSSIBLE} <= {found.answer for found in answers}
    open_ = [found for found in answers if found.answer == FitAnswer.NOT_FOUND]
    assert all(found.most_m - found.spare_m < 0.1 for found in open_), "open to 0.1 m only"
    for (shape, size), found in zip(cases, answers, strict=True):
        assert found.answer != FitAnswer.FITS or holds(shape, found, [size], 0.0)


@settings(max_examples=25, deadline=None)
@given(
    width=st.floats(20, 300), height=st.floats(20, 300), turn=st.floats(0, 180), x=st.floats(0, 1)
)
@example(width=169.0, height=225.0, turn=0.0, x=0.0)
@example(width=160.0, height=159.5, turn=2.0, x=1.0)
@example(width=86.5, height=86.46875, turn=1.0, x=0.0)
@example(width=100.0, height=99.99, turn=45.0, x=0.0)
def test_a_building_as_large_as_its_plot_fits_with_nothing_to_spare(width, height, turn, x):
    land = affinity.rotate(shapely.box(0, 0, width, height), turn)
    size = (max(width, height), min(width, height))
    found = place_rectangles(land, [size], 0.0)
    assert found.answer == FitAnswer.FITS or found.spare_m > -1e-5
    assert abs(found.spare_m) < 1e-4
    smaller = (size[0] - 2 * x * size[1] / 3, size[1] - 2 * x * size[1] / 3)
    assert place_rectangles(land, [smaller], 0.0).spare_m == pytest.approx(
        x * size[1] / 3, abs=1e-4
    )


def test_a_plant_turned_and_moved_has_as_much_to_spare():
    land = shapely.Polygon([(0, 0), (190, 20), (240, 120), (90, 180), (10, 90)])
    here = place_rectangles(land, [(90.0, 40.0)], 0.0)
    there = place_rectangles(
        affinity.translate(affinity.rotate(land, 77), 4e5, 6e6), [(90.0, 40.0)], 0.0
    )
    assert there.spare_m == pytest.approx(here.spare_m, abs=0.06)
    assert here.spare_m <= here.most_m


def test_slack_is_where_the_grown_rectangle_meets_the_boundary():
    rng = np.random.default_rng(5)
    for _ in range(100):
        shape, _ = random_case(rng)
        x, y, angle = *rng.uniform(-80, 80, 2), rng.uniform(0, math.pi)
        box = GrowingRectangle(rng.uniform(1, 40), rng.uniform(1, 30), rng.uniform(0.5, 2))
        found = float(slack(edges_of(shape), np.array([[x, y, angle]]), box)[0])
        for off, meets in ((-1e-6, False), (1e-6, True)):
            a, b = (box.long_m + box.long_growth * (found + off), box.wide_m + found + off)
            if min(a, b) > 1e-3:
                rectangle = affinity.rotate(
                    shapely.box(x - a, y - b, x + a, y + b), angle, use_radians=True
                )
                assert rectangle.intersects(shape.boundary) is meets


def test_a_hole_keeps_buildings_out():
    around = shapely.box(0, 0, 100, 100)
    holed = around.difference(shapely.box(45, 45, 55, 55))
    assert place_rectangles(around, [(80.0, 60.0)], 0.0).answer == FitAnswer.FITS
    assert place_rectangles(holed, [(80.0, 60.0)], 0.0).answer == FitAnswer.IMPOSSIBLE
    assert place_rectangles(holed, [(80.0, 40.0)], 0.0).answer == FitAnswer.FITS


def test_parts_of_a_plot_are_not_bridged():
    parts = shapely.union_all([shapely.box(0, 0, 50, 100), shapely.box(60, 0, 110, 100)])
    assert place_rectangles(parts, [(90.0, 45.0)], 0.0).answer == FitAnswer.FITS
    assert place_rectangles(parts, [(90.0, 55.0)], 0.0).answer == FitAnswer.IMPOSSIBLE


@pytest.mark.parametrize("land", [shapely.Polygon(), shapely.LineString([(0, 0), (9, 9)])])
def test_no_land_holds_nothing(land):
    found = place_rectangles(land, [(10.0, 5.0)], 0.0)
    assert (found.answer, found.buildings) == (FitAnswer.IMPOSSIBLE, ())
    assert largest_of_aspect(land, 2) is None


def test_two_wings_stand_in_an_l_where_no_block_does():
    sizes = [(180.0, 50.0), (100.0, 50.0)]
    found = place_rectangles(affinity.rotate(L_SHAPE, 33), sizes, 12.0)
    assert found.answer == FitAnswer.FITS
    assert holds(affinity.rotate(L_SHAPE, 33), found, sizes, 12.0)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), gap=st.sampled_from([9.0, 12.0, 18.0]))
def test_several_buildings_stand_inside_and_apart(seed, gap):
    rng = np.random.default_rng(seed)
    shape, _ = random_case(rng)
    sizes = [(60.0, 25.0), (30.0, 20.0), (15.0, 12.0)]
    found = place_rectangles(shape, sizes, gap)
    assert found.answer != FitAnswer.FITS or holds(shape, found, sizes, gap)
    alone = place_rectangles(shape, sizes[:1], gap)
    assert alone.answer == FitAnswer.FITS or found.answer != FitAnswer.FITS


def test_more_buildings_than_land_are_impossible():
    assert (
        place_rectangles(shapely.box(0, 0, 100, 50), [(60.0, 45.0)] * 2, 1.0).answer
        == FitAnswer.IMPOSSIBLE
    )


def test_blocks_keep_the_gap_and_hold_every_building():
    sizes = [(60.0, 20.0), (30.0, 20.0), (25.0, 10.0), (10.0, 8.0)]
    for block in row_blocks(sizes, 9.0):
        assert sorted(map(tuple, np.sort(block.sides, axis=1))) == sorted(s[::-1] for s in sizes)
        outlines = [
            shapely.box(*(c - s / 2), *(c + s / 2))
            for c, s in zip(block.centres, block.sides, strict=True)
        ]
        whole = shapely.box(
            -block.long_m / 2, -block.wide_m / 2, block.long_m / 2, block.wide_m / 2
        )
        assert all(whole.buffer(1e-9).covers(one) for one in outlines)
        assert all(a.distance(b) >= 9 - 1e-9 for i, a in enumerate(outlines) for b in outlines[:i])


def test_tiny_programs_agree_with_the_general_solver():
    from scipy.optimize import linprog

    rng = np.random.default_rng(3)
    for _ in range(60):
        rows = np.column_stack([rng.normal(size=(25, 3)), rng.uniform(0.1, 2, 25)])
        bounds, reach = rng.uniform(-1, 3, 25), rng.uniform(0.1, 5, 3)
        sides = [*((-r, r) for r in reach), (None, None)]
        best = linprog([0, 0, 0, -1], A_ub=rows, b_ub=bounds, bounds=sides)
        assert maximize_last(rows, bounds, reach)[-1] == pytest.approx(best.x[-1], abs=1e-7)


@pytest.mark.parametrize("aspect", [1.0, 1.7, 3.0, 6.0])
def test_the_largest_rectangle_of_an_aspect_is_as_long_as_the_plot_lets(aspect):
    length_m, width_m, outline = largest_of_aspect(L_SHAPE, aspect)
    assert length_m == pytest.approx(aspect * width_m)
    assert L_SHAPE.buffer(1e-6).covers(outline)
    assert outline.area == pytest.approx(length_m * width_m)
    box = GrowingRectangle(length_m / 2 + 0.5 * aspect, width_m / 2 + 0.5)
    assert best_place(L_SHAPE, box).bound < 0


@pytest.mark.parametrize("aspect", [0.5, -1, math.nan, math.inf])
def test_an_aspect_that_is_none_is_refused(aspect):
    with pytest.raises(SitingError, match=r"aspect|сторон"):
        largest_of_aspect(L_SHAPE, aspect)


def _pack(**changes):
    data = Profile.read("battery_pack").model_dump()
    return Profile.from_dict(data | changes)


def test_a_power_line_over_the_plot_pushes_the_plant_out():
    land = plots(at(shapely.box(0, 0, 300, 120)))
    profile, rules = Profile.read("battery_pack"), norms.read()
    plot = land.frame.index[0]
    free = place_buildings(land, {"plots": land}, profile, rules)
    assert free.placements[plot].answer == FitAnswer.FITS
    line = layer(
        "power_lines",
        [(at(shapely.LineString([(-50, 60), (350, 60)])), {"kind": "overhead", "voltage_kv": 110})],
    )
    cut = place_buildings(land, {"plots": land, "power_lines": line}, profile, rules)
    assert cut.placements[plot].answer == FitAnswer.IMPOSSIBLE
    assert not cut.land[plot].intersects(line.frame.geometry.iloc[0].buffer(19.9))
    assert free.table.loc[plot, "land_ha"] > cut.table.loc[plot, "land_ha"]


def test_a_consent_zone_of_another_kind_cuts_nothing():
    land = plots(at(shapely.box(0, 0, 300, 120)))
    river = layer(
        "water_bodies",
        [
            (
                at(shapely.LineString([(-50, -120), (350, -120)])),
                {"kind": "river", "length_km": 30.0},
            )
        ],
    )
    rules = norms.read()
    for name, layers in (("dry", {}), ("wet", {"water_bodies": river})):
        found = place_buildings(
            land, {"plots": land, **layers}, Profile.read("battery_pack"), rules
        )
        assert found.land.iloc[0].area == pytest.approx((300 - 18) * (120 - 18)), name


def test_the_smallest_plant_of_the_range_fits_wherever_the_largest_does():
    land = plots(
        *(at(shapely.box(0, 0, w, 130), dx=500 * i) for i, w in enumerate((200, 260, 340)))
    )
    answers = {
        end: [
            p.answer == FitAnswer.FITS
            for p in place_buildings(
                land, {"plots": land}, Profile.read("battery_pack"), norms.read(), size=end
            ).placements.values()
        ]
        for end in ("low", "likely", "high")
    }
    assert answers["low"] >= answers["likely"] >= answers["high"]
    assert answers["low"] != answers["high"]


def test_outlines_are_told_in_degrees_and_order_of_spare():
    land = plots(
        *(at(shapely.box(0, 0, w, 130), dx=500 * i) for i, w in enumerate((100, 260, 340)))
    )
    found = place_buildings(land, {"plots": land}, Profile.read("battery_pack"), norms.read())
    answer = found.to_dict(aspect=2.5)["plots"]
    assert [row["answer"] for row in answer] == ["fits", "fits", "impossible"]
    ring = answer[0]["buildings"][0]["ring"]
    assert len(ring) == 5
    assert all(36 < x < 39 and 55 < y < 56.5 for x, y in ring)
    assert answer[0]["largest"]["length_m"] == pytest.approx(
        2.5 * answer[0]["largest"]["width_m"], abs=0.1
    )
    assert answer[2]["spare_m"] is None


def test_a_profile_without_buildings_says_what_to_add():
    land = plots(at(shapely.box(0, 0, 300, 120)))
    with pytest.raises(ProfileError, match=r"\[footprint\]"):
        place_buildings(land, {}, _pack(footprint=None), norms.read())


def test_a_plot_that_is_not_there_is_named():
    land = plots(at(shapely.box(0, 0, 300, 120)))
    with pytest.raises(UnknownNameError, match="TST-999"):
        place_buildings(land, {}, Profile.read("battery_pack"), norms.read(), only=["TST-999"])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"width_m": 900.0}, "width_m"),
        ({"length_range_m": (1.0, 2.0)}, "length_range_m"),
        ({"length_m": -5.0}, "length_m"),
        ({"count": 0}, "count"),
        ({"source": "", "assumption": False}, "source"),
        ({"length_range_m": None}, "length_range_m"),
    ],
)
def test_a_bad_building_is_refused_with_its_place(spoil, said):
    data = Profile.read("battery_pack").model_dump()
    footprint = data["footprint"]
    footprint["buildings"] = [{**footprint["buildings"][0], **spoil}]
    with pytest.raises(ProfileError, match=rf"footprint.buildings.0[\s\S]*{said}"):
        Profile.from_dict(data)


def _two_halls():
    data = Profile.read("battery_pack").model_dump()
    hall = {"title_ru": "З", "title_en": "H", "width_m": 60.0, "source": "a test"}
    data["footprint"] |= {
        "buildings": [{**hall, "length_m": 400.0}],
        "alternatives": [
            {
                "title_ru": "два",
                "title_en": "two",
                "buildings": [{**hall, "length_m": 200.0, "count": 2}],
            }
        ],
    }
    return Profile.from_dict(data)


def test_the_first_layout_that_fits_is_taken_and_named():
    shapes = [shapely.box(0, 0, w, d) for w, d in ((430, 90), (240, 190), (150, 150), (90, 90))]
    land = plots(*(at(shape, dx=500 * i) for i, shape in enumerate(shapes)))
    found = place_buildings(land, {"plots": land}, _two_halls(), norms.read())
    long, square, _, tiny = land.frame.index
    answers = [found.placements[plot].answer == FitAnswer.FITS for plot in land.frame.index]
    assert answers == [True, True, False, False]
    assert [found.layout(plot).title.en for plot in (long, square, tiny)] == [
        "main layout",
        "two",
        "main layout",
    ]
    assert [(one.length_m, one.title.en) for one in found.buildings_on(square)] == [
        (200.0, "H")
    ] * 2
    gap = found.footprint.gap_at()
    assert holds(found.land[square], found.placements[square], [(200.0, 60.0)] * 2, gap)
    rows = {row["plot_id"]: row for row in found.to_dict()["plots"]}
    assert (rows[square]["layout_ru"], rows[long]["layout_ru"]) == ("два", "основная планировка")


def test_a_building_too_large_for_its_plot_is_told_alone():
    land = plots(at(shapely.box(0, 0, 132, 74)))
    found = place_buildings(land, {"plots": land}, Profile.read("biotech_api"), norms.read())
    plot = land.frame.index[0]
    assert found.placements[plot].answer == FitAnswer.IMPOSSIBLE
    assert [one.length_m for one in found.buildings_on(plot)] == [120.0]
    assert [one["length_m"] for one in found.to_dict()["plots"][0]["buildings"]] == [120.0]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [({"title_ru": ""}, "title_ru"), ({"buildings": []}, "buildings"), ({"gap_m": 9}, "gap_m")],
)
def test_a_bad_alternative_is_refused_with_its_place(spoil, said):
    data = _two_halls().model_dump()
    data["footprint"]["alternatives"][0].update(spoil)
    with pytest.raises(ProfileError, match=rf"footprint.alternatives.0[\s\S]*{said}"):
        Profile.from_dict(data)


@pytest.mark.parametrize("name", Profile.shipped())
def test_shipped_plants_name_their_buildings_and_keep_the_norm(name):
    footprint = Profile.read(name).footprint
    low, high = norms.read()["fire_building_gap"].widest
    assert (footprint.gap_m.low, footprint.gap_m.high) == (low, high)
    for small, likely, large in (
        sizes
        for layout in footprint.layouts
        for sizes in zip(*(layout.sizes_m(end) for end in ("low", "likely", "high")), strict=True)
    ):
        assert math.prod(small) <= math.prod(likely) <= math.prod(large)


def test_worlds_lie_where_degrees_are_checked():
    assert 360_000 < EAST < 440_000
    assert 6_110_000 < NORTH < 6_210_000
