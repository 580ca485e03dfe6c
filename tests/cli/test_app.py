"""The command line: answers, languages, exit codes, and no traceback for a user's mistake."""

import json
import re
import subprocess
import sys

import pytest

from sezgeo.cli.exits import Exit
from sezgeo.layers import shipped


@pytest.fixture
def workspace(tmp_path):
    """A copy of the shipped layers that a test may spoil."""
    folder = tmp_path / "layers"
    folder.mkdir()
    for path in [*shipped().glob("*.geojson"), *shipped().glob("*.toml")]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_rank_answers_in_words_and_in_json(call):
    code, said, _ = call("rank", "biotech", "--lang", "en", "--top", "3")
    assert code == Exit.DONE
    assert re.search(r"^ +1  [A-Z]{3}-\d{3} ", said, re.MULTILINE)
    code, said, _ = call("rank", "biotech", "--json")
    answer = json.loads(said)
    assert code == Exit.DONE
    ranked = [row for row in answer["plots"] if row["rank"] is not None]
    assert ranked[0]["rank"] == 1
    assert sum(part for part in ranked[0]["parts"].values()) == pytest.approx(ranked[0]["score"])


def test_rank_names_sites_and_statuses_as_people_do(call):
    _, answer, _ = call("rank", "biotech", "--json")
    assert {row["status"] for row in json.loads(answer)["plots"]} >= {"free", "reserved"}
    _, ru, _ = call("rank", "biotech", "--lang", "ru")
    assert re.search("Печатники +резерв", ru)
    assert not re.search("pechatniki|reserved|free", ru)


def test_why_explains_in_both_languages(call):
    _, answer, _ = call("rank", "battery_pack", "--json")
    plot = json.loads(answer)["plots"][0]["plot_id"]
    _, ru, _ = call("why", "battery_pack", plot, "--lang", "ru")
    _, en, _ = call("why", "battery_pack", plot, "--lang", "en")
    assert plot in ru
    assert plot in en
    assert any("а" <= letter <= "я" for letter in ru.lower())
    assert sum("а" <= letter <= "я" for letter in en.lower()) < len(en) / 4


def test_layers_lists_them_and_shows_a_contract(call):
    code, said, _ = call("layers", "--json")
    names = [layer["name"] for layer in json.loads(said)["layers"]]
    assert code == Exit.DONE
    assert {"sites", "plots", "substations", "gas"} <= set(names)
    _, said, _ = call("layers", "plots", "--lang", "en")
    assert "plot_id" in said
    assert "free | occupied" in said


def test_norms_are_listed_and_shown_in_full(call):
    code, said, _ = call("norms", "--json")
    every = [norm["id"] for norm in json.loads(said)["norms"]]
    assert code == Exit.DONE
    assert "sanitary_receptor" in every
    for norm in every:
        code, said, _ = call("norms", norm, "--lang", "ru")
        assert code == Exit.DONE
        assert norm in said
    assert call("norms", "none_such", "--lang", "en")[0] == Exit.REFUSED


def test_a_norm_of_ones_own_joins_the_list(call, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[own_gap]\nkind = "prohibition"\ntitle_ru = "а"\ntitle_en = "a"\ndocument_ru = "б"\n'
        'document_en = "b"\nclause = "1"\nconfidence = "low"\nlayer = "housing"\n'
        "metres = [{ metres = 40 }]\n",
        encoding="utf-8",
    )
    assert "own_gap" in call("norms", "--norms", path)[1]
    path.write_text("[own_gap]\nkimd = 1\n", encoding="utf-8")
    code, _, complaint = call("norms", "--norms", path)
    assert code == Exit.REFUSED
    assert "kimd" in complaint
    assert "own.toml" in complaint


def test_check_finds_all_that_is_wrong_at_once(call, workspace):
    assert call("check", "--layers", workspace)[0] == Exit.DONE
    (workspace / "gas.geojson").unlink()
    (workspace / "chp.geojson").write_text("{", encoding="utf-8")
    code, said, _ = call("check", "--layers", workspace)
    assert code == Exit.REFUSED
    assert "gas.geojson" in said
    assert "chp.geojson" in said


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["rank", "biotec"], "biotech"),
        (["why", "biotech", "ALB-9999"], "ALB-"),
        (["layers", "railway"], "railways"),
        (["rank"], "PROFILE"),
        (["map", "--layers", "nowhere"], "sezgeo init"),
        (["rank", "nowhere.toml"], "nowhere.toml"),
        (["rank", "biotech", "--top", "none"], "--top"),
        (["polish"], "polish"),
    ],
)
def test_a_mistake_gets_one_message_with_its_cure(call, words, cure):
    code, said, complaint = call(*words, "--lang", "en") if len(words) > 1 else call(*words)
    assert code == Exit.REFUSED
    assert cure in complaint
    assert not said
    assert "Traceback" not in complaint


def test_a_missing_layer_is_told_with_its_cure(call, workspace):
    (workspace / "railways.geojson").unlink()
    code, _, complaint = call("rank", "battery_cell", "--layers", workspace)
    assert code == Exit.REFUSED
    assert "railways.geojson" in complaint


def test_a_bad_profile_is_told_with_its_place(call, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text('title_ru = "а"\nweigth = 3\n', encoding="utf-8")
    code, _, complaint = call("rank", path)
    assert code == Exit.REFUSED
    assert "bad.toml" in complaint
    assert "weigth" in complaint


def test_our_own_mistake_becomes_an_incident(call, monkeypatch):
    monkeypatch.setattr("sezgeo.zone.open", lambda *_, **__: 1 / 0)
    code, _, complaint = call("rank", "biotech")
    assert code == Exit.BUG
    log = next(word for word in complaint.split() if word.rstrip(":").endswith(".log"))
    with open(log.rstrip(":"), encoding="utf-8") as file:  # noqa: PTH123 - the path as printed
        assert "ZeroDivisionError" in file.read()


def test_map_writes_one_file_and_says_where(call, tmp_path):
    out = tmp_path / "new" / "zone.html"
    code, said, _ = call("map", "biotech", "--out", out)
    assert code == Exit.DONE
    assert str(out) in said
    assert out.stat().st_size > 100_000


def test_help_is_there_in_both_languages_and_imports_nothing_heavy():
    program = (
        "import sys; from sezgeo.cli import main\n"
        "try: main(['--help', '--lang', 'ru'])\n"
        "except SystemExit: pass\n"
        "print({'geopandas', 'pandas', 'folium', 'pydantic'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "Ранжирует" in ran.stdout
    assert ran.stdout.rstrip().endswith("set()")


def test_the_program_knows_its_version():
    ran = subprocess.run(
        [sys.executable, "-c", "from sezgeo.cli import main; main(['--version'])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("sezgeo ")
