"""Connections of plots: the right source, an honest range, the parts of the cost, the unknown."""

import json
import math

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from sezgeo.capacity.sources import SourceKey
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.config.model import Model
from sezgeo.config.ranges import UNKNOWN, Amount
from sezgeo.errors import ProfileError, SitingError, UnknownNameError
from sezgeo.siting.connection import connect as connecting
from sezgeo.siting.connection import report
from sezgeo.siting.connection.connect import connect
from sezgeo.siting.connection.options import ConnectionOptions
from sezgeo.siting.connection.prices import read
from sezgeo.siting.connection.result import Connection, NoConnection
from sezgeo.suitability.profile import Profile
from tests.helpers.invented_layers import EAST, NORTH, at, layer, plots, random_layer, random_plots

PRICES = read()


@pytest.fixture(autouse=True)
def _few_cells(monkeypatch):
    """Look at coarse cells: outlines, streets and barriers are exact on any."""
    monkeypatch.setattr(connecting, "_MOST_CELLS", 12_000)


PLOT = at(shapely.box(0, 0, 200, 150))


def need(value, low=None, high=None):
    return {"value": value, "low": low or value, "high": high or value, "source": "test"}


def plant(**needs):
    wish = {"weight": 1, "curve": [[0, 0], [1, 1]], "range": [0, 1], "source": "test"}
    return Profile.from_dict(
        {
            "key": "trial",
            "title_ru": "Пробный завод",
            "title_en": "Trial plant",
            "plant": {"spz_m": need(50)},
            "criteria": {"area_ha": wish},
            "needs": {name: need(value) for name, value in needs.items()},
        }
    )


def world(*, substations=(), land=(PLOT,), **others):
    """Build layers: substations as (x, y, kV, columns), the rest as (shape, columns)."""
    rows = [
        (at(Point(x, y)), {"voltage_kv": kv, "status": "existing", **columns})
        for x, y, kv, columns in substations
    ]
    made = {name: layer(name, rows_) for name, rows_ in others.items()}
    return made | {
        "plots": plots(*land),
        "substations": layer("substations", rows),
        "gas": made.get("gas", layer("gas", completeness="empty")),
    }


def only(found):
    [one] = found.found
    return one


def asked(layers, profile, plot="TST-000", **how):
    return connect(layers, profile, [plot], ConnectionOptions(**how))


ONE = [(1200, 75, 110, {"feature_id": "ps-1"})]


def test_a_route_over_open_land_is_straight_and_its_cost_adds_up():
    one = only(asked(world(substations=ONE), plant(power_mw=4)))
    assert one.route.length == pytest.approx(1000)
    low, likely, high = PRICES.detour.range
    assert one.length_m == pytest.approx((1000 * low, 1000 * likely, 1000 * high))
    voltage = PRICES.voltage(4)
    per_km = voltage.line_mln_per_km.range
    line = [
        length / 1000 * PRICES.ground.open * price
        for length, price in zip(one.length_m, per_km, strict=True)
    ]
    assert one.line_mln_rub == pytest.approx(line)
    assert one.node_mln_rub == pytest.approx(voltage.node_mln.range)
    assert one.crossings_mln_rub == (0, 0, 0)
    assert one.cost_mln_rub == pytest.approx(
        [a + b for a, b in zip(line, one.node_mln_rub, strict=True)]
    )
    assert (one.source_id, one.voltage_kv, one.lines) == ("ps-1", 10, 1)
    ends = shapely.get_point(one.route, [0, -1])
    assert ends[0].distance(at(Point(1200, 75))) < 1e-6
    assert ends[1].distance(PLOT) < 1e-6


def test_the_class_of_voltage_follows_the_load_and_the_profile():
    sides = [
        (900, 0, 110, {"feature_id": "ps-110"}),
        (700, 900, 500, {"feature_id": "ps-500", "voltages_kv": "500; 220; 110"}),
        (500, 500, 500, {"feature_id": "only-500", "voltages_kv": "500"}),
        (300, 300, 10, {"feature_id": "tp", "voltages_kv": "10; 0,4"}),
        (250, 250, 110, {"feature_id": "future", "status": "planned"}),
    ]
    layers = world(substations=sides)

    def taken(**needs):
        one = only(asked(layers, plant(**needs)))
        return one.source_id, one.voltage_kv, one.lines

    assert taken(power_mw=0.1) == ("tp", 0.4, 1)
    assert taken(power_mw=6) == ("tp", 10, 1)
    assert taken(power_mw=6.1) == ("tp", 10, 2)
    assert taken(power_mw=25)[:2] == ("ps-110", 110)
    assert taken(power_mw=4, grid_kv=110)[:2] == ("ps-110", 110)
    assert taken(power_mw=200)[:2] == ("ps-500", 220)
    with pytest.raises(SitingError, match="no class of voltage for 9000 MW"):
        asked(layers, plant(power_mw=9000))


def test_a_second_feed_comes_from_another_source_and_keeps_apart():
    behind = [*ONE, (2300, 75, 110, {"feature_id": "ps-2"})]
    layers, profile = world(substations=behind), plant(power_mw=4, independent_feeds_count=2)
    first, second = asked(layers, profile).found
    assert (first.source_id, second.source_id) == ("ps-1", "ps-2")
    careless = replace_prices(second_feed={"factor": 1.0})
    _, beside = asked(layers, profile, prices=careless).found
    assert beside.shared_m == pytest.approx(1000, abs=30), "the straight way runs along the first"
    assert second.shared_m < 100
    assert second.route.length < 1.1 * beside.route.length
    corridor = shapely.buffer(first.route, PRICES.second_feed.corridor_m)
    assert second.shared_m == pytest.approx(second.route.intersection(corridor).length)


def test_one_source_is_no_two():
    found = asked(world(substations=ONE), plant(power_mw=4, independent_feeds_count=2))
    [lost] = found.missing
    assert lost.feed == 2
    assert "no second independent source at 10" in lost.why.en
    assert len(found.found) == 1


def replace_prices(**tables):
    """Return the shipped prices with some figures changed, by table."""
    changed = {name: getattr(PRICES, name).model_copy(update=new) for name, new in tables.items()}
    return PRICES.model_copy(update=changed)


def test_a_source_known_to_be_short_is_passed_over_and_named():
    small = {"feature_id": "ps-1", "name_en": "Small", "free_mva": 2.0}
    two = [(1200, 75, 110, small), (3000, 75, 110, {"feature_id": "ps-2"})]
    one = only(asked(world(substations=two), plant(power_mw=4)))
    assert (one.source_id, one.free) == ("ps-2", UNKNOWN)
    assert any("not used, too little to spare: Small" in note.en for note in one.notes)
    assert any("cost if capacity exists" in note.en for note in one.notes)
    known = only(
        asked(
            world(substations=two),
            plant(power_mw=4),
            free={SourceKey("substations", "ps-1"): Amount.exactly(9.0)},
        )
    )
    assert (known.source_id, known.free) == ("ps-1", Amount.exactly(9.0))
    lost = asked(world(substations=two[:1]), plant(power_mw=4)).missing[0]
    assert "no known source at 10 kV has so much to spare: Small" in lost.why.en.replace(
        "\xa0", " "
    )


@pytest.mark.parametrize("utility", ["gas_m3_per_h", "water_m3_per_day", "sewage_m3_per_day"])
def test_what_no_layer_tells_is_unknown_never_zero(utility):
    found = asked(world(), plant(**{utility: 100.0}))
    assert not found.found
    [lost] = found.missing
    assert lost.why.en.startswith("unknown: no layer tells where the nearest source of")
    row = found.table.loc["TST-000"]
    assert row["missing_count"] == 1
    assert math.isnan(row["cost_likely_mln_rub"])
    assert report.to_dict(found)["plots"][0]["cost_mln_rub"] is None
    assert any("unknown" in line.en for line in report.lines(found, "TST-000"))


def test_trunk_pipes_are_not_tapped_and_a_pipe_is_tapped_where_it_is_nearest():
    trunk = (at(LineString([(-500, 200), (900, 200)])), {"kind": "trunk"})
    street = (at(LineString([(-2000, 450), (2000, 450)])), {"kind": "distribution"})
    one = only(asked(world(gas=[trunk, street]), plant(gas_m3_per_h=300)))
    assert one.source_id == "gas-1"
    assert one.route.length == pytest.approx(300, abs=1)
    assert one.voltage_kv is None


def test_a_source_that_may_not_be_the_nearest_bounds_from_above():
    main = [(at(Point(700, 75)), {"accuracy_m": 80.0})]
    sure = only(
        asked({**world(), "water_mains": layer("water_mains", main)}, plant(water_m3_per_day=9))
    )
    partial = layer("water_mains", main, completeness="partial")
    doubt = only(asked({**world(), "water_mains": partial}, plant(water_m3_per_day=9)))
    assert (sure.upper_bound, doubt.upper_bound) == (False, True)
    assert any("bounds from above" in note.en for note in doubt.notes)
    low, likely, high = sure.length_m
    assert (low, high) == pytest.approx((500 - 80, 500 * PRICES.detour.high + 80))
    assert likely == pytest.approx(500 * PRICES.detour.value)


def test_an_empty_layer_beside_a_full_one_bounds_from_above_too():
    chp = [(at(Point(3000, 75)), {"status": "operating"})]
    one = only(asked(world(chp=chp, heat_networks=[]), plant(heat_mw=3)))
    assert one.source_layer == "chp"
    assert one.upper_bound
    assert any("an empty layer: Heat networks" in note.en for note in one.notes)


RAIL = [(at(LineString([(600 + off, -4000), (600 + off, 4000)])), {}) for off in (0, 8, 16, 24, 33)]


def test_parallel_tracks_are_crossed_once_at_one_lump():
    one = only(asked(world(substations=ONE, railways=RAIL), plant(power_mw=4)))
    assert [(passed.kind, passed.count) for passed in one.crossings] == [("rail", 1.0)]
    assert one.crossings_mln_rub == pytest.approx(PRICES.crossings["rail"].price_mln.range)
    free = only(asked(world(substations=ONE), plant(power_mw=4)))
    assert one.cost_mln_rub.likely - free.cost_mln_rub.likely == pytest.approx(
        PRICES.crossings["rail"].price_mln.value
    )


def test_what_runs_on_a_bridge_is_no_barrier_and_a_street_is_none():
    line = at(LineString([(600, -4000), (600, 4000)]))
    for columns, crossed in (
        ({"class": "motorway"}, 1),
        ({"class": "motorway", "level": 1}, 0),
        ({"class": "street"}, 0),
    ):
        one = only(asked(world(substations=ONE, roads=[(line, columns)]), plant(power_mw=4)))
        assert sum(passed.count for passed in one.crossings) == crossed


def test_a_line_follows_streets_where_they_are_known():
    way = [(210, 75), (210, 400), (1200, 400), (1200, 80)]
    streets = [(at(LineString(way)), {"class": "street", "accuracy_m": 5.0})]
    woods = shapely.box(-900, -900, 1900, 900).difference(LineString(way).buffer(8))
    woods = [(at(woods.difference(shapely.box(0, 0, 200, 150))), {"kind": "protected"})]
    one = only(asked(world(substations=ONE, roads=streets, green=woods), plant(power_mw=4)))
    assert one.on_streets
    # the plot reaches along the first 75 m of the street
    assert one.length_m.likely == pytest.approx(LineString(way).length - 75, abs=30)
    assert one.length_m.low == one.length_m.likely == one.length_m.high
    # a drawing of streets is no network
    coarse = [(shape, columns | {"accuracy_m": 500.0}) for shape, columns in streets]
    other = only(asked(world(substations=ONE, roads=coarse, green=woods), plant(power_mw=4)))
    assert not other.on_streets


def test_land_closed_to_lines_parts_a_plot_from_its_source():
    ring = at(shapely.box(-300, -300, 500, 450).difference(shapely.box(-150, -150, 350, 300)))
    found = asked(world(substations=ONE, airports=[(ring, {})]), plant(power_mw=4))
    assert [lost.why.en for lost in found.missing] == [
        "there is no way: land closed to lines parts the plot from the sources"
    ]


def test_a_plot_has_the_same_answer_alone_and_among_others():
    land = [at(shapely.box(0, 0, 200, 150), 260 * number, 40 * number) for number in range(3)]
    layers = world(
        substations=[*ONE, (-900, 800, 110, {})],
        land=land,
        railways=RAIL,
        green=[(at(shapely.box(200, -300, 500, 60)), {"kind": "park"})],
    )
    profile = plant(power_mw=4, independent_feeds_count=2)
    names = ["TST-000", "TST-001", "TST-002"]
    every = connect(layers, profile, names)
    for name in names:
        alone, among = asked(layers, profile, name).of(name), every.of(name)
        assert [one.route.wkt for one in alone] == [one.route.wkt for one in among]
    assert list(every.table.index) == sorted(
        names, key=lambda name: every.total_mln_rub(name).likely
    )
    assert every.total_mln_rub(names[0]).likely == pytest.approx(
        every.table.loc[names[0], "power_mw_cost_mln_rub"]
    )


def test_twice_the_prices_cost_twice_and_lead_the_same_way():
    layers = world(substations=ONE, railways=RAIL)
    doubled = PRICES.model_dump()
    for table in [*doubled["voltages"], *doubled["crossings"].values()]:
        for name in ("line_mln_per_km", "node_mln", "price_mln"):
            if name in table:
                for end in ("value", "low", "high"):
                    table[name][end] *= 2
    one = only(asked(layers, plant(power_mw=4)))
    two = only(asked(layers, plant(power_mw=4), prices=type(PRICES).model_validate(doubled)))
    assert two.route.equals(one.route)
    assert two.cost_mln_rub == pytest.approx([2 * end for end in one.cost_mln_rub])


def test_the_plots_own_record_is_compared_with_the_need():
    layers = world(substations=ONE)
    for own, word in ((9.0, "already has"), (1.0, "not enough")):
        layers["plots"] = plots(PLOT, power_mw=own)
        assert any(word in note.en for note in only(asked(layers, plant(power_mw=4))).notes)


def test_a_source_on_the_plot_needs_its_ends_only():
    one = only(asked(world(substations=[(100, 75, 110, {})]), plant(power_mw=4)))
    assert one.length_m == (0, 0, 0)
    assert one.cost_mln_rub == one.node_mln_rub


def test_routes_are_a_frame_for_maps():
    layers = world(substations=ONE, gas=[(at(Point(0, 900)), {"kind": "regulator"})])
    found = asked(layers, plant(power_mw=4, gas_m3_per_h=300, water_m3_per_day=5))
    routes = found.routes
    assert routes.crs.to_epsg() == 32637
    assert list(routes["utility"]) == ["power_mw", "gas_m3_per_h"]
    assert routes["cost_mln_rub"].sum() == pytest.approx(found.total_mln_rub("TST-000").likely)
    kinds = [type(one) for one in found.of("TST-000")]
    assert kinds == [Connection, Connection, NoConnection]
    empty = asked(world(), plant(water_m3_per_day=5)).routes
    assert len(empty) == 0
    assert empty.crs.to_epsg() == 32637


def test_plain_data_carry_the_route_in_degrees():
    plain = report.to_dict(asked(world(substations=ONE), plant(power_mw=4)))
    [one] = plain["plots"][0]["connections"]
    start = shapely.Point(one["route"][0])
    from pyproj import Transformer

    there = Transformer.from_crs(32637, 4326, always_xy=True).transform(EAST + 1200, NORTH + 75)
    assert start.distance(Point(there)) < 2e-6
    assert one["cost_mln_rub"]["low"] < one["cost_mln_rub"]["likely"] < one["cost_mln_rub"]["high"]


@pytest.mark.parametrize(
    ("profile", "how", "error", "said"),
    [
        (plant(power_mw=4), {"utilities": ["power"]}, SitingError, "write power_mw"),
        (plant(power_mw=4), {"utilities": ["steam_mw"]}, SitingError, "no such utility"),
        (plant(land_ha=4), {}, SitingError, "takes none of power_mw"),
        (
            plant(power_mw=4),
            {"utilities": ["heat_mw"]},
            SitingError,
            r"none of heat_mw.*\[needs.heat_mw\]",
        ),
        (plant(power=4, heat=2), {}, ProfileError, "power_mw; heat: the unit is missing"),
    ],
)
def test_a_mistake_is_told_with_its_cure(profile, how, error, said):
    with pytest.raises(error, match=said):
        asked(world(substations=ONE), profile, **how)


def test_a_plot_that_is_not_there_is_named():
    with pytest.raises(UnknownNameError, match="TST-000"):
        asked(world(), plant(power_mw=4), "TST-999")


def test_all_problems_of_a_file_of_prices_are_told_at_once(tmp_path):
    from sezgeo.siting.connection.prices import SHIPPED

    text = SHIPPED.read_text(encoding="utf-8")
    spoilt = text.replace("half_width_m = 15", "half_width = 15").replace(
        "up_to_mw = 0.15", 'up_to_mw = "few"'
    )
    path = tmp_path / "prices.toml"
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        read(path)
    for part in ("crossings.rail.half_width", "is 'half_width_m' meant", "voltages.0.up_to_mw"):
        assert part in str(refused.value)


def test_every_price_names_its_source_or_its_reason():
    def figures(model):
        for name in type(model).model_fields:
            value = getattr(model, name)
            for one in (
                value.values()
                if isinstance(value, dict)
                else value
                if isinstance(value, tuple)
                else [value]
            ):
                if isinstance(one, Model):
                    yield one
                    yield from figures(one)

    priced = [one for one in figures(PRICES) if hasattr(one, "assumption")]
    assert len(priced) > 30
    assert all(one.source or (one.why_ru and one.why_en) for one in priced)


def test_the_command_tells_one_plot_and_all(call):
    code, ru, _ = call("connect", "biotech", "PEC-011", "--lang", "ru")
    assert code == 0
    assert "источник: ПС 110 кВ «Карачарово», 10 кВ" in ru.replace("\xa0", " ")
    assert "ждут импорта: Водопроводные сети" in ru
    _, said, _ = call("connect", "biotech", "--json")
    answer = json.loads(said)
    assert answer["plots"][0]["plot_id"] == "PEC-011"
    for plot in answer["plots"]:
        assert len(plot["connections"]) == 5
        for one in plot["connections"]:
            assert ("why" in one) == (one["cost_mln_rub"] is None)
            told = [note["en"] for note in one.get("notes", [one.get("why")])]
            assert not any(letter in text.lower() for text in told for letter in "абвгде")
    _, table, _ = call("connect", "biotech", "--utility", "heat_mw", "--lang", "en")
    assert table.split()[0] == "plot"
    assert "PEC-011" in table
    _, none, _ = call("connect", "battery_cell", "--lang", "en")
    assert "All plots are excluded" in none


def test_the_command_refuses_with_a_cure(call):
    code, _, complaint = call("connect", "biotech", "PEC-011", "--utility", "gas")
    assert (code, complaint) == (3, "sezgeo: gas: the unit is missing; write gas_m3_per_h\n")


DRAWN = (
    *("substations", "gas", "water_mains", "sewers", "heat_networks", "chp", "roads", "railways"),
    *("water_bodies", "housing", "green", "industry", "airports", "heritage", "schools"),
)


@pytest.mark.parametrize("seed", range(2))
def test_any_layers_give_rising_ranges_whole_routes_and_words(seed):
    rng = np.random.default_rng(seed)
    layers = {name: random_layer(name, rng) for name in DRAWN}
    layers["plots"] = random_plots(rng)
    names = [str(plot) for plot in layers["plots"].frame.index]
    needs = dict.fromkeys(UTILITIES, 3.0) | {"independent_feeds_count": 2}
    found = connect(layers, plant(**needs), names)
    assert len(found.found) + len(found.missing) == len(names) * 6
    for one in found.found:
        source = layers[one.source_layer].frame.geometry[one.source_id]
        plot = layers["plots"].frame.geometry[one.plot_id]
        ends = shapely.get_point(one.route, [0, -1])
        assert shapely.distance(ends, [source, plot]).max() < 1e-6
        assert one.length_m.low <= one.length_m.likely <= one.length_m.high
        assert 0 < one.cost_mln_rub.low < one.cost_mln_rub.likely < one.cost_mln_rub.high
        assert one.route.length >= source.distance(plot) - 1e-6
    for name in names:
        feeds = [
            one.source_id for one in found.found if (one.plot_id, one.utility) == (name, "power_mw")
        ]
        assert len(set(feeds)) == len(feeds)
        assert all(line.ru and line.en for line in report.lines(found, name))
