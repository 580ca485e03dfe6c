"""The corpus of bad deliveries: each gets its outcome, its code first, and its content."""

import csv
import json
import os
from pathlib import Path

import pyogrio
import pytest

from sezgeo.intake.receive import receive
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.workspace import make_workspace
from tests.helpers import ROOT
from tests.helpers.workspaces import tree

pytestmark = pytest.mark.realdata

FOLDER = Path(os.environ.get("SEZGEO_SHARED", ROOT.parent / "shared"))
MANIFEST = FOLDER / "corpus" / "manifest.csv"
LINES = MANIFEST.read_text(encoding="utf-8").splitlines() if MANIFEST.is_file() else []
CASES = list(csv.DictReader(LINES))


@pytest.fixture(scope="module")
def catalog(shared, tmp_path_factory) -> Catalog:
    made = make_workspace(tmp_path_factory.mktemp("layers"))
    result = receive(made, "sites", shared / "corpus" / "sites.geojson")
    assert result.outcome == "accept"
    path = made.folder / made.schema("sites").file
    path.unlink()
    pyogrio.write_dataframe(result.frame.to_crs(4326), path, driver="GeoJSON")
    return made


@pytest.fixture(scope="module")
def results(shared, catalog):
    return {
        case["id"]: receive(catalog, "plots", shared / "corpus" / case["file"]) for case in CASES
    }


@pytest.mark.parametrize("case", CASES, ids=[f"{one['id']}-{one['code']}" for one in CASES])
def test_a_bad_delivery_gets_its_outcome_and_its_code_first(case, results):
    result = results[case["id"]]
    told = [str(one) for one in result.findings]
    assert result.outcome == case["expect"], told
    assert result.findings[0].code == case["code"], told


@pytest.mark.parametrize(
    "case",
    [one for one in CASES if one["oracle"]],
    ids=[one["id"] for one in CASES if one["oracle"]],
)
def test_what_is_let_in_is_what_was_sent(case, results, catalog):
    oracle, frame = json.loads(case["oracle"]), results[case["id"]].frame
    assert len(frame) == oracle["n"]
    assert sorted(frame["plot_id"]) == oracle["ids"]
    if "site" in oracle:
        names = catalog.layer("sites").frame["name_ru"]
        assert set(frame["site"].map(names)) == {oracle["site"]}
    if "area" in oracle:
        most = oracle.get("area_tol", 1e-6) * oracle["area"]
        assert frame.geometry.area.sum() == pytest.approx(oracle["area"], abs=most + 0.1)
    if "area_sum" in oracle:
        assert frame["area_m2"].sum() == pytest.approx(oracle["area_sum"], abs=0.05)


@pytest.mark.parametrize("version", ["v1", "v2", "v2_epsg4326", "v2_shuffled"])
def test_good_deliveries_stay_good(version, shared, catalog):
    path = shared / "corpus" / "series" / version / "plots.shp"
    result = receive(catalog, "plots", path)
    assert [one.code for one in result.findings] == ["OK"]
    trusting = pyogrio.read_dataframe(path)
    assert sorted(result.frame["plot_id"]) == sorted(trusting["plot_id"])


def test_the_corpus_itself_is_left_as_it_was(shared, catalog):
    folder = shared / "corpus" / "syn" / "021_shx_restored_by_us_readonly"
    before = tree(folder)
    receive(catalog, "plots", folder / "plots.shp")
    assert tree(folder) == before
