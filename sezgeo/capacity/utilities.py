"""The utilities that plants take and sources give, by the name that carries the unit."""

from collections.abc import Mapping

from sezgeo.config.ranges import Amount
from sezgeo.i18n import Text
from sezgeo.units import quantity, unit_key

UTILITIES: Mapping[str, Text] = {
    "power_mw": Text("электричество", "power"),
    "gas_m3_per_h": Text("газ", "gas"),
    "water_m3_per_day": Text("вода", "water"),
    "sewage_m3_per_day": Text("стоки", "sewage"),
    "heat_mw": Text("тепло", "heat"),
}
"""What plants share; the names are those of needs and of the plots' columns."""

UNKNOWN_TEXT = Text("неизвестно", "unknown")


def amount_text(amount: Amount, utility: str) -> Text:
    r"""
    Write an amount of a utility with its unit, or that nobody knows it.

    Examples
    --------
    >>> amount_text(Amount.exactly(12), "power_mw").en, amount_text(Amount(), "power_mw").en
    ('12\xa0MW', 'unknown')
    """
    return UNKNOWN_TEXT if amount.likely is None else quantity(amount.likely, utility)


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
