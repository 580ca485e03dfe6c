"""
Deliveries with one fault each, made from one that has none.

Each function is named after the code it provokes, takes an empty folder, and returns the path to
send, or that and the options to send it with.
"""

import json
import os
import sqlite3
import struct
import unicodedata
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import translate

from sezgeo.crs import MSK77
from sezgeo.intake.options import Options

WEST, SOUTH = 383_500.37, 6_208_700.61
SITES = gpd.GeoDataFrame(
    {"site": ["alabushevo", "miet"], "name_ru": ["Алабушево", "МИЭТ"]},
    geometry=[
        box(WEST - 50, SOUTH - 50, WEST + 900, SOUTH + 900),
        box(WEST + 4000, SOUTH - 4000, WEST + 4500, SOUTH - 3500),
    ],
    crs=32637,
)


def good(n: int = 6, **columns: object) -> gpd.GeoDataFrame:
    """Return plots that break no rule: neighbours in a row, edges shared."""
    shapes = [
        Polygon(
            [
                (WEST + 100 * i, SOUTH),
                (WEST + 100 * i + 100, SOUTH),
                (WEST + 100 * i + 100, SOUTH + 80.25),
                (WEST + 100 * i, SOUTH + 80.25),
            ]
        )
        for i in range(n)
    ]
    frame = gpd.GeoDataFrame(
        {
            "plot_id": [f"ALB-{i + 1:03d}" for i in range(n)],
            "site": "Алабушево",
            "status": ["свободен", "занят", "резерв"][:1] * n,
            "area_m2": 8025.0,
            "updated": "2025-02-17",
        },
        geometry=shapes,
        crs=32637,
    )
    return frame.assign(**columns)


def shp(folder: Path, frame: gpd.GeoDataFrame | None = None, encoding: str = "UTF-8") -> Path:
    path = folder / "plots.shp"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL warns of text that it cuts
        pyogrio.write_dataframe(good() if frame is None else frame, path, encoding=encoding)
    return path


def geojson(folder: Path, frame: gpd.GeoDataFrame | None = None) -> Path:
    """Write RFC 7946 as plain JSON, so that a test may break it."""
    frame = good() if frame is None else frame
    path = folder / "plots.geojson"
    path.write_text(json.dumps(collection(frame), ensure_ascii=False), encoding="utf-8")
    return path


def collection(frame: gpd.GeoDataFrame) -> dict:
    return json.loads(frame.to_crs(4326).to_json(drop_id=True, na="null"))


def gpkg(folder: Path, frame: gpd.GeoDataFrame | None = None, **how: object) -> Path:
    path = folder / "plots.gpkg"
    pyogrio.write_dataframe(good() if frame is None else frame, path, **how)
    return path


def zipped(folder: Path, members: dict[str, bytes | str], **how: object) -> Path:
    path = folder / "plots.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def text(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def parts(folder: Path, frame: gpd.GeoDataFrame | None = None) -> dict[str, bytes]:
    """Return the files of a shapefile, not yet packed."""
    inner = folder / "loose"
    inner.mkdir()
    shp(inner, frame)
    return {one.name: one.read_bytes() for one in sorted(inner.iterdir())}


def edited(path: Path, offset: int, data: bytes) -> Path:
    raw = bytearray(path.read_bytes())
    raw[offset : offset + len(data)] = data
    path.write_bytes(bytes(raw))
    return path


def dbf(folder: Path, find: bytes, put: bytes, frame: gpd.GeoDataFrame | None = None) -> Path:
    """Write a shapefile and change bytes of its .dbf, all of them or the first."""
    path = shp(folder, frame)
    table = path.with_suffix(".dbf")
    raw = table.read_bytes()
    assert find in raw
    table.write_bytes(raw.replace(find, put.ljust(len(find)), 1))
    return path


def geometry(frame: gpd.GeoDataFrame, place: int, shape: object) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_list()
    shapes[place] = shape
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))


def changed(name: str, value: object, place: int = 1) -> gpd.GeoDataFrame:
    frame = good()
    frame[name] = frame[name].astype(object)
    frame.loc[place, name] = value
    return frame


# what was sent


def FILE_NOT_FOUND(folder):
    return folder / "plots.shp"


def NOT_A_FILE(folder):
    pipe = folder / "plots.geojson"
    os.mkfifo(pipe)
    return pipe


def CHECKSUM_MISMATCH(folder):
    path = geojson(folder)
    text(folder, "SHA256SUMS", f"{'0' * 64}  plots.geojson\n")
    return path


def ARCHIVE_UNSAFE_PATH(folder):
    return zipped(folder, {**parts(folder), "../../outside.txt": "x"})


def ARCHIVE_SYMLINK(folder):
    path = zipped(folder, parts(folder))
    link = zipfile.ZipInfo("plots.qix")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/hostname")
    return path


def ARCHIVE_BOMB(folder):
    return zipped(folder, {**parts(folder), "plots.dbf": b"\0" * (8 << 20)})


def ARCHIVE_TOO_MANY(folder):
    return zipped(folder, {f"{i}.txt": "" for i in range(1200)})


def ARCHIVE_ENCRYPTED(folder):
    path = zipped(folder, parts(folder))
    raw = bytearray(path.read_bytes())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(sign)
        while place >= 0:
            raw[place + flags] |= 1
            place = raw.find(sign, place + 4)
    path.write_bytes(bytes(raw))
    return path


def ARCHIVE_CORRUPT(folder):
    path = zipped(folder, parts(folder))
    raw = bytearray(path.read_bytes())
    raw[raw.find(b"plots.dbf") + 30] ^= 0xFF
    path.write_bytes(bytes(raw))
    return path


def ARCHIVE_DUPLICATE_NAME(folder):
    files = parts(folder)
    return zipped(folder, {**files, "PLOTS.DBF": files["plots.dbf"]})


def ARCHIVE_NESTED(folder):
    inner = zipped(folder, parts(folder)).rename(folder / "inner.zip")
    return zipped(folder, {"inner.zip": inner.read_bytes()})


def ARCHIVE_NO_LAYER(folder):
    return zipped(folder, {"readme.txt": "nothing here"})


def LAYER_AMBIGUOUS(folder):
    files = parts(folder)
    return zipped(folder, files | {name.replace("plots", "old"): d for name, d in files.items()})


def FORMAT_NOT_ALLOWED(folder):
    return text(
        folder,
        "plots.csv",
        '<OGRVRTDataSource><OGRVRTLayer name="p"><SrcDataSource>/etc/hostname</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
    )


def XML_DTD(folder):
    return text(
        folder,
        "plots.kml",
        '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        "<kml><Document>&e;</Document></kml>",
    )


def REMOTE_REFERENCE(folder):
    return text(
        folder,
        "plots.kml",
        "<kml><NetworkLink><Link><href>http://127.0.0.1:9/a</href></Link></NetworkLink></kml>",
    )


def XML_BAD(folder):
    return text(folder, "plots.kml", "<kml><Document><Placemark></Document></kml>")


def GRAPHML_BAD_VALUE(folder):
    return text(
        folder,
        "roads.graphml",
        '<graphml><key id="d" for="edge" attr.name="osmid" attr.type="string"/><graph><edge>'
        "<data key=\"d\">[__import__('os').system('true')]</data></edge></graph></graphml>",
    )


def NOT_GEOJSON(folder):
    return text(folder, "plots.geojson", '{"type": "Topology", "objects": {}}')


def ENC_NOT_UTF8(folder):
    path = geojson(folder)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1251"))
    return path


def JSON_BAD(folder):
    path = geojson(folder)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def JSON_DUPLICATE_KEY(folder):
    path = geojson(folder)
    said = path.read_text(encoding="utf-8")
    path.write_text(said.replace('"site":', '"plot_id": "ALB-999", "site":', 1), encoding="utf-8")
    return path


def GPKG_CORRUPT(folder):
    path = gpkg(folder)
    path.write_bytes(path.read_bytes()[: -(3 * 4096)])
    return path


def GPKG_VIEW_OR_TRIGGER(folder):
    path = gpkg(folder)
    with sqlite3.connect(path) as db:
        db.execute("CREATE VIEW spy AS SELECT * FROM plots")
    return path


def PARQUET_CORRUPT(folder):
    path = folder / "plots.parquet"
    good().to_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def SOURCE_UNREADABLE(folder):
    path = folder / "plots.fgb"
    pyogrio.write_dataframe(good(), path)
    path.write_bytes(path.read_bytes()[:200])
    return path


# shapefiles


def SHP_EMPTY_FILE(folder):
    path = shp(folder)
    path.write_bytes(b"")
    return path


def NOT_A_SHAPEFILE(folder):
    path = shp(folder)
    path.write_bytes(np.random.default_rng(1).bytes(500))
    return path


def DBF_MISSING(folder):
    path = shp(folder)
    path.with_suffix(".dbf").unlink()
    return path


def SHP_TRUNCATED(folder):
    path = shp(folder)
    path.write_bytes(path.read_bytes()[:-20])
    return path


def DBF_TRUNCATED(folder):
    path = shp(folder)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-150])
    return path


def SHX_INCONSISTENT(folder):
    path = shp(folder)
    index = path.with_suffix(".shx")
    raw = index.read_bytes()
    index.write_bytes(raw[:100] + raw[108:] + raw[100:108])
    return path


def SHP_DBF_COUNT(folder):
    path = shp(folder)
    other = folder / "other"
    other.mkdir()
    path.with_suffix(".dbf").write_bytes(shp(other, good(8)).with_suffix(".dbf").read_bytes())
    return path


def SHP_RECORD_BAD(folder):
    return edited(shp(folder), 108 + 40, struct.pack("<i", 4))


def SHP_HEADER_LENGTH(folder):
    return edited(shp(folder), 24, struct.pack(">i", 60))


def SHX_MISSING(folder):
    path = shp(folder)
    path.with_suffix(".shx").unlink()
    return path


def DBF_CASE(folder):
    path = shp(folder)
    path.with_suffix(".dbf").rename(folder / "PLOTS.dbf")
    return path


def DBF_DELETED_ROWS(folder):
    path = shp(folder)
    raw = path.with_suffix(".dbf").read_bytes()
    header, width = struct.unpack("<HH", raw[8:12])
    edited(path.with_suffix(".dbf"), header + 2 * width, b"*")
    return path


def EMPTY_LAYER(folder):
    return text(folder, "plots.geojson", '{"type": "FeatureCollection", "features": []}')


def ENC_MIXED(folder):
    name = "Алабушево"
    return dbf(folder, name.encode(), name.encode("cp1251"))


def ENC_CONTRADICTED(folder):
    path = shp(folder, encoding="CP1251")
    path.with_suffix(".cpg").write_text("UTF-8")
    return path


def ENC_CPG_UNKNOWN(folder):
    path = shp(folder, encoding="CP1251")
    path.with_suffix(".cpg").write_text("KLINGON")
    return edited_language(path)


def ENC_GUESSED(folder):
    path = shp(folder, encoding="CP1251")
    path.with_suffix(".cpg").unlink()
    return edited_language(path)


def edited_language(path: Path) -> Path:
    edited(path.with_suffix(".dbf"), 29, b"\0")
    return path


def ENC_CUT_CHAR(folder):
    path = shp(folder, good(note="x" + "я" * 120))
    table = path.with_suffix(".dbf")
    whole = ("x" + "я" * 120).encode()
    raw = table.read_bytes()
    width = raw[32 + 5 * 32 + 16]
    cut = ("xx" + "я" * 127).encode()[:width]
    table.write_bytes(raw.replace(whole.ljust(width), cut))
    return path


def TEXT_MAYBE_CUT(folder):
    return shp(folder, good(note="x" * 254))


# columns


def COLUMN_UNKNOWN(folder):
    return geojson(folder, good().rename(columns={"plot_id": "номерок"}))


def COLUMN_MISSING(folder):
    return geojson(folder, good().drop(columns="site"))


def COLUMN_DUPLICATE(folder):
    return geojson(folder, good(PLOT_ID=good()["plot_id"]))


def COLUMN_MAPPED(folder):
    return geojson(folder, good().rename(columns={"area_m2": "AREA_M2"}))


def COLUMN_EXTRA(folder):
    return geojson(folder, good(landlord="nobody"))


# cells


def ID_MISSING(folder):
    return geojson(folder, changed("plot_id", None))


def ID_HOMOGLYPH(folder):
    return geojson(folder, changed("plot_id", "АLB-002"))


def ID_NORMALISED(folder):
    return geojson(folder, changed("plot_id", " alb–002 "))


def ID_PATTERN(folder):
    return geojson(folder, good(plot_id=np.arange(6) + 1.0))


def ID_DUPLICATE(folder):
    return geojson(folder, changed("plot_id", "ALB-001"))


def VALUE_MISSING(folder):
    return geojson(folder, changed("status", None))


def SITE_UNKNOWN(folder):
    return geojson(folder, changed("site", "Аллабушево"))


def SITE_READ_AS(folder):
    return geojson(folder, changed("site", "ОЭЗ Алабушево, корпус А"))


def VALUE_DOMAIN(folder):
    return geojson(folder, changed("status", "продан"))


def VALUE_PATTERN(folder):
    return geojson(folder, good(cad_num="77:x"))


def VALUE_RANGE(folder):
    return geojson(folder, changed("area_m2", -8025.0))


def NUMBER_BAD(folder):
    return geojson(folder, changed("area_m2", "много"))


def NUMBER_TEXT(folder):
    return dbf(folder, b"8025.0", b"8025,0", None)


def DATE_BAD(folder):
    return geojson(folder, changed("updated", "2025-02-30"))


def DATE_NORMALISED(folder):
    return geojson(folder, changed("updated", "17.02.2025"))


def TEXT_CONTROL_CHARS(folder):
    return geojson(folder, good(use_type="склад\u0007\u202e"))


def TEXT_NFC(folder):
    return geojson(folder, good(use_type=unicodedata.normalize("NFD", "жилой")))


# shapes


def GEOM_NULL(folder):
    return geojson(folder, geometry(good(), 2, None))


def GEOM_EMPTY(folder):
    return gpkg(folder, geometry(good(), 2, Polygon()))


def GEOM_TYPE(folder):
    return geojson(folder, geometry(good(), 2, LineString([(WEST, SOUTH), (WEST + 9, SOUTH)])))


def GEOM_BLOB_BAD(folder):
    path = gpkg(folder)
    with sqlite3.connect(path) as db:
        for name, sql in db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            assert sql
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE plots SET geom = substr(geom, 1, 70) WHERE fid = 2")
    return path


def GEOM_DEGENERATE(folder):
    flat = Polygon([(WEST, SOUTH), (WEST + 50, SOUTH), (WEST + 90, SOUTH)])
    return geojson(folder, geometry(good(), 2, flat))


def GEOM_INVALID(folder):
    bow = Polygon(
        [
            (WEST, SOUTH + 200),
            (WEST + 90, SOUTH + 290),
            (WEST + 90, SOUTH + 200),
            (WEST, SOUTH + 290),
        ]
    )
    return geojson(folder, geometry(good(), 2, bow))


def GEOM_TINY(folder):
    frame = geometry(good(), 2, box(WEST, SOUTH + 300, WEST + 0.5, SOUTH + 300.5))
    frame.loc[2, "area_m2"] = 0.25
    return gpkg(folder, frame)


def GEOM_HEAVY(folder):
    return gpkg(folder, geometry(good(), 2, Point(WEST + 500, SOUTH + 500).buffer(60, 4000)))


def GEOM_SPIKE(folder):
    shape = good().geometry[2]
    corners = list(shape.exterior.coords)[:-1]
    tip = (corners[3][0] + 0.0, corners[3][1] + 300.0)
    spiky = Polygon([*corners[:3], corners[3], tip, (corners[3][0], corners[3][1])])
    return shp(folder, geometry(good(), 2, spiky))


def GEOM_UNCLOSED(folder):
    path = geojson(folder)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["features"][1]["geometry"]["coordinates"][0].pop()
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def GEOM_RING_ORDER(folder):
    path = shp(folder)
    raw = bytearray(path.read_bytes())
    points = struct.unpack_from("<10d", raw, 108 + 48)
    turned = [c for i in range(8, -2, -2) for c in points[i : i + 2]]
    struct.pack_into("<10d", raw, 108 + 48, *turned)
    path.write_bytes(bytes(raw))
    return path


def GEOM_DUP_VERTICES(folder):
    corners = list(good().geometry[2].exterior.coords)
    return geojson(folder, geometry(good(), 2, Polygon([corners[0], *corners])))


def GEOM_Z_DROPPED(folder):
    frame = good()
    return gpkg(folder, frame.set_geometry(shapely.force_3d(frame.geometry, 150.0)))


def GEOM_M_DROPPED(folder):
    path = shp(folder)
    return as_measured(path)


def as_measured(path: Path) -> Path:
    """Turn a .shp of polygons into one of polygons with M values that say nothing."""
    raw = path.read_bytes()
    place, records, index = 100, b"", b""
    while place < len(raw):
        number, words = struct.unpack_from(">ii", raw, place)
        content = bytearray(raw[place + 8 : place + 8 + 2 * words])
        struct.pack_into("<i", content, 0, 25)
        (count,) = struct.unpack_from("<i", content, 40)
        content += struct.pack(f"<{2 + count}d", *[-1e39] * (2 + count))
        index += struct.pack(">ii", (100 + len(records)) // 2, len(content) // 2)
        records += struct.pack(">ii", number, len(content) // 2) + content
        place += 8 + 2 * words
    for suffix, body in ((".shp", records), (".shx", index)):
        head = bytearray(raw[:100])
        struct.pack_into(">i", head, 24, (100 + len(body)) // 2)
        struct.pack_into("<i", head, 32, 25)
        path.with_suffix(suffix).write_bytes(bytes(head) + body)
    return path


def COORD_NOT_FINITE(folder):
    return edited(shp(folder), 108 + 48, struct.pack("<d", float("inf")))


def COORD_RANGE(folder):
    far = Polygon([(WEST, SOUTH), (1e12, SOUTH), (1e12, SOUTH + 9)])
    return gpkg(folder, geometry(good(), 2, far))


def COORD_PRECISION(folder):
    frame = good().to_crs(4326)
    rounded = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy.round(5))
    return geojson(folder, frame.set_geometry(gpd.GeoSeries(rounded, crs=4326)))


# coordinate systems


def CRS_MISSING(folder):
    path = shp(folder)
    path.with_suffix(".prj").unlink()
    return path


def CRS_ALTERED(folder):
    path = shp(folder)
    prj = path.with_suffix(".prj")
    prj.write_text(prj.read_text().replace("500000.0", "500100.0"))
    return path


def CRS_LOCAL(folder):
    path = shp(folder)
    path.with_suffix(".prj").write_text('LOCAL_CS["ours",LOCAL_DATUM["m",0],UNIT["metre",1]]')
    return path


def CRS_BAD(folder):
    path = shp(folder)
    path.with_suffix(".prj").write_text("not a system at all")
    return path


def CRS_AXIS_SWAPPED(folder):
    path = geojson(folder)
    data = json.loads(path.read_text(encoding="utf-8"))
    for one in data["features"]:
        rings = one["geometry"]["coordinates"]
        one["geometry"]["coordinates"] = [[point[::-1] for point in ring] for ring in rings]
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def CRS_CONTRADICTED(folder):
    path = shp(folder, good().to_crs(4326))
    inner = folder / "other"
    inner.mkdir()
    path.with_suffix(".prj").write_bytes(shp(inner).with_suffix(".prj").read_bytes())
    return path


def CRS_OUT_OF_AREA(folder):
    frame = good().to_crs(28407)
    shifted = frame.set_geometry(frame.translate(-7_000_000)).set_crs(32637, allow_override=True)
    return gpkg(folder, shifted)


def CRS_SHIFT_RESTORED(folder):
    return shp(folder, good().to_crs(MSK77))


def CRS_OVERRIDDEN(folder):
    path = shp(folder)
    inner = folder / "other"
    inner.mkdir()
    wrong = shp(inner, good().to_crs(32636)).with_suffix(".prj").read_bytes()
    path.with_suffix(".prj").write_bytes(wrong)
    return path, Options(crs="EPSG:32637")


# rules between layers


def AREA_DISAGREES(folder):
    return geojson(folder, good(area_m2=0.8025))


def OUTSIDE_SITE(folder):
    away = good().geometry[2].buffer(0)
    return gpkg(folder, geometry(good(), 2, translate(away, 0, 1500)))


def OVERLAP(folder):
    shape = good().geometry[2]
    return gpkg(folder, geometry(good(), 2, translate(shape, 20, 0)))


def SLIVER(folder):
    shape = good().geometry[2]
    return gpkg(folder, geometry(good(), 2, translate(shape, 0.008, 0)))


def GAP(folder):
    shape = good(6).geometry[5]
    return gpkg(folder, geometry(good(), 5, translate(shape, 0.3, 0)))


def SITE_FROM_PLACE(folder):
    return text(folder, "kpt.xml", kpt([("77:10:0000001:1", good().geometry[0])]))


def CADASTRE_NO_OUTLINE(folder):
    plots = [("77:10:0000001:1", good().geometry[0]), ("77:10:0000001:2", None)]
    return text(folder, "kpt.xml", kpt(plots))


def CADASTRE_ELSEWHERE(folder):
    away = box(WEST + 9000, SOUTH, WEST + 9100, SOUTH + 100)
    plots = [("77:10:0000001:1", good().geometry[0]), ("77:10:0000001:2", away)]
    return text(folder, "kpt.xml", kpt(plots))


def kpt(parcels: list[tuple[str, Polygon | MultiPolygon | None]], system: str = "МСК-77") -> str:
    """Write a cadastral plan of territory as the EGRN does since 2021: x is north."""
    records = "".join(_land_record(number, shape, system) for number, shape in parcels)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><extract_cadastral_plan_territory>'
        "<cadastral_blocks><cadastral_block><record_data><base_data><land_records>"
        f"{records}</land_records></base_data></record_data></cadastral_block></cadastral_blocks>"
        "</extract_cadastral_plan_territory>"
    )


def _land_record(number: str, shape: Polygon | MultiPolygon | None, system: str) -> str:
    contours = ""
    if shape is not None:
        local = gpd.GeoSeries([shape], crs=32637).to_crs(MSK77).iloc[0]
        contours = "".join(
            "<contour><entity_spatial>"
            f"<sk_id>{system}</sk_id><spatials_elements>{_elements(part)}</spatials_elements>"
            "</entity_spatial></contour>"
            for part in shapely.get_parts(local)
        )
        contours = f"<contours_location><contours>{contours}</contours></contours_location>"
    area = "" if shape is None else f"<area><value>{shape.area:.0f}</value></area>"
    return (
        "<land_record><object><common_data><type><code>002001001000</code></type>"
        f"<cad_number>{number}</cad_number></common_data></object><params>{area}"
        "<category><type><value>Земли населённых пунктов</value></type></category>"
        "<permitted_use><permitted_use_established><by_document>под завод</by_document>"
        "</permitted_use_established></permitted_use></params>"
        "<address_location><address><readable_address>Москва</readable_address></address>"
        f"</address_location>{contours}</land_record>"
    )


def _elements(part: Polygon) -> str:
    return "".join(
        "<spatial_element><ordinates>"
        + "".join(
            f"<ordinate><x>{y:.4f}</x><y>{x:.4f}</y></ordinate>" for x, y in list(ring.coords)[:-1]
        )
        + "</ordinates></spatial_element>"
        for ring in (part.exterior, *part.interiors)
    )


def delimited(folder: Path, frame: gpd.GeoDataFrame, **how: object) -> Path:
    """Write a CSV with WKT, in degrees."""
    path = folder / "plots.csv"
    frame = frame.to_crs(4326)
    table = pd.DataFrame(frame.drop(columns="geometry")).assign(
        WKT=shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=9)
    )
    table.to_csv(path, index=False, **how)
    return path
