"""`rollback`: an earlier version of a layer brought back."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.import_options import Author, author_of
from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, help_text, say, say_json
from sezgeo.cli.versions import layer_and_versions
from sezgeo.errors import BusyError
from sezgeo.i18n import Text

HELP = Text(
    "Вернуть прежнюю версию слоя (новой версией; история сохраняется).",
    "Bring an earlier version back (as a new one; history stays).",
)


def rollback(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[LAYER] VERSION",
            help=help_text("Возвращаемая версия; 0 — исходная.", "Version to bring back; 0: seed."),
        ),
    ],
    layers: LayersFolder = None,
    author: Author = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Bring an earlier version back."""
    from sezgeo import __version__
    from sezgeo.layers.history import refresh_export, roll_back
    from sezgeo.layers.store.records import Signature

    catalog = catalog_of(layers)
    layer, (number,) = layer_and_versions(catalog, words, count=1)
    now = datetime.now(UTC)
    signature = Signature(author_of(author), now.isoformat(timespec="seconds"), __version__)
    try:
        with catalog.store.writing(signature, since=now) as writer:
            version = roll_back(catalog, writer, layer, number)
            refresh_export(catalog)
    except BusyError as error:
        typer.echo(f"sezgeo: {error}", err=True)
        raise typer.Exit(Exit.BUSY) from None
    if as_json:
        say_json({"version": version.to_dict()})
    else:
        say(
            Text(
                f"слой {layer}: действует версия {version.id}, совпадает с версией {number}",
                f"layer {layer}: version {version.id} is in force, the same as {number}",
            )
        )
