"""`rank`: the plots for one plant, the best first."""

from typing import Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Heights,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Weights,
    experts_of,
    help_text,
    say,
    say_json,
    study_of,
)
from sezgeo.i18n import Text

HELP = Text("Ранжировать участки для одного профиля.", "Rank the plots for one profile.")


def rank(
    profile: ProfileName,
    top: Annotated[
        int | None,
        typer.Option(min=1, help=help_text("Число строк.", "How many rows to show.")),
    ] = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Rank all plots for one profile."""
    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    ranking = study.ranking
    if as_json:
        say_json(ranking.to_dict() | experts_of(study))
    else:
        if study.panel:
            say(f"{study.panel}\n")
        say(ranking.to_text(top=top))
