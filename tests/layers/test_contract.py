"""Contracts: every breach is found, in one pass, with its rows."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from sezgeo.crs import WORK_CRS
from sezgeo.errors import CatalogError, LayerError, UnknownNameError
from sezgeo.layers import Catalog, Layer, shipped
from sezgeo.layers.contract import TEXT_DTYPE, fits

CATALOG = Catalog.read(shipped())
PLOTS = CATALOG.schema("plots")


def plots(**changes):
    cells = {"plot_id": ["ALB-001", "ALB-002"], "site": "alabushevo", "status": "free", **changes}
    shapes = cells.pop("geometry", [box(0, 0, 9, 9), box(20, 0, 29, 9)])
    return gpd.GeoDataFrame(cells, geometry=shapes, crs=WORK_CRS)


def codes(frame):
    return {breach.code for breach in PLOTS.breaches(frame)}


def test_a_good_table_has_no_breach():
    assert not codes(plots(area_m2=[81.0, 81.0], updated=["2026-11-23", None]))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("ID_DUPLICATE", {"plot_id": ["ALB-001", "ALB-001"]}),
        ("ID_MISSING", {"plot_id": ["ALB-001", " "]}),
        ("ID_PATTERN", {"plot_id": ["ALB-001", "АЛБ-2"]}),
        ("VALUE_DOMAIN", {"status": ["free", "maybe"]}),
        ("VALUE_RANGE", {"area_m2": [-1.0, 5.0]}),
        ("NUMBER_BAD", {"power_mw": ["10", "ten"]}),
        ("DATE_BAD", {"updated": ["23.11.2026", "2026-11-23"]}),
        ("DATE_BAD", {"updated": ["٢٠٢٦-١١-٢٣", "2026-11-23"]}),
        ("VALUE_MISSING", {"site": ["alabushevo", None]}),
        ("GEOM_NULL", {"geometry": [box(0, 0, 1, 1), None]}),
        ("GEOM_EMPTY", {"geometry": [box(0, 0, 1, 1), Polygon()]}),
        ("GEOM_TYPE", {"geometry": [box(0, 0, 1, 1), Point(0, 0)]}),
        (
            "GEOM_INVALID",
            {"geometry": [Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), box(5, 5, 6, 6)]},
        ),
    ],
)
def test_each_breach_is_found_and_no_other(code, changes):
    assert codes(plots(**changes)) == {code}


def test_a_pattern_of_alternatives_is_kept_to_from_end_to_end():
    words = pd.Series(["a", "b", "ab", "ba", "xb", "a\n"], dtype=TEXT_DTYPE)
    assert words[fits(words, "a|b")].tolist() == ["a", "b"]


def test_a_missing_column_and_a_strange_system_are_told_too():
    frame = plots().drop(columns="site").set_crs(3857, allow_override=True)
    assert codes(frame) == {"COLUMN_MISSING", "CRS_BAD"}


def test_all_breaches_come_in_one_message_in_both_languages():
    with pytest.raises(LayerError) as refused:
        Layer.of(plots(plot_id=["x", "x"], status="?"), PLOTS, source="bad.gpkg")
    said = refused.value.text
    assert said.en.count("\n") == said.ru.count("\n") == 3


def test_a_layer_has_every_contracted_column_and_unknown_stays_unknown():
    layer = Layer.of(plots(), PLOTS, source="plots.gpkg")
    assert set(PLOTS.columns) <= set(layer.frame.columns)
    assert layer.frame["power_mw"].isna().all()
    assert layer.frame.index.tolist() == ["ALB-001", "ALB-002"]


def test_the_catalog_speaks_both_languages_everywhere():
    for schema in CATALOG.schemas.values():
        assert schema.title_ru
        assert schema.title_en
        for name, column in schema.columns.items():
            assert column.ru, name
            assert column.en, name
            if column.kind == "number" and "number" not in name:
                assert not column.unit or name.endswith("_" + column.unit), name


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("not toml [", "catalog.toml"),
        ('title_ru = "а"\ntitle_en = "a"\n', "layers"),
        ('title_ru = "а"\ntitle_en = "a"\n[layers.x]\nfyle = 1\n', "fyle"),
    ],
)
def test_a_bad_catalog_is_refused_with_its_place(tmp_path, text, part):
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=part):
        Catalog.read(tmp_path)


def test_a_folder_without_a_catalog_says_how_to_make_one(tmp_path):
    with pytest.raises(CatalogError, match="sezgeo init"):
        Catalog.read(tmp_path)


def test_a_missing_layer_file_is_named(tmp_path):
    (tmp_path / "catalog.toml").write_bytes((shipped() / "catalog.toml").read_bytes())
    with pytest.raises(CatalogError, match=r"plots\.geojson"):
        Catalog.read(tmp_path).layer("plots")


def test_an_unknown_layer_gets_the_nearest_names():
    with pytest.raises(UnknownNameError, match="railways"):
        CATALOG.layer("railway")
