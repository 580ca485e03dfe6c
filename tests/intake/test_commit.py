"""Imports: all or nothing, nothing silent, and a question before anything is lost."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
import shapely

from sezgeo.errors import CatalogError, UnknownNameError
from sezgeo.intake.commit import STEPS, import_delivery, refresh_current
from sezgeo.intake.findings import finding
from sezgeo.intake.options import Options, Request
from sezgeo.layers.store.records import Signature
from tests.helpers import ROOT
from tests.helpers.deliveries import read_plainly, write_delivery
from tests.helpers.requirements import only_folder
from tests.helpers.workspaces import NOW, plots, tree, workspace

PLAIN = Options()
YES = Options(confirm_older=True, confirm_shift=True)


def removing(n):
    return Options(confirm_removals=n)


@pytest.fixture
def catalog(tmp_path, anywhere):
    return workspace(tmp_path / "layers", ("plots", "sites", "gas"), store=anywhere)


@pytest.fixture
def bring(catalog, tmp_path):
    """Import a frame as if somebody had sent it."""

    def run(frame, *, options=PLAIN, reader=read_plainly, layer="plots", **asked):
        path = tmp_path / "plots.geojson"
        write_delivery(frame, path)
        request = Request(author="Ivanova", at=NOW, options=options, **asked)
        result = import_delivery(catalog, layer, path, request=request, reader=reader)
        failed = refresh_current(catalog, request)
        return replace(result, findings=(*result.findings, failed)) if failed else result

    return run


def codes(result):
    return [one.code for one in result.findings]


def test_a_first_import_fills_the_layer(catalog, bring):
    result = bring(plots())
    assert (result.outcome, result.version) == ("accept", 1)
    assert len(result.changes.added) == 40
    layer = catalog.layer("plots")
    assert (layer.version, layer.source, layer.as_of) == ("1", "plots.geojson", "2026-11-23")
    in_folder = catalog.store.backend.published is not None
    assert (catalog.folder / "current.gpkg").is_file() == in_folder


def test_the_same_delivery_twice_changes_nothing(catalog, bring):
    bring(plots(note="x"))
    before = tree(catalog.folder)
    again = bring(plots(note="x"))
    assert (again.outcome, again.version, codes(again)) == ("accept", 1, ["NO_CHANGE"])
    assert tree(catalog.folder) == before


def test_the_same_content_in_another_file_makes_no_version(catalog, bring):
    bring(plots(note="x"))
    other = bring(plots(note="x").sample(frac=1, random_state=3))
    assert other.changes.is_empty
    assert len(catalog.store.versions()) == 1
    assert len(catalog.store.journal.deliveries()) == 2


def test_an_edit_makes_a_version_and_tells_what_changed(catalog, bring):
    bring(plots())
    edited = plots()
    edited.loc[3, "status"] = "occupied"
    result = bring(edited)
    assert (result.version, result.changes.counts()["attribute_changed"]) == (2, 1)
    (version,) = catalog.store.versions()[1:]
    assert (version.parent, version.decision, version.author) == (1, "import", "Ivanova")
    assert result.to_dict()["changes"]["attribute_changed"] == [
        {"id": "PEC-003", "field": "status", "old": "free", "new": "occupied"}
    ]
    json.dumps(result.to_dict(), allow_nan=False)


@only_folder
def test_noise_of_a_writer_changes_nothing_and_is_told(catalog, bring):
    bring(plots())
    result = bring(plots().set_geometry(plots().translate(0.008, -0.005)))
    assert set(codes(result)) == {"NO_CHANGE", "OUTLINES_KEPT"}
    assert len(catalog.store.versions()) == 1


@only_folder
@pytest.mark.parametrize(("n", "outcome"), [(39, "accept"), (38, "accept"), (37, "refuse")])
def test_more_than_five_percent_may_not_go_unasked(bring, n, outcome):
    bring(plots())
    result = bring(plots().iloc[:n])
    assert result.outcome == outcome
    assert codes(result) == ([] if outcome == "accept" else ["REMOVALS_MANY"])


@only_folder
@pytest.mark.parametrize(
    ("confirmed", "outcome"), [(3, "accept"), (2, "refuse"), (4, "refuse"), (0, "refuse")]
)
def test_removals_are_confirmed_by_their_exact_number(bring, confirmed, outcome):
    bring(plots())
    result = bring(plots().iloc[:37], options=removing(confirmed))
    assert result.outcome == outcome
    assert any("3" in one.cure.en for one in result.findings) == (outcome == "refuse")


@only_folder
def test_yes_does_not_confirm_removals(bring):
    bring(plots())
    assert bring(plots().iloc[:30], options=YES).outcome == "refuse"


@only_folder
def test_a_wrong_number_is_refused_even_where_nobody_asked(bring):
    bring(plots())
    assert codes(bring(plots(), options=removing(5))) == ["REMOVALS_MISCOUNTED", "NO_CHANGE"]


@only_folder
def test_a_whole_site_may_not_go_unasked(bring):
    many = plots(100)
    many.loc[0:95, "site"] = "rudnevo"
    bring(many)
    result = bring(many.iloc[:96])
    assert codes(result) == ["SITE_LOST"]
    assert bring(many.iloc[:96], options=removing(4)).outcome == "accept"


def test_one_site_replaces_only_itself(catalog, bring):
    bring(plots())
    one = plots()[lambda f: f["site"] == "miet"].iloc[:4].assign(status="reserved")
    assert bring(one).outcome == "refuse"
    result = bring(one, options=Options(site="МИЭТ"))
    assert (result.outcome, result.version) == ("accept", 2)
    assert len(result.changes.removed) == 6
    frame = catalog.layer("plots").frame
    assert frame["site"].value_counts().to_dict() == {
        "alabushevo": 10, "rudnevo": 10, "pechatniki": 10, "miet": 4,
    }  # fmt: skip
    assert set(frame.loc[frame["site"] == "miet", "status"]) == {"reserved"}
    assert catalog.store.versions()[1].decision == "import, site miet"


@only_folder
def test_a_site_that_is_not_meant_is_refused(bring):
    bring(plots())
    assert codes(bring(plots(), options=Options(site="miet"))) == ["SITE_OTHER"]
    assert codes(bring(plots(), options=Options(site="moon"))) == ["SITE_OPTION"]
    thief = plots().iloc[:1].assign(site="miet")
    assert codes(bring(thief, options=Options(site="miet"))) == ["ID_TAKEN"]


def test_an_older_version_sent_again_is_asked_about(catalog, bring):
    bring(plots())
    bring(plots(41))
    result = bring(plots(), options=removing(1))
    assert codes(result) == ["OLDER_VERSION"]
    assert "1" in result.findings[0].message.en
    sent = bring(plots(), options=Options(confirm_removals=1, confirm_older=True))
    assert (sent.outcome, sent.version) == ("accept", 3)
    assert catalog.store.versions()[2].sha256 == catalog.store.versions()[0].sha256
    assert bring(plots()).findings[0].code == "NO_CHANGE"


def test_an_older_version_is_known_though_its_outlines_were_settled(bring):
    bring(plots())
    noisy = plots(41).set_geometry(plots(41).translate(0.01))
    bring(noisy)
    bring(plots(42))
    assert "OLDER_VERSION" in codes(bring(noisy))


@only_folder
def test_an_older_version_is_known_in_another_coordinate_system_too(bring, catalog):
    bring(plots())
    edited = plots()
    edited.loc[3, "status"] = "occupied"
    bring(edited)
    degrees = plots().to_crs(4326)
    rounded = shapely.transform(degrees.geometry.to_numpy(), lambda xy: xy.round(7))
    result = bring(degrees.set_geometry(rounded).set_crs(4326))
    assert "OLDER_VERSION" in codes(result)
    assert len(catalog.store.versions()) == 2


@only_folder
def test_the_seed_sent_again_is_an_older_version(bring, catalog):
    write_delivery(plots().to_crs(4326), catalog.folder / "plots.geojson")
    edited = plots()
    edited.loc[3, "status"] = "occupied"
    bring(edited)
    assert codes(bring(plots())) == ["OLDER_VERSION"]


@only_folder
def test_one_shift_of_everything_is_asked_about(bring):
    bring(plots())
    moved = plots().set_geometry(plots().translate(100, 70))
    result = bring(moved)
    assert (result.outcome, codes(result)) == ("refuse", ["COMMON_SHIFT"])
    assert bring(moved, options=YES).outcome == "accept"


@only_folder
def test_all_questions_are_asked_at_once(bring):
    bring(plots())
    result = bring(plots().set_geometry(plots().translate(100, 70)).iloc[:20])
    assert set(codes(result)) == {"COMMON_SHIFT", "REMOVALS_MANY"}


@only_folder
def test_a_lost_column_is_told(bring):
    bring(plots(use_type="склад"))
    result = bring(plots())
    assert (result.outcome, codes(result)) == ("repair", ["COLUMN_EMPTIED"])
    assert result.findings[0].column == "use_type"


def test_a_dry_run_tells_all_and_writes_nothing(catalog, bring):
    bring(plots())
    before = tree(catalog.folder)
    result = bring(plots(44), dry_run=True)
    assert (result.outcome, result.version, len(result.changes.added)) == ("accept", 1, 4)
    assert bring(plots(3), dry_run=True).outcome == "refuse"
    assert tree(catalog.folder) == before


def _refusing(*args, **options):
    return read_plainly(*args, **options, findings=(finding("GEOM_NULL", row=2, id="ALB-002"),))


@only_folder
def test_a_refused_delivery_stays_in_quarantine_with_its_report(catalog, bring, tmp_path):
    bring(plots())
    before = catalog.store.journal.head("plots")
    result = bring(plots(44), reader=_refusing)
    assert (result.outcome, codes(result)) == ("refuse", ["GEOM_NULL"])
    assert catalog.store.journal.head("plots") == before
    report = json.loads((result.report / "report.json").read_text(encoding="utf-8"))
    assert report["findings"][0]["code"] == "GEOM_NULL"
    kept = catalog.store.backend.inbox / result.report.name / "plots.geojson"
    assert kept.read_bytes() == (tmp_path / "plots.geojson").read_bytes()
    (_, (_, delivery)) = catalog.store.journal.deliveries()
    assert delivery.outcome == "refuse"


@only_folder
def test_a_refused_delivery_sent_again_writes_nothing(catalog, bring):
    bring(plots(), reader=_refusing)
    before = tree(catalog.folder)
    bring(plots(), reader=_refusing)
    assert tree(catalog.folder) == before


@only_folder
def test_what_nobody_could_read_leaves_no_trace(catalog, tmp_path):
    request = Request(author="Ivanova", at=NOW)
    result = import_delivery(catalog.folder, "plots", tmp_path / "absent.shp", request=request)
    assert (result.outcome, codes(result)) == ("refuse", ["FILE_NOT_FOUND"])
    assert not catalog.store.journal.path.exists()


@only_folder
def test_the_original_stays_and_its_bytes_are_kept(catalog, bring, tmp_path):
    bring(plots())
    sent = (tmp_path / "plots.geojson").read_bytes()
    ((_, delivery),) = catalog.store.journal.deliveries()
    assert (catalog.store.backend.inbox / delivery.sha256 / "plots.geojson").read_bytes() == sent


def test_a_file_that_changes_while_it_is_read_is_refused(catalog, bring, tmp_path):
    def slow(*args, **options):
        reception = read_plainly(*args, **options)
        write_delivery(plots(50), tmp_path / "plots.geojson")
        return reception

    assert codes(bring(plots(), reader=slow)) == ["DELIVERY_CHANGED"]
    assert catalog.store.versions() == []


def test_the_second_importer_is_told_who_and_since_when(catalog, bring):
    with catalog.store.writing(Signature("Петров", NOW.isoformat(), "0"), since=NOW):
        result = bring(plots())
    assert result.is_busy
    assert "Петров" in result.findings[0].message.ru
    assert "2026-11-23T12:00:00" in result.findings[0].message.en
    assert catalog.store.versions() == []


def test_an_imported_layer_that_was_empty_is_partial_unless_told(catalog, bring):
    gas = gpd.GeoDataFrame({"x": ["a"]}, geometry=[plots().geometry[0]], crs=32637)
    schema = catalog.schema("gas")
    assert schema.completeness == "empty"
    gas = gas.rename(columns={"x": schema.key})
    bring(gas, layer="gas")
    assert catalog.layer("gas").schema.completeness == "partial"
    told = bring(gas, layer="gas", completeness="complete", as_of=date(2026, 1, 2))
    assert told.version == 2
    layer = catalog.layer("gas")
    assert layer.is_complete
    assert layer.as_of == "2026-01-02"
    assert catalog.layer("plots").schema.completeness == catalog.schema("plots").completeness


@only_folder
def test_a_layer_or_folder_that_does_not_exist_is_an_error(catalog, tmp_path):
    request = Request(author="Ivanova", at=NOW)
    with pytest.raises(UnknownNameError):
        import_delivery(catalog.folder, "plotz", tmp_path, request=request)
    with pytest.raises(CatalogError):
        import_delivery(tmp_path / "no", "plots", tmp_path, request=request)


@only_folder
def test_layers_inside_the_installed_package_take_no_import(catalog, monkeypatch):
    installed = catalog.folder.rename(catalog.folder.with_name("seed"))
    monkeypatch.setattr("sezgeo.layers.catalog._PACKAGE", installed.parent)
    before = tree(installed)
    path = write_delivery(plots(), installed.parent / "plots.geojson")
    request = Request(author="Ivanova", at=NOW)
    result = import_delivery(installed, "plots", path, request=request, reader=read_plainly)
    assert (result.outcome, codes(result)) == ("refuse", ["LAYERS_INSTALLED"])
    assert "sezgeo init" in result.findings[0].cure.en
    assert tree(installed) == before
    tried = replace(request, dry_run=True)
    looked_at = import_delivery(installed, "plots", path, request=tried, reader=read_plainly)
    assert looked_at.outcome == "accept"


@only_folder
def test_whoever_comes_second_leaves_the_file_for_qgis_to_the_first(catalog, bring):
    bring(plots())
    (catalog.folder / "current.gpkg").unlink()
    request = Request(author="Petrov", at=NOW)
    other = Signature("Ivanova", NOW.isoformat(), "1")
    with catalog.store.writing(other, since=NOW):
        assert refresh_current(catalog, request) is None
        assert not (catalog.folder / "current.gpkg").exists()
    assert refresh_current(catalog, request) is None
    assert (catalog.folder / "current.gpkg").is_file()


@only_folder
def test_an_export_that_fails_does_not_undo_the_version(catalog, bring):
    (catalog.folder / "current.gpkg").mkdir()
    (catalog.folder / "current.gpkg" / "x").write_bytes(b"")
    result = bring(plots())
    assert (result.outcome, result.version, codes(result)) == ("accept", 1, ["EXPORT_FAILED"])
    assert len(catalog.layer("plots").frame) == 40


@only_folder
def test_a_damaged_store_is_a_finding(catalog, bring):
    bring(plots())
    catalog.store.snapshots.path(catalog.store.versions()[0].sha256).write_bytes(b"")
    result = bring(plots(44))
    assert (result.outcome, codes(result)) == ("refuse", ["STORE_DAMAGED"])


@only_folder
def test_a_damaged_old_version_stops_no_import(catalog, bring):
    bring(plots())
    bring(plots(41))
    catalog.store.snapshots.path(catalog.store.versions()[0].sha256).write_bytes(b"")
    edited = plots().assign(status="occupied")
    result = bring(edited, options=removing(1))
    assert (result.outcome, result.version) == ("accept", 3)


@only_folder
def test_the_steps_are_told_in_order(catalog, tmp_path):
    told = []
    path = write_delivery(plots(), tmp_path / "plots.geojson")
    request = Request(author="Ivanova", at=NOW)
    import_delivery(
        catalog.folder, "plots", path, request=request, reader=read_plainly, step=told.append
    )
    assert tuple(told) == STEPS


@pytest.mark.parametrize(
    "words", [["--kills", "3"], ["--positions", "8"], ["--read-only", "1"], ["--rounds", "1"]]
)
def test_a_short_torture_loses_nothing(words):
    off = ["--kills=0", "--positions=0", "--read-only=0", "--rounds=0"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.proofs.torture_store", *off, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "nothing" in ran.stdout or "all in the journal" in ran.stdout


SERIES = ["v1", "v2", "v2_epsg4326", "v2_shuffled", "trap_partial_one_site"]


@only_folder
@pytest.mark.realdata
def test_the_series_goes_through(catalog, shared):
    series = shared / "corpus" / "series"

    def send(name, **asked):
        request = Request(author="Ivanova", at=NOW, options=Options(**asked))
        path = series / name / "plots.shp"
        return import_delivery(catalog.folder, "plots", path, request=request, reader=read_plainly)

    truth = json.loads((series / "truth_v1_v2.json").read_text(encoding="utf-8"))
    assert send("v1").outcome == "accept"
    second = send("v2")
    assert (second.outcome, second.version) == ("accept", 2)
    assert second.to_dict()["changes"]["counts"] == truth["counts"]
    for same in ("v2_epsg4326", "v2_shuffled", "v2"):
        assert send(same).changes.is_empty
    trap = send("trap_partial_one_site")
    assert (trap.outcome, trap.version) == ("refuse", 2)
    assert set(codes(trap)) == {"REMOVALS_MANY", "SITE_LOST"}
    assert codes(send("v1", confirm_removals=len(send("v1").changes.removed)))[0] == "OLDER_VERSION"
    assert len(catalog.store.versions()) == 2
    one = send("trap_partial_one_site", site="Печатники")
    assert codes(one) == ["SITE_OPTION"]  # this reader leaves the names as they were sent
