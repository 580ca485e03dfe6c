"""`log`: the versions of the layers, and the deliveries they came from."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, help_text, say, say_json
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.layers import Catalog


_DECISIONS = (
    ("import", Text("импорт", "import")),
    (r"site (?P<site>\S+)", Text("площадка {site}", "site {site}")),
    (
        r"(?P<n>\d+) removals confirmed",
        Text("подтверждено удаление объектов — {n}", "{n} removals confirmed"),
    ),
    ("older version confirmed", Text("подтверждена прежняя версия", "older version confirmed")),
    ("shift confirmed", Text("подтверждён общий сдвиг", "shift confirmed")),
    (r"rollback to (?P<n>\d+)", Text("возврат к версии {n}", "rollback to {n}")),
    (r"reserve (?P<n>\S+)", Text("резерв {n}", "reserve {n}")),
    (
        r"release (?P<n>\S+) from (?P<day>\S+)",
        Text("резерв {n} снят с {day}", "release {n} from {day}"),
    ),
)
"""What a record calls a decision, and what people do."""

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
        (str(v.id), v.layer, v.time, v.author, str(v.rows), decided(v.decision), v.source)
        for v in reversed(versions)
    ]
    say(
        text_table(head, rows)
        if rows
        else Text("Импорта ещё не было.", "Nothing was imported yet.")
    )


def decided(decision: str) -> Text:
    """
    Say what was decided, as a record keeps it; words of another hand stay as they are.

    Examples
    --------
    >>> decided("import, site miet").ru, decided("rollback to 3").ru, decided("by hand").ru
    ('импорт, площадка miet', 'возврат к версии 3', 'by hand')
    """
    return Text.join(", ", map(_decided, decision.split(", ")))


def _decided(word: str) -> Text:
    for pattern, text in _DECISIONS:
        if found := re.fullmatch(pattern, word):
            return text.fill(**found.groupdict())
    return Text.same(word)


def _log_deliveries(catalog: "Catalog", layer: str | None, *, as_json: bool) -> None:
    from sezgeo.display import text_table
    from sezgeo.layers.value_names import value_name

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
        (str(number), sent.layer, value_name(sent.outcome), sent.name, sent.sha256[:12])
        for number, sent in reversed(deliveries)
    ]
    say(
        text_table(head, rows)
        if rows
        else Text("Импорта ещё не было.", "Nothing was imported yet.")
    )
