"""`whatif`: what a plot lacks to win or to become eligible."""

from typing import Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Heights,
    Lang,
    LayersFolder,
    Norms,
    PlotName,
    ProfileName,
    Weights,
    experts_of,
    help_text,
    say,
    say_json,
    study_of,
)
from sezgeo.i18n import Text

HELP = Text(
    "Чего не хватает участку, чтобы стать первым или подойти: в метрах, гектарах, МВт.",
    "What a plot lacks to win or to become eligible: in metres, hectares, MW.",
)


def whatif(
    profile: ProfileName,
    plot: PlotName,
    fixed: Annotated[
        list[str] | None,
        typer.Option(
            "--fixed",
            metavar="CRITERION",
            help=help_text(
                "Показатель, который изменить нельзя; можно указать несколько.",
                "Measure that nobody can change; name several if need be.",
            ),
        ),
    ] = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Say what a plot lacks."""
    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    what_if = study.what_if(plot, fixed=fixed or ())
    if as_json:
        say_json({"profile": study.profile.key} | what_if.to_dict() | experts_of(study))
    else:
        say(str(what_if))
