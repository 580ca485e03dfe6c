"""`norms`: the law that plots are checked against."""

from typing import Annotated

import typer

from sezgeo.cli.options import AsJson, Lang, Norms, help_text, say, say_json
from sezgeo.i18n import Text

HELP = Text(
    "Показать нормы, по которым проверяются участки; с id — одну целиком.",
    "List the norms that plots are checked against; with an id, one in full.",
)


def norms(
    rule: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help=help_text("Id нормы.", "Id of a norm."))
    ] = None,
    extra: Norms = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the norms, or show one in full."""
    from sezgeo import norms as law
    from sezgeo.cli import tables

    rules = law.read(extra)
    shown = [rules[rule]] if rule else list(rules.values())
    if as_json:
        say_json({"norms": [norm.model_dump(mode="json", exclude_defaults=True) for norm in shown]})
    else:
        say(tables.norm(shown[0]) if rule else tables.norms(shown))
