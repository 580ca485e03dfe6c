"""Units, read from the endings of names, and numbers with their unit as people write them."""

from collections.abc import Mapping

from sezgeo.i18n import LANGUAGES, Text, number

UNITS: Mapping[str, Text] = {
    "m3_per_day": Text("м³/сут", "m³/day"),
    "m3_per_h": Text("м³/ч", "m³/h"),
    "gwh_per_year": Text("ГВт·ч/год", "GWh/year"),
    "m2": Text("м²", "m²"),
    "m3": Text("м³", "m³"),
    "ha": Text("га", "ha"),
    "km": Text("км", "km"),
    "mw": Text("МВт", "MW"),
    "kv": Text("кВ", "kV"),
    "m": Text("м", "m"),
    "deg": Text.same("°"),
    "min": Text("мин", "min"),
    "share": Text.same("%"),
    "count": Text.EMPTY,
}
"""Endings of names and what people write for them; a share is shown in per cent."""


def unit_key(name: str) -> str:
    """
    Return the unit a name ends with, an empty text if it ends with none.

    Examples
    --------
    >>> unit_key("distance_to_rail_m"), unit_key("water_m3_per_day"), unit_key("odour")
    ('m', 'm3_per_day', '')
    """
    return next((unit for unit in UNITS if f"_{name}".endswith(f"_{unit}")), "")


def unit_text(name: str) -> Text:
    """Return the unit of a name as people write it."""
    return UNITS.get(unit_key(name), Text.EMPTY)


def quantity(value: float, name: str) -> Text:
    r"""
    Write a raw measure with the unit its name ends with.

    Examples
    --------
    >>> quantity(420.4, "distance_to_rail_m").ru, quantity(0.615, "compactness_share").en
    ('420\xa0м', '62\xa0%')
    """
    if unit_key(name) == "share":
        return per_cent(value)
    return _with_unit(value, unit_text(name))


def fixed(value: float, digits: int = 3) -> Text:
    """
    Write a number with a fixed count of digits after the decimal sign.

    Examples
    --------
    >>> fixed(0.5).ru
    '0,500'
    """
    return Text(*(number(value, lang, digits) for lang in LANGUAGES))


def per_cent(share: float, digits: int = 0) -> Text:
    r"""
    Write a share in per cent.

    Examples
    --------
    >>> per_cent(0.125).en
    '12\xa0%'
    """
    return _with_unit(share * 100, UNITS["share"], digits)


def _with_unit(value: float, unit: Text, digits: int | None = None) -> Text:
    written = (f"{number(value, lang, digits)}\xa0{unit.say(lang)}" for lang in LANGUAGES)
    return Text(*(words.strip("\xa0") for words in written))
