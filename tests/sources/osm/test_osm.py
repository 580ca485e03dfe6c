"""OpenStreetMap to layers: tags, files and a server, against osmnx where it has its own answer."""

import json
import socket
import time
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import osmnx
import pytest
import shapely
from geopandas import GeoDataFrame
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely import box

from sezgeo.crs import WORK_CRS
from sezgeo.errors import SourceError
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.sources import osm
from sezgeo.sources.osm import mapping, tags
from sezgeo.transport import rules as road_rules
from sezgeo.transport.graph import RoadGraph
from tests.helpers.osm_elements import TOWN, way
from tests.helpers.overpass_server import Server

MIET = box(37.15, 55.95, 37.25, 56.0)


@pytest.fixture
def server():
    with Server(TOWN) as running:
        yield running


@pytest.fixture
def client(server, tmp_path):
    waits = []
    ready = osm.Overpass(tmp_path / "cache", server.url, timeout_s=1, sleep=waits.append)
    return ready, waits


@pytest.fixture
def answer(tmp_path):
    """A saved answer of Overpass."""

    def save(elements, **more):
        path = tmp_path / "answer.json"
        path.write_text(json.dumps({"elements": elements, **more}), encoding="utf-8")
        return path

    return save


def taken(path, layer, within=None):
    return next(osm.from_file(path, [layer], within=within)).frame.set_index("feature_id")


# --- tags ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", osm.RULES)
def test_every_rule_fills_a_layer_of_the_catalog_with_words_it_allows(layer):
    schema, rule = shipped_catalog().schemas[layer], osm.RULES[layer]
    queries = [
        {key: value}
        for key, values in rule.query.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    rows = [rule.columns(query) for query in queries]
    assert all(row is not None for row in rows)
    for row in rows:
        assert set(row) <= set(schema.columns)
        for name, value in row.items():
            choices = schema.columns[name].choices
            assert value is None or not choices or value in choices
    shapes = {mapping.LINE: "LineString", mapping.AREA: "MultiPolygon", mapping.POINT: "Point"}
    assert {shapes[shape] for shape in rule.shapes} <= set(schema.geometry)


def test_what_nobody_may_drive_along_is_no_road():
    for told in (
        {"highway": "footway"},
        {"highway": "residential", "access": "private"},
        {"highway": "service", "service": "driveway"},
        {"highway": "service", "area": "yes"},
        {"railway": "rail"},
    ):
        assert mapping.road(told) is None


def test_a_road_says_only_what_its_tags_say():
    row = mapping.road({"highway": "secondary"})
    assert row == {
        "ref": None,
        "class": "street",
        "oneway": "no",
        "maxspeed_kmh": None,
        "maxheight_m": None,
        "maxweight_t": None,
        "no_truck": None,
        "level": 0,
    }


@pytest.mark.parametrize("text", ["", "fast", "110 kV", "-5", "1e9", "12 parsecs", "60;80"])
def test_a_text_nobody_can_be_sure_of_gives_nothing(text):
    assert tags.speed_kmh(text) is None
    assert tags.metres(text) is None
    assert tags.tonnes(text) is None
    assert tags.voltages_kv(text.replace("60;80", "")) == ()


@pytest.mark.parametrize(
    "ban", ["no @ (Mo-Fr 06:00-22:00)", "delivery @ (06:00-22:00)", "no @ wet"]
)
def test_a_ban_by_days_or_weather_is_not_taken_for_hours(ban):
    assert tags.no_truck({"hgv:conditional": ban}) is None


def test_streams_in_pipes_have_no_bank():
    assert mapping.water_body({"waterway": "stream"}) == {"kind": "river"}
    assert mapping.water_body({"waterway": "stream", "tunnel": "culvert"}) is None
    assert mapping.water_body({"natural": "water"}) == {"kind": None}


# --- files --------------------------------------------------------------------------------------


def test_a_saved_answer_becomes_layers(answer):
    path = answer(TOWN, osm3s={"timestamp_osm_base": "2026-11-20T08:00:00Z"})
    roads = taken(path, "roads")
    assert sorted(roads.index) == ["osm-w100", "osm-w101"]
    assert roads.loc["osm-w100", "name_en"] == "Street"
    assert roads.loc["osm-w100", "maxspeed_kmh"] == 40
    assert roads.loc["osm-w100", "source"] == "https://www.openstreetmap.org/way/100"
    assert set(roads["licence"]) == {osm.LICENCE}
    assert set(roads["source_date"]) == {"2026-11-20"}
    station = taken(path, "substations")
    assert list(station.index) == ["osm-w103"]
    assert station.loc["osm-w103", ["voltage_kv", "voltages_kv"]].tolist() == [220, "220;110;10"]
    assert station.geom_type.tolist() == ["MultiPolygon"]
    assert taken(path, "schools").loc["osm-n40", "kind"] == "school"


def test_a_one_way_road_is_drawn_the_way_its_traffic_runs(answer):
    roads = taken(answer(TOWN), "roads")
    assert roads.loc["osm-w101", "oneway"] == "yes"
    assert shapely.get_x(shapely.get_point(roads.geometry["osm-w101"], 0)) == pytest.approx(37.21)


def test_land_speaks_for_the_houses_on_it(answer):
    assert list(taken(answer(TOWN), "housing").index) == ["osm-w104"]
    alone = [e for e in TOWN if e["id"] != 104]
    assert list(taken(answer(alone), "housing").index) == ["osm-w105"]


def test_only_what_touches_the_land_asked_for_is_taken(answer):
    near = [box(37.199, 55.979, 37.2005, 55.981)]
    assert list(taken(answer(TOWN), "roads", within=near).index) == ["osm-w100"]
    assert taken(answer(TOWN), "schools", within=near).empty


def test_an_answer_that_carries_the_corners_in_the_way_is_read_alike(answer):
    places = {e["id"]: {"lat": e["lat"], "lon": e["lon"]} for e in TOWN if e["type"] == "node"}
    inline = [e | {"geometry": [places[n] for n in e["nodes"]]} for e in TOWN if e["type"] == "way"]
    plain, geometry = taken(answer(TOWN), "roads"), taken(answer(inline), "roads")
    assert plain.geometry.geom_equals_exact(geometry.geometry, 1e-9).all()


def test_hostile_texts_stay_texts(answer):
    name = "<b>&\"'\x00{{ 7*7 }}"
    roads = taken(answer([*TOWN[:3], way(1, 1, 2, highway="primary", name=name)]), "roads")
    assert roads["name_ru"].iloc[0] == name.replace("\x00", "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PK\x03\x04",
        b'{"type": "FeatureCollection", "features": []}',
        b'{"elements": [{"type": "node"}]}',
        b'{"elements": [{"type": "way", "id": "x", "nodes": 3}]}',
        b'{"elements": [7]}',
        b"{",
        b"<osm><way",
    ],
)
def test_what_is_no_openstreetmap_is_refused_with_a_cure(tmp_path, body):
    path = tmp_path / "file"
    path.write_bytes(body)
    with pytest.raises(SourceError, match=r"\.osm\.pbf"):
        osm.read(path)
    with pytest.raises(SourceError, match="none"):
        osm.read(tmp_path / "none")


def test_surroundings_that_meet_share_one_part():
    sites = GeoDataFrame(
        geometry=[box(0, 0, 100, 100), box(900, 0, 999, 99), box(90_000, 0, 90_099, 99)],
        crs=WORK_CRS,
    )
    assert len(osm.around(sites, margin_km=1)) == 2
    with pytest.raises(SourceError):
        osm.around(sites[:0], margin_km=1)


# --- server -------------------------------------------------------------------------------------


def test_layers_come_from_a_server_through_osmnx(server, client):
    steps = []
    found = osm.from_server(client[0], ["roads", "schools"], within=[MIET], step=steps.append)
    layers = {one.layer: one for one in found}
    assert set(layers["roads"].frame["feature_id"]) == {"osm-w100", "osm-w101"}
    assert layers["schools"].as_of.isoformat() == "2026-11-20"
    assert steps == ["roads", "schools"]
    assert len(server.queries) == 2
    assert "[out:json][timeout:1]" in server.queries[0]
    assert server.asked_status > 0


def test_what_came_is_not_asked_for_again(server, client):
    first = client[0].answers(MIET, {"amenity": "school"})
    assert client[0].answers(MIET, {"amenity": "school"}) == first
    assert len(server.queries) == 1
    client[0].answers(MIET, {"amenity": "hospital"})
    assert len(server.queries) == 2


@pytest.mark.parametrize("mishap", [429, 504, "timeout", "html", "hang"])
def test_a_busy_server_is_asked_again_after_a_pause(server, client, mishap):
    ready, waits = client
    server.mishaps += [mishap, mishap]
    (path,) = ready.answers(MIET, {"amenity": "school"})
    assert len(json.loads(path.read_text(encoding="utf-8"))["elements"]) == 1
    assert waits == [15, 30]
    assert len(server.queries) == 3


def test_patience_has_an_end_and_what_came_stays(server, client):
    ready, waits = client
    ready.answers(MIET, {"amenity": "hospital"})
    server.mishaps += [429] * 9
    with pytest.raises(SourceError, match="margin-km"):
        ready.answers(MIET, {"amenity": "school"})
    assert len(waits) == ready.attempts - 1
    server.mishaps.clear()
    server.queries.clear()
    ready.answers(MIET, {"amenity": "hospital"})
    assert not server.queries


def test_a_refusal_is_told_at_once(server, client):
    server.mishaps += [400]
    with pytest.raises(SourceError, match="400"):
        client[0].answers(MIET, {"amenity": "school"})
    assert len(server.queries) == 1


def test_a_server_that_is_not_there_is_told_at_once(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    started = time.monotonic()
    with pytest.raises(SourceError, match="--file"):
        osm.Overpass(tmp_path, url).answers(MIET, {"amenity": "school"})
    assert time.monotonic() - started < 5


def test_a_torn_answer_in_the_cache_is_asked_for_again(server, client):
    (path,) = client[0].answers(MIET, {"amenity": "school"})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    (path.parent / "done").unlink()
    assert client[0].answers(MIET, {"amenity": "school"}) == [path]
    assert path.read_bytes() == whole
    assert len(server.queries) == 2


def test_osmnx_and_the_resolver_are_left_as_they_were(server, client):
    before = dict(vars(osmnx.settings))
    resolver = socket.getaddrinfo
    server.mishaps += [429]
    client[0].answers(MIET, {"amenity": "school"})
    assert dict(vars(osmnx.settings)) == before
    assert socket.getaddrinfo is resolver


# --- real data ----------------------------------------------------------------------------------


@pytest.mark.realdata
def test_trams_of_moscow_are_read_as_osmnx_reads_them(shared):
    path = shared / "data" / "osm" / "moscow_tram.osm"
    ours = osm.read(path).frame
    ours = ours[(ours["kind"] == "way") & (ours["shape"] == "line")].set_index("id").geometry
    theirs = osmnx.features_from_xml(path, tags={"railway": "tram"}).loc["way"].geometry
    theirs = theirs[theirs.geom_type == "LineString"]
    assert len(theirs) > 600
    both = ours[theirs.index]
    assert shapely.equals_exact(both.to_numpy(), theirs.to_numpy(), 1e-9).all()


@pytest.mark.realdata
def test_streets_of_moscow_are_as_long_and_one_way_as_in_osmnx(shared, tmp_path):
    tree = ET.parse(shared / "data" / "osm" / "moscow_tram.osm")  # noqa: S314 - our own copy
    root = tree.getroot()
    for element in [*root.iter("way"), *root.iter("relation")]:
        told = {tag.get("k"): tag.get("v") for tag in element.iter("tag")}
        if element.tag != "way" or mapping.road(told) is None:
            root.remove(element)
    path = tmp_path / "streets.osm"
    tree.write(path, encoding="utf-8")
    rules = road_rules.shipped()
    streets = taken(path, "roads").reset_index().to_crs(WORK_CRS)
    walker = rules.vehicle("car").model_copy(update={"most_kmh": 60.0})
    ours = RoadGraph.of(streets.assign(maxspeed_kmh=np.nan), rules.network)
    theirs = osmnx.project_graph(
        osmnx.graph_from_xml(path, simplify=False, retain_all=True), to_crs=WORK_CRS
    )
    places = np.array([(data["x"], data["y"]) for _, data in theirs.nodes(data=True)])
    gap, corner = cKDTree(places).query(ours.stops.xy)
    assert len(streets) > 80
    assert gap.max() < 0.001
    metres = dijkstra(ours.minutes(walker)) * 1000
    names = list(theirs.nodes)
    for row in range(ours.size):
        told = nx.single_source_dijkstra_path_length(theirs, names[corner[row]], weight="length")
        expected = [told.get(names[at], np.inf) for at in corner]
        np.testing.assert_allclose(metres[row], expected, rtol=0.005, atol=0.5)


@pytest.mark.realdata
def test_central_helsinki_gives_connected_roads_and_counts_torn_areas(shared):
    elements = osm.read(shared / "data" / "osm" / "helsinki.osm.pbf")
    assert elements.broken == 11
    found = osm.extract(elements, "roads", within=None)
    frame = found.frame.to_crs(WORK_CRS)
    rules = road_rules.shipped()
    graph = RoadGraph.of(frame, rules.network)
    times = dijkstra(graph.minutes(rules.vehicle("car")), directed=False, indices=0)
    assert np.isfinite(times).mean() > 0.8
    assert set(found.frame["class"]) <= {"motorway", "trunk", "primary", "street"}
    assert found.frame["maxspeed_kmh"].notna().mean() > 0.5
    station = osm.extract(elements, "substations", within=None).frame.iloc[0]
    assert station["feature_id"] == "osm-w644615094"
    assert station["voltage_kv"] is None or np.isnan(station["voltage_kv"])
