"""
Which OpenStreetMap features belong to which layer, and what their tags fill in.

One rule per layer. A rule answers with the columns it knows; what OpenStreetMap does not tell, such
as free capacities or sanitary classes, stays empty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sezgeo.sources.osm.tags import (
    Tags,
    level,
    metres,
    no_truck,
    oneway,
    speed_kmh,
    tonnes,
    voltages_kv,
)

Columns = dict[str, Any]
Query = Mapping[str, bool | str | list[str]]

LINE, AREA, POINT = "line", "area", "point"


@dataclass(frozen=True, slots=True)
class TagRule:
    """
    How one layer is taken from OpenStreetMap.

    Attributes
    ----------
    query
        Tags to ask a server for; a feature with any of them comes, `columns` decides.
    shapes
        Shapes the layer takes: `line`, `area`, `point`.
    columns
        Returns the columns that the tags fill in, or None if the feature is none of the layer's.
    """

    query: Query
    shapes: frozenset[str]
    columns: Callable[[Tags], Columns | None]


_CLASSES = {
    "motorway": "motorway",
    "motorway_link": "motorway",
    "trunk": "trunk",
    "trunk_link": "trunk",
    "primary": "primary",
    "primary_link": "primary",
} | dict.fromkeys(
    (
        "secondary",
        "secondary_link",
        "tertiary",
        "tertiary_link",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "road",
    ),
    "street",
)
_NO_THOROUGHFARE = ("driveway", "parking_aisle", "drive-through", "emergency_access")
_LIVING_STREET_KMH = 20.0
"""Russian Traffic Code, clause 10.2: no more in a residential zone."""


def road(tags: Tags) -> Columns | None:
    """Take roads that anybody may drive along."""
    closed = {tags.get(key) for key in ("access", "vehicle", "motor_vehicle", "motorcar")}
    if (
        tags.get("highway") not in _CLASSES
        or closed & {"no", "private"}
        or tags.get("service") in _NO_THOROUGHFARE
        or tags.get("area") == "yes"
    ):
        return None
    limit = speed_kmh(tags.get("maxspeed", ""))
    if limit is None and tags["highway"] == "living_street":
        limit = _LIVING_STREET_KMH
    return {
        "ref": tags.get("ref"),
        "class": _CLASSES[tags["highway"]],
        "oneway": oneway(tags),
        "maxspeed_kmh": limit,
        "maxheight_m": metres(tags.get("maxheight", "")),
        "maxweight_t": tonnes(tags.get("maxweight", "")),
        "no_truck": no_truck(tags),
        "level": level(tags),
    }


def railway(tags: Tags) -> Columns | None:
    """Take tracks of the railway in use, but no trams, metro or narrow gauge."""
    if tags.get("railway") != "rail":
        return None
    if tags.get("service") in ("spur", "siding", "yard") or tags.get("usage") == "industrial":
        return {"kind": "siding"}
    return {"kind": "main" if tags.get("usage") in ("main", "branch") else None}


def power_line(tags: Tags) -> Columns | None:
    """Take overhead lines and cables in use."""
    kinds = {"line": "overhead", "minor_line": "overhead", "cable": "cable"}
    if tags.get("power") not in kinds:
        return None
    voltages = voltages_kv(tags.get("voltage", ""))
    return {"kind": kinds[tags["power"]], "voltage_kv": voltages[0] if voltages else None}


def substation(tags: Tags) -> Columns | None:
    """
    Take substations, but no transformer cabins.

    A `minor_distribution` substation feeds houses from 6 to 20 kV: it is none of the stations a
    plant is connected to, and seldom states its voltage.
    """
    if tags.get("power") != "substation" or tags.get("substation") == "minor_distribution":
        return None
    voltages = voltages_kv(tags.get("voltage", ""))
    return {
        "voltage_kv": voltages[0] if voltages else None,
        "voltages_kv": ";".join(f"{kv:g}" for kv in voltages) or None,
        "status": "existing",
    }


def water_body(tags: Tags) -> Columns | None:
    """
    Take rivers, canals and open water; what runs in a pipe has no protected bank.

    Streams count as rivers: the Water Code, article 65, treats rivers and streams alike.
    """
    if tags.get("tunnel", "no") != "no":
        return None
    rivers = {"river": "river", "riverbank": "river", "stream": "river", "canal": "canal"}
    if tags.get("waterway") in rivers:
        return {"kind": rivers[tags["waterway"]]}
    if tags.get("natural") != "water":
        return None
    kinds = {kind: kind for kind in ("river", "canal", "lake", "reservoir", "pond")}
    return {"kind": (kinds | {"oxbow": "lake", "stream": "river"}).get(tags.get("water", ""))}


def green(tags: Tags) -> Columns | None:
    """Take forests, parks and protected nature."""
    if tags.get("boundary") == "protected_area" or tags.get("leisure") == "nature_reserve":
        return {"kind": "protected"}
    if tags.get("landuse") == "forest" or tags.get("natural") == "wood":
        return {"kind": "forest"}
    return {"kind": "park"} if tags.get("leisure") == "park" else None


_HOMES = ("apartments", "house", "residential", "detached", "semidetached_house", "terrace",
          "bungalow", "dormitory")  # fmt: skip


def housing(tags: Tags) -> Columns | None:
    """Take land people live on, and houses."""
    lived_in = tags.get("landuse") == "residential" or tags.get("building") in _HOMES
    return {} if lived_in else None


def industry(tags: Tags) -> Columns | None:
    """Take industrial land and works; what they make and how they harm is not told."""
    works = tags.get("landuse") == "industrial" or tags.get("man_made") == "works"
    return {} if works else None


def school(tags: Tags) -> Columns | None:
    """Take schools and kindergartens."""
    kind = tags.get("amenity")
    return {"kind": kind} if kind in ("school", "kindergarten") else None


def hospital(tags: Tags) -> Columns | None:
    """Take hospitals and clinics."""
    kind = tags.get("amenity")
    return {"kind": kind} if kind in ("hospital", "clinic") else None


_LINES, _AREAS = frozenset({LINE}), frozenset({AREA})
_PLACES = frozenset({AREA, POINT})

RULES: Mapping[str, TagRule] = {
    "roads": TagRule({"highway": list(_CLASSES)}, _LINES, road),
    "railways": TagRule({"railway": "rail"}, _LINES, railway),
    "power_lines": TagRule({"power": ["line", "minor_line", "cable"]}, _LINES, power_line),
    "substations": TagRule({"power": "substation"}, _PLACES, substation),
    "water_bodies": TagRule(
        {"waterway": ["river", "riverbank", "stream", "canal"], "natural": "water"},
        _LINES | _AREAS,
        water_body,
    ),
    "green": TagRule(
        {
            "landuse": "forest",
            "natural": "wood",
            "leisure": ["park", "nature_reserve"],
            "boundary": "protected_area",
        },
        _AREAS,
        green,
    ),
    "housing": TagRule({"landuse": "residential", "building": list(_HOMES)}, _AREAS, housing),
    "industry": TagRule({"landuse": "industrial", "man_made": "works"}, _PLACES, industry),
    "schools": TagRule({"amenity": ["school", "kindergarten"]}, _PLACES, school),
    "hospitals": TagRule({"amenity": ["hospital", "clinic"]}, _PLACES, hospital),
}
"""The layers OpenStreetMap can fill, by name."""
