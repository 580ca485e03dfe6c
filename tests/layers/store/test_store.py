"""The store: any version comes back, nothing is lost, nothing is silent."""

import sqlite3
from contextlib import closing
from datetime import date

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from sezgeo.errors import StoreError, UnknownNameError
from sezgeo.layers.history import compare, export, refresh_export, roll_back, state
from sezgeo.layers.store.atomic_files import TEMPORARY
from sezgeo.layers.store.records import Delivery
from sezgeo.layers.versions.canonical import canonical, content_sha256
from tests.helpers.requirements import only_folder
from tests.helpers.workspaces import NOW, SIGNATURE, commit, plots, tree, workspace


@pytest.fixture
def catalog(tmp_path, anywhere):
    return workspace(tmp_path / "layers", store=anywhere)


def test_reading_a_folder_without_imports_leaves_it_alone(catalog):
    before = tree(catalog.folder)
    assert catalog.layer("plots").version == "seed"
    assert catalog.store.versions() == []
    assert catalog.store.problems() == []
    assert tree(catalog.folder) == before


def test_the_catalog_gives_the_imported_version(catalog):
    version = commit(catalog, plots())
    layer = catalog.layer("plots")
    assert (layer.version, layer.source, layer.as_of) == ("1", "plots.shp", "2026-11-01")
    assert len(layer.frame) == version.rows == 40
    assert layer.frame.loc["ALA-000", "status"] == "free"
    assert layer.schema.completeness == "partial"
    assert not layer.is_complete
    assert catalog.layer("gas").version == "seed"
    assert layer.origin.version == "1"


def test_every_version_comes_back_and_the_same_content_is_kept_once(catalog):
    frames = [plots(), plots(41), plots(42, note="x")]
    numbers = [commit(catalog, frame).id for frame in [*frames, frames[0]]]
    assert numbers == [1, 2, 3, 4]
    versions = catalog.store.versions("plots")
    assert [version.parent for version in versions] == [0, 1, 2, 3]
    assert versions[0].sha256 == versions[3].sha256
    schema = catalog.schema("plots")
    for number, frame in zip(numbers, [*frames, frames[0]], strict=True):
        back = catalog.store.frame(catalog.store.version(schema, number))
        assert content_sha256(back) == content_sha256(canonical(frame, schema))
        assert len(catalog.store.read(schema, number).frame) == len(frame)
    assert len({version.sha256 for version in versions}) == 3


def test_a_version_of_another_layer_is_not_found(catalog):
    commit(catalog, plots())
    for layer, number in [("gas", 1), ("plots", 2)]:
        with pytest.raises(UnknownNameError, match=str(number)):
            catalog.store.read(catalog.schema(layer), number)


def test_rollback_is_a_new_version_with_the_same_bytes(catalog):
    for n in (40, 45, 50):
        commit(catalog, plots(n))
    before = catalog.store.snapshots.read_bytes(catalog.store.versions()[0].sha256)
    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        version = roll_back(catalog, writer, "plots", 1)
    assert (version.id, version.parent, version.decision) == (4, 3, "rollback to 1")
    assert catalog.store.snapshots.read_bytes(version.sha256) == before
    assert len(catalog.layer("plots").frame) == 40
    assert len(compare(catalog, "plots", 3, 4).removed) == 10
    assert len(compare(catalog, "plots", 1, 4).removed) == 0


def test_rollback_to_the_seed_is_a_version_too(catalog):
    commit(catalog, plots())
    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        roll_back(catalog, writer, "plots", 0)
    assert catalog.layer("plots").is_silent
    assert catalog.layer("plots").version == "2"
    assert state(catalog, "plots").completeness == catalog.schema("plots").completeness
    assert len(compare(catalog, "plots", 1, 0).removed) == 40


@only_folder
def test_fifty_versions_come_back(catalog):
    hashes = [commit(catalog, plots(10 + i)).sha256 for i in range(50)]
    bodies = [catalog.store.snapshots.read_bytes(sha256) for sha256 in hashes]
    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        for number in (1, 17, 50):
            version = roll_back(catalog, writer, "plots", number)
            assert catalog.store.snapshots.read_bytes(version.sha256) == bodies[number - 1]
    assert catalog.store.problems() == []


@only_folder
def test_verify_finds_a_lost_and_an_altered_snapshot_and_a_forged_row(catalog):
    for n in (40, 45, 50):
        commit(catalog, plots(n))
    first, second, _ = (
        catalog.store.snapshots.path(version.sha256) for version in catalog.store.versions()
    )
    first.unlink()
    second.write_bytes(second.read_bytes() + b" ")
    with closing(sqlite3.connect(catalog.store.journal.path)) as database:
        database.execute("UPDATE version SET author = 'nobody' WHERE id = 3")
        database.commit()
    problems = [str(problem) for problem in catalog.store.problems()]
    assert len(problems) == 3
    assert any(first.name in problem for problem in problems)
    assert any(second.name in problem for problem in problems)
    assert len(catalog.layer("plots").frame) == 50


@only_folder
def test_a_damaged_current_version_is_told_and_can_be_rolled_back(catalog):
    commit(catalog, plots(40))
    bad = commit(catalog, plots(45))
    catalog.store.snapshots.path(bad.sha256).write_bytes(b"")
    with pytest.raises(StoreError, match="rollback"):
        catalog.layer("plots")


@only_folder
def test_what_a_killed_writer_left_is_swept_by_the_next(catalog):
    commit(catalog, plots())
    root = catalog.store.backend.root
    left = [
        catalog.folder / f"current{TEMPORARY}.gpkg",
        root / f"published{TEMPORARY}",
        root / "snapshots" / f"ab.parquet{TEMPORARY}",
        root / "inbox" / f"ab{TEMPORARY}" / "plots.shp",
        root / "quarantine" / "ab" / f"report.json{TEMPORARY}",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    commit(catalog, plots(41))
    assert not list(catalog.folder.rglob(f"*{TEMPORARY}*"))


def test_a_delivery_comes_back_byte_for_byte(catalog, tmp_path):
    def fill(folder):
        (folder / "inner").mkdir()
        (folder / "inner" / "plots.shp").write_bytes(b"bytes")

    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        writer.keep_original("ab", fill)
        writer.keep_report("ab", "report.json", b"{}")
        number = writer.record(Delivery("plots", "inner", "ab", "", "refuse"))
    catalog.store.bring_back(number, tmp_path / "back")
    assert tree(tmp_path / "back") == {"inner/plots.shp": b"bytes", "report.json": b"{}"}
    with pytest.raises(UnknownNameError, match="9"):
        catalog.store.bring_back(9, tmp_path / "back")


@only_folder
def test_an_original_is_kept_whole_or_not_at_all(catalog):
    def fill(folder):
        (folder / "inner").mkdir()
        (folder / "inner" / "plots.shp").write_bytes(b"bytes")

    def fail(folder):
        (folder / "plots.shp").write_bytes(b"by")
        raise KeyError

    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        writer.keep_original("ab", fill)
        writer.keep_original("ab", fail)  # what is there already is not asked for again
        with pytest.raises(KeyError):
            writer.keep_original("cd", fail)
    assert tree(catalog.store.backend.inbox) == {"ab/inner/plots.shp": b"bytes"}


def test_the_export_holds_every_layer_and_gives_the_same_bytes(catalog, tmp_path):
    commit(catalog, plots(note="ёж"))
    railways = gpd.GeoDataFrame(
        {"line_id": ["r1"]}, geometry=gpd.GeoSeries.from_wkt(["LINESTRING (0 0, 9 9)"]), crs=32637
    )
    schema = catalog.schema("railways")
    commit(catalog, railways.rename(columns={"line_id": schema.key}), layer="railways")
    first, second = (export(catalog, tmp_path / name).read_bytes() for name in ("a.gpkg", "b.gpkg"))
    assert first == second
    names = set(pyogrio.list_layers(tmp_path / "a.gpkg")[:, 0])
    assert names == {"plots", "railways", "layer_styles"}
    read = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="plots")
    assert read.crs == 32637
    assert set(read["note"]) == {"ёж"}
    assert [path.name for path in tmp_path.iterdir() if TEMPORARY in path.name] == []


@only_folder
def test_the_export_follows_the_journal_and_is_never_read_back(catalog):
    commit(catalog, plots())
    assert refresh_export(catalog)
    assert not refresh_export(catalog)
    path = catalog.folder / "current.gpkg"
    path.write_bytes(b"somebody edited it")
    assert len(catalog.layer("plots").frame) == 40
    commit(catalog, plots(44))
    assert refresh_export(catalog)
    assert len(pyogrio.read_dataframe(path, layer="plots")) == 44


def test_an_export_of_nothing_or_onto_a_folder_fails_softly(catalog, tmp_path):
    with pytest.raises(StoreError) as told:
        export(catalog, tmp_path / "a.gpkg")
    assert told.value.code == "EXPORT_FAILED"
    assert not (tmp_path / "a.gpkg").exists()


def test_columns_nobody_knows_are_kept_and_mixed_shapes_too(catalog):
    frame = plots(6, zebra=range(6))
    shapes = frame.geometry.copy()
    shapes.iloc[0] = shapes.iloc[0].union(shapes.iloc[5])
    commit(catalog, frame.set_geometry(shapes))
    layer = catalog.layer("plots")
    assert layer.frame["zebra"].sum() == 15
    export(catalog, catalog.folder / "current.gpkg")
    read = pyogrio.read_dataframe(catalog.folder / "current.gpkg", layer="plots")
    assert set(read.geom_type) == {"Polygon", "MultiPolygon"} or set(read.geom_type) == {
        "MultiPolygon"
    }
    assert pd.notna(read["zebra"]).all()


def test_a_layer_says_what_its_journal_row_says(catalog):
    commit(catalog, plots(), completeness="complete", as_of=date(2025, 5, 6))
    assert catalog.layer("plots").is_complete
    assert catalog.layer("plots").as_of == "2025-05-06"
