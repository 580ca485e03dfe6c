"""The commands around imports: what they print, and how they exit."""

import json
import subprocess
import sys

import pyogrio
import pytest

from sezgeo.cli.exits import Exit
from sezgeo.layers import Catalog
from sezgeo.layers.store.lock import only_writer
from tests.helpers.deliveries import write_delivery
from tests.helpers.workspaces import NOW, plots


@pytest.fixture
def folder(call, tmp_path):
    """An empty workspace that knows its sites."""
    folder = tmp_path / "layers"
    assert call("init", folder)[0] == Exit.DONE
    return folder


@pytest.fixture
def bring(call, folder, tmp_path):
    """Import plots; return the exit code and the one object on standard output."""

    def run(frame, *words):
        path = write_delivery(frame, tmp_path / "plots.geojson")
        code, said, _ = call("import", "plots", path, "--layers", folder, "--json", *words)
        return code, json.loads(said)

    return run


def kept(answer):
    """Return the findings that decide, not those of a workspace without sites."""
    return [one["code"] for one in answer["findings"] if one["severity"] == "refuse"]


def test_init_makes_a_workspace_that_reads_as_empty(call, folder):
    _, said, _ = call("layers", "--layers", folder, "--json")
    layers = json.loads(said)["layers"]
    assert {layer["features"] for layer in layers} == {0}
    assert {layer["completeness"] for layer in layers} == {"empty"}
    code, _, complaint = call("init", folder)
    assert code == Exit.REFUSED
    assert "catalog.toml" in complaint


def test_an_import_answers_with_one_object(bring, folder):
    code, answer = bring(plots())
    assert code in (Exit.DONE, Exit.REPAIRED)
    assert answer["outcome"] in ("accept", "repair")
    assert answer["version"] == 1
    assert answer["changes"]["counts"]["added"] == 40
    for one in answer["findings"]:
        assert {"code", "severity", "row", "id", "message", "cure"} <= set(one)
    assert len(Catalog.read(folder).layer("plots").frame) == 40


def test_a_refusal_exits_with_its_code_and_says_what_to_do(bring, call, folder, tmp_path):
    bring(plots())
    code, answer = bring(plots().iloc[:20])
    assert (code, answer["outcome"], kept(answer)) == (Exit.REFUSED, "refuse", ["REMOVALS_MANY"])
    path = tmp_path / "plots.geojson"
    _, said, _ = call("import", "plots", path, "--layers", folder, "--lang", "ru")
    assert "--confirm-removals 20" in said
    code, answer = bring(plots().iloc[:20], "--confirm-removals", "20", "--author", "Сидорова")
    assert answer["version"] == 2
    _, said, _ = call("log", "--layers", folder, "--json")
    versions = json.loads(said)["versions"]
    assert [version["author"] for version in versions][1] == "Сидорова"


@pytest.mark.parametrize("n", [44, 5])
def test_a_report_is_one_page(bring, tmp_path, n):
    bring(plots())
    out = tmp_path / "new" / "report.html"
    _, answer = bring(plots(n), "--report", out)
    html = out.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in html
    assert all(one["code"] in html for one in answer["findings"])


def test_a_report_of_what_nobody_could_read(call, folder, tmp_path):
    out = tmp_path / "report.html"
    call("import", "plots", "absent.shp", "--layers", folder, "--report", out)
    assert "FILE_NOT_FOUND" in out.read_text(encoding="utf-8")


def test_a_dry_run_changes_nothing(bring, call, folder):
    _, answer = bring(plots(), "--dry-run")
    assert answer["dry_run"]
    assert answer["changes"]["counts"]["added"] == 40
    assert json.loads(call("log", "--layers", folder, "--json")[1]) == {"versions": []}


def test_the_folder_may_be_named_from_where_one_stands(call, folder, tmp_path, monkeypatch):
    write_delivery(plots(3), tmp_path / "plots.gpkg")
    monkeypatch.chdir(folder.parent)
    code, said, _ = call("import", "plots", tmp_path / "plots.gpkg", "--layers", folder.name)
    assert code in (Exit.DONE, Exit.REPAIRED), said


def test_the_way_back(bring, call, folder):
    bring(plots())
    bring(plots(44))
    code, said, _ = call("diff", "1", "2", "--layers", folder, "--json")
    assert code == Exit.DONE
    assert json.loads(said)["changes"]["counts"]["added"] == 4
    assert "44" not in call("diff", "plots", "0", "1", "--layers", folder, "--lang", "en")[1]
    code, said, _ = call("rollback", "plots", "1", "--layers", folder, "--json")
    assert json.loads(said)["version"]["id"] == 3
    assert call("rollback", "2", "--layers", folder)[0] == Exit.DONE
    assert len(Catalog.read(folder).layer("plots").frame) == 44
    assert "rollback to 2" in call("log", "plots", "--layers", folder)[1]


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["diff", "1"], "sezgeo log"),
        (["diff", "a", "b"], "sezgeo log"),
        (["rollback", "9"], "9"),
        (["rollback", "gas", "1"], "1"),
        (["log", "gaz"], "gas"),
        (["import", "plotz", "x.shp"], "plots"),
        (["import", "plots", "x.shp", "--map", "a"], "--map"),
        (["import", "plots", "x.shp", "--as-of", "soon"], "soon"),
        (["export", "nowhere/a.gpkg"], "a.gpkg"),
    ],
)
def test_mistakes_get_one_message(call, folder, words, cure, tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    code, said, complaint = call(*words, "--layers", folder, "--lang", "en")
    assert code == Exit.REFUSED
    assert cure in said + complaint
    assert "Traceback" not in complaint
    assert not list(here.iterdir()), "a refusal leaves nothing behind"


@pytest.mark.parametrize("words", [["plotz", "x.shp"], ["plots", "absent.shp"]])
def test_with_json_even_a_mistake_is_one_object(call, folder, words):
    code, said, _ = call("import", *words, "--layers", folder, "--json")
    assert code == Exit.REFUSED
    answer = json.loads(said)
    assert answer["outcome"] == "refuse"
    assert answer["findings"][0]["cure"]


def test_the_second_is_told_to_wait(bring, call, folder):
    bring(plots())
    with only_writer(folder / ".store", who="Петров", since=NOW):
        code, answer = bring(plots(44))
        assert code == Exit.BUSY
        assert "Петров" in answer["findings"][0]["message"]
        code, _, complaint = call("rollback", "1", "--layers", folder)
        assert code == Exit.BUSY
        assert "Петров" in complaint
    assert bring(plots(44))[1]["version"] == 2


def test_verify_recomputes_every_hash(bring, call, folder):
    bring(plots())
    code, said, _ = call("verify", "--layers", folder, "--json")
    assert (code, json.loads(said)) == (0, {"ok": True, "versions": 1, "problems": []})
    next((folder / ".store" / "snapshots").iterdir()).write_bytes(b"x")
    code, said, _ = call("verify", "--layers", folder, "--json")
    assert code == Exit.REFUSED
    assert len(json.loads(said)["problems"]) == 1


def test_what_was_sent_is_listed_and_comes_back(bring, call, folder, tmp_path):
    bring(plots())
    bring(plots(3))
    _, said, _ = call("log", "--deliveries", "--layers", folder, "--json")
    sent = json.loads(said)["deliveries"]
    assert [one["outcome"] == "refuse" for one in sent] == [False, True]
    _, said, _ = call("log", "plots", "--deliveries", "--layers", folder)
    assert sent[1]["sha256"][:12] in said
    out = tmp_path / "back"
    assert call("export", out, "--delivery", "2", "--layers", folder)[0] == Exit.DONE
    assert (out / "plots.geojson").read_bytes() == (tmp_path / "plots.geojson").read_bytes()
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["outcome"] == "refuse"
    assert call("export", out, "--delivery", "9", "--layers", folder)[0] == Exit.REFUSED


def test_export_writes_a_geopackage(bring, call, folder, tmp_path):
    bring(plots())
    out = tmp_path / "out.gpkg"
    assert str(out) in call("export", out, "--layers", folder)[1]
    assert len(pyogrio.read_dataframe(out, layer="plots")) == 40
    code, _, _ = call("export", "--layers", folder)
    assert code == Exit.DONE


def test_the_help_names_every_option():
    ran = subprocess.run(
        [sys.executable, "-c", "from sezgeo.cli import main; main(['import', '--help'])"],
        capture_output=True, text=True, check=True, env={"COLUMNS": "200", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    for option in ("--layers", "--crs", "--encoding", "--map", "--site", "--confirm-removals",
                   "--dry-run", "--yes", "--json", "--report"):  # fmt: skip
        assert option in ran.stdout


@pytest.mark.realdata
def test_the_series_from_the_command_line(call, folder, shared):
    corpus = shared / "corpus"

    def send(name, *words):
        path = corpus / "series" / name / "plots.shp"
        code, said, _ = call("import", "plots", path, "--layers", folder, "--json", *words)
        return code, json.loads(said)

    call("import", "sites", corpus / "sites.geojson", "--layers", folder, "--json")
    truth = json.loads((corpus / "series" / "truth_v1_v2.json").read_text(encoding="utf-8"))
    code, first = send("v1")
    assert code in (Exit.DONE, Exit.REPAIRED)
    _, second = send("v2")
    for name, count in truth["counts"].items():
        assert len(second["changes"][name]) == count
    ids = {one["id"] for one in second["changes"]["geometry_changed"]}
    assert ids == {one["id"] for one in truth["geometry_changed"]}
    for same in ("v2_epsg4326", "v2_shuffled"):
        _, answer = send(same)
        assert not any(answer["changes"]["counts"].values())
        assert answer["version"] == second["version"]
    code, trap = send("trap_partial_one_site")
    assert (code, trap["outcome"]) == (Exit.REFUSED, "refuse")
    assert send("trap_partial_one_site", "--site", "pechatniki")[1]["outcome"] != "refuse"
    assert first["version"] < second["version"]
