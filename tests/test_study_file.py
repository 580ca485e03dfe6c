"""A study as one file: it reruns to the same bytes, or says what differs."""

import json

import geopandas as gpd
import pytest

import sezgeo
from sezgeo import study_file
from sezgeo.cli.app import run
from sezgeo.errors import StudyError
from sezgeo.layers import shipped
from sezgeo.suitability.profile import Profile


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped layers that a test may change."""
    place = tmp_path / "layers"
    place.mkdir()
    for path in [*shipped().glob("*.geojson"), *shipped().glob("*.toml")]:
        (place / path.name).write_bytes(path.read_bytes())
    return place


@pytest.fixture
def saved(folder, tmp_path):
    path = tmp_path / "study.json"
    study_file.save(sezgeo.open(folder).study("battery_pack"), path, draws=400)
    return path


def drop_a_plot(folder):
    path = folder / "plots.geojson"
    gpd.read_file(path).iloc[1:].to_file(path, driver="GeoJSON")


@pytest.mark.parametrize("name", Profile.shipped())
def test_a_study_runs_again_to_the_same_bytes(folder, name, tmp_path):
    path = tmp_path / "study.json"
    study_file.save(sezgeo.open(folder).study(name), path, draws=500, seed=9)
    known = study_file.read(path)
    assert (
        study_file.again(known, study_file.rerun(known, sezgeo.open(folder))) == path.read_bytes()
    )


def test_the_file_holds_what_the_answer_rests_on(saved):
    data = json.loads(saved.read_text(encoding="utf-8"))
    assert {"plots", "housing", "gas"} <= set(data["layers"])
    assert all(len(mark["sha256"]) == 64 for mark in data["layers"].values())
    assert data["profile"]["key"] == "battery_pack"
    assert data["norms"]["rules"]
    assert (data["firmness"]["draws"], data["firmness"]["seed"]) == (400, 0)
    assert data["firmness"]["plots"]


def test_other_data_are_refused_and_named(folder, saved):
    drop_a_plot(folder)
    with pytest.raises(StudyError, match="plots"):
        study_file.rerun(study_file.read(saved), sezgeo.open(folder))


def test_norms_of_ones_own_travel_with_the_file(folder, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[settings]\ninside_settlement = false\n", encoding="utf-8")
    path = tmp_path / "study.json"
    study_file.save(sezgeo.open(folder).study("biotech", rules=own), path, draws=300)
    own.unlink()
    known = study_file.read(path)
    assert (
        study_file.again(known, study_file.rerun(known, sezgeo.open(folder))) == path.read_bytes()
    )


@pytest.mark.parametrize("text", ["", "{}", '{"format": 2}', "[]"])
def test_what_is_no_study_is_refused(tmp_path, text):
    path = tmp_path / "study.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"study\.json"):
        study_file.read(path)


def test_another_answer_is_told_plot_by_plot(folder, saved):
    data = json.loads(saved.read_text(encoding="utf-8"))
    data["answer"]["plots"][0]["score"] = 0.123
    plot = data["answer"]["plots"][0]["plot_id"]
    known = study_file.Record.model_validate(data)
    told = study_file.differences(known, study_file.rerun(known, sezgeo.open(folder)))
    assert [text.en.split(":")[0] for text in told] == [plot]


def test_the_command_line_saves_runs_and_compares(folder, tmp_path, capsys):
    path = tmp_path / "study.json"
    options = ["--layers", str(folder), "--lang", "en"]
    assert run(["study", "save", "biotech", "--out", str(path), "--draws", "300", *options]) == 0
    assert run(["study", "run", str(path), *options]) == 0
    assert "byte for byte" in capsys.readouterr().out
    drop_a_plot(folder)
    assert run(["study", "run", str(path), *options]) == 3
    assert "layer plots" in capsys.readouterr().err


def test_the_experts_travel_with_the_file(folder, tmp_path):
    experts = tmp_path / "experts.toml"
    names = list(Profile.read("battery_pack").criteria)
    order = ", ".join(f'"{name}"' for name in names)
    experts.write_text(
        f'[[experts]]\nname = "Анна"\nmethod = "ranked"\norder = [{order}]\n', encoding="utf-8"
    )
    path = tmp_path / "study.json"
    study_file.save(sezgeo.open(folder).study("battery_pack", weights=experts), path, draws=300)
    experts.unlink()
    known = study_file.read(path)
    assert list(known.experts["experts"]) == ["Анна"]
    assert (
        study_file.again(known, study_file.rerun(known, sezgeo.open(folder))) == path.read_bytes()
    )


def test_any_version_of_a_layer_can_be_studied(folder):
    zone = sezgeo.open(folder).at({"plots": "seed"})
    assert zone.layers["plots"].version == "seed"
    assert zone.study("biotech").ranking.to_dict() == (
        sezgeo.open(folder).study("biotech").ranking.to_dict()
    )
