"""`impact`: what an import did to the rankings."""

from typing import Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    catalog_of,
    help_text,
    say,
    say_json,
)
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text

HELP = Text(
    "Что импорт сделал с рейтингами: у каких участков изменилось место или итог и почему.",
    "What an import did to the rankings: whose rank or outcome changed, and why.",
)


def impact_(
    version: Annotated[
        int | None,
        typer.Argument(
            metavar="[VERSION]",
            help=help_text("Версия; по умолчанию последняя.", "Version; by default the last one."),
        ),
    ] = None,
    profiles: Annotated[
        list[str] | None,
        typer.Option(
            "--profile", help=help_text("Профиль; по умолчанию все.", "Profile; by default all.")
        ),
    ] = None,
    *,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Tell what an import did to the rankings."""
    from sezgeo.impact import impact, sentence
    from sezgeo.suitability.profile import Profile

    catalog = catalog_of(layers)
    versions = {one.id: one for one in catalog.store.versions()}
    number = max(versions, default=0) if version is None else version
    if number not in versions:
        raise UnknownNameError(Text("версии", "version"), str(number), list(map(str, versions)))
    wanted = profiles or list(Profile.shipped())
    found = impact(catalog, versions[number], wanted)
    if as_json:
        said = {"version": number, "layer": versions[number].layer, "profiles": wanted}
        say_json({**said, "impacts": [one.to_dict() for one in found]})
        return
    for profile in dict.fromkeys(one.profile for one in found):
        say(f"{profile}:")
        say("\n".join(f"  {sentence(one)}" for one in found if one.profile == profile))
    if not found:
        say(Text("рейтинги не изменились", "no ranking changed"))
