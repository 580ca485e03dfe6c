"""`sezgeo fetch osm`: from a server or a file through the ordinary intake, and honest answers."""

import json

import pytest
from geopandas import GeoDataFrame
from shapely import box

import sezgeo
from sezgeo.cli import main
from sezgeo.cli.exits import Exit
from sezgeo.layers import Catalog
from sezgeo.sources.osm import LICENCE
from tests.helpers.osm_elements import TOWN
from tests.helpers.overpass_server import Server
from tests.helpers.workspaces import commit, plots, workspace


@pytest.fixture
def call(capsys):
    """Run one command in this process; return its exit code, answer and complaint."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([*map(str, words), "--lang", "en"])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def folder(tmp_path):
    """A workspace with one site and no other data."""
    catalog = workspace(tmp_path / "layers")
    site = GeoDataFrame({"site": ["miet"]}, geometry=[box(37.2, 55.98, 37.21, 55.985)], crs=4326)
    commit(catalog, site.to_crs(32637), layer="sites")
    return catalog.folder


@pytest.fixture
def town(tmp_path):
    path = tmp_path / "town.json"
    told = {"elements": TOWN, "osm3s": {"timestamp_osm_base": "2026-11-20T08:00:00Z"}}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@pytest.fixture
def server():
    with Server(TOWN) as running:
        yield running


def test_a_file_becomes_versions_of_layers_with_licence_source_and_date(call, folder, town):
    code, said, _ = call("fetch", "osm", "roads", "schools", "--layers", folder, "--file", town)
    assert code == Exit.DONE
    assert "accepted" in said
    roads = sezgeo.open(folder).layers["roads"]
    assert roads.licence == LICENCE
    assert roads.as_of == "2026-11-20"
    assert roads.frame.loc["osm-w100", "source"] == "https://www.openstreetmap.org/way/100"
    assert roads.frame.loc["osm-w100", "maxspeed_kmh"] == 40
    assert roads.frame["accuracy_m"].isna().all()


def test_what_openstreetmap_lacks_leaves_a_layer_as_it_was(call, folder, town):
    code, said, _ = call("fetch", "osm", "hospitals", "--layers", folder, "--file", town)
    assert code == Exit.DONE
    assert "nothing" in said
    assert sezgeo.open(folder).layers["hospitals"].is_silent


def test_a_server_gives_the_same_as_a_file_and_is_asked_once(call, folder, town, server):
    words = ["fetch", "osm", "roads", "substations", "--layers", folder]
    assert call(*words, "--url", server.url)[0] == Exit.DONE
    first = sezgeo.open(folder).layers["roads"]
    asked = len(server.queries)
    code, said, _ = call(*words, "--url", server.url, "--json")
    assert len(server.queries) == asked
    assert code == Exit.DONE
    again = json.loads(said)["layers"][0]["import"]
    assert not any(again["changes"][key] for key in ("added", "removed", "geometry_changed"))
    assert call(*words, "--file", town)[0] == Exit.DONE
    assert sezgeo.open(folder).layers["roads"].sha256 == first.sha256
    assert call(*words, "--url", server.url, "--fresh")[0] == Exit.DONE
    assert len(server.queries) == 2 * asked


def test_a_dry_run_tells_and_changes_nothing(call, folder, town):
    words = ["fetch", "osm", "roads", "--layers", folder, "--file", town, "--dry-run"]
    assert call(*words)[0] == Exit.DONE
    assert sezgeo.open(folder).layers["roads"].is_silent


def test_losing_what_was_there_takes_a_word(call, folder, town, tmp_path):
    words = ["fetch", "osm", "roads", "--layers", folder, "--file"]
    assert call(*words, town)[0] == Exit.DONE
    less = tmp_path / "less.json"
    less.write_text(json.dumps({"elements": [e for e in TOWN if e["id"] != 101]}), encoding="utf-8")
    code, said, _ = call(*words, less)
    assert code == Exit.REFUSED
    assert "REMOVALS" in said
    assert call(*words, less, "--confirm-removals", "roads=1")[0] in (Exit.DONE, Exit.REPAIRED)
    assert list(sezgeo.open(folder).layers["roads"].frame.index) == ["osm-w100"]


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["roadz"], "roads"),
        (["roads", "--site", "mietta"], "miet"),
        (["roads", "--file", "nowhere.osm"], "nowhere.osm"),
        (["roads", "--confirm-removals", "gas=3"], "layer=number"),
        (["roads", "--margin-km", "0"], "margin-km"),
    ],
)
def test_a_mistake_gets_one_message_with_its_cure(call, folder, words, cure):
    code, _, complaint = call("fetch", "osm", *words, "--layers", folder)
    assert code == Exit.REFUSED
    assert cure in complaint
    assert "Traceback" not in complaint


def test_without_sites_the_file_is_taken_whole_only_if_asked(call, tmp_path, town):
    empty = workspace(tmp_path / "empty").folder
    words = ["fetch", "osm", "schools", "--layers", empty, "--file", town]
    code, _, complaint = call(*words)
    assert code == Exit.REFUSED
    assert "--all" in complaint
    assert call(*words, "--all")[0] == Exit.DONE


def test_what_came_before_a_server_gave_up_is_imported_and_told(call, folder, server, monkeypatch):
    monkeypatch.setattr("sezgeo.sources.osm.overpass._FIRST_PAUSE_S", 0.0)
    server.mishaps += [None, *[429] * 9]
    code, said, complaint = call(
        "fetch", "osm", "roads", "schools", "--layers", folder, "--url", server.url
    )
    assert code == Exit.REFUSED
    assert "accepted" in said
    assert "margin-km" in complaint
    assert len(sezgeo.open(folder).layers["roads"].frame) == 2


def test_the_map_shows_whose_data_it_is(call, folder, town, tmp_path):
    assert call("fetch", "osm", "roads", "--layers", folder, "--file", town)[0] == Exit.DONE
    commit(Catalog.read(folder), plots(3))
    out = tmp_path / "map.html"
    assert call("map", "battery_pack", "--layers", folder, "--out", out)[0] == Exit.DONE
    html = out.read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in html
    assert "2026-11-20" in html
