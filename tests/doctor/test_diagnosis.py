"""The doctor: usable or not, and the shopping list of data in the order of what it would settle."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

import sezgeo
from sezgeo.cli import main
from sezgeo.doctor import diagnose
from sezgeo.doctor.environment import Package, packages
from sezgeo.doctor.missing_data import DRAWS, owner_of, questions
from sezgeo.errors import SezgeoError
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank
from sezgeo.suitability.robustness.stability import stability_of
from tests.helpers.workspaces import commit, plots, workspace

ZONE = sezgeo.open()
TODAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def found():
    return diagnose(ZONE, TODAY)


def test_the_shipped_zone_is_usable_and_its_holes_are_named(found):
    assert found.is_usable
    assert found.profiles == Profile.shipped()
    layers = {one.layer: one for one in found.layers}
    assert set(layers) == set(ZONE.layers)
    assert layers["gas"].completeness == "empty"
    assert layers["sites"].schematic > 0
    assert not any(one.is_stale for one in found.layers)
    assert diagnose(ZONE, date(2028, 1, 1)).layers[0].is_stale
    assert "gas" in str(found)


def test_what_would_settle_most_is_asked_first(found):
    worth = [one.worth(len(found.profiles)) for one in found.questions]
    assert worth == sorted(worth, reverse=True)
    alone = stability_of(ZONE.study("biotech").ranking, draws=DRAWS, seed=0).unknowns
    told = {one.key: one.changes["biotech"] for one in found.questions if "biotech" in one.changes}
    assert told == alone["changes_top_share"].to_dict()


def test_every_question_of_the_shipped_zone_has_an_owner_in_both_languages(found):
    for one in found.questions:
        assert one.owner.ru, one.key
        assert one.owner.en, one.key
    for layer in found.layers:
        if not layer.features:
            assert owner_of("", [layer.layer]).ru, layer.layer
    assert not owner_of("nobody", ["nowhere"]).ru


def test_an_unknown_that_cannot_matter_comes_after_one_that_decides():
    wish = {"curve": [[0, 1], [9, 0]], "range": [0, 9], "source": "example"}
    profile = Profile.from_dict(
        {
            "key": "p", "title_ru": "п", "title_en": "p",
            "plant": {"spz_m": {"value": 50, "source": "example"}},
            "criteria": {"big_m": wish | {"weight": 9}, "tiny_m": wish | {"weight": 0.001}},
        }
    )  # fmt: skip
    known = pd.DataFrame({"big_m": np.arange(6.0), "tiny_m": 4.0}, index=list("abcdef"))
    table = known.mask(known.index.to_series().isin(["c", "d"]), np.nan)
    asked = questions([rank(table, profile)])
    assert [one.key for one in asked] == ["big_m", "tiny_m"]
    assert asked[0].changes["p"] > asked[1].changes["p"] == 0


def test_a_damaged_store_or_layer_is_told_with_all_else(tmp_path):
    catalog = workspace(tmp_path / "layers")
    commit(catalog, plots())
    next(catalog.store.snapshots.folder.iterdir()).unlink()
    (catalog.folder / "gas.geojson").write_text("{", encoding="utf-8")
    found = diagnose(sezgeo.open(catalog.folder), TODAY)
    assert not found.is_usable
    assert any("snapshot" in str(one) or "missing" in str(one) for one in found.problems)
    assert found.questions == ()


def test_the_quick_look_sees_a_lost_snapshot_and_the_slow_one_an_altered_one(tmp_path):
    catalog = workspace(tmp_path / "layers")
    commit(catalog, plots())
    path = next(catalog.store.snapshots.folder.iterdir())
    path.write_bytes(b"x")
    assert not catalog.store.problems(quick=True)
    assert catalog.store.problems()
    path.unlink()
    assert catalog.store.problems(quick=True)


def test_packages_are_read_from_our_own_metadata():
    named = {one.name for one in packages()}
    assert {"geopandas", "typer", "numba", "distributed", "psycopg"} <= named
    assert not {"pytest", "ruff"} & named
    assert Package("a", "1.10", "1.9.9").is_old
    assert not Package("a", "1.9", "1.10").is_old
    assert Package("a", "1", "").is_missing


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_command_answers_in_words_and_in_json(capsys, monkeypatch, found, lang):
    monkeypatch.setattr("sezgeo.doctor.diagnose", lambda *_: found)
    with pytest.raises(SystemExit) as left:
        main(["doctor", "--lang", lang])
    assert not left.value.code
    said = capsys.readouterr().out
    assert {"ru": "Россети", "en": "Rosseti"}[lang] in said
    with pytest.raises(SystemExit) as left:
        main(["doctor", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["usable"]
    assert answer["ask"][0]["worth"] >= answer["ask"][-1]["worth"]


def test_a_folder_without_a_catalog_is_refused(tmp_path):
    with pytest.raises(SezgeoError):
        diagnose(sezgeo.open(tmp_path), TODAY)
