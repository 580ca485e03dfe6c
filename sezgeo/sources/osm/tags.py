"""
What the texts of OpenStreetMap's tags mean, in our units.

A text nobody can be sure of gives nothing: unknown is a value, a guess is not.
Meanings: https://wiki.openstreetmap.org/wiki/Map_features.
"""

import re
from collections.abc import Mapping

Tags = Mapping[str, str]

KMH_PER_MPH = 1.609344
METRES_PER_FOOT = 0.3048
INCHES_PER_FOOT = 12
VOLTS_PER_KV = 1000.0

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_SPEED = re.compile(rf"{_NUMBER}\s*(km/h|kmh|kph|mph)?", re.IGNORECASE)
_METRES = re.compile(rf"{_NUMBER}\s*(m|м)?", re.IGNORECASE)
_FEET = re.compile(r"(\d+)\s*(?:'|ft)\s*(?:(\d+)\s*(?:\"|in)?)?", re.IGNORECASE)
_TONNES = re.compile(rf"{_NUMBER}\s*(t|т|kg|кг)?", re.IGNORECASE)
_BAN = re.compile(r"no\s*@\s*\(?\s*([^()]*?)\s*\)?")
_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")

NATIONAL_KMH = {
    "RU:urban": 60.0,
    "RU:rural": 90.0,
    "RU:motorway": 110.0,
    "RU:living_street": 20.0,
}
"""Limits that a tag names instead of stating: Russian Traffic Code, clauses 10.2 and 10.3."""


def speed_kmh(text: str) -> float | None:
    """
    Read a speed limit.

    Examples
    --------
    >>> speed_kmh("60"), speed_kmh("RU:rural"), round(speed_kmh("30 mph"), 1), speed_kmh("none")
    (60.0, 90.0, 48.3, None)
    """
    if text in NATIONAL_KMH:
        return NATIONAL_KMH[text]
    match = _SPEED.fullmatch(text.strip())
    if not match:
        return None
    speed = _float(match[1])
    return speed * KMH_PER_MPH if (match[2] or "").lower() == "mph" else speed


def metres(text: str) -> float | None:
    r"""
    Read a length, in metres unless it says feet.

    Examples
    --------
    >>> metres("3.5"), metres("4,2 m"), round(metres("12'6\""), 2), metres("default")
    (3.5, 4.2, 3.81, None)
    """
    if match := _METRES.fullmatch(text.strip()):
        return _float(match[1])
    if match := _FEET.fullmatch(text.strip()):
        return (int(match[1]) + int(match[2] or 0) / INCHES_PER_FOOT) * METRES_PER_FOOT
    return None


def tonnes(text: str) -> float | None:
    """
    Read a weight, in tonnes unless it says kilograms.

    Examples
    --------
    >>> tonnes("10"), tonnes("3,5 т"), tonnes("3500 kg"), tonnes("unsigned")
    (10.0, 3.5, 3.5, None)
    """
    match = _TONNES.fullmatch(text.strip())
    if not match:
        return None
    weight = _float(match[1])
    return weight / 1000 if (match[2] or "").lower() in ("kg", "кг") else weight


def voltages_kv(text: str) -> tuple[float, ...]:
    """
    Read voltages, given in volts and separated by semicolons, highest first.

    Examples
    --------
    >>> voltages_kv("110000;220000;10000"), voltages_kv("220000;x"), voltages_kv("high")
    ((220.0, 110.0, 10.0), (220.0,), ())
    """
    parts = (part.strip() for part in text.split(";"))
    voltages = {float(part) / VOLTS_PER_KV for part in parts if part.isdecimal() and int(part) > 0}
    return tuple(sorted(voltages, reverse=True))


def no_truck(tags: Tags) -> str | None:
    """
    Read a ban of lorries: always, at some hours, or not.

    Hours told with days of the week are left out: which day a lorry comes is not known.

    Examples
    --------
    >>> no_truck({"hgv": "no"}), no_truck({"hgv": "designated"}), no_truck({})
    ('yes', 'no', None)
    >>> no_truck({"hgv:conditional": "no @ (06:00-22:00)"})
    '06:00-22:00'
    """
    if match := _BAN.fullmatch(tags.get("hgv:conditional", "").strip()):
        windows = [part.strip() for part in re.split(r"[,;]", match[1])]
        if windows and all(_HOURS.fullmatch(window) for window in windows):
            return ";".join(windows)
    ban = tags.get("hgv")
    if ban == "no":
        return "yes"
    return "no" if ban in ("yes", "designated") else None


def level(tags: Tags) -> int:
    """
    Return the level a road lies on: its `layer`, else 1 on a bridge and -1 in a tunnel.

    Examples
    --------
    >>> level({}), level({"bridge": "yes"}), level({"tunnel": "yes", "layer": "-2"})
    (0, 1, -2)
    """
    layer = tags.get("layer", "").strip()
    if re.fullmatch(r"-?\d", layer):
        return int(layer)
    if tags.get("bridge", "no") != "no":
        return 1
    return -1 if tags.get("tunnel", "no") not in ("no", "building_passage") else 0


def is_reversed(tags: Tags) -> bool:
    """Tell whether traffic runs against the way a line is drawn."""
    return tags.get("oneway") in ("-1", "reverse")


def oneway(tags: Tags) -> str:
    """
    Tell whether a road is one-way; roundabouts and motorways are, unless they say otherwise.

    Examples
    --------
    >>> oneway({}), oneway({"oneway": "-1"}), oneway({"junction": "roundabout"})
    ('no', 'yes', 'yes')
    """
    tag = tags.get("oneway")
    if tag in ("yes", "true", "1", "-1", "reverse"):
        return "yes"
    implied = (
        tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    )
    return "yes" if implied and tag is None else "no"


def _float(text: str) -> float:
    return float(text.replace(",", "."))
