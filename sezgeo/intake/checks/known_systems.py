"""
The coordinate systems that reach a Moscow office, and how to tell them by their numbers.

Definitions: EPSG through PROJ; MSK-77 and MSK-50 as surveyors' software defines them, since no
official parameters were published. `sezgeo.crs` holds the definition of MSK-77.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from sezgeo.arrays import Floats
from sezgeo.crs import MAP_CRS, MSK77
from sezgeo.i18n import Text

MSK77_FITTED = (
    "+proj=tmerc +lat_0=55.66666666667 +lon_0=37.5 +k=1 +x_0=16.098 +y_0=14.512 +ellps=bessel "
    "+towgs84=316.151,78.924,589.650,-1.57273,2.69209,2.34693,8.4507 +units=m +no_defs"
)
"""An independent fit of МСК-77, known by its false origin; within 1 m of the other."""

_MSK50 = (
    "+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0={east} +y_0=-5712900.566 +ellps=krass "
    "+towgs84=23.57,-140.95,-79.8,0,0.35,0.79,-0.22 +units=m +no_defs"
)
MSK50_1 = _MSK50.format(meridian="35.48333333333", east="1250000")
MSK50_2 = _MSK50.format(meridian="38.48333333333", east="2250000")

_SAME_ANGLE = 1e-4
_MSK50_NORTH_BELOW_M = -5e6
_PREFIX_M = 7_000_000.0
"""Eastings of the Gauss-Kruger zone 7 begin with the zone's number, which many cut off."""


@dataclass(frozen=True, slots=True)
class System:
    """One way to read a pair of numbers: a system, maybe with axes swapped or a prefix cut."""

    name: Text
    crs: str | CRS
    cut_prefix: bool = False

    def to_degrees(self, xy: Floats, *, swapped: bool = False) -> Floats:
        """Return longitude and latitude of points; infinite where the system knows none."""
        east, north = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
        if self.cut_prefix:
            east = east + _PREFIX_M
        return np.column_stack(degrees_of(self.crs).transform(east, north))


@lru_cache(maxsize=32)
def degrees_of(crs: str | CRS) -> Transformer:
    """Return the way from a system to longitude and latitude."""
    return Transformer.from_crs(crs, MAP_CRS, always_xy=True)


SYSTEMS: tuple[System, ...] = (
    System(Text("градусы WGS 84 (EPSG:4326)", "WGS 84 degrees (EPSG:4326)"), "EPSG:4326"),
    System(Text.same("WGS 84 / UTM 37N (EPSG:32637)"), "EPSG:32637"),
    System(Text.same("WGS 84 / UTM 36N (EPSG:32636)"), "EPSG:32636"),
    System(Text.same("Web Mercator (EPSG:3857)"), "EPSG:3857"),
    System(Text("СК-42, зона 7 (EPSG:28407)", "SK-42, zone 7 (EPSG:28407)"), "EPSG:28407"),
    System(Text("СК-95, зона 7 (EPSG:20007)", "SK-95, zone 7 (EPSG:20007)"), "EPSG:20007"),
    System(Text("ГСК-2011, зона 7 (EPSG:20907)", "GSK-2011, zone 7 (EPSG:20907)"), "EPSG:20907"),
    System(
        Text("СК-42, зона 7 без номера зоны", "SK-42, zone 7 without its number"),
        "EPSG:28407", cut_prefix=True,
    ),
    System(
        Text("ГСК-2011, зона 7 без номера зоны", "GSK-2011, zone 7 without its number"),
        "EPSG:20907", cut_prefix=True,
    ),
    System(Text("МСК-77", "MSK-77"), MSK77),
    System(Text("МСК-50, зона 1", "MSK-50, zone 1"), MSK50_1),
    System(Text("МСК-50, зона 2", "MSK-50, zone 2"), MSK50_2),
)  # fmt: skip
"""Systems tried where a delivery does not fit the one it declares."""

_NAMES: Mapping[str, str] = {
    "мск77": MSK77, "msk77": MSK77, "мггт": MSK77, "mggt": MSK77,
    "мск50зона1": MSK50_1, "msk50zone1": MSK50_1, "мск501": MSK50_1, "msk501": MSK50_1,
    "мск50зона2": MSK50_2, "msk50zone2": MSK50_2, "мск502": MSK50_2, "msk502": MSK50_2,
    "ск42": "EPSG:28407", "sk42": "EPSG:28407", "пулково1942": "EPSG:28407",
    "ск95": "EPSG:20007", "sk95": "EPSG:20007",
    "гск2011": "EPSG:20907", "gsk2011": "EPSG:20907",
    "wgs84": "EPSG:4326", "utm37": "EPSG:32637", "utm37n": "EPSG:32637",
}  # fmt: skip


def definition_of(text: str) -> str:
    """
    Return the definition behind a name people use, or the text itself.

    Examples
    --------
    >>> definition_of("СК-42"), definition_of("EPSG:32637"), definition_of("32637")
    ('EPSG:28407', 'EPSG:32637', 'EPSG:32637')
    """
    key = re.sub(r"[\W_]+", "", text.casefold())
    if key in _NAMES:
        return _NAMES[key]
    return f"EPSG:{text.strip()}" if text.strip().isdigit() else text.strip()


def parse(text: str) -> CRS | None:
    """Return the system that a text describes, or None where it describes none that leads home."""
    try:
        crs = CRS.from_user_input(definition_of(text))
        if crs.is_projected or crs.is_geographic:
            degrees_of(crs)  # a damaged definition may parse and yet lead nowhere
    except (CRSError, ProjError, ValueError):
        return None
    return crs


def lost_shift(crs: CRS) -> str | None:
    """
    Return the definition a Moscow system had before a format dropped its datum shift.

    An ESRI .prj cannot hold the shift, and MapInfo's TAB brings it back as another country's.
    """
    if not crs.is_projected or crs.is_bound:
        return None
    operation = crs.coordinate_operation
    parameters = {each.name: float(each.value) for each in (operation.params if operation else ())}
    ellipsoid = crs.ellipsoid.name.lower() if crs.ellipsoid else ""
    latitude, meridian = (
        _value(parameters, "Latitude of natural origin"),
        _value(parameters, "Longitude of natural origin"),
    )
    if "bessel" in ellipsoid and abs(latitude - 55.6667) < 1e-3 and abs(meridian - 37.5) < 1e-6:  # noqa: PLR2004
        return MSK77_FITTED if abs(_value(parameters, "False easting") - 16.098) < 1e-3 else MSK77  # noqa: PLR2004
    south = _value(parameters, "False northing") < _MSK50_NORTH_BELOW_M
    for definition, lon in ((MSK50_1, 35.48333), (MSK50_2, 38.48333)):
        if "krass" in ellipsoid and south and abs(meridian - lon) < _SAME_ANGLE:
            return definition
    return None


def namesake(crs: CRS) -> CRS | None:
    """
    Return the well-known system whose name a definition bears and whose numbers it does not.

    A digit changed in a .prj moves the whole layer, and nothing else tells of it. Differences that
    move no point by a centimetre are a writer's rounding.
    """
    try:
        known = CRS.from_user_input(crs.name)
    except CRSError:
        return None
    ours, theirs = _numbers(crs), _numbers(known)
    if ours.keys() != theirs.keys():
        return None
    same = np.isclose(list(ours.values()), list(theirs.values()), rtol=2e-9, atol=1e-9)
    return None if same.all() else known


def _numbers(crs: CRS) -> dict[str, float]:
    """Return what a system reckons with, by name; the shift to other datums is not compared."""
    plain = crs.source_crs if crs.is_bound and crs.source_crs else crs
    geodetic = plain.geodetic_crs
    numbers = {f"axis {i}": axis.unit_conversion_factor for i, axis in enumerate(plain.axis_info)}
    if geodetic and geodetic.ellipsoid and geodetic.prime_meridian:
        numbers["equator"] = geodetic.ellipsoid.semi_major_metre
        numbers["flattening"] = geodetic.ellipsoid.inverse_flattening
        numbers["meridian"] = geodetic.prime_meridian.longitude
    if operation := plain.coordinate_operation:
        numbers |= {
            each.name: float(each.value) * (each.unit_conversion_factor or 1.0)
            for each in operation.params
        }
    return numbers


def _value(parameters: Mapping[str, float], name: str) -> float:
    return float(parameters.get(name, 0.0))


def label(crs: CRS) -> str:
    """Return a short name of a system."""
    authority = crs.to_authority(min_confidence=90)
    return f"{authority[0]}:{authority[1]}" if authority else str(crs.name)
