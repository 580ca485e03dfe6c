"""`fit` and `assemble`: does the plant fit, and which plots together would hold it."""

from pathlib import Path
from typing import Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Size,
    profile_of,
    say,
    say_json,
    size_of,
    told,
    zone_of,
)
from sezgeo.i18n import Text


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command(
        "fit",
        help=told(
            "Поместятся ли здания завода на участке, где и с каким запасом.",
            "Whether the plant's buildings fit on a plot, where, and with how much to spare.",
        ),
    )(fit)
    app.command(
        "assemble",
        help=told(
            "Какие соседние участки вместе дают нужную землю: наименьшие наборы, с оценкой.",
            "Which neighbouring plots together give the land needed: minimal sets, scored.",
        ),
    )(assemble)
    app.command(
        "planned",
        help=told(
            "Записать сценарий: нынешние слои и участки на земле планируемых площадок.",
            "Write a scenario: today's layers, and plots on the land of the planned sites.",
        ),
    )(planned)


def fit(
    profile: ProfileName,
    plot: Annotated[
        str | None,
        typer.Argument(metavar="[PLOT]", help=told("Участок; иначе все.", "A plot; else all.")),
    ] = None,
    size: Size = "likely",
    aspect: Annotated[
        float | None,
        typer.Option(
            help=told(
                "Найти и наибольший прямоугольник с таким отношением длины к ширине; для одного "
                "участка по умолчанию как у главного корпуса.",
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

    study = zone_of(layers).study(profile_of(profile), rules=norms)
    found = study.fit(size=size_of("--size", size), only=None if plot is None else [plot])
    if plot is not None and aspect is None:
        length_m, width_m = found.footprint.sizes_m(found.size)[0]
        aspect = length_m / width_m
    if as_json:
        say_json(found.to_dict(aspect=aspect))
    elif plot is None:
        say(report.every(found, aspect))
    else:
        say(report.one(found, plot, aspect or 1.0))


def assemble(
    profile: ProfileName,
    area: Annotated[
        float | None,
        typer.Option(
            min=0,
            help=told(
                "Нужная площадь, га; по умолчанию предел профиля.",
                "Area needed, ha; by default the profile's limit.",
            ),
        ),
    ] = None,
    any_shape: Annotated[
        bool,
        typer.Option(
            "--any-shape",
            help=told(
                "Хватит площади: не проверять, поместятся ли здания.",
                "Area is enough: do not ask whether the buildings fit.",
            ),
        ),
    ] = False,
    reserved: Annotated[
        bool,
        typer.Option("--reserved", help=told("Брать и резерв.", "Take reserved plots too.")),
    ] = False,
    across: Annotated[
        float,
        typer.Option(
            min=0,
            max=60,
            help=told(
                "Улица планировки не шире стольких метров может быть застроена.",
                "A street of the layout up to so many metres wide may be built over.",
            ),
        ),
    ] = 0.0,
    most: Annotated[
        int, typer.Option(min=2, max=12, help=told("Участков не больше.", "Plots at most."))
    ] = 6,
    size: Size = "likely",
    layers: LayersFolder = None,
    norms: Norms = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Join neighbouring plots for one plant."""
    from sezgeo.siting.land_assembly import report
    from sezgeo.siting.land_assembly.adjacency import Sides
    from sezgeo.siting.land_assembly.assemble import least_area_ha
    from sezgeo.siting.land_assembly.result import AssemblyTarget

    study = zone_of(layers).study(profile_of(profile), rules=norms)
    wanted = AssemblyTarget(
        area_ha=least_area_ha(study.profile) if area is None else area,
        fits=not any_shape,
        statuses=("free", "reserved") if reserved else ("free",),
        most=most,
        sides=Sides(across_m=across),
        size=size_of("--size", size),
    )
    found, ranking = study.assemble(wanted)
    if as_json:
        say_json(report.plain(found, ranking))
    else:
        say(report.joined(found, ranking, wanted.area_ha, study.profile))


def planned(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=told("Новая папка.", "The new folder."))
    ],
    layers: LayersFolder = None,
    lang: Lang = None,
) -> None:
    """Write the scenario of the planned sites."""
    from sezgeo.siting.subdivision.planned_sites import write_planned

    write_planned(zone_of(layers).catalog, folder)
    say(
        Text(
            f"{folder}: сценарий записан; карта сравнения: sezgeo map --scenario {folder}",
            f"{folder}: the scenario is written; to compare: sezgeo map --scenario {folder}",
        )
    )
