"""Travel by road: networks against networkx and GEOS, and every reason for not knowing."""

import networkx as nx
import numpy as np
import osmnx
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame, points_from_xy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, MultiLineString, Point, box

from sezgeo.criteria import CRITERIA, measure
from sezgeo.criteria.road_times import journeys
from sezgeo.errors import NormError
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.explanation import explain
from sezgeo.suitability.ranking.ranking import rank
from sezgeo.transport import rules as road_rules
from sezgeo.transport.access_points import gates
from sezgeo.transport.graph import RoadGraph, network_of
from sezgeo.transport.junctions import simple_lines, stops
from sezgeo.transport.lorry_bans import banned_at
from sezgeo.transport.travel_time import Reason, travel
from tests.helpers.invented_layers import at, layer, plots

RULES = road_rules.shipped()
CAR, TRUCK = RULES.vehicle("car"), RULES.vehicle("truck")
USUAL = RULES.congestion.value
AIRPORT = "drive_time_to_airport_min"


def roads(*lines, **columns):
    frame = {"class": ["street"] * len(lines), **columns}
    return GeoDataFrame(frame, geometry=[LineString(line) for line in lines], crs=32637)


def frame(*shapes, **columns):
    return GeoDataFrame(columns, geometry=list(shapes), crs=32637)


def graph(*lines, **columns):
    return RoadGraph.of(roads(*lines, **columns), RULES.network)


def one(name, plot, *layers, rules=RULES):
    """Measure one plot; return value, low, high and reason."""
    found = journeys(CRITERIA[name].trip, frame(plot), *layers, rules=rules)
    return found.value[0], found.low[0], found.high[0], found.reason[0]


PLOT = box(-9, 0, 0, 9)
STREET = [(0, 0), (6000, 0)]
GOAL = frame(Point(6000, 0))


# --- networks -----------------------------------------------------------------------------------


@st.composite
def towns(draw):
    """Draw streets between the corners of a grid: their ends say which of them meet."""
    size = draw(st.integers(2, 5))
    corners = [(x, y) for x in range(size) for y in range(size)]
    pair = st.tuples(st.sampled_from(corners), st.sampled_from(corners))
    neighbours = pair.filter(lambda p: abs(p[0][0] - p[1][0]) + abs(p[0][1] - p[1][1]) == 1)
    streets = draw(st.lists(neighbours, min_size=1, max_size=40))
    word = st.sampled_from(["motorway", "trunk", "primary", "street"])
    many = len(streets)
    return (
        streets,
        draw(st.lists(word, min_size=many, max_size=many)),
        draw(st.lists(st.sampled_from(["yes", "no", None]), min_size=many, max_size=many)),
        draw(st.lists(st.sampled_from([20.0, 40.0, None]), min_size=many, max_size=many)),
    )


@settings(max_examples=60, deadline=None)
@given(towns())
def test_times_are_those_of_networkx(town):
    streets, classes, oneway, signed = town
    block_m = 137.0
    lines = [[(x * block_m, y * block_m) for x, y in street] for street in streets]
    found = RoadGraph.of(
        roads(*lines, **{"class": classes}, oneway=oneway, maxspeed_kmh=signed), RULES.network
    )
    oracle = nx.MultiDiGraph()
    for (start, end), kind, way, sign in zip(streets, classes, oneway, signed, strict=True):
        minutes = block_m / 1000 / (sign or CAR.speed_kmh[kind]) * 60
        oracle.add_edge(start, end, minutes=minutes)
        if way != "yes":
            oracle.add_edge(end, start, minutes=minutes)
    times = dijkstra(found.minutes(CAR))
    corner = [tuple(np.round(xy / block_m).astype(int).tolist()) for xy in found.stops.xy]
    assert sorted(corner) == sorted(oracle.nodes)
    for row, start in enumerate(corner):
        told = nx.single_source_dijkstra_path_length(oracle, start, weight="minutes")
        expected = [told.get(end, np.inf) for end in corner]
        np.testing.assert_allclose(times[row], expected, rtol=0, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 25))
def test_lines_meet_where_geos_nodes_them(seed, many):
    rng = np.random.default_rng(seed)
    lines = np.array([LineString(ends) for ends in rng.uniform(0, 1000, (many, 2, 2))])
    met = stops(lines, level=np.zeros(many), join_m=1e-6)
    noded = shapely.get_parts(shapely.union_all(lines))
    assert np.sum(np.diff(met.line) == 0) == len(noded)
    ends = shapely.get_coordinates(shapely.get_point(noded, [[0], [-1]]))
    assert len(met.xy) == len(np.unique(ends.round(6), axis=0))


def test_an_end_on_another_road_is_a_junction_even_if_a_little_off():
    met = graph([(0, 0), (100, 0)], [(50, 0.05), (50, 80)])
    assert np.isfinite(dijkstra(met.minutes(CAR))).all()
    assert met.size == 4


def as_osmnx(graph, vehicle):
    """Return the network as osmnx keeps graphs, with seconds of free road as `travel_time`."""
    start, end, metres, line = graph.edges()
    usable = graph.is_open(vehicle)[line]
    back = usable & (graph.traits["oneway"] != "yes").to_numpy()[line]
    way = [
        np.concatenate([part[usable], opposite[back]])
        for part, opposite in ((start, end), (end, start))
    ]
    line, length = (np.concatenate([part[usable], part[back]]) for part in (line, metres))
    seconds = length / (graph.speed_kmh(vehicle)[line] / 3.6)
    edges = pd.DataFrame({"u": way[0], "v": way[1], "length": length, "travel_time": seconds})
    edges["key"] = edges.groupby(["u", "v"]).cumcount()
    x, y = graph.stops.xy.T
    nodes = GeoDataFrame({"x": x, "y": y}, geometry=points_from_xy(x, y), crs=32637)
    shapes = shapely.linestrings(np.stack([graph.stops.xy[ends] for ends in way], axis=1))
    drawn = GeoDataFrame(edges, geometry=shapes, crs=32637).set_index(["u", "v", "key"])
    return osmnx.convert.graph_from_gdfs(nodes, drawn)


def test_osmnx_takes_the_network_and_finds_the_same_ways(tmp_path):
    rng = np.random.default_rng(4)
    lines = [[tuple(end) for end in ends] for ends in rng.uniform(0, 3000, (40, 2, 2))]
    town = roads(
        *lines, oneway=rng.choice(["yes", "no"], 40), maxspeed_kmh=rng.choice([20, 60], 40)
    )
    ours = network_of(town, RULES.network)
    path = tmp_path / "roads.graphml"
    osmnx.save_graphml(as_osmnx(ours, CAR), path)
    theirs = osmnx.load_graphml(path)
    told = nx.single_source_dijkstra_path_length(theirs, 0, weight="travel_time")
    times = dijkstra(ours.minutes(CAR), indices=0)
    expected = [told.get(node, np.inf) / 60 for node in range(ours.size)]
    np.testing.assert_allclose(times, expected, atol=1e-6)
    assert np.isfinite(times).sum() > 50
    route = osmnx.shortest_path(theirs, 0, int(np.argmax(np.where(np.isfinite(times), times, 0))))
    assert len(route) > 3


def test_a_bridge_crosses_without_a_junction_but_joins_at_its_ends():
    crossing = [(0, 0), (100, 0)], [(50, -40), (50, 40)]
    assert graph(*crossing).size == 5
    assert graph(*crossing, level=[0, 1]).size == 4
    ramp = graph([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 40)], level=[0, 1])
    assert ramp.size == 4


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40))
def test_points_put_on_roads_change_no_way_between_junctions(seed, many):
    rng = np.random.default_rng(seed)
    town = graph(*rng.uniform(0, 3000, (8, 2, 2)).tolist())
    line = rng.integers(0, 8, many)
    at_m = rng.uniform(0, 1, many) * shapely.length(town.lines)[line]
    wide, nodes = town.with_points(line, at_m)
    assert (np.diff(wide.stops.at_m)[np.diff(wide.stops.line) == 0] >= 0).all()
    places = shapely.get_coordinates(shapely.line_interpolate_point(town.lines[line], at_m))
    np.testing.assert_allclose(wide.stops.xy[nodes], places)
    before, after = dijkstra(town.minutes(CAR)), dijkstra(wide.minutes(CAR))
    np.testing.assert_allclose(after[: town.size, : town.size], before, atol=1e-9)


def test_rings_loops_and_several_parts_keep_their_length():
    ring = LineString([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])
    loop = LineString([(20, 0), (30, 0), (30, 10), (25, 10), (25, -10)])
    both = MultiLineString([[(40, 0), (50, 0)], [(60, 0), (70, 0)]])
    lines, row = simple_lines(np.array([ring, loop, both, Point(0, 0)]))
    lengths = np.bincount(row, shapely.length(lines), minlength=4)
    np.testing.assert_allclose(lengths, [ring.length, loop.length, 20, 0])
    assert shapely.is_simple(lines).all()
    met = stops(lines, level=np.zeros(len(lines)), join_m=0.1)
    assert np.isclose(np.diff(met.at_m)[np.diff(met.line) == 0].sum(), 40 + loop.length + 20)


def test_roads_that_share_a_stretch_join_at_its_ends():
    shared = graph([(0, 0), (50, 0), (100, 0), (100, 50)], [(0, 9), (50, 0), (100, 0), (150, 9)])
    assert np.isfinite(dijkstra(shared.minutes(CAR))).all()


def test_the_same_layer_is_built_once_and_a_changed_one_anew():
    layer = roads(STREET, maxspeed_kmh=[40.0])
    assert network_of(layer, RULES.network) is network_of(layer.copy(), RULES.network)
    faster = layer.assign(maxspeed_kmh=50.0)
    assert network_of(faster, RULES.network) is not network_of(layer, RULES.network)


def test_the_share_of_imputed_speeds_is_told():
    town = graph([(0, 0), (30, 0)], [(30, 0), (100, 0)], maxspeed_kmh=[40.0, None])
    assert town.imputed_share == pytest.approx(0.7)


# --- vehicles -----------------------------------------------------------------------------------


def test_a_sign_replaces_the_speed_of_the_class_but_no_vehicle_exceeds_its_own():
    town = graph(*[[(0, y), (9, y)] for y in range(3)], maxspeed_kmh=[None, 40, 200])
    assert town.speed_kmh(CAR).tolist() == [60, 40, CAR.most_kmh]
    assert town.speed_kmh(TRUCK).tolist() == [60, 40, TRUCK.most_kmh]


def test_a_low_bridge_and_a_weak_one_stop_a_lorry_but_not_a_car():
    town = graph(
        *[[(0, y), (9, y)] for y in range(4)],
        maxheight_m=[3.9, 4.0, None, None],
        maxweight_t=[None, None, 39.0, 40.0],
    )
    assert town.is_open(TRUCK).tolist() == [False, True, False, True]
    assert town.is_open(CAR).all()


@pytest.mark.parametrize(
    ("cell", "open_at"), [("06:00-22:00", {22, 3, 5}), ("22:00-06:00", {6, 12, 21})]
)
def test_hours_of_a_ban_decide(cell, open_at):
    town = graph(STREET, no_truck=[cell])
    for hour in (3, 5, 6, 12, 21, 22):
        lorry = TRUCK.model_copy(update={"hour": hour})
        assert town.is_open(lorry).tolist() == [hour in open_at]
    assert town.is_open(CAR).all()


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_a_ban_and_its_rest_of_the_day_exclude_each_other(since, until, hour):
    clock = "{:02d}:00-{:02d}:00".format
    if since != until:
        cells = roads(STREET, STREET, ban=[clock(since, until), clock(until, since)])["ban"]
        assert banned_at(cells, hour).sum() == 1


def test_a_lorry_takes_the_long_way_round():
    town = roads(
        STREET,
        [(0, 0), (0, 500), (6000, 500), (6000, 0)],
        maxheight_m=[3.0, None],
    )
    car = one("drive_time_to_rail_freight_min", PLOT, town, GOAL)[0]
    lorry = one("truck_time_to_rail_freight_min", PLOT, town, GOAL)[0]
    assert car == pytest.approx(6 * USUAL)
    assert lorry == pytest.approx(7 * USUAL)


# --- gates and ways -----------------------------------------------------------------------------


def test_a_plot_has_several_gates_and_takes_the_quickest():
    plot = box(0, 10, 1000, 600)
    slow, quick = [(0, 0), (6000, 0)], [(0, 610), (6000, 610), (6000, 0)]
    town = graph(slow, quick, maxspeed_kmh=[20, 60])
    found = gates(frame(plot), town, vehicle=CAR, access=RULES.access, within_m=300)
    assert len(found) == 2
    way = travel(frame(plot), town, GOAL, vehicle=CAR, rules=RULES)
    assert way.minutes[0] < 7
    assert way.reason[0] is None


def test_gates_lie_on_the_nearest_points_of_outline_and_road():
    rng = np.random.default_rng(5)
    lines = [LineString(ends) for ends in rng.uniform(0, 2000, (30, 2, 2))]
    plots = frame(*(Point(xy).buffer(60) for xy in rng.uniform(0, 2000, (20, 2))))
    town = graph(*lines)
    found = gates(plots, town, vehicle=CAR, access=RULES.access, within_m=250)
    outlines = plots.boundary.to_numpy()[found.owner]
    metres = found.minutes * RULES.access.speed_kmh * 1000 / 60
    on_road = shapely.line_interpolate_point(town.lines[found.line], found.at_m)
    np.testing.assert_allclose(shapely.distance(outlines, town.lines[found.line]), metres)
    np.testing.assert_allclose(shapely.distance(outlines, on_road), metres, atol=1e-6)
    nearest = shapely.distance(plots.boundary.to_numpy()[:, None], town.lines[None, :]).min(axis=1)
    assert set(found.owner) == set(np.flatnonzero(nearest <= 250))
    assert np.bincount(found.owner).max() == RULES.access.gates


def test_plot_and_destination_on_one_stretch_need_no_detour():
    plot, goal = box(2000, 1, 2009, 9), frame(Point(2600, 0))
    assert one(AIRPORT, plot, roads(STREET), goal)[0] == pytest.approx(0.6 * USUAL, rel=0.01)


def test_nobody_turns_off_a_motorway_into_a_yard():
    town = roads(STREET, [(6000, 0), (6000, 9)], **{"class": ["motorway", "street"]})
    assert one(AIRPORT, PLOT, town, GOAL)[3] is Reason.NO_GATE


def test_a_one_way_street_leads_one_way():
    there, back = roads(STREET, oneway=["yes"]), roads(STREET[::-1], oneway=["yes"])
    assert one(AIRPORT, PLOT, there, GOAL)[0] == pytest.approx(6 * USUAL)
    value, low, high, reason = one(AIRPORT, PLOT, back, GOAL)
    assert np.isnan([value, low, high]).all()
    assert reason is Reason.NO_WAY


def test_the_bounds_are_the_free_road_and_the_rush_hour():
    value, low, high, reason = one(AIRPORT, PLOT, roads(STREET), GOAL)
    assert (low, value, high) == pytest.approx((6, 6 * USUAL, 6 * RULES.congestion.high))
    assert reason is None
    sure = frame(PLOT, accuracy_m=[100.0])
    wide = journeys(CRITERIA[AIRPORT].trip, sure, roads(STREET), GOAL)
    assert wide.low[0] < low < value < high < wide.high[0]


def test_what_people_can_reach_shrinks_in_the_rush_hour():
    homes = frame(*(Point(x, 0) for x in (9000, 25_000, 40_000)), people=[100.0, 20.0, 3.0])
    street = roads([(0, 0), (60_000, 0)])
    assert one("people_within_45min_count", PLOT, street, homes)[:3] == (120, 100, 123)


def test_people_far_from_any_road_only_widen_the_bounds():
    homes = frame(Point(9000, 0), Point(9000, 5000), people=[100.0, 7.0])
    street = roads([(0, 0), (60_000, 0)])
    assert one("people_within_45min_count", PLOT, street, homes)[:3] == (100, 100, 107)


def test_a_home_with_an_unknown_number_of_people_leaves_the_count_open():
    homes = frame(Point(9000, 0), Point(59_000, 0), people=[np.nan, 7.0])
    street = roads([(0, 0), (60_000, 0)])
    assert np.isnan(one("people_within_45min_count", PLOT, street, homes)[0])


# --- what is not known --------------------------------------------------------------------------


def nothing(value, low, high, reason):
    assert np.isnan([value, low, high]).all()
    return reason


def test_a_schematic_layer_is_no_network():
    drawn = roads(STREET, accuracy_m=[200.0])
    assert nothing(*one(AIRPORT, PLOT, drawn, GOAL)) is Reason.SCHEMATIC
    assert nothing(*one("drive_time_to_motorway_min", PLOT, drawn)) is Reason.SCHEMATIC
    assert one(AIRPORT, PLOT, roads(STREET, accuracy_m=[5.0]), GOAL)[3] is None


def test_an_empty_layer_says_nothing():
    assert nothing(*one(AIRPORT, PLOT, roads()[:0], GOAL)) is Reason.NO_DATA
    assert nothing(*one(AIRPORT, PLOT, roads(STREET), GOAL[:0])) is Reason.NO_DATA


def test_a_plot_far_from_roads_has_no_gate():
    far = box(0, 301, 9, 310)
    assert nothing(*one(AIRPORT, far, roads(STREET), GOAL)) is Reason.NO_GATE


def test_a_destination_far_from_roads_is_none():
    lost = frame(Point(6000, 2600))
    assert nothing(*one(AIRPORT, PLOT, roads(STREET), lost)) is Reason.NO_DESTINATION


def test_two_networks_do_not_meet():
    town = roads([(0, 0), (100, 0)], [(3600, 0), (6000, 0)])
    assert nothing(*one(AIRPORT, PLOT, town, GOAL)) is Reason.NO_WAY


def test_without_motorways_there_is_no_way_onto_one():
    found = one("drive_time_to_motorway_min", PLOT, roads(STREET))
    assert nothing(*found) is Reason.NO_MOTORWAY


def test_a_destination_without_a_road_that_may_be_nearer_leaves_the_time_open():
    two = frame(Point(6000, 0), Point(-4000, 0))
    value, low, high, reason = one(AIRPORT, PLOT, roads(STREET), two)
    assert np.isnan(value)
    assert (low, high) == pytest.approx((0, 6 * RULES.congestion.high))
    assert reason is Reason.MAY_BE_NEARER
    far = frame(Point(6000, 0), Point(-40_000, 0))
    assert one(AIRPORT, PLOT, roads(STREET), far)[3] is None


def test_every_reason_is_told_in_both_languages():
    for reason in Reason:
        assert any("а" <= letter <= "я" for letter in reason.value.ru)
        assert not any("а" <= letter <= "я" for letter in reason.value.en)


def test_other_rules_are_read_from_a_file_and_a_slip_is_refused(tmp_path):
    text = road_rules.SHIPPED.read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace("hour = 11", "hour = 23"), encoding="utf-8")
    assert road_rules.read(own).vehicle("truck").hour == 23
    own.write_text(text.replace("hour = 11", "hour = 24"), encoding="utf-8")
    with pytest.raises(NormError, match=r"vehicles\.truck\.hour"):
        road_rules.read(own)
    with pytest.raises(NormError, match=r"none\.toml"):
        road_rules.read(tmp_path / "none.toml")


# --- among the other measures -------------------------------------------------------------------

HERE = at(box(-9, 0, 0, 9))
ROAD = (at(LineString(STREET)), {"class": "street", "name_ru": "Путевая улица"})
YARD = (at(Point(6000, 0)), {"name_ru": "Крюково"})
FREIGHT = "drive_time_to_rail_freight_min"


def measured(name, **rows):
    layers = {key: layer(key, *given) for key, given in rows.items()}
    found = measure(plots(HERE), layers, [name])
    tables = (found.values, found.low, found.high, found.evidence)
    return [table[name].iloc[0] for table in tables], found.reasons.get(name, {}).get("TST-000")


def test_a_time_is_measured_with_its_destination_and_no_reason():
    (value, low, high, evidence), reason = measured(
        FREIGHT, roads=([ROAD],), freight_stations=([YARD],)
    )
    assert (low, value, high) == pytest.approx((6, 6 * USUAL, 6 * RULES.congestion.high))
    assert (evidence, reason) == ("Крюково", None)


def test_the_way_onto_a_motorway_names_it():
    ramp = (at(LineString([(6000, 0), (6000, 900)])), {"class": "motorway", "name_ru": "М-11"})
    (value, *_, evidence), _ = measured("drive_time_to_motorway_min", roads=([ROAD, ramp],))
    assert value == pytest.approx(6 * USUAL)
    assert evidence == "М-11"


def test_an_incomplete_layer_bounds_a_time_from_above_only():
    schema = shipped_catalog().schemas
    partial = {"completeness": "partial"}
    layers = {
        "roads": layer("roads", [ROAD]),
        "freight_stations": layer("freight_stations", [YARD], **partial),
        "population": layer("population", [(at(Point(10, 0)), {"people": 9.0})], **partial),
    }
    assert all(name in schema for name in layers)
    found = measure(plots(HERE), layers, [FREIGHT, "people_within_45min_count"])
    assert np.isnan(found.values[FREIGHT].iloc[0])
    assert found.low[FREIGHT].iloc[0] == 0
    assert found.high[FREIGHT].iloc[0] == pytest.approx(6 * RULES.congestion.high)
    assert found.reasons[FREIGHT]["TST-000"] == Reason.INCOMPLETE.value
    people = [t["people_within_45min_count"].iloc[0] for t in (found.values, found.low, found.high)]
    assert people[:2] == [9, 9]
    assert np.isnan(people[2])


@pytest.mark.parametrize("name", [name for name, c in CRITERIA.items() if c.rule == "road"])
def test_over_the_shipped_layers_every_time_is_unknown_and_says_why(name):
    catalog = shipped_catalog()
    layers = {key: catalog.layer(key) for key in CRITERIA[name].layers}
    found = measure(catalog.layer("plots"), layers, [name])
    assert found.values[name].isna().all()
    told = {reason.en for reason in found.reasons[name].values()}
    if all(not each.is_silent for each in layers.values()):
        assert told == {Reason.SCHEMATIC.value.en}
    else:
        assert told == {Reason.NO_DATA.value.en}


def test_why_tells_the_reason_of_an_unknown_time():
    wish = {"weight": 1, "curve": [[0, 1], [90, 0]], "range": [0, 120], "source": "test"}
    profile = Profile.from_dict(
        {
            "key": "p",
            "title_ru": "п",
            "title_en": "p",
            "plant": {"spz_m": {"value": 50, "source": "test"}},
            "criteria": {FREIGHT: wish},
        }
    )
    drawn = layer("roads", [ROAD], accuracy_m=500.0)
    layers = {"roads": drawn, "freight_stations": layer("freight_stations", [YARD])}
    ranking = rank(measure(plots(HERE), layers, [FREIGHT]), profile)
    said = explain(ranking, "TST-000")
    assert Reason.SCHEMATIC.value.en in said.unknowns[0].sentence.en
    assert Reason.SCHEMATIC.value.ru in said.unknowns[0].sentence.ru
