"""`doctor`: what is missing, what is old, and what to ask whom for."""

from datetime import UTC, datetime

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.options import AsJson, Lang, LayersFolder, say, say_json, zone_of
from sezgeo.i18n import Text

HELP = Text(
    "Чего не хватает, что устарело, какие данные и у кого запросить в первую очередь.",
    "What is missing, what is old, and which data to ask whom for first.",
)


def doctor(layers: LayersFolder = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Look at the installation, the layers and what they leave unknown."""
    from sezgeo.doctor import diagnose

    diagnosis = diagnose(zone_of(layers), datetime.now(UTC).date())
    say_json(diagnosis.to_dict()) if as_json else say(str(diagnosis))
    if not diagnosis.is_usable:
        raise typer.Exit(Exit.REFUSED)
