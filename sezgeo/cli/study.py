"""`study save` and `study run`: a decision that can be repeated, byte for byte."""

from pathlib import Path
from typing import Annotated

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.options import (
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Weights,
    profile_of,
    say,
    told,
    zone_of,
)
from sezgeo.i18n import Text


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    group = typer.Typer(
        name="study",
        no_args_is_help=True,
        help=told(
            "Сохранить расчёт одним файлом и повторить его.",
            "Save a study as one file, and run it again.",
        ),
    )
    group.command(
        "save",
        help=told(
            "Записать расчёт: профиль, нормы, версии и хеши слоёв, ответ.",
            "Write a study: profile, norms, versions and hashes of the layers, the answer.",
        ),
    )(save)
    group.command(
        "run",
        help=told(
            "Повторить расчёт на тех же версиях слоёв; ответ должен совпасть до байта.",
            "Run a study again on the same versions of the layers; the bytes must be the same.",
        ),
    )(run)
    app.add_typer(group)


def save(
    profile: ProfileName,
    out: Annotated[
        Path, typer.Option("--out", "-o", help=told("Куда записать.", "Where to write."))
    ],
    draws: Annotated[
        int, typer.Option(min=1, help=told("Сколько розыгрышей.", "How many draws."))
    ] = 10_000,
    seed: Annotated[
        int, typer.Option(min=0, help=told("Начало случайных чисел.", "Start of chance."))
    ] = 0,
    weights: Weights = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    lang: Lang = None,
) -> None:
    """Write a study to a file."""
    from sezgeo import study_file

    study = zone_of(layers).study(profile_of(profile), rules=norms, weights=weights)
    study_file.save(study, out, draws=draws, seed=seed)
    say(Text(f"{out}: записано", f"{out}: written"))


def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=told("Файл расчёта.", "File of a study."))
    ],
    layers: LayersFolder = None,
    lang: Lang = None,
) -> None:
    """Run a study again and compare."""
    from sezgeo import study_file
    from sezgeo.version import __version__

    saved = study_file.read(file)
    rerun = study_file.rerun(saved, zone_of(layers))
    if study_file.again(saved, rerun) == file.read_bytes():
        say(Text(f"{file}: ответ тот же, до байта", f"{file}: the same answer, byte for byte"))
        return
    say(
        Text(
            f"{file}: данные те же, а ответ другой (было sezgeo {saved.sezgeo}, сейчас "
            f"{__version__})",
            f"{file}: the same data, another answer (sezgeo then {saved.sezgeo}, now "
            f"{__version__})",
        )
    )
    for difference in study_file.differences(saved, rerun):
        say(difference)
    raise typer.Exit(Exit.REFUSED)
