"""`ledger reserve`: capacity set aside for a plant."""

from functools import partial
from typing import Annotated

import typer

from sezgeo.cli.import_options import Author, Wait
from sezgeo.cli.ledger.options import SOURCE_HELP
from sezgeo.cli.ledger.update import update_ledger
from sezgeo.cli.options import AsJson, Lang, LayersFolder, help_text, zone_of
from sezgeo.i18n import Text

HELP = Text(
    "Зарезервировать мощность: не больше, чем свободно в любой день срока.",
    "Reserve capacity: never more than is free on any day of the span.",
)


def reserve(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=SOURCE_HELP)],
    amount: Annotated[
        str,
        typer.Argument(
            metavar="UTILITY=AMOUNT",
            help=help_text(
                "Мощность с единицей в имени: power_mw=12.",
                "How much, with the unit in the name: power_mw=12.",
            ),
        ),
    ],
    *,
    holder: Annotated[
        str, typer.Option(help=help_text("За кем зарезервировать.", "Who holds it."))
    ],
    since: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DAY",
            help=help_text("Год или первый день срока.", "Year, or first day."),
        ),
    ],
    until: Annotated[
        str,
        typer.Option(
            metavar="DAY",
            help=help_text(
                "С этого дня мощность снова свободна; по умолчанию бессрочно.",
                "Free again from this day; else held for good.",
            ),
        ),
    ] = "",
    plot: Annotated[
        str, typer.Option(help=help_text("Для какого участка.", "Plot it is for."))
    ] = "",
    note: Annotated[str, typer.Option(help=help_text("Примечание.", "A note."))] = "",
    author: Author = None,
    wait: Wait = 0.0,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Reserve capacity."""
    from sezgeo.capacity.reservation import ReservationRequest
    from sezgeo.capacity.reserve import reserve as write

    request = ReservationRequest(source, amount, holder, since, until=until, plot=plot, note=note)
    catalog = zone_of(layers).catalog
    update_ledger(partial(write, catalog, request), author, wait, as_json=as_json)
