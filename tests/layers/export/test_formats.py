"""Exports: other programs read them, QGIS opens them as meant, and they come back unchanged."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from lxml import etree

import sezgeo
from sezgeo.cli import main
from sezgeo.errors import SezgeoError
from sezgeo.i18n import speaking
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.export.formats import FORMATS, write_layer
from sezgeo.layers.export.qgis_styles import Style, StyleClass, Symbol, qml, shape_of, style_of
from sezgeo.layers.export.short_names import LONGEST, short_names
from sezgeo.layers.history import export, stamp, state
from sezgeo.reports.qgis_layer import ranked_style, write_gis
from tests.helpers.workspaces import workspace

LAYERS = ("sites", "plots", "railways", "stations")
SYSTEM_PYTHON = "/usr/bin/python3"
QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsRenderContext, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
told = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    message, loaded = layer.loadDefaultStyle()
    renderer = layer.renderer()
    classes = []
    if renderer.type() == "categorizedSymbol":
        classes = [[str(one.value()), one.label()] for one in renderer.categories()]
    drawn = {value: 0 for value, _ in classes}
    context = QgsRenderContext()
    renderer.startRender(context, layer.fields())
    for feature in layer.getFeatures() if classes else ():
        context.expressionContext().setFeature(feature)
        for key in renderer.legendKeysForFeature(feature, context):
            drawn[classes[int(key)][0]] += 1
    renderer.stopRender(context)
    told[name] = {
        "drawn": drawn,
        "loaded": loaded, "features": layer.featureCount(), "type": renderer.type(),
        "classes": classes,
        "aliases": {f.name(): layer.attributeAlias(i) for i, f in enumerate(layer.fields())},
    }
print("TOLD" + json.dumps(told), flush=True)
import os
os._exit(0)
"""


def seen_by_qgis(path: Path, *layers: str) -> dict:
    """Have the QGIS of the system open layers of a file and say what it sees."""
    there = (
        Path(SYSTEM_PYTHON).is_file()
        and not subprocess.run(
            [SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False
        ).returncode
    )
    if not there:
        pytest.skip("no QGIS found: install the package python3-qgis")
    ran = subprocess.run(
        [SYSTEM_PYTHON, "-c", QGIS, str(path), *layers],
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(path.parent), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(ran.stdout.partition("TOLD")[2])


@pytest.fixture(scope="module")
def catalog(tmp_path_factory) -> Catalog:
    """A few layers of the seed, their notes short enough for a .dbf."""
    catalog = workspace(tmp_path_factory.mktemp("exports") / "layers", LAYERS)
    for schema in catalog.schemas.values():
        shutil.copy(shipped() / schema.file, catalog.folder / schema.file)
    path = catalog.folder / "plots.geojson"
    told = json.loads(path.read_text(encoding="utf-8"))
    for at, feature in enumerate(told["features"]):
        feature["properties"] |= {"note": f"ёж «{at}»", "power_mw": None if at % 3 else at / 7}
    path.write_text(json.dumps(told), encoding="utf-8")
    return catalog


def run(capsys, *words) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0), *capsys.readouterr()


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("ending", [".gpkg", *FORMATS])
def test_an_export_comes_back_through_our_import_unchanged(
    catalog, capsys, tmp_path, layer, ending
):
    path = tmp_path / f"{layer}{ending}"
    folder = ("--layers", catalog.folder)
    code, _, complaint = run(capsys, "export", path, "--layer", layer, *folder)
    assert code == 0, complaint
    code, said, complaint = run(capsys, "import", layer, path, "--dry-run", "--json", *folder)
    answer = json.loads(said)
    assert answer["outcome"] in ("accept", "repair"), answer["findings"]
    assert not any(answer["changes"]["counts"].values()), answer["changes"]


@pytest.mark.parametrize("ending", [".gpkg", *FORMATS])
def test_the_same_layer_gives_the_same_bytes(catalog, tmp_path, ending):
    frame, schema = state(catalog, "plots").frame, catalog.schema("plots")
    for name in ("a", "b"):
        path = tmp_path / name / f"plots{ending}"
        path.parent.mkdir()
        if ending == ".gpkg":
            export(catalog, path)
        else:
            write_layer(frame, schema, path, day=stamp(catalog)[:10])
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("a", "b"))
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in second]
    endings = {".shp", ".shx", ".dbf", ".prj", ".cpg"} if ending == ".shp" else {ending}
    assert {one.suffix for one in first} == endings


def test_other_readers_see_the_plots(catalog, tmp_path):
    frame, schema = state(catalog, "plots").frame, catalog.schema("plots")
    for ending in FORMATS:
        assert write_layer(frame, schema, tmp_path / f"plots{ending}", day="2026-11-23") == ()
    shape = gpd.read_file(tmp_path / "plots.shp")
    assert (tmp_path / "plots.cpg").read_text(encoding="ascii") == "UTF-8"
    assert all(len(name) <= LONGEST for name in shape.columns)
    assert list(shape["note"]) == list(frame["note"])
    assert gpd.read_file(tmp_path / "plots.zip").equals(shape)
    assert gpd.read_file(tmp_path / "plots.geojson").crs == 4326
    assert gpd.read_parquet(tmp_path / "plots.parquet").crs == 32637


def test_long_texts_are_cut_between_letters_and_said(catalog, tmp_path):
    frame = state(catalog, "plots").frame
    long = frame.assign(note=["ж" * 200, *frame["note"][1:]])
    notes = write_layer(long, catalog.schema("plots"), tmp_path / "p.shp", day="2026-11-23")
    assert len(notes) == 1
    assert "note" in str(notes[0])
    assert gpd.read_file(tmp_path / "p.shp")["note"][0] == "ж" * 127


def test_what_a_shapefile_cannot_hold_is_refused_with_the_cure(catalog, tmp_path):
    frame, schema = state(catalog, "plots").frame, catalog.schema("plots")
    shapes = frame.geometry.copy()
    shapes.iloc[0] = shapes.iloc[0].centroid
    with pytest.raises(SezgeoError, match="gpkg"):
        write_layer(frame.set_geometry(shapes), schema, tmp_path / "p.shp", day="2026-11-23")
    with pytest.raises(SezgeoError, match="empty"):
        write_layer(frame.iloc[:0], schema, tmp_path / "p.shp", day="2026-11-23")
    assert not list(tmp_path.iterdir())


def test_an_ending_nobody_knows_and_a_layer_nobody_named_are_told(catalog, capsys, tmp_path):
    for path, word in ((tmp_path / "a.xyz", ".xyz"), (tmp_path / "a.shp", "--layer")):
        code, _, complaint = run(capsys, "export", path, "--layers", catalog.folder)
        assert code == 3
        assert word in complaint


@pytest.mark.parametrize("name", list(Catalog.read(shipped()).schemas))
def test_short_names_are_short_and_tell_columns_apart(name):
    columns = Catalog.read(shipped()).schema(name).columns
    short = short_names(columns)
    assert list(short) == list(columns)
    assert len({one.casefold() for one in short.values()}) == len(columns)
    assert all(len(one.encode()) <= LONGEST for one in short.values())


def test_short_names_of_any_alphabet_and_of_many_alike_stay_apart():
    names = [f"очень_длинное_имя_{n}" for n in range(30)]
    short = short_names([*names, "x"])
    assert len(set(short.values())) == 31
    assert all(len(one.encode()) <= LONGEST for one in short.values())


def test_qgis_opens_each_layer_as_meant(catalog, ranked, tmp_path):
    with speaking("ru"):
        export(catalog, tmp_path / "a.gpkg")
        write_gis(ranked.ranking, ranked.zone.layers, tmp_path / "r.gpkg")
    told = seen_by_qgis(tmp_path / "a.gpkg", *LAYERS)
    for name, layer in told.items():
        assert layer["loaded"]
        assert layer["features"] == len(state(catalog, name).frame)
        for column, alias in layer["aliases"].items():
            if column in catalog.schema(name).columns:
                assert alias == catalog.schema(name).columns[column].ru
    assert told["railways"]["type"] == "singleSymbol"
    assert told["plots"]["type"] == "categorizedSymbol"
    assert ["free", "свободен"] in told["plots"]["classes"]
    (layer,) = seen_by_qgis(tmp_path / "r.gpkg", "ranking_battery_pack").values()
    assert layer["loaded"]
    assert layer["aliases"]["known_share"] == "Обеспеченность данными"
    values, drawn = np.unique([tenth(score) for score in ranked.ranking.score], return_counts=True)
    assert {value: n for value, n in layer["drawn"].items() if n} == dict(
        zip(map(str, values), drawn.tolist(), strict=True)
    )
    assert told["plots"]["drawn"]["occupied"] > 50


def tenth(score: float) -> int:
    """Return the class that a score is drawn in."""
    return -1 if np.isnan(score) else min(9, max(3, int(np.floor(score * 10))))


@pytest.fixture(scope="module")
def ranked():
    return sezgeo.open().study("battery_pack")


def test_a_ranking_is_a_layer_in_its_own_order(ranked, tmp_path):
    first, second = (
        write_gis(ranked.ranking, ranked.zone.layers, tmp_path / name)
        for name in ("a.gpkg", "b.gpkg")
    )
    assert first.read_bytes() == second.read_bytes()
    frame = gpd.read_file(first, layer="ranking_battery_pack")
    table = ranked.ranking.table
    assert list(frame["plot_id"]) == list(table.index)
    np.testing.assert_array_equal(frame["score"], table["score"])
    assert list(frame["rank"].dropna()) == list(table["rank"].dropna())
    assert frame.geometry.geom_equals(
        ranked.zone.layers["plots"].frame.geometry[table.index].reset_index(drop=True)
    ).all()
    assert list(frame["outcome"]) == list(table["outcome"])


def test_the_classes_of_the_style_hold_every_score():
    values = {one.value for one in ranked_style().classes}
    assert {str(tenth(score)) for score in [*np.linspace(0, 1, 101), np.nan]} == values


def test_gdal_and_sqlite_see_one_default_style_for_each_layer(catalog, tmp_path):
    export(catalog, tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as db:
        rows = db.execute(
            "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {name for name, _, _ in rows} == set(LAYERS)
    assert {default for _, _, default in rows} == {1}
    for _, text, _ in rows:
        assert etree.fromstring(text).find("renderer-v2/symbols/symbol/layer/Option") is not None
    listed = pyogrio.list_layers(tmp_path / "a.gpkg")
    assert set(listed[:, 0]) == {*LAYERS, "layer_styles"}


def test_a_style_escapes_what_it_is_given():
    hostile = '"/><script>&'
    style = Style(
        "fill", (StyleClass(hostile, hostile, Symbol("0,0,0")),), "status", {hostile: hostile}
    )
    root = etree.fromstring(qml(style))
    assert root.find("renderer-v2/categories/category").get("label") == hostile
    assert root.find("aliases/alias").get("name") == hostile


def test_what_is_schematic_is_dashed():
    sites = Catalog.read(shipped()).schema("sites")
    looks = {one.value: one.symbol.dashed for one in style_of(sites, "fill", ["outline"]).classes}
    assert looks["schematic"]
    assert not looks["surveyed"]
    assert shape_of(["MultiPoint"]) == "marker"
    assert shape_of([]) == "fill"
