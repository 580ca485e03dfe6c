"""`robust`: how firmly a ranking stands."""

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

HELP = Text(
    "Проверить устойчивость рейтинга к весам, данным и методам; какие данные "
    "запросить в первую очередь.",
    "Try how firmly a ranking stands: weights, data, methods; what to find out first.",
)


def robust(
    profile: ProfileName,
    draws: Annotated[
        int,
        typer.Option(
            min=1, help=help_text("Число испытаний (метод Монте-Карло).", "How many draws.")
        ),
    ] = 10_000,
    seed: Annotated[
        int,
        typer.Option(
            min=0,
            help=help_text("Начальное значение генератора (seed).", "Seed of the random numbers."),
        ),
    ] = 0,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Try how firmly a ranking stands."""
    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    stability = study.stability(draws=draws, seed=seed)
    if as_json:
        say_json(stability.to_dict() | experts_of(study))
        return
    if study.panel:
        say(f"{study.panel}\n")
    say(str(stability))
