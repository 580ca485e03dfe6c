"""The utilities that plants take and sources give, by the name that carries the unit."""

from collections.abc import Mapping

from sezgeo.i18n import Text
from sezgeo.units import unit_key

UTILITIES: Mapping[str, Text] = {
    "power_mw": Text("электричество", "power"),
    "gas_m3_per_h": Text("газ", "gas"),
    "water_m3_per_day": Text("вода", "water"),
    "sewage_m3_per_day": Text("стоки", "sewage"),
    "heat_mw": Text("тепло", "heat"),
}
"""What plants share; the names are those of needs and of the plots' columns."""


def utility_problem(name: str) -> Text | None:
    """
    Say what is wrong with the name of a utility, None if nothing is.

    Examples
    --------
    >>> utility_problem("power").en
    'power: the unit is missing; write power_mw'
    >>> utility_problem("power_mw") is None
    True
    """
    if name in UTILITIES:
        return None
    stem = name.partition("_")[0]
    meant = next((known for known in UTILITIES if known.partition("_")[0] == stem), "")
    if meant and not unit_key(name):
        return Text(
            f"{name}: не указана единица; напишите {meant}",
            f"{name}: the unit is missing; write {meant}",
        )
    choice = ", ".join(UTILITIES)
    return Text(
        f"{name}: такого ресурса нет; есть {choice}",
        f"{name}: there is no such utility; there are {choice}",
    )
