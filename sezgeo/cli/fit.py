"""`fit`: whether the plant's buildings fit on a plot, and where."""

from typing import Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Size,
    help_text,
    say,
    say_json,
    size_of,
    study_of,
)
from sezgeo.i18n import Text

HELP = Text(
    "Размещаются ли здания завода на участке, где и с каким запасом по отступам.",
    "Whether the plant's buildings fit on a plot, where, and with how much to spare.",
)


def fit(
    profile: ProfileName,
    plot: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLOT]", help=help_text("Участок; по умолчанию все.", "A plot; else all.")
        ),
    ] = None,
    size: Size = "likely",
    aspect: Annotated[
        float | None,
        typer.Option(
            help=help_text(
                "Найти и наибольший прямоугольник с таким отношением длины к ширине; "
                "для одного участка по умолчанию — как у главного корпуса.",
                "Find the largest rectangle of this length over width too; for one plot by "
                "default that of the main building.",
            )
        ),
    ] = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Place the buildings of one plant on one plot, or on all."""
    from sezgeo.siting.fit import report

    study = study_of(profile, layers, norms=norms)
    fits = study.fit(size=size_of("--size", size), only=None if plot is None else [plot])
    if plot is not None and aspect is None:
        length_m, width_m = fits.footprint.sizes_m(fits.size)[0]
        aspect = length_m / width_m
    if as_json:
        say_json(fits.to_dict(aspect=aspect))
    elif plot is None:
        say(report.plots_text(fits, aspect, study.ranking.names))
    else:
        say(report.plot_text(fits, plot, aspect or 1.0))
