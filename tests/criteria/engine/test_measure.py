"""How sure each measure is: bounds, unknowns, evidence and origins."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from sezgeo.criteria import CRITERIA, measure
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from tests.helpers.invented_layers import at, layer, plots, random_layer, random_plots

SQUARE = at(box(-50, -50, 50, 50))
RAIL = "distance_to_rail_m"


def one(name, *layers, plot=None):
    """Measure one plot by one criterion; return value, low, high, evidence."""
    found = measure(plot or plots(SQUARE), {each.schema.name: each for each in layers}, [name])
    return tuple(t[name].iloc[0] for t in (found.values, found.low, found.high, found.evidence))


def stations(*rows, **options):
    return layer("freight_stations", rows, **options)


def test_a_known_distance_is_bounded_by_both_accuracies():
    name = "distance_to_freight_station_m"
    yard = stations((at(Point(1050, 0)), {"name_ru": "Крюково", "accuracy_m": 40.0}))
    own = plots(SQUARE, accuracy_m=150.0)
    assert one(name, yard, plot=own) == (1000, 810, 1190, "Крюково")


def test_a_bound_never_falls_below_zero():
    name = "distance_to_freight_station_m"
    yard = stations((at(Point(60, 0)), {"accuracy_m": 40.0}))
    assert one(name, yard)[:3] == (10, 0, 50)


def test_a_coarse_feature_further_off_may_be_the_nearest_one():
    name = "distance_to_freight_station_m"
    yards = stations(
        (at(Point(150, 0)), {"accuracy_m": 5.0}), (at(Point(200, 0)), {"accuracy_m": 80.0})
    )
    assert one(name, yards)[:3] == (100, 70, 105)


def test_an_incomplete_layer_gives_only_an_upper_bound():
    near = (at(Point(1050, 0)), {"name_ru": "Омега", "voltage_kv": 110.0, "accuracy_m": 40.0})
    value, low, high, evidence = one(
        "distance_to_substation_110kv_m", layer("substations", [near], completeness="partial")
    )
    assert np.isnan(value)
    assert (low, high, evidence) == (0, 1040, "Омега")


def test_a_feature_of_unknown_kind_that_lies_nearer_leaves_the_distance_open():
    sure = (at(Point(1050, 0)), {"voltage_kv": 110.0})
    maybe = (at(Point(350, 0)), {"voltage_kv": np.nan})
    name = "distance_to_substation_110kv_m"
    value, low, high, _ = one(name, layer("substations", [sure, maybe]))
    assert np.isnan(value)
    assert (low, high) == (300, 1000)
    further = (at(Point(2050, 0)), {"voltage_kv": np.nan})
    assert one(name, layer("substations", [sure, further]))[:3] == (1000, 1000, 1000)


@pytest.mark.parametrize(
    "name", [name for name, c in CRITERIA.items() if c.layers and c.rule != "own"]
)
def test_silent_and_missing_layers_are_unknown(name):
    silent = [layer(needed) for needed in CRITERIA[name].layers]
    for answer in (one(name, *silent), one(name)):
        assert np.isnan(answer[:3]).all()
        assert answer[3] == ""


def test_one_silent_layer_of_several_leaves_the_distance_open():
    chp = layer("chp", [(at(Point(750, 0)), {"status": "operating", "name_ru": "ТЭЦ-8"})])
    value, low, high, evidence = one("distance_to_hostile_neighbour_m", chp)
    assert np.isnan(value)
    assert (low, high, evidence) == (0, 700, "ТЭЦ-8")


def test_a_count_has_bounds_and_an_incomplete_list_no_upper_one():
    name = "pharma_neighbours_within_2km_count"
    rows = [
        (at(Point(1550, 0)), {"cluster": "pharma", "name_ru": "Завод А", "accuracy_m": 300.0}),
        (at(Point(1950, 0)), {"cluster": "pharma", "accuracy_m": 300.0}),
        (at(Point(2250, 0)), {"cluster": "pharma", "accuracy_m": 300.0}),
        (at(Point(550, 0)), {"cluster": None, "accuracy_m": 0.0}),
        (at(Point(50, 0)), {"cluster": "battery", "accuracy_m": 0.0}),
    ]
    assert one(name, layer("industry", rows)) == (2, 1, 4, "Завод А")
    value, low, high, _ = one(name, layer("industry", rows, completeness="partial"))
    assert (value, low) == (2, 1)
    assert np.isnan(high)


def test_no_neighbour_in_a_list_that_speaks_is_none():
    other = layer("industry", [(at(Point(50, 0)), {"cluster": "battery"})])
    assert one("pharma_neighbours_within_2km_count", other) == (0, 0, 0, "")


def test_what_plots_tell_of_themselves_is_exact():
    own = plots(SQUARE, power_mw=12.5, accuracy_m=150.0)
    assert one("power_mw", plot=own) == (12.5, 12.5, 12.5, "")
    assert np.isnan(one("power_mw")[:3]).all()


def test_every_number_can_be_traced_to_its_layers():
    rng = np.random.default_rng(0)
    layers = {name: random_layer(name, rng) for name in ("industry", "chp", "water_works")}
    found = measure(random_plots(rng), layers, ["distance_to_hostile_neighbour_m", "area_ha"])
    assert [o.layer for o in found.origins["area_ha"]] == ["plots"]
    traced = found.origins["distance_to_hostile_neighbour_m"]
    assert [o.layer for o in traced] == ["plots", "industry", "chp", "water_works"]
    assert found.titles["area_ha"] == CRITERIA["area_ha"].title


def test_all_tables_have_one_shape_and_all_criteria_by_default():
    rng = np.random.default_rng(1)
    found = measure(random_plots(rng), {})
    assert list(found.values.columns) == list(CRITERIA)
    for table in (found.low, found.high, found.evidence):
        assert table.index.equals(found.values.index)
        assert table.columns.equals(found.values.columns)


def test_the_value_lies_between_its_bounds():
    rng = np.random.default_rng(5)
    needed = {name for c in CRITERIA.values() if c.rule != "own" for name in c.layers}
    layers = {name: random_layer(name, rng) for name in sorted(needed)}
    found = measure(random_plots(rng, size=30), layers)
    known = found.values.notna()
    assert known.any()[
        [name for name, c in CRITERIA.items() if c.rule not in ("ground", "road")]
    ].all()
    assert ((found.low <= found.values) | ~known).all(axis=None)
    assert ((found.high >= found.values) | ~known).all(axis=None)


def test_a_criterion_nobody_knows_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownNameError, match=RAIL):
        measure(plots(SQUARE), {}, ["distance_to_rails_m"])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(60, 3000), st.floats(0, 500)), min_size=1, max_size=40))
def test_bounds_hold_for_any_accuracies(features):
    own = plots(SQUARE, accuracy_m=10.0)
    rows = [(at(Point(50 + x, 0)), {"accuracy_m": metres}) for x, metres in features]
    _, low, high, _ = one("distance_to_freight_station_m", stations(*rows), plot=own)
    exact_low = max(min(x - metres for x, metres in features) - 10, 0)
    exact_high = min(x + metres for x, metres in features) + 10
    assert low <= exact_low + 1e-6
    assert high >= exact_high - 1e-6
    if len({metres for _, metres in features}) <= 16:
        assert (low, high) == pytest.approx((exact_low, exact_high))


def test_measures_are_plain_tables():
    found = measure(plots(SQUARE), {}, [RAIL])
    assert isinstance(found.values, pd.DataFrame)
    assert found.evidence.loc["TST-000", RAIL] == ""


def test_neighbours_on_the_plots_own_site_shift_with_it():
    name = "battery_neighbours_within_2km_count"
    plant = {"cluster": "battery", "accuracy_m": 3000.0}
    own = plots(SQUARE, site="krasnaya_pakhra", accuracy_m=3000.0)
    there = layer("industry", [(at(Point(400, 0)), {**plant, "site": "krasnaya_pakhra"})])
    assert one(name, there, plot=own)[:3] == (1, 1, 1)
    elsewhere = layer("industry", [(at(Point(400, 0)), {**plant, "site": "rudnevo"})])
    assert one(name, elsewhere, plot=own)[:3] == (1, 0, 1)


def test_evidence_has_a_name_in_both_languages():
    yard = stations((at(Point(1050, 0)), {"name_ru": "Крюково", "name_en": "Kryukovo"}))
    name = "distance_to_freight_station_m"
    found = measure(plots(SQUARE), {"freight_stations": yard}, [name])
    assert found.evidence_name(found.evidence[name].iloc[0]) == Text("Крюково", "Kryukovo")
    assert found.evidence_name("") == Text("", "")
