"""Read KML (OGC 12-007): placemarks with their extended data, in longitude and latitude."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np
import pandas as pd
import shapely
from lxml import etree
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from sezgeo.i18n import Text
from sezgeo.intake.delivery.layer_file import LayerFile
from sezgeo.intake.findings import finding, for_rows, listing, unreadable
from sezgeo.intake.readers import safe_xml
from sezgeo.intake.readers.raw_table import RawTable

_GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")
_MULTI: Mapping[str, Any] = {
    "Polygon": shapely.multipolygons,
    "LineString": shapely.multilinestrings,
    "Point": shapely.multipoints,
}
_READ = frozenset({"Placemark", "NetworkLink"})


def read(source: LayerFile) -> RawTable:
    """
    Read the placemarks of a KML file.

    Raises
    ------
    UnreadableError
        If the file links to another one, holds several folders, or is not well-formed.
    """
    records, shapes, bad, folders = [], [], [], set()
    for element in safe_xml.elements(source.path, _READ):
        if safe_xml.local(element) == "NetworkLink":
            link = next(safe_xml.inside(element, "href"), None)
            raise unreadable(
                "REMOTE_REFERENCE", found=(link.text or "") if link is not None else ""
            )
        folders.add(_folder(element))
        records.append(dict(_attributes(element)))
        try:
            shapes.append(_geometry(element))
        except (ValueError, ShapelyError):
            shapes.append(None)
            bad.append(len(shapes) - 1)
    if len(folders) > 1:
        raise unreadable("LAYER_AMBIGUOUS", found=listing(sorted(folders)))
    reported = np.zeros(len(shapes), dtype=bool)
    reported[bad] = True
    cells = pd.DataFrame.from_records(records).reindex(range(len(shapes)))
    tell = (
        finding("GEOM_BLOB_BAD", row=i + 1, why=Text("координаты", "its coordinates")) for i in bad
    )
    return RawTable(
        cells=cells,
        shapes=np.array([*shapes, None], dtype=object)[:-1],
        crs="OGC:CRS84",
        names=tuple(map(str, cells.columns)),
        loose=frozenset(map(str, cells.columns)),
        reported=reported,
        findings=(*source.findings, *for_rows(bad, tell)),
    )


def _folder(placemark: etree._Element) -> str:
    above = placemark.getparent()
    if above is None or safe_xml.local(above) != "Folder":
        return "Document"
    return safe_xml.text_at(above, "name") or "Folder"


def _attributes(placemark: etree._Element) -> Iterator[tuple[str, str]]:
    for plain in ("name", "description"):
        if text := safe_xml.text_at(placemark, plain):
            yield plain, text
    for data in safe_xml.inside(placemark, "Data"):
        yield data.get("name", ""), safe_xml.text_at(data, "value")
    for data in safe_xml.inside(placemark, "SimpleData"):
        yield data.get("name", ""), (data.text or "").strip()


def _geometry(element: etree._Element) -> BaseGeometry | None:
    shapes = [_built(child) for child in safe_xml.children(element, *_GEOMETRIES)]
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _built(element: etree._Element) -> BaseGeometry:
    kind = safe_xml.local(element)
    if kind == "Polygon":
        outer, inner = (
            [_coordinates(ring) for side in safe_xml.children(element, name) for ring in side]
            for name in ("outerBoundaryIs", "innerBoundaryIs")
        )
        return shapely.Polygon(outer[0] if outer else None, inner)
    if kind == "MultiGeometry":
        parts = [_built(child) for child in safe_xml.children(element, *_GEOMETRIES)]
        return _multi_part(parts)
    points = _coordinates(element)
    return shapely.Point(points[0]) if kind == "Point" else shapely.LineString(points)


def _multi_part(parts: list[BaseGeometry]) -> BaseGeometry:
    """Make one multi-part geometry of parts of one kind, a collection of others."""
    if len(parts) == 1:
        return parts[0]
    kinds = {part.geom_type for part in parts}
    maker = _MULTI.get(kinds.pop()) if len(kinds) == 1 else None
    whole: Any = (maker or shapely.geometrycollections)(np.array(parts, dtype=object))
    return cast("BaseGeometry", whole)


def _coordinates(element: etree._Element) -> list[tuple[float, ...]]:
    node = next(safe_xml.children(element, "coordinates"), None)
    text = (node.text or "") if node is not None else ""
    points = [tuple(map(float, point.split(",")))[:3] for point in text.split()]
    if not points:
        msg = "no coordinates"
        raise ValueError(msg)
    return points
