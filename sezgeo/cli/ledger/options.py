"""Options that the commands of the ledger share."""

from sezgeo.cli.options import help_text

SOURCE_HELP = help_text(
    "Источник: ключ объекта в слоях substations, gas, water_mains, sewers, heat_networks, chp.",
    "Source: key of a feature of substations, gas, water_mains, sewers, heat_networks or chp.",
)
