"""`planned`: a scenario with plots on the land of the planned sites."""

from pathlib import Path
from typing import Annotated

import typer

from sezgeo.cli.options import Lang, LayersFolder, help_text, say, zone_of
from sezgeo.i18n import Text

HELP = Text(
    "Записать сценарий: действующие слои и участки на земле планируемых площадок.",
    "Write a scenario: today's layers, and plots on the land of the planned sites.",
)


def planned(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=help_text("Новая папка.", "The new folder."))
    ],
    layers: LayersFolder = None,
    lang: Lang = None,
) -> None:
    """Write the scenario of the planned sites."""
    from sezgeo.siting.subdivision.planned_sites import write_planned

    write_planned(zone_of(layers).catalog, folder)
    say(
        Text(
            f"{folder}: сценарий записан. Карта сравнения — sezgeo map --scenario {folder}",
            f"{folder}: the scenario is written. To compare: sezgeo map --scenario {folder}",
        )
    )
