"""`impact`: what an import did to the rankings."""

from typing import Annotated

import typer

from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, help_text, say, say_json
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text

HELP = Text(
    "Как импорт изменил рейтинги: у каких участков изменилось место или исход и почему.",
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
    versions = {known.id: known for known in catalog.store.versions()}
    number = max(versions, default=0) if version is None else version
    if number not in versions:
        raise UnknownNameError(Text("версия", "version"), str(number), list(map(str, versions)))
    names = profiles or list(Profile.shipped())
    impacts = impact(catalog, versions[number], names)
    if as_json:
        answer = {"version": number, "layer": versions[number].layer, "profiles": names}
        say_json({**answer, "impacts": [each.to_dict() for each in impacts]})
        return
    titles = {profile.key: profile.title for profile in map(Profile.read, names)}
    for profile in dict.fromkeys(each.profile for each in impacts):
        say(titles[profile] + ":")
        say("\n".join(f"  {sentence(each)}" for each in impacts if each.profile == profile))
    if not impacts:
        say(Text("рейтинги не изменились", "no ranking changed"))
