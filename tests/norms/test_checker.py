"""Every rule of law on plots that pass it and plots that fail it, and what decides when."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point, affinity, box

from sezgeo.i18n import speaking
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.norms import Plant, Rules, check
from sezgeo.verdict import Outcome
from tests.helpers.invented_layers import at, layer, plots, random_layer, random_plots
from tests.helpers.norms import CELLS, PHARMA, RULES, SIDE, plot_at, plots_and_layers, zone

MET, CONDITIONAL, UNKNOWN, EXCLUDED = Outcome


def thing(name, **columns):
    """Put one object of a layer at the origin: a line along its meridian, a point or a square."""
    kinds = shipped_catalog().schemas[name].geometry
    shape = (
        LineString([(0, -9000), (0, 9000)])
        if "LineString" in kinds
        else Point(0, 0)
        if "Point" in kinds
        else box(-10, -10, 0, 10)
    )
    return layer(name, [(at(shape), {"name_ru": "Объект", "name_en": "Object", **columns})])


def verdict(rule, plot, *layers, plant=None, rules=RULES):
    sensitive = RULES[rule].applies_to == "pharma" if rule in RULES else False
    plant = plant or (PHARMA if sensitive else CELLS)
    alone = Rules.of({rule: rules[rule]}, rules.settings)
    (found,) = check(plot, {each.schema.name: each for each in layers}, plant, alone)
    return found


def outcome(rule, plot, *layers, **options):
    return Outcome(int(verdict(rule, plot, *layers, **options).outcome.iloc[0]))


def sentence(found, lang="en"):
    return found.sentence_for(found.outcome.index[0]).say(lang)


OVERHEAD = {"kind": "overhead"}
WIDTHS = [
    # rule, columns of the object, metres of the zone, outcome of a plot in it
    ("power_line_zone", {"kind": "cable", "voltage_kv": 110}, 1, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 0.4}, 2, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 10}, 10, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 35}, 15, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 110}, 20, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 150}, 25, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 220}, 25, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 300}, 30, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 500}, 30, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 750}, 40, CONDITIONAL),
    ("power_line_zone", {**OVERHEAD, "voltage_kv": 1150}, 55, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 0.4}, 2, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 10}, 10, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 35}, 15, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 110}, 20, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 220}, 25, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 500}, 30, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 750}, 40, CONDITIONAL),
    ("substation_zone", {"voltage_kv": 1150}, 55, CONDITIONAL),
    ("gas_zone", {"kind": "distribution"}, 2, CONDITIONAL),
    ("gas_zone", {"kind": "regulator"}, 10, CONDITIONAL),
    ("gas_trunk_zone", {"kind": "trunk"}, 25, CONDITIONAL),
    ("heat_network", {}, 3, CONDITIONAL),
    ("water_protection_zone", {"kind": "river", "length_km": 9}, 50, CONDITIONAL),
    ("water_protection_zone", {"kind": "river", "length_km": 47}, 100, CONDITIONAL),
    ("water_protection_zone", {"kind": "river", "length_km": 473}, 200, CONDITIONAL),
    ("coastal_strip", {"kind": "river", "length_km": 9}, 50, CONDITIONAL),
    ("public_bank_strip", {"kind": "river", "length_km": 9}, 5, CONDITIONAL),
    ("public_bank_strip", {"kind": "river", "length_km": 47}, 20, CONDITIONAL),
    ("public_bank_strip", {"kind": "canal"}, 5, CONDITIONAL),
    ("public_bank_strip", {"kind": "lake"}, 20, CONDITIONAL),
    ("heritage_zone", {"kind": "monument"}, 100, CONDITIONAL),
    ("heritage_zone", {"kind": "ensemble"}, 150, CONDITIONAL),
    ("sanitary_receptor", {"spz_low_m": 500, "spz_high_m": 500}, 500, EXCLUDED),
    ("sanitary_receptor", {"cluster": "pharma", "spz_low_m": 50, "spz_high_m": 50}, 50, EXCLUDED),
]


@pytest.mark.parametrize(("rule", "columns", "metres", "inside"), WIDTHS)
def test_a_plot_within_the_width_fails_and_one_beyond_passes(rule, columns, metres, inside):
    objects = thing(RULES[rule].layer, **columns)
    within = verdict(rule, plot_at(metres - 0.5), objects)
    assert Outcome(int(within.outcome.iloc[0])) is inside
    for lang in ("ru", "en"):
        told = sentence(within, lang)
        assert f" {metres} " in told
        assert ("Объект" if lang == "ru" else "Object") in told
    assert outcome(rule, plot_at(metres), objects) is MET
    assert outcome(rule, plot_at(metres + 0.5), objects) is MET


RANGES = [
    # rule, columns of the object, metres within its least width, and beyond its greatest
    ("sanitary_housing", {}, 90, 500),
    ("sanitary_pharma_neighbour", {"cluster": "pharma"}, 90, 500),
    ("sanitary_receptor", {"spz_low_m": 100, "spz_high_m": 500}, 90, 500),
    ("gas_trunk_distance", {"kind": "trunk"}, 90, 350),
]


@pytest.mark.parametrize(("rule", "columns", "within", "beyond"), RANGES)
def test_of_a_range_the_one_who_fails_is_told_what_there_is_and_what_it_takes(
    rule, columns, within, beyond
):
    objects = thing(RULES[rule].layer, **columns)
    failed = verdict(rule, plot_at(within), objects)
    assert Outcome(int(failed.outcome.iloc[0])) is EXCLUDED
    for lang, unit in (("ru", "м"), ("en", "m")):
        told = sentence(failed, lang).replace("\u00a0", " ")
        assert f"{within:.1f}".replace(".", "," if lang == "ru" else ".") in told or (
            f" {within} " in told
        )
        assert f"100 {unit}" in told
    passed = verdict(rule, plot_at(beyond), objects)
    assert Outcome(int(passed.outcome.iloc[0])) is MET
    assert str(beyond) in sentence(passed)


def test_every_line_of_every_table_is_tried_here():
    """Lines with one figure stand in WIDTHS; ranges and lines that are asleep here do not."""
    figures = {
        (rule.id, case.metres[0])
        for rule in RULES.values()
        for case in rule.metres
        if case.metres[0] == case.metres[1] and rule.applies_to in ("all", "pharma", "not_pharma")
    }
    tried = {(rule, float(metres)) for rule, _, metres, _ in WIDTHS}
    by_class = {("sanitary_receptor", metres) for metres in (1000.0, 500.0, 300.0, 100.0, 50.0)}
    by_slope = {("coastal_strip", metres) for metres in (30.0, 40.0, 50.0)}
    assert figures <= tried | by_class | by_slope


def test_every_rule_that_decides_is_tried_here():
    tried = {rule for rule, *_ in WIDTHS} | {
        # ranges, registers and statuses have tests of their own below
        "plot_status",
        "sanitary_housing",
        "sanitary_pharma_neighbour",
        "gas_trunk_distance",
        "roadside_strip",
        *REGISTERED,
    }
    deciding = {rule.id for rule in RULES.values() if rule.applies_to not in ("fit", "housing")}
    assert tried == deciding


REGISTERED = {
    "aerodrome": ("aerodrome", CONDITIONAL),
    "water_supply_belt": ("water_supply", CONDITIONAL),
    "flood_zone": ("flood", CONDITIONAL),
    "nature_reserve": ("nature", EXCLUDED),
    "red_line": ("red_line", CONDITIONAL),
    "other_zone": ("other", CONDITIONAL),
}


@pytest.mark.parametrize(("rule", "answer"), REGISTERED.items())
def test_a_registered_zone_decides_about_the_plots_it_shares_land_with(rule, answer):
    kind, inside = answer
    found = layer("zones", [zone(kind, box(-50, -500, 20, 500))])
    within = verdict(rule, plot_at(0), found)
    assert Outcome(int(within.outcome.iloc[0])) is inside
    assert "Zone 7" in sentence(within)
    if inside is CONDITIONAL:
        assert within.share_left.iloc[0] == pytest.approx(0.8)
        assert "80\u00a0%" in sentence(within)
    assert outcome(rule, plot_at(20), found) is MET
    other = layer("zones", [zone("gas", box(-50, -500, 20, 500))])
    assert outcome(rule, plot_at(0), other) is MET
    partial = layer("zones", [zone("gas", box(-50, -500, 20, 500))], completeness="partial")
    assert outcome(rule, plot_at(0), partial) is UNKNOWN


@pytest.mark.parametrize(
    ("status", "expected", "word"),
    [
        ("free", MET, "free"),
        ("reserved", CONDITIONAL, "reserved"),
        ("occupied", EXCLUDED, "occupied"),
        ("under_construction", EXCLUDED, "under construction"),
    ],
)
def test_the_status_of_the_land_decides(status, expected, word):
    found = verdict("plot_status", plot_at(0, status=status))
    assert Outcome(int(found.outcome.iloc[0])) is expected
    assert word in sentence(found)
    assert "management company" in found.consent.en


@pytest.mark.parametrize(
    ("metres", "accuracy", "expected"),
    [
        (500, 0, MET),
        (499, 0, CONDITIONAL),
        (100, 0, CONDITIONAL),
        (99, 0, EXCLUDED),
        (600, 100, MET),
        (590, 100, UNKNOWN),
        (300, 150, CONDITIONAL),
        (300, 220, UNKNOWN),
        (150, 60, UNKNOWN),
        (40, 50, EXCLUDED),
        (60, 50, UNKNOWN),
    ],
)
@pytest.mark.parametrize("rule", ["sanitary_housing", "sanitary_pharma_neighbour"])
def test_the_plants_own_zone_shows_both_ends_of_its_range(rule, metres, accuracy, expected):
    columns = {"cluster": "pharma"} if rule == "sanitary_pharma_neighbour" else {}
    receptor = thing(RULES[rule].layer, accuracy_m=float(accuracy), **columns)
    found = verdict(rule, plot_at(metres), receptor)
    assert Outcome(int(found.outcome.iloc[0])) is expected
    told = sentence(found)
    assert "500 m" in told
    assert "Object" in told
    assert (f"± {accuracy}" in told) == bool(accuracy)
    if expected is CONDITIONAL:
        assert "100 to 500 m" in told
        assert "most likely 300 m" in told
        assert "Rospotrebnadzor" in told


def test_the_accuracies_of_plot_and_housing_add_up():
    home = thing("housing", accuracy_m=60.0)
    assert outcome("sanitary_housing", plot_at(600, accuracy_m=40.0), home) is MET
    assert outcome("sanitary_housing", plot_at(599, accuracy_m=40.0), home) is UNKNOWN


def test_a_battery_plant_minds_pharma_and_a_pharma_plant_others():
    bound = {r.rule for r in check(plot_at(0), {}, CELLS, RULES)}
    assert "sanitary_pharma_neighbour" in bound
    assert "sanitary_receptor" not in bound
    bound = {r.rule for r in check(plot_at(0), {}, PHARMA, RULES)}
    assert "sanitary_receptor" in bound
    assert "sanitary_pharma_neighbour" not in bound


def test_a_neighbour_of_unknown_class_leaves_pharma_open_up_to_the_greatest_class():
    plant = thing("industry", cluster="machinery")
    assert outcome("sanitary_receptor", plot_at(999), plant) is UNKNOWN
    assert "1\u202f000 m" in sentence(verdict("sanitary_receptor", plot_at(999), plant))
    assert outcome("sanitary_receptor", plot_at(1000), plant) is MET


def test_pharma_of_unknown_class_is_no_harm_to_pharma():
    assert outcome("sanitary_receptor", plot_at(5), thing("industry", cluster="pharma")) is MET


def test_between_the_ends_of_a_neighbours_range_a_decision_settles_it():
    battery = thing("industry", cluster="battery", spz_low_m=100, spz_high_m=500)
    assert outcome("sanitary_receptor", plot_at(99), battery) is EXCLUDED
    assert outcome("sanitary_receptor", plot_at(300), battery) is CONDITIONAL
    assert outcome("sanitary_receptor", plot_at(500), battery) is MET


def test_outlines_of_one_site_shift_together():
    battery = {"spz_low_m": 100, "spz_high_m": 100, "cluster": "battery", "accuracy_m": 3000.0}
    near = plot_at(50, site="krasnaya_pakhra", accuracy_m=3000.0)
    there = thing("industry", site="krasnaya_pakhra", **battery)
    assert outcome("sanitary_receptor", near, there) is EXCLUDED
    elsewhere = thing("industry", site="rudnevo", **battery)
    assert outcome("sanitary_receptor", near, elsewhere) is UNKNOWN
    somewhere_in_it = thing("industry", site="krasnaya_pakhra", **{**battery, "accuracy_m": 3400.0})
    assert outcome("sanitary_receptor", near, somewhere_in_it) is UNKNOWN


def test_the_distance_to_a_trunk_line_is_a_range_no_consent_narrows():
    trunk = thing("gas", kind="trunk")
    assert outcome("gas_trunk_distance", plot_at(99), trunk) is EXCLUDED
    assert outcome("gas_trunk_distance", plot_at(100), trunk) is UNKNOWN
    assert outcome("gas_trunk_distance", plot_at(350), trunk) is MET


def test_a_strip_whose_slope_is_unknown_is_a_range():
    river = thing("water_bodies", kind="river", length_km=47)
    assert outcome("coastal_strip", plot_at(29), river) is CONDITIONAL
    found = verdict("coastal_strip", plot_at(31), river)
    assert outcome("coastal_strip", plot_at(31), river) is UNKNOWN
    assert "30 to 50 m" in sentence(found)
    assert outcome("coastal_strip", plot_at(50), river) is MET


@pytest.mark.parametrize(("slope", "metres"), [(-1, 30), (0, 30), (2.9, 40), (3, 50), (9, 50)])
def test_a_known_slope_gives_the_strip_its_width(slope, metres):
    schema = shipped_catalog().schemas["water_bodies"]
    wide = schema.model_copy(
        update={
            "columns": {**schema.columns, "bank_slope_deg": schema.columns["length_km"]},
            "completeness": "complete",
        }
    )
    river = thing("water_bodies", kind="river", length_km=47)
    river = type(river)(wide, river.frame.assign(bank_slope_deg=float(slope)), "test")
    assert outcome("coastal_strip", plot_at(metres - 1), river) is CONDITIONAL
    assert outcome("coastal_strip", plot_at(metres), river) is MET


def test_a_line_of_unknown_voltage_may_have_any_width():
    line = thing("power_lines", kind="overhead")
    assert outcome("power_line_zone", plot_at(1), line) is CONDITIONAL
    assert outcome("power_line_zone", plot_at(54), line) is UNKNOWN
    assert outcome("power_line_zone", plot_at(55), line) is MET


def test_a_planned_substation_has_no_zone_yet():
    planned = thing("substations", voltage_kv=110, status="planned")
    assert outcome("substation_zone", plot_at(1), planned) is MET


@pytest.mark.parametrize(
    ("metres", "left"), [(-150, 1), (-120, 1), (-110, 0.9), (-60, 0.6), (5, 0.85), (20, 1)]
)
def test_the_share_left_is_exact(metres, left):
    """A straight strip of 20 m on each side cuts a square into rectangles."""
    line = thing("power_lines", kind="overhead", voltage_kv=110)
    found = verdict("power_line_zone", plot_at(metres), line)
    assert found.share_left.iloc[0] == pytest.approx(left)


def test_every_part_counts_and_overlapping_zones_are_cut_once():
    lines = MultiLineString(
        [[(0, -900), (0, 900)], [(10, -900), (10, 900)], [(85, -900), (85, 900)]]
    )
    many = layer("power_lines", [(at(lines), {"kind": "overhead", "voltage_kv": 110.0})])
    found = verdict("power_line_zone", plot_at(0), many)
    assert found.share_left.iloc[0] == pytest.approx(1 - (30 + 35) / SIDE)


def test_a_strip_that_covers_the_whole_plot_excludes_it_and_says_so():
    monument = thing("heritage", kind="ensemble")
    found = verdict("heritage_zone", plot_at(10), monument)
    assert Outcome(int(found.outcome.iloc[0])) is EXCLUDED
    assert found.share_left.iloc[0] == 0
    assert "nothing is left" in sentence(found)
    assert "строить негде" in sentence(found, "ru")


def test_a_covered_plot_stays_open_where_outlines_are_coarse():
    monument = thing("heritage", kind="ensemble", accuracy_m=80.0)
    assert outcome("heritage_zone", plot_at(10), monument) is UNKNOWN


def test_a_consent_zone_never_excludes_even_if_it_covers_all():
    river = thing("water_bodies", kind="river", length_km=473)
    found = verdict("water_protection_zone", plot_at(10), river)
    assert Outcome(int(found.outcome.iloc[0])) is CONDITIONAL
    assert found.share_left.iloc[0] == 0
    assert "treatment works" in found.consent.en


def test_as_drawn_in_a_strip_counts_and_near_it_is_open():
    line = thing("power_lines", kind="overhead", voltage_kv=110, accuracy_m=50.0)
    assert outcome("power_line_zone", plot_at(10), line) is CONDITIONAL
    assert outcome("power_line_zone", plot_at(60), line) is UNKNOWN
    assert outcome("power_line_zone", plot_at(70), line) is MET


@pytest.mark.parametrize("rule", [r.id for r in RULES.values() if r.kind != "status"])
def test_a_silent_layer_is_unknown_and_says_whom_to_ask(rule):
    if not any(r.rule == rule for r in check(plot_at(0), {}, PHARMA, RULES)):
        assert rule in ("roadside_strip", "fire_building_gap", "railway_housing") or (
            RULES[rule].applies_to == "not_pharma"
        )
        return
    for layers in ((), (layer(RULES[rule].layer),)):
        found = verdict(rule, plot_at(0), *layers, plant=PHARMA)
        assert Outcome(int(found.outcome.iloc[0])) is UNKNOWN
        assert np.isnan(found.measured.iloc[0])
        for lang in ("ru", "en"):
            assert RULES[rule].ask.say(lang) in sentence(found, lang)


def test_in_an_incomplete_layer_a_hit_counts_and_nothing_near_is_unknown():
    line = [(at(LineString([(0, -900), (0, 900)])), {"kind": "overhead", "voltage_kv": 110.0})]
    partial = layer("power_lines", line, completeness="partial")
    assert outcome("power_line_zone", plot_at(5), partial) is CONDITIONAL
    far = verdict("power_line_zone", plot_at(500), partial)
    assert Outcome(int(far.outcome.iloc[0])) is UNKNOWN
    assert "500 m" in sentence(far)
    assert "not complete" in sentence(far)
    assert np.isnan(far.share_left.iloc[0])


def test_a_registered_zone_takes_the_place_of_the_computed_one():
    line = thing("power_lines", kind="overhead", voltage_kv=110)
    narrow = layer("zones", [zone("power_line", box(-10, -9500, 10, 9500))])
    assert outcome("power_line_zone", plot_at(15), line) is CONDITIONAL
    assert outcome("power_line_zone", plot_at(15), line, narrow) is MET
    assert outcome("power_line_zone", plot_at(5), line, narrow) is CONDITIONAL
    assert "Zone 7" in sentence(verdict("power_line_zone", plot_at(5), line, narrow))


def test_a_zone_registered_for_a_stretch_leaves_the_rest_to_the_norm():
    line = thing("power_lines", kind="overhead", voltage_kv=110)
    elsewhere = layer("zones", [zone("power_line", box(-10, 4000, 10, 9500))])
    assert outcome("power_line_zone", plot_at(15), line, elsewhere) is CONDITIONAL


def test_a_registered_sanitary_zone_replaces_its_own_plant_only():
    rows = [
        (at(Point(0, 0)), {"cluster": "machinery"}),
        (at(Point(90, 0)), {"cluster": "machinery"}),
    ]
    both, one = layer("industry", rows), layer("industry", rows[:1])
    own = layer("zones", [zone("sanitary", Point(0, 0).buffer(100))])
    assert outcome("sanitary_receptor", plot_at(50), one, own) is EXCLUDED
    assert outcome("sanitary_receptor", plot_at(101), one, own) is MET
    assert outcome("sanitary_receptor", plot_at(101), both, own) is UNKNOWN


def test_a_registered_zone_speaks_where_the_layer_is_silent():
    only = layer("zones", [zone("gas", box(-50, -500, 20, 500))], completeness="partial")
    assert outcome("gas_zone", plot_at(0), only) is CONDITIONAL
    assert outcome("gas_zone", plot_at(50), only) is UNKNOWN


def moved(layer_, dx, dy):
    frame = layer_.frame.set_geometry(layer_.frame.geometry.translate(dx, dy))
    return type(layer_)(layer_.schema, frame, "test")


@pytest.mark.parametrize("plant", [PHARMA, CELLS])
def test_moving_the_world_changes_no_verdict(plant):
    land, layers = plots_and_layers()
    far = {name: moved(each, 700, -300) for name, each in layers.items()}
    for here, there in zip(
        check(land, layers, plant, RULES),
        check(moved(land, 700, -300), far, plant, RULES),
        strict=True,
    ):
        assert here.outcome.tolist() == there.outcome.tolist()
        np.testing.assert_allclose(here.measured, there.measured, atol=1e-6)
        np.testing.assert_allclose(here.share_left, there.share_left, atol=1e-6)


@pytest.mark.parametrize("plant", [PHARMA, CELLS])
def test_the_order_of_plots_and_features_changes_no_verdict(plant):
    land, layers = plots_and_layers(1)
    turned = {
        name: type(each)(each.schema, each.frame[::-1], "test") for name, each in layers.items()
    }
    backwards = type(land)(land.schema, land.frame[::-1], "test")
    for here, there in zip(
        check(land, layers, plant, RULES), check(backwards, turned, plant, RULES), strict=True
    ):
        pd.testing.assert_series_equal(here.outcome, there.outcome[::-1])
        pd.testing.assert_series_equal(here.share_left, there.share_left[::-1])


def test_a_verdict_answers_for_each_plot_in_both_languages():
    land, layers = plots_and_layers(2)
    for found in check(land, layers, PHARMA, RULES):
        assert found.outcome.index.equals(land.frame.index)
        for plot in land.frame.index:
            for lang in ("ru", "en"):
                told = found.sentence_for(plot).say(lang)
                assert told
                assert "{" not in told
                assert "nan" not in told.lower()


def test_of_all_widths_the_outcome_is_what_plain_distances_say():
    """Ask shapely pair by pair, with no index, no grouping and no accuracies."""
    rng = np.random.default_rng(4)
    land = random_plots(rng, size=40)
    land = type(land)(land.schema, land.frame.assign(accuracy_m=np.nan), "test")
    lines = random_layer("power_lines", rng, size=60)
    lines = type(lines)(lines.schema, lines.frame.assign(accuracy_m=np.nan), "test")
    width = {35.0: 15, 110.0: 20, 220.0: 25, 500.0: 30}
    expected = [
        any(
            plot.distance(row.geometry) < (1 if row.kind == "cable" else width[row.voltage_kv])
            for row in lines.frame.itertuples()
        )
        for plot in land.frame.geometry
    ]
    found = verdict("power_line_zone", land, lines).outcome == CONDITIONAL
    assert found.tolist() == expected
    assert any(expected)


@settings(deadline=None, max_examples=25)
@given(
    metres=st.integers(0, 900),
    further=st.integers(0, 300),
    accuracy=st.integers(0, 200),
    low=st.integers(1, 300),
    wider=st.integers(0, 400),
)
def test_further_from_housing_is_never_worse(metres, further, accuracy, low, wider):
    plant = Plant((low, low, low + wider))
    home = thing("housing", accuracy_m=float(accuracy))
    grave = {MET: 0, CONDITIONAL: 1, UNKNOWN: 1, EXCLUDED: 2}
    near, far = (
        grave[outcome("sanitary_housing", plot_at(d), home, plant=plant)]
        for d in (metres, metres + further)
    )
    assert far <= near


def test_all_plots_of_the_zone_are_checked_at_once():
    land, layers = plots_and_layers(5)
    shapes = [
        affinity.translate(s, dx, 0) for s in land.frame.geometry for dx in range(0, 3000, 200)
    ]
    many = plots(*shapes)
    assert len(many.frame) == 300
    assert all(len(found.outcome) == 300 for found in check(many, layers, CELLS, RULES))


def test_a_sentence_speaks_the_language_in_force():
    found = verdict("plot_status", plot_at(0))
    with speaking("ru"):
        assert str(found.sentence_for("TST-000")) == "участок свободен"


@pytest.fixture(scope="module")
def seed():
    catalog = Catalog.read(shipped())
    return {name: catalog.layer(name) for name in catalog.schemas}


@pytest.mark.parametrize("plant", [PHARMA, CELLS], ids=["pharma", "cells"])
def test_on_the_shipped_layers_every_sentence_is_whole_and_silence_is_unknown(seed, plant):
    land = seed["plots"]
    taken = land.frame["status"].isin(["occupied", "under_construction"])
    found = {each.rule: each for each in check(land, seed, plant, RULES)}
    assert (found["plot_status"].outcome[taken] == EXCLUDED).all()
    assert (found["plot_status"].outcome[~taken] != EXCLUDED).all()
    for rule, each in found.items():
        asked = (seed[RULES[rule].layer], seed["zones"])
        if all(one.is_silent for one in asked):
            assert (each.outcome == UNKNOWN).all()
        for plot in land.frame.index[::7]:
            told = each.sentence_for(plot)
            assert "{" not in told.ru + told.en
