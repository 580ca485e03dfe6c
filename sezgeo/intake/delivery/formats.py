"""
Tell what a file is by its content: names lie.

The answer is one of the formats the import reads, or a refusal that names what it found.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from sezgeo.i18n import Text
from sezgeo.intake.delivery.archive import OTHER_ARCHIVES
from sezgeo.intake.findings import UnreadableError, unreadable

Format = Literal[
    "zip", "shapefile", "geopackage", "geojson", "flatgeobuf", "geoparquet", "mapinfo_tab",
    "mapinfo_mif", "kml", "graphml", "rosreestr", "csv",
]  # fmt: skip

_HEAD_BYTES = 64 << 10
_INSIDE = Text("внутри {name}", "it is {name} inside")

_MAGIC: Mapping[bytes, Format] = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x00\x00\x27\x0a": "shapefile",
    b"SQLite format 3\x00": "geopackage",
    b"fgb\x03fgb": "flatgeobuf",
    b"PAR1": "geoparquet",
}

_KNOWN_FOREIGN: Mapping[bytes, str] = {
    b"%PDF": "PDF",
    b"AC10": "DWG",
    b"\x89HDF": "HDF5",
    b"\x0e\x03\x13\x01": "HDF4",
    b"CDF": "NetCDF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
    b"\xd0\xcf\x11\xe0": "MS Office",
    b"!<arch>": "ar",
    b"ARROW1": "Arrow",
}

_BY_NAME: Mapping[str, str] = {
    ".zip": "ARCHIVE_CORRUPT",
    ".kmz": "ARCHIVE_CORRUPT",
    ".shp": "NOT_A_SHAPEFILE",
    ".gpkg": "GPKG_CORRUPT",
    ".parquet": "PARQUET_CORRUPT",
    ".geoparquet": "PARQUET_CORRUPT",
    ".geojson": "NOT_GEOJSON",
    ".json": "NOT_GEOJSON",
    ".fgb": "SOURCE_UNREADABLE",
    ".tab": "SOURCE_UNREADABLE",
    ".mif": "SOURCE_UNREADABLE",
    ".kml": "XML_BAD",
    ".gml": "XML_BAD",
    ".xml": "XML_BAD",
}
"""What a file of this name is called when its content is none of the formats."""

_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FOREIGN_ROOTS = {
    "ogrvrtdatasource": "OGR VRT",
    "vrtdataset": "GDAL VRT",
    "ogrwfsdatasource": "WFS",
    "featurecollection": "GML",
    "gpx": "GPX",
    "osm": "OpenStreetMap XML",
    "html": "HTML",
    "svg": "SVG",
}
_ROSREESTR_ROOTS = re.compile(r"(?i)kpt|kvzu|kpzu|kvoks|kpoks|region_cadastr|extract_\w+")
_DELIMITED = (".csv", ".tsv", ".txt")


def sniff(path: Path) -> Format:
    """
    Return the format of a file.

    Raises
    ------
    UnreadableError
        If the content is none of the formats the import reads.
    """
    with path.open("rb") as reading:
        head = reading.read(_HEAD_BYTES)
    suffix = path.suffix.lower()
    if not head:
        raise _nothing(path, suffix)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    for magic, name in {**_KNOWN_FOREIGN, **OTHER_ARCHIVES}.items():
        if head.startswith(magic) and not (suffix in _DELIMITED and head.isascii()):
            raise _foreign(path, name)
    return _text_format(path, head)


def _nothing(path: Path, suffix: str) -> UnreadableError:
    if suffix == ".shp":
        return unreadable("SHP_EMPTY_FILE")
    if suffix in (".geojson", ".json"):
        return unreadable("JSON_BAD", why=Text("файл пуст", "the file is empty"))
    if suffix in _BY_NAME:
        return _unlike(path)
    return unreadable("EMPTY_LAYER")


def _foreign(path: Path, name: str) -> UnreadableError:
    if path.suffix.lower() in (".zip", ".kmz"):
        return unreadable("ARCHIVE_CORRUPT", why=_INSIDE.fill(name=name))
    return unreadable("FORMAT_NOT_ALLOWED", why=name)


def _text_format(path: Path, head: bytes) -> Format:
    text = _decoded(head)
    begin = text.lstrip("\ufeff \t\r\n")
    suffix = path.suffix.lower()
    if begin.startswith("<"):
        return _xml_format(path, begin)
    if begin[:1] in ("{", "["):
        return "geojson"
    if begin[:6].lower() == "!table":
        return "mapinfo_tab"
    if re.match(r"(?i)version\s+\d+\s", begin) and "columns" in begin.lower():
        return "mapinfo_mif"
    if re.match(r"0\s+SECTION\b|999\s", begin):
        raise unreadable("FORMAT_NOT_ALLOWED", why="DXF")
    if suffix in _DELIMITED and "\0" not in text:
        return "csv"
    raise _unlike(path)


def _decoded(head: bytes) -> str:
    """Decode the head well enough to see its first signs."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _unlike(path: Path) -> UnreadableError:
    """Say that a file is not what its name promises."""
    code = _BY_NAME.get(path.suffix.lower(), "FORMAT_NOT_ALLOWED")
    why = Text("содержимое не узнано", "the content was not recognised")
    return unreadable(code, name=path.name, why=why)


def _xml_format(path: Path, begin: str) -> Format:
    if re.search(r"<!(DOCTYPE|ENTITY)", begin, re.IGNORECASE):
        raise unreadable("XML_DTD")
    match = _ROOT.search(re.sub(r"<!--.*?-->", "", begin, flags=re.DOTALL))
    root = match[1].lower() if match else ""
    if root == "kml":
        return "kml"
    if root == "graphml":
        return "graphml"
    if _ROSREESTR_ROOTS.fullmatch(root):
        return "rosreestr"
    remote = re.search(r"""xlink:href\s*=\s*["']\s*((?!#)[^"']+)""", begin)
    if remote and root not in ("ogrvrtdatasource", "ogrwfsdatasource"):
        raise unreadable("REMOTE_REFERENCE", found=remote[1])
    if root == "html" and path.suffix.lower() in (".geojson", ".json"):
        raise unreadable("NOT_GEOJSON", why="HTML")
    raise unreadable("FORMAT_NOT_ALLOWED", why=_FOREIGN_ROOTS.get(root, f"XML <{root}>"))
