"""`study save`: a study written to one file."""

from pathlib import Path
from typing import Annotated

import typer

from sezgeo.cli.options import (
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Weights,
    help_text,
    say,
    study_of,
)
from sezgeo.i18n import Text

HELP = Text(
    "Записать расчёт: профиль, нормы, версии и хеши слоёв, результат.",
    "Write a study: profile, norms, versions and hashes of the layers, the answer.",
)


def save(
    profile: ProfileName,
    out: Annotated[
        Path, typer.Option("--out", "-o", help=help_text("Куда записать.", "Where to write."))
    ],
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
    weights: Weights = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    lang: Lang = None,
) -> None:
    """Write a study to a file."""
    from sezgeo import study_file

    study = study_of(profile, layers, norms=norms, weights=weights)
    study_file.save(study, out, draws=draws, seed=seed)
    say(Text(f"{out}: расчёт записан", f"{out}: written"))
