"""`layers`: which layers there are, and what each must hold."""

from typing import Annotated

import typer

from sezgeo.cli.options import AsJson, Lang, LayersFolder, help_text, say, say_json, zone_of
from sezgeo.i18n import Text

HELP = Text(
    "Показать слои; с именем слоя — его структура: столбцы, единицы, допустимые значения.",
    "List the layers; with a name, its contract: columns, units, allowed values.",
)


def layers(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[LAYER]", help=help_text("Имя слоя.", "Name of a layer.")),
    ] = None,
    folder: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the layers, or show the contract of one."""
    from sezgeo.cli import tables

    zone = zone_of(folder)
    if name is not None:
        schema = zone.catalog.schema(name)
        say_json(schema.model_dump(mode="json")) if as_json else say(tables.contract(schema))
    elif as_json:
        say_json({"layers": [tables.summary(layer) for layer in zone.layers.values()]})
    else:
        say(tables.layers(list(zone.layers.values())))
