"""
Read GeoJSON (RFC 7946) strictly: GDAL closes rings, drops repeated keys and swallows bad numbers.

Coordinates are longitude and latitude unless the file names another system in the way of the 2008
specification, which QGIS still writes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Shapes
from sezgeo.i18n import Text
from sezgeo.intake.delivery.layer_file import LayerFile
from sezgeo.intake.findings import Finding, echo, finding, for_rows, unreadable
from sezgeo.intake.readers.raw_table import RawTable

_DEGREES = "OGC:CRS84"
_LEAST_RING = 4
_XY = 2
_HALF_LETTER = re.compile(r"\\u[dD][89a-fA-F]")


class _RepeatedKeyError(ValueError):
    """A key stands twice in one object."""


def read(source: LayerFile) -> RawTable:
    """
    Read a FeatureCollection, or one Feature.

    Raises
    ------
    UnreadableError
        If the file is not UTF-8, not JSON, not GeoJSON, or says one thing twice.
    """
    data = _parsed(source)
    features = _features(data)
    crs = _crs(data.get("crs"), is_there="crs" in data)
    cells = pd.DataFrame.from_records([feature.get("properties") or {} for feature in features])
    cells = cells.reset_index(drop=True).reindex(range(len(features)))
    names = tuple(map(str, cells.columns))
    cells.columns = pd.Index(names)
    shapes, findings = _shapes([feature.get("geometry") for feature in features])
    refused = [each.row for each in findings if each.row and each.severity == "refuse"]
    reported = np.zeros(len(features), dtype=bool)
    reported[np.array(refused, dtype=int) - 1] = True
    return RawTable(
        cells=cells.map(_plain) if _has_nested(cells) else cells,
        shapes=shapes,
        crs=crs,
        names=names,
        reported=reported,
        findings=(*source.findings, *findings),
    )


def _parsed(source: LayerFile) -> Mapping[str, Any]:
    raw = source.path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise unreadable("ENC_NOT_UTF8") from cause
    try:
        data = json.loads(text, object_pairs_hook=_object)
    except _RepeatedKeyError as cause:
        raise unreadable("JSON_DUPLICATE_KEY", found=str(cause)) from cause
    except RecursionError as cause:
        why = Text("слишком глубокая вложенность", "it is nested too deep")
        raise unreadable("JSON_BAD", why=why) from cause
    except ValueError as cause:
        raise unreadable("JSON_BAD", why=str(cause)) from cause
    if _HALF_LETTER.search(text) and not _is_text(data):
        raise unreadable(
            "JSON_BAD", why=Text("в тексте половина буквы", "a text has half a letter")
        )
    if not isinstance(data, dict):
        raise unreadable("NOT_GEOJSON", why=Text("в корне не объект", "its root is no object"))
    return data


def _is_text(data: object) -> bool:
    r"""Tell whether all texts can be written down: `\ud800` alone is half a letter."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        raise _RepeatedKeyError(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return members


def _features(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    if data.get("type") == "Feature":
        return [dict(data)]
    features = data.get("features")
    if data.get("type") != "FeatureCollection" or not isinstance(features, list):
        kind = echo(data.get("type", "—"))
        raise unreadable(
            "NOT_GEOJSON", why=Text("тип {kind}", "its type is {kind}").fill(kind=kind)
        )
    for row, feature in enumerate(features, 1):
        if not _is_feature(feature):
            why = Text(f"объект {row} не Feature", f"object {row} is no Feature")
            raise unreadable("NOT_GEOJSON", why=why)
    return features


def _is_feature(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") == "Feature"
        and isinstance(value.get("properties"), dict | None)
        and isinstance(value.get("geometry"), dict | None)
    )


def _crs(member: object, *, is_there: bool) -> str | None:
    """Return what the file says of its coordinates; a null there means: not known."""
    if not is_there:
        return _DEGREES
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    if isinstance(member, dict) and isinstance(properties, dict):
        if member.get("type") == "link":
            raise unreadable("REMOTE_REFERENCE", found=str(properties.get("href", "")))
        if isinstance(name := properties.get("name"), str):
            return name
        if member.get("type") == "EPSG" and isinstance(code := properties.get("code"), int):
            return f"EPSG:{code}"
    return json.dumps(member)


def _has_nested(cells: pd.DataFrame) -> bool:
    return any(
        cells[name].dtype == object and cells[name].map(type).isin((dict, list)).any()
        for name in cells.columns
    )


def _plain(cell: object) -> object:
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else cell


def _shapes(geometries: Sequence[dict[str, Any] | None]) -> tuple[Shapes, list[Finding]]:
    shapes: Shapes = np.full(len(geometries), None, dtype=object)
    there = [i for i, geometry in enumerate(geometries) if geometry]
    kinds = [(geometry or {}).get("type") for geometry in geometries]
    polygons = [i for i in there if kinds[i] == "Polygon"]
    built = _polygons([(geometries[i] or {}).get("coordinates") for i in polygons])
    if built is not None:
        shapes[polygons] = built
        there = [i for i in there if kinds[i] != "Polygon"]
    rows: dict[str, list[int]] = {}
    for i in there:
        shapes[i], code = _careful(geometries[i] or {})
        if code:
            rows.setdefault(code, []).append(i)
    return shapes, [finding for code in sorted(rows) for finding in _findings(code, rows[code])]


def _findings(code: str, rows: list[int]) -> list[Finding]:
    slots: dict[str, object] = {
        "GEOM_BLOB_BAD": {"why": Text("координаты", "its coordinates")},
        "GEOM_DEGENERATE": {"found": Text("меньше четырёх вершин", "under four vertices")},
        "COORD_NOT_FINITE": {"found": "NaN"},
    }.get(code, {})  # type: ignore[assignment]
    return for_rows(rows, (finding(code, row=i + 1, **slots) for i in rows))  # type: ignore[arg-type]


def _polygons(coordinates: Sequence[Any]) -> Shapes | None:
    """Build all polygons at once; None where any of them needs a closer look."""
    if not coordinates:
        return np.empty(0, dtype=object)
    try:
        rings = [ring for polygon in coordinates for ring in polygon]
        points = np.array([point for ring in rings for point in ring])
        lengths = np.array([len(ring) for ring in rings])
        counts = np.array([len(polygon) for polygon in coordinates])
    except (TypeError, ValueError):
        return None
    if points.dtype.kind not in "iuf":  # text that looks like a number is none
        return None
    if points.ndim != _XY or points.shape[1] != _XY or (lengths < _LEAST_RING).any():
        return None
    ends = np.concatenate([[0], np.cumsum(lengths)])
    closed = (points[ends[:-1]] == points[ends[1:] - 1]).all()
    if not closed or not np.isfinite(points).all() or (counts == 0).any():
        return None
    groups = np.concatenate([[0], np.cumsum(counts)])
    built = shapely.from_ragged_array(GeometryType.POLYGON, points.astype(float), (ends, groups))
    return np.asarray(built, dtype=object)


def _careful(geometry: Mapping[str, Any]) -> tuple[BaseGeometry | None, str]:
    """Build one geometry; say what is wrong with it."""
    try:
        if geometry.get("type") == "Polygon":
            return _parts([geometry["coordinates"]])
        if geometry.get("type") == "MultiPolygon":
            return _parts(geometry["coordinates"])
        return shape(dict(geometry)), ""
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, ShapelyError):
        return None, "GEOM_BLOB_BAD"


def _parts(polygons: Sequence[Sequence[Any]]) -> tuple[BaseGeometry | None, str]:
    built, code = [], ""
    for polygon in polygons:
        rings = [_ring(ring) for ring in polygon]
        if any(not np.isfinite(ring).all() for ring in rings):
            return None, "COORD_NOT_FINITE"
        if any(not _is_closed(ring) for ring in rings):
            code = "GEOM_UNCLOSED"
        if any(len(ring) + (not _is_closed(ring)) < _LEAST_RING for ring in rings):
            return None, "GEOM_DEGENERATE"
        built.append(shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon())
    return (built[0] if len(built) == 1 else shapely.MultiPolygon(built)), code


def _ring(positions: Sequence[Any]) -> NDArray[np.float64]:
    """Return the vertices of a ring; where only some have a height, the others get 0."""
    deep = max((len(point) for point in positions), default=_XY) > _XY
    ring = np.array([[*point, 0][:3] if deep else point for point in positions])
    if len(ring) and ring.dtype.kind not in "iufO":
        raise TypeError
    return ring.astype(float)


def _is_closed(ring: NDArray[np.float64]) -> bool:
    return len(ring) > 0 and bool((ring[0] == ring[-1]).all())
