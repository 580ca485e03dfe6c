"""`ledger release`: the end of a reservation."""

from functools import partial
from typing import Annotated

import typer

from sezgeo.cli.import_options import Author, Wait
from sezgeo.cli.ledger.update import update_ledger
from sezgeo.cli.options import AsJson, Lang, LayersFolder, help_text, zone_of
from sezgeo.i18n import Text

HELP = Text(
    "Снять резерв с указанного дня; история сохраняется.",
    "End a reservation from a day on; history stays.",
)


def release(
    number: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER",
            help=help_text("Номер резерва, например R-12.", "Its number, e.g. R-12."),
        ),
    ],
    *,
    since: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DAY",
            help=help_text(
                "С какого дня мощность снова свободна.", "From which day it is free again."
            ),
        ),
    ],
    author: Author = None,
    wait: Wait = 0.0,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """End a reservation."""
    from sezgeo.capacity.reserve import release as write

    catalog = zone_of(layers).catalog
    update_ledger(partial(write, catalog, number, since), author, wait, as_json=as_json)
