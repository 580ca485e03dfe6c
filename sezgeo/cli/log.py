"""`log`: the versions of the layers, and the deliveries they came from."""

from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, help_text, say, say_json
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.layers import Catalog


HELP = Text("Показать версии слоёв.", "List the versions of the layers.")


def log(
    layer: Annotated[
        str | None,
        typer.Argument(metavar="[LAYER]", help=help_text("Имя слоя.", "Name of a layer.")),
    ] = None,
    *,
    deliveries: Annotated[
        bool,
        typer.Option(
            "--deliveries",
            help=help_text(
                "Показать все поставки данных и исход каждой.",
                "List all that was sent, and what became of it.",
            ),
        ),
    ] = False,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the versions, or the deliveries."""
    from sezgeo.display import text_table

    catalog = catalog_of(layers)
    if layer is not None:
        catalog.schema(layer)
    if deliveries:
        _log_deliveries(catalog, layer, as_json=as_json)
        return
    versions = catalog.store.versions(layer)
    if as_json:
        say_json({"versions": [version.to_dict() for version in versions]})
        return
    head = (
        Text("версия", "version"),
        Text("слой", "layer"),
        Text("дата и время", "when"),
        Text("автор", "who"),
        Text("объектов", "features"),
        Text("решение", "what"),
        Text("источник", "from"),
    )
    rows = [
        (str(v.id), v.layer, v.time, v.author, str(v.rows), v.decision, v.source)
        for v in reversed(versions)
    ]
    say(
        text_table(head, rows)
        if rows
        else Text("Импорта ещё не было.", "Nothing was imported yet.")
    )


def _log_deliveries(catalog: "Catalog", layer: str | None, *, as_json: bool) -> None:
    from sezgeo.display import text_table

    deliveries = [
        (number, delivery)
        for number, delivery in catalog.store.journal.deliveries()
        if layer in (None, delivery.layer)
    ]
    if as_json:
        names = ("layer", "name", "outcome", "sha256")
        rows_json = [
            {"id": number} | {name: getattr(delivery, name) for name in names}
            for number, delivery in deliveries
        ]
        say_json({"deliveries": rows_json})
        return
    head = (
        Text("поставка", "delivery"),
        Text("слой", "layer"),
        Text("исход", "outcome"),
        Text("источник", "from"),
        Text("sha256", "sha256"),
    )
    rows = [
        (str(number), sent.layer, sent.outcome, sent.name, sent.sha256[:12])
        for number, sent in reversed(deliveries)
    ]
    say(
        text_table(head, rows)
        if rows
        else Text("Импорта ещё не было.", "Nothing was imported yet.")
    )
