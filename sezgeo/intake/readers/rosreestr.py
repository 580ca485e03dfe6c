"""
Read what the cadastre sends: plans of territory (КПТ v10 and v11), older extracts, EGRN extracts.

Element paths are those of the schemas `urn://x-artefacts-rosreestr-ru/outgoing/kpt/10.0.1` and of
the EGRN's `extract_cadastral_plan_territory`, which has no namespace; the older `Region_Cadastr`
spells the same names with underscores. **x is north and y is east**. Rings carry no mark of being
an outline or a hole, and may or may not repeat their first point.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from lxml import etree
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from sezgeo.i18n import Text
from sezgeo.intake.delivery.layer_file import LayerFile
from sezgeo.intake.findings import finding, for_rows, unreadable
from sezgeo.intake.readers import safe_xml, shp_geometry
from sezgeo.intake.readers.raw_table import RawTable
from sezgeo.intake.readers.safe_xml import text_at

_PARCELS = frozenset({"Parcel", "land_record"})
_ZONES = frozenset({"Zone", "zones_and_territories_record", "zone_and_territories_record"})
_WHOLE_ZONE = frozenset({"extract_about_zone"})
_SYSTEMS = frozenset({"CoordSystem", "Coord_System", "coord_system"})
_TAKEN = {"plots": _PARCELS, "parcels": _PARCELS, "zones": _ZONES | _WHOLE_ZONE}
_HECTARE_M2 = 10_000.0
_HECTARES = ("059", "га")
_LEAST_RING = 3

_KINDS: Mapping[str, str] = {
    "санитарно-защит": "sanitary",
    "электр": "power_line",
    "газо": "gas",
    "прибрежн": "coastal",
    "берегов": "public_bank",
    "водоохран": "water_protection",
    "питьев": "water_supply",
    "водоснабж": "water_supply",
    "наслед": "heritage",
    "аэродром": "aerodrome",
    "затоплен": "flood",
    "подтоплен": "flood",
    "особо охраняем": "nature",
    "красн": "red_line",
}
"""Kind of a zone by words of its type; the first that occurs decides."""


@dataclass(slots=True)
class _Records:
    """What has been read so far."""

    records: list[dict[str, str | float | None]] = field(default_factory=list)
    shapes: list[BaseGeometry | None] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)
    systems: set[str] = field(default_factory=set)


def read(source: LayerFile, layer: str) -> RawTable:
    """
    Read parcels or zones, whichever the layer holds.

    Parameters
    ----------
    layer
        `parcels`, `plots` or `zones`.

    Raises
    ------
    UnreadableError
        If the file is not well-formed, or the layer holds nothing that the cadastre sends.
    """
    if layer not in _TAKEN:
        why = Text("XML Росреестра: только для parcels, plots, zones", "the cadastre's XML goes "
                   "into parcels, plots or zones only")  # fmt: skip
        raise unreadable("FORMAT_NOT_ALLOWED", why=why)
    read_so_far = _Records()
    for element in safe_xml.elements(source.path, _TAKEN[layer] | _SYSTEMS):
        name = safe_xml.local(element)
        if name in _SYSTEMS:
            read_so_far.systems.add(element.get("Name") or text_at(element, "name"))
        elif name not in _WHOLE_ZONE or not read_so_far.records:
            _take(element, layer, read_so_far)
    return _table(source, read_so_far)


def _take(element: etree._Element, layer: str, read_so_far: _Records) -> None:
    read_so_far.systems |= {system.text or "" for system in safe_xml.inside(element, "sk_id")}
    read_so_far.records.append(_zone(element) if layer == "zones" else _parcel(element, layer))
    try:
        read_so_far.shapes.append(_geometry(element))
    except (ValueError, TypeError, ShapelyError):
        read_so_far.bad.append(len(read_so_far.shapes))
        read_so_far.shapes.append(None)


def _table(source: LayerFile, read_so_far: _Records) -> RawTable:
    shapes = np.array([*read_so_far.shapes, None], dtype=object)[:-1]
    bad = np.zeros(len(shapes), dtype=bool)
    bad[read_so_far.bad] = True
    chosen = ~shapely.is_missing(shapes) | bad
    tell = (
        finding("GEOM_BLOB_BAD", row=row + 1, why=Text("координаты", "its coordinates"))
        for row in read_so_far.bad
    )
    findings = [*source.findings, *for_rows(read_so_far.bad, tell)]
    if without := int((~chosen).sum()):
        findings.append(finding("CADASTRE_NO_OUTLINE", n=without))
    cells = pd.DataFrame.from_records(read_so_far.records).reindex(range(len(shapes)))
    cells = cells[chosen].reset_index(drop=True).dropna(axis="columns", how="all")
    return RawTable(
        cells=cells,
        shapes=shapes[chosen],
        crs=_crs(read_so_far.systems),
        names=tuple(cells.columns),
        loose=frozenset(cells.columns),
        rows=np.flatnonzero(chosen) + 1,
        reported=bad[chosen],
        findings=tuple(findings),
        cadastral=True,
    )


def _crs(names: set[str]) -> str | None:
    """
    Return the system that the file names, or None: most name none that can be used.

    Examples
    --------
    >>> _crs({"МСК-77"}), _crs({"СК кадастрового округа"}), _crs({"МСК-50, зона 2"})
    ('МСК-77', None, 'МСК-50 зона 2')
    """
    systems = {name.strip() for name in names if name.strip()}
    if systems and all(re.match(r"(?i)77\.|мск[ -]?77", name) for name in systems):
        return "МСК-77"
    zones = {zone[1] for name in systems if (zone := re.search(r"(?i)мск[ -]?50\D*(\d)", name))}
    return f"МСК-50 зона {zones.pop()}" if len(zones) == 1 and len(systems) == 1 else None


def _parcel(element: etree._Element, layer: str) -> dict[str, str | float | None]:
    number = element.get("CadastralNumber") or text_at(
        element, "object", "common_data", "cad_number"
    )
    use = next(safe_xml.inside(element, "Utilization"), None)
    purpose = (
        use.get("ByDoc")
        if use is not None
        else _deep(element, "permitted_use_established", "by_document")
    )
    area = _area_m2(element)
    if layer == "plots":
        return {"plot_id": number, "cad_num": number, "area_m2": area, "use_type": purpose or None,
                "nature": "surveyed"}  # fmt: skip
    return {
        "cad_num": number,
        "block": number.rpartition(":")[0] or None,
        "area_m2": area,
        "category": text_at(element, "params", "category", "type", "value")
        or text_at(element, "Category")
        or None,
        "permitted_use": purpose or None,
        "address": _address(element) or None,
        "cost_rub": _cost(element),
        "status": element.get("State"),
        "updated": element.get("DateCreated"),
    }


def _deep(element: etree._Element, name: str, child: str) -> str:
    inner = next(safe_xml.inside(element, name), None)
    return "" if inner is None else text_at(inner, child)


def _address(element: etree._Element) -> str:
    note = next(safe_xml.inside(element, "readable_address", "Note"), None)
    return "" if note is None else re.sub(r"\s+", " ", note.text or "").strip()


def _cost(element: etree._Element) -> float | None:
    old = next(safe_xml.inside(element, "CadastralCost"), None)
    return _number(text_at(element, "cost", "value") if old is None else old.get("Value", ""))


def _area_m2(element: etree._Element) -> float | None:
    value = _number(text_at(element, "params", "area", "value") or text_at(element, "Area", "Area"))
    hectares = text_at(element, "Area", "Unit") in _HECTARES
    return value * _HECTARE_M2 if value is not None and hectares else value


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _zone(element: etree._Element) -> dict[str, str | float | None]:
    number = _deep(element, "b_object", "reg_numb_border") or text_at(element, "AccountNumber")
    kind = _first_text(element, "type_zone", "type_boundary") or _plain_text(
        element, "ContentRestrictions"
    )
    name = _plain_text(element, "name_by_doc", "Description", "content_restrictions") or kind
    return {
        "feature_id": number or element.get("AccountNumber"),
        "name_ru": name or None,
        "kind": _kind(f"{kind} {name}"),
        "reg_number": number or None,
        "source": "ЕГРН",
    }


def _first_text(element: etree._Element, *names: str) -> str:
    for name in names:
        if text := _deep(element, name, "value"):
            return text
    return ""


def _plain_text(element: etree._Element, *names: str) -> str:
    for inner in safe_xml.inside(element, *names):
        if inner.text and inner.text.strip():
            return re.sub(r"\s+", " ", inner.text).strip()
    return ""


def _kind(text: str) -> str:
    return next((kind for word, kind in _KINDS.items() if word in text.lower()), "other")


def _plain(element: etree._Element) -> str:
    """Return a name as all generations of the schema spell it."""
    return safe_xml.local(element).replace("_", "").lower()


def _geometry(element: etree._Element) -> BaseGeometry | None:
    """Build the geometry of a record from all its contours."""
    parts: list[BaseGeometry] = []
    for entity in element.iter():
        if _plain(entity) == "entityspatial" and not _is_of_part(entity, element):
            rings = [ring for ring in _rings(entity) if len(ring) >= _LEAST_RING]
            if rings:
                built, _ = shp_geometry.nest(rings, np.ones(len(rings), dtype=bool))
                parts += shapely.get_parts(built).tolist()
    if len(parts) > 1:
        multi: BaseGeometry = shapely.MultiPolygon(parts)  # type: ignore[arg-type]  # all are polygons
        return multi
    return parts[0] if parts else None


def _is_of_part(entity: etree._Element, record: etree._Element) -> bool:
    """Tell whether an outline belongs to a part of the object, not to the object."""
    above = entity.getparent()
    while above is not None and above is not record:
        if _plain(above) in ("objectpart", "objectparts", "subparcel", "subparcels"):
            return True
        above = above.getparent()
    return False


def _rings(entity: etree._Element) -> Iterator[NDArray[np.float64]]:
    for ring in entity.iter():
        if _plain(ring) == "spatialelement":
            points = [_point(vertex) for vertex in ring.iter() if _plain(vertex) == "ordinate"]
            yield np.array(points, dtype=float).reshape(-1, 2)


def _point(ordinate: etree._Element) -> tuple[float, float]:
    """Return east and north: the cadastre calls them y and x."""
    north = ordinate.get("X") or text_at(ordinate, "x") or text_at(ordinate, "_x")
    east = ordinate.get("Y") or text_at(ordinate, "y") or text_at(ordinate, "_y")
    return float(east), float(north)
