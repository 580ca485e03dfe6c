"""`init`: a new folder of layers, and the tables of a team's store."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    catalog_of,
    help_text,
    say,
    say_json,
    store_address,
)
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.layers.area import Area


HELP = Text(
    "Создать пустую папку слоёв и, с --store, таблицы общего хранилища.",
    "Make an empty folder of layers and, with --store, the tables of a team's store.",
)


def init(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help=help_text("Новая папка.", "The new folder.")),
    ] = None,
    *,
    layers: LayersFolder = None,
    area: Annotated[
        str,
        typer.Option(
            metavar="W,S,E,N",
            help=help_text(
                "Область, где расположены площадки, в градусах: "
                "запад,юг,восток,север; по умолчанию Москва.",
                "Where the sites lie, in degrees: west,south,east,north; by default Moscow.",
            ),
        ),
    ] = "",
    title: Annotated[str, typer.Option(help=help_text("Название.", "What it is called."))] = "",
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Make an empty workspace, and prepare the team's store if one is named."""
    from sezgeo.layers.workspace import make_workspace

    address = store_address()
    if folder is None and address is None:
        message = Text("нужна папка DIR или --store URL", "needed: a folder DIR, or --store URL")
        raise typer.BadParameter(str(message))
    answer: dict[str, Any] = {}
    lines = []
    if folder is not None:
        catalog = make_workspace(folder, area=_area(area), title=title)
        answer |= {"folder": str(folder), "layers": list(catalog.schemas)}
        lines.append(_made(folder, len(catalog.schemas)))
    if address is not None:
        catalog = catalog_of(folder or layers)
        catalog.store.backend.prepare(catalog.schemas)
        answer |= {"store": address.name, "layers": list(catalog.schemas)}
        lines.append(_prepared(address.name, len(catalog.schemas)))
    say_json(answer) if as_json else say("\n".join(map(str, lines)))


def _made(folder: Path, n: int) -> Text:
    return Text(
        f"{folder}: пустых слоёв — {n}. Данные вносит sezgeo import СЛОЙ ФАЙЛ --layers {folder}",
        f"{folder}: {n} empty layers. Bring data with sezgeo import LAYER PATH --layers {folder}",
    )


def _prepared(store: str, n: int) -> Text:
    return Text(
        f"{store}: хранилище готово, слоёв — {n}", f"{store}: the store is ready for {n} layers"
    )


def _area(text: str) -> "Area | None":
    """Read the four sides of an area; None for an empty text."""
    from sezgeo.layers.area import Area

    if not text:
        return None
    try:
        west, south, east, north = (float(side) for side in text.split(","))
        return Area(west=west, south=south, east=east, north=north)
    except ValueError as cause:
        message = Text(
            f"«{text}»: нужны запад,юг,восток,север в градусах, например 39.7,59.1,40.1,59.3",
            f"{text!r}: west,south,east,north in degrees is needed, such as 39.7,59.1,40.1,59.3",
        )
        raise typer.BadParameter(str(message), param_hint="--area") from cause
