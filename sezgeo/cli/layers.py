"""`layers`, `check`: what there is, and whether it holds."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.options import AsJson, Lang, LayersFolder, say, say_json, told, zone_of
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from collections.abc import Callable


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command(
        "layers",
        help=told(
            "Показать слои; с именем слоя — его контракт: столбцы, единицы, допустимые значения.",
            "List the layers; with a name, its contract: columns, units, allowed values.",
        ),
    )(layers)
    app.command(
        "check",
        help=told(
            "Проверить все слои, профили и нормы; все ошибки сразу.",
            "Check all layers, profiles and norms; all problems at once.",
        ),
    )(check)


def layers(
    name: Annotated[
        str | None, typer.Argument(metavar="[LAYER]", help=told("Имя слоя.", "Name of a layer."))
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


def check(folder: LayersFolder = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Check everything a study needs."""
    problems = _problems(folder)
    if as_json:
        say_json({"ok": not problems, "problems": [str(problem) for problem in problems]})
    elif problems:
        say("\n".join(str(problem) for problem in problems))
    else:
        say(Text("всё в порядке", "everything holds"))
    if problems:
        raise typer.Exit(Exit.REFUSED)


def _problems(folder: Path | None) -> list[Text]:
    from sezgeo import norms
    from sezgeo.capacity.ledger import Ledger
    from sezgeo.capacity.report import warnings
    from sezgeo.errors import SezgeoError
    from sezgeo.suitability.profile import Profile

    zone = zone_of(folder)
    reads: list[Callable[[], object]] = [
        *(partial(zone.catalog.layer, name) for name in zone.layers),
        *(partial(Profile.read, name) for name in Profile.shipped()),
        norms.read,
    ]
    found = []
    for read in reads:
        try:
            read()
        except SezgeoError as error:
            found.append(error.text)
    return found or list(warnings(Ledger.of(zone.layers)))
