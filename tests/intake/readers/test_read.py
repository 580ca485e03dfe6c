"""Every format that staff may send gives the same layer."""

import json
import zipfile

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from sezgeo.crs import MSK77
from sezgeo.intake.checks import known_systems
from sezgeo.intake.options import Options
from sezgeo.intake.readers import codepage, shp_geometry
from sezgeo.intake.receive import receive
from tests.helpers import bad_deliveries
from tests.helpers.bad_deliveries import SOUTH, WEST, good
from tests.helpers.deliveries import sites_workspace


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return sites_workspace(tmp_path_factory.mktemp("layers"), bad_deliveries.SITES)


def through_gdal(suffix, **how):
    def write(folder):
        path = folder / f"plots{suffix}"
        pyogrio.write_dataframe(good(), path, **how)
        return path

    return write


def parquet(folder):
    path = folder / "plots.parquet"
    good().to_parquet(path)
    return path


def kml(folder):
    marks = "".join(
        f"<Placemark><ExtendedData>{_data(row)}</ExtendedData><Polygon>"
        f"<outerBoundaryIs><LinearRing><coordinates>{_pairs(row.geometry)}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark>"
        for row in good().to_crs(4326).itertuples()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    return bad_deliveries.text(folder, "plots.kml", f"{head}<Document>{marks}</Document></kml>")


def _data(row):
    return "".join(
        f'<Data name="{name}"><value>{getattr(row, name)}</value></Data>'
        for name in ("plot_id", "site", "status", "area_m2", "updated")
    )


def _pairs(shape):
    return " ".join(f"{x!r},{y!r}" for x, y in shape.exterior.coords)


def in_zip(name):
    def write(folder):
        files = bad_deliveries.parts(folder)
        path = folder / "plots.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for inner, data in files.items():
                entry = zipfile.ZipInfo("x")
                entry.filename = f"{name}/{inner}"
                archive.writestr(entry, data)
        return path

    return write


def in_cp866_zip(folder):
    path = in_zip("YYYYYYYY")(folder)
    path.write_bytes(path.read_bytes().replace(b"YYYYYYYY", "площадка".encode("cp866")))
    return path


def in_folder(folder):
    inner = folder / "пакет" / "слой"
    inner.mkdir(parents=True)
    bad_deliveries.shp(inner)
    return folder / "пакет"


CLEAN = {
    "shapefile": bad_deliveries.shp,
    "shapefile cp1251": lambda folder: bad_deliveries.shp(folder, encoding="CP1251"),
    "folder": in_folder,
    "zip": in_zip("ОЭЗ/2025"),
    "zip with cp866 names": in_cp866_zip,
    "geopackage": bad_deliveries.gpkg,
    "geojson": bad_deliveries.geojson,
    "flatgeobuf": through_gdal(".fgb"),
    "geoparquet": parquet,
    "mapinfo mif": through_gdal(".mif", driver="MapInfo File", FORMAT="MIF", ENCODING="CP1251"),
    "mapinfo tab": through_gdal(".tab", driver="MapInfo File", ENCODING="CP1251"),
    "kml": kml,
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_format_brings_the_same_layer(name, catalog, tmp_path):
    result = receive(catalog, "plots", CLEAN[name](tmp_path))
    codes = {one.code for one in result.findings}
    assert codes <= {"OK", "GEOM_DUP_VERTICES"}, [str(one) for one in result.findings]
    frame = result.frame.sort_values("plot_id").reset_index(drop=True)
    assert frame["plot_id"].tolist() == good()["plot_id"].tolist()
    assert set(frame["site"]) == {"alabushevo"}
    assert set(frame["status"]) == {"free"}
    assert set(frame["updated"]) == {"2025-02-17"}
    assert frame["area_m2"].tolist() == [8025.0] * 6
    assert frame.geometry.hausdorff_distance(good().geometry).max() < 0.002


def test_a_mapinfo_table_without_a_character_set_is_guessed(catalog, tmp_path):
    write = through_gdal(".tab", driver="MapInfo File", encoding="CP1251")
    result = receive(catalog, "plots", write(tmp_path))
    assert [one.code for one in result.findings] == ["ENC_GUESSED"]
    assert set(result.frame["site"]) == {"alabushevo"}


def test_csv_of_russian_excel_is_read_once_it_says_its_system(catalog, tmp_path):
    path = bad_deliveries.delimited(tmp_path, good(), sep=";", decimal=",", encoding="cp1251")
    assert receive(catalog, "plots", path).findings[0].code == "CRS_MISSING"
    result = receive(catalog, "plots", path, options=Options(crs="EPSG:4326"))
    assert {one.code for one in result.findings} == {"ENC_GUESSED", "NUMBER_TEXT"}
    assert result.frame["area_m2"].sum() == 6 * 8025


def test_a_mapinfo_table_in_a_system_without_the_earth_is_asked_about(catalog, tmp_path):
    path = bad_deliveries.text(
        tmp_path, "p.mif",
        'Version 300\nCharset "WindowsCyrillic"\nDelimiter ","\nCoordSys NonEarth Units "m" '
        "Bounds (0, 0) (9999999, 9999999)\nColumns 1\n  plot_id Char(10)\nData\n\n"
        f"Region 1\n  4\n{WEST} {SOUTH}\n{WEST + 99} {SOUTH}\n{WEST} {SOUTH + 99}\n"
        f"{WEST} {SOUTH}\n",
    )  # fmt: skip
    bad_deliveries.text(tmp_path, "p.mid", '"ALB-001"\n')
    assert receive(catalog, "plots", path).findings[0].code in ("CRS_LOCAL", "CRS_MISSING")


@pytest.mark.parametrize("system", ["EPSG:4326", "EPSG:28407", "EPSG:20907", "EPSG:3857", MSK77])
def test_any_declared_system_comes_to_the_same_place(system, catalog, tmp_path):
    path = bad_deliveries.gpkg(tmp_path, good().to_crs(system))
    result = receive(catalog, "plots", path)
    assert result.outcome in ("accept", "repair"), [str(one) for one in result.findings]
    moved = gpd.GeoSeries(result.frame.geometry).centroid.distance(good().geometry.centroid)
    assert moved.max() < 0.01


@pytest.mark.parametrize("system", ["МСК-77", "СК-42", "ГСК-2011", "32637", "EPSG:4326"])
def test_a_system_may_be_named_as_people_name_it(system, catalog, tmp_path):
    frame = good().to_crs(known_systems.definition_of(system))
    path = bad_deliveries.shp(tmp_path, frame)
    path.with_suffix(".prj").unlink()
    result = receive(catalog, "plots", path, options=Options(crs=system))
    assert result.outcome == "accept", [str(one) for one in result.findings]


def test_a_shift_lost_by_a_prj_is_put_back(catalog, tmp_path):
    result = receive(catalog, "plots", bad_deliveries.CRS_SHIFT_RESTORED(tmp_path))
    assert result.findings[0].code == "CRS_SHIFT_RESTORED"
    assert result.frame.geometry.centroid.distance(good().geometry.centroid).max() < 0.01


@pytest.mark.realdata
def test_systems_give_the_control_points(shared):
    data = json.loads((shared / "facts" / "crs_testpoints.json").read_text(encoding="utf-8"))
    names = {
        "MSK77_B": MSK77,
        "MSK77_A": known_systems.MSK77_FITTED,
        "MSK50_z1": known_systems.MSK50_1,
        "MSK50_z2": known_systems.MSK50_2,
    }
    for point in data["points"].values():
        for name, xy in point.items():
            degrees = known_systems.System(None, names.get(name, name)).to_degrees(np.array([xy]))
            assert np.abs(degrees - point["EPSG:4326"]).max() < 2e-8


# the cadastre

MANY = MultiPolygon(
    [
        box(WEST, SOUTH, WEST + 90, SOUTH + 90) - box(WEST + 20, SOUTH + 20, WEST + 40, SOUTH + 40),
        box(WEST + 200, SOUTH, WEST + 250, SOUTH + 50),
    ]
)


def test_a_plan_of_territory_becomes_parcels(catalog, tmp_path):
    text = bad_deliveries.kpt([("77:10:0004001:12", MANY), ("77:10:0004001:13", None)])
    result = receive(catalog, "parcels", bad_deliveries.text(tmp_path, "kpt.xml", text))
    assert [one.code for one in result.findings] == ["CADASTRE_NO_OUTLINE"]
    row = result.frame.iloc[0]
    assert (row["cad_num"], row["block"]) == ("77:10:0004001:12", "77:10:0004001")
    assert row["permitted_use"] == "под завод"
    assert row.geometry.symmetric_difference(MANY).area < 2


def test_the_older_plan_says_the_same(catalog, tmp_path):
    def rings(shape):
        local = gpd.GeoSeries([shape], crs=32637).to_crs(known_systems.MSK50_2).iloc[0]
        return "".join(
            "<SpatialElement>"
            + "".join(
                f'<SpelementUnit SuNmb="{i}"><Ordinate X="{y}" Y="{x}" OrdNmb="1"/></SpelementUnit>'
                for i, (x, y) in enumerate(ring.coords)
            )
            + "</SpatialElement>"
            for part in shapely.get_parts(local)
            for ring in (part.exterior, *part.interiors)
        )

    text = (
        '<KPT xmlns="urn://x-artefacts-rosreestr-ru/outgoing/kpt/10.0.1"><CadastralBlocks>'
        '<CadastralBlock CadastralNumber="77:10:0004001"><Parcels><Parcel CadastralNumber='
        '"77:10:0004001:12" State="06" DateCreated="2010-05-01"><Area><Area>1.02</Area><Unit>059'
        '</Unit></Area><Utilization ByDoc="под завод"/><CadastralCost Value="100.5"/>'
        f"<EntitySpatial>{rings(MANY)}</EntitySpatial></Parcel></Parcels><CoordSystems>"
        '<CoordSystem Name="СК кадастрового округа" CsId="ID01"/></CoordSystems></CadastralBlock>'
        "</CadastralBlocks></KPT>"
    )
    path = bad_deliveries.text(tmp_path, "kpt.xml", text)
    asked = receive(catalog, "parcels", path)
    assert asked.findings[0].code == "CRS_MISSING"
    assert "МСК-50, зона 2" in asked.findings[0].message.ru
    result = receive(catalog, "parcels", path, options=Options(crs="МСК-50, зона 2"))
    assert result.frame is not None, [str(one) for one in result.findings]
    assert result.frame["area_m2"].tolist() == [10200.0]
    assert result.frame.geometry.iloc[0].symmetric_difference(MANY).area < 2


def test_zones_of_the_register_become_zones(catalog, tmp_path):
    inner = bad_deliveries.kpt([("77:10:0004001:12", MANY)])
    contours = inner[inner.index("<contours_location>") : inner.index("</land_record>")]
    text = (
        "<extract_cadastral_plan_territory><zones_and_territories_boundaries>"
        "<zones_and_territories_record><b_object_zones_and_territories><b_object><reg_numb_border>"
        "77:10-6.123</reg_numb_border><type_boundary><value>Зона с особыми условиями</value>"
        "</type_boundary></b_object><type_zone><value>Охранная зона объектов электроэнергетики"
        "</value></type_zone><name_by_doc>ЛЭП 110 кВ</name_by_doc></b_object_zones_and_territories>"
        f"{contours.replace('contours_location', 'b_contours_location')}"
        "</zones_and_territories_record></zones_and_territories_boundaries></extract_cadastral_plan_territory>"
    )
    result = receive(catalog, "zones", bad_deliveries.text(tmp_path, "z.xml", text))
    assert result.outcome == "accept", [str(one) for one in result.findings]
    row = result.frame.iloc[0]
    assert (row["feature_id"], row["kind"]) == ("77:10-6.123", "power_line")


def test_a_signed_plan_in_a_zip_in_a_zip_is_opened(catalog, tmp_path):
    inner = bad_deliveries.zipped(
        tmp_path,
        {"kpt.xml": bad_deliveries.kpt([("77:10:0004001:12", MANY)]), "kpt.xml.sig": b"\x30"},
    ).rename(tmp_path / "inner.zip")
    outer = bad_deliveries.zipped(
        tmp_path, {"inner.zip": inner.read_bytes(), "inner.zip.sig": b"\x30"}
    )
    assert receive(catalog, "parcels", outer).outcome == "accept"


# what is nearly right is not read as if it were


def told(catalog, folder, change):
    """Change the second feature of a good GeoJSON, and receive it."""
    made = bad_deliveries.collection(good())
    change(made["features"][1])
    result = receive(
        catalog, "plots", bad_deliveries.text(folder, "plots.geojson", json.dumps(made))
    )
    return result.outcome, [one.code for one in result.findings], result


@pytest.mark.parametrize(
    ("cell", "outcome", "codes"),
    [
        ({"status": "\ud800"}, "refuse", ["JSON_BAD"]),
        ({"plot_id": "ALB-\uff10\uff102"}, "repair", ["ID_NORMALISED"]),
        ({"plot_id": "alb-001"}, "refuse", ["ID_DUPLICATE", "ID_NORMALISED"]),
        ({"area_m2": "\u0668\u0660\u0662\u0665"}, "refuse", ["NUMBER_BAD"]),
        ({"area_m2": "8 025,0"}, "repair", ["NUMBER_TEXT"]),
        ({"area_m2": ""}, "accept", ["OK"]),
        ({"area_m2": 1e308}, "refuse", ["AREA_DISAGREES"]),
        ({"updated": "0001-01-01"}, "refuse", ["DATE_BAD"]),
        ({"updated": "9999"}, "refuse", ["DATE_BAD"]),
        ({"updated": "\uff12\uff10\uff12\uff15-02-17"}, "refuse", ["DATE_BAD"]),
    ],
)
def test_a_cell_that_only_looks_right(cell, outcome, codes, catalog, tmp_path):
    found = told(catalog, tmp_path, lambda one: one["properties"].update(cell))
    assert found[:2] == (outcome, codes)
    assert all(len(str(one)) < 250 for one in found[2].findings)


def test_only_the_cells_that_were_text_are_called_text(catalog, tmp_path):
    _, _, result = told(
        catalog, tmp_path, lambda one: one["properties"].update(area_m2="8\u00a0025")
    )
    assert [one.row for one in result.findings] == [2]


@pytest.mark.parametrize(
    ("vertex", "outcome", "code"),
    [
        (lambda xy: [str(xy[0]), str(xy[1])], "refuse", "GEOM_BLOB_BAD"),
        (lambda xy: [*xy, 5], "repair", "GEOM_Z_DROPPED"),
        (lambda xy: [xy[0]], "refuse", "GEOM_BLOB_BAD"),
    ],
)
def test_a_vertex_that_is_written_otherwise(vertex, outcome, code, catalog, tmp_path):
    def change(one):
        ring = one["geometry"]["coordinates"][0]
        ring[1] = vertex(ring[1])

    assert told(catalog, tmp_path, change)[:2] == (outcome, [code])


@pytest.mark.parametrize(
    ("step_m", "outcome"), [(0.005, "accept"), (0.4, "repair"), (4.0, "refuse")]
)
def test_a_vertex_that_slipped_shows_where_all_other_areas_are_exact(
    step_m, outcome, catalog, tmp_path
):
    ring = np.array(good().geometry[5].exterior.coords)[:-1]
    ring[1, 0] += step_m
    moved = bad_deliveries.geometry(good(), 5, shapely.Polygon(ring))
    result = receive(catalog, "plots", bad_deliveries.gpkg(tmp_path, moved))
    assert result.outcome == outcome, [str(one) for one in result.findings]
    assert (result.findings[0].code == "AREA_DISAGREES") == (outcome != "accept")
    rounded = moved.assign(area_m2=[8000.0, 8050.0, 8010.0, 8040.0, 8030.0, 8025.0])
    if outcome == "repair":
        assert receive(catalog, "plots", bad_deliveries.gpkg(tmp_path, rounded)).outcome == "accept"


@pytest.mark.parametrize("write", [bad_deliveries.geojson, bad_deliveries.gpkg])
def test_a_hole_outside_its_outline_is_an_invalid_outline(write, catalog, tmp_path):
    hole = [(WEST + 400, SOUTH + 300), (WEST + 410, SOUTH + 300), (WEST + 410, SOUTH + 310)]
    shape = shapely.Polygon(good().geometry[1].exterior, [hole])
    result = receive(catalog, "plots", write(tmp_path, bad_deliveries.geometry(good(), 1, shape)))
    assert [one.code for one in result.findings] == ["GEOM_INVALID"]


# laws

WORDS = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=5, max_size=12)


@given(st.lists(WORDS, min_size=6, max_size=20))
def test_utf8_is_always_told_from_a_code_page(words):
    assert codepage.read([word.encode() for word in words], None).encoding == "utf-8"
    for encoding in ("cp1251", "cp866"):
        cells = [word.encode(encoding) for word in words]
        assume(not any(codepage.is_utf8(cell) for cell in cells))  # by chance: "ра" in cp866 is
        assert codepage.read(cells, encoding).encoding != "utf-8"


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r", "iso8859-5", "mac_cyrillic"])
def test_russian_names_tell_their_code_page(encoding):
    words = ["Алабушево", "свободен", "Красная Пахра", "завод им. Хруничева", "микроэлектроника"]
    assert codepage.guess([word.encode(encoding) for word in words]) == encoding


@settings(max_examples=40)
@given(st.integers(0, 3), st.booleans(), st.randoms())
def test_rings_nest_whatever_their_order_and_direction(depth, flip, random):
    rings = [np.array(box(i, i, 20 - i, 20 - i).exterior.coords) for i in range(depth + 1)]
    rings = [ring[::-1] if flip else ring for ring in rings]
    random.shuffle(rings)
    built, _ = shp_geometry.nest(rings, np.ones(len(rings), dtype=bool))
    expected = sum((-1) ** i * (20 - 2 * i) ** 2 for i in range(depth + 1))
    assert built.is_valid
    assert built.area == pytest.approx(expected)


def test_gdal_reads_the_same_shapes_from_a_shapefile(catalog, tmp_path):
    shapes = [MANY, MANY.geoms[0], box(WEST + 500, SOUTH, WEST + 600, SOUTH + 70)]
    frame = good(3).set_geometry(gpd.GeoSeries(shapes, crs=32637)).drop(columns="area_m2")
    path = bad_deliveries.shp(tmp_path, frame)
    result = receive(catalog, "parcels", path, options=Options(map={"plot_id": "cad_num"}))
    from sezgeo.intake.delivery.layer_file import LayerFile
    from sezgeo.intake.readers import shapefile

    beside = {one.suffix: one for one in tmp_path.iterdir()}
    table = shapefile.read(LayerFile("shapefile", path, beside))
    assert result.outcome == "refuse"
    trusted = pyogrio.read_dataframe(path).geometry.to_numpy()
    assert shapely.equals(table.shapes, trusted).all()
