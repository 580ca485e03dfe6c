"""`assemble`: which neighbouring plots together hold the plant."""

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
    "Подобрать соседние участки, которых вместе достаточно: наименьшие наборы с баллом.",
    "Which neighbouring plots together give the land needed: minimal sets, scored.",
)


def assemble(
    profile: ProfileName,
    area: Annotated[
        float | None,
        typer.Option(
            min=0,
            help=help_text(
                "Требуемая площадь, га; по умолчанию — предел профиля.",
                "Area needed, ha; by default the profile's limit.",
            ),
        ),
    ] = None,
    any_shape: Annotated[
        bool,
        typer.Option(
            "--any-shape",
            help=help_text(
                "Проверять только площадь, без размещения зданий.",
                "Area is enough: do not ask whether the buildings fit.",
            ),
        ),
    ] = False,
    reserved: Annotated[
        bool,
        typer.Option(
            "--reserved",
            help=help_text("Учитывать и участки в резерве.", "Take reserved plots too."),
        ),
    ] = False,
    across: Annotated[
        float,
        typer.Option(
            min=0,
            max=60,
            help=help_text(
                "Наибольшая ширина улицы планировки, которую допускается застроить, м.",
                "A street of the layout up to so many metres wide may be built over.",
            ),
        ),
    ] = 0.0,
    most: Annotated[
        int,
        typer.Option(
            min=2, max=12, help=help_text("Наибольшее число участков в наборе.", "Plots at most.")
        ),
    ] = 6,
    size: Size = "likely",
    layers: LayersFolder = None,
    norms: Norms = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Join neighbouring plots for one plant."""
    from sezgeo.siting.land_assembly import report
    from sezgeo.siting.land_assembly.adjacency import Adjacency
    from sezgeo.siting.land_assembly.assemble import least_area_ha
    from sezgeo.siting.land_assembly.options import AssemblyTarget

    study = study_of(profile, layers, norms=norms)
    target = AssemblyTarget(
        area_ha=least_area_ha(study.profile) if area is None else area,
        fits=not any_shape,
        statuses=("free", "reserved") if reserved else ("free",),
        most=most,
        adjacency=Adjacency(across_m=across),
        size=size_of("--size", size),
    )
    assemblies, ranking = study.assemble(target)
    if as_json:
        say_json(report.to_dict(assemblies, ranking))
    else:
        say(report.assembly_table(assemblies, ranking, target.area_ha, study.profile))
