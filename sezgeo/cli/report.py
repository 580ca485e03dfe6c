"""`report`: what an office passes on."""

from pathlib import Path
from typing import Annotated

import typer

from sezgeo.cli.options import (
    Heights,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Weights,
    heights_of,
    profile_of,
    say,
    told,
)
from sezgeo.i18n import Text

group = typer.Typer(
    name="report",
    no_args_is_help=True,
    help=told(
        "Записать рейтинг для других: таблица, слой для ГИС, паспорта.",
        "Write a ranking for others: a spreadsheet, a GIS layer, passports.",
    ),
)


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    group.command(
        "xlsx",
        help=told(
            "Записать книгу XLSX: измените вес, и рейтинг пересчитается в Excel и LibreOffice.",
            "Write an XLSX workbook: change a weight, and Excel or LibreOffice ranks anew.",
        ),
    )(xlsx)
    group.command(
        "gis",
        help=told(
            "Записать рейтинг слоем GeoPackage: QGIS раскрасит участки по баллу.",
            "Write the ranking as a GeoPackage layer: QGIS colours the plots by their score.",
        ),
    )(gis)
    app.add_typer(group)


def xlsx(
    profile: ProfileName,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=told(
                "Куда записать; по умолчанию maps/ПРОФИЛЬ.xlsx.",
                "Where to write; by default maps/PROFILE.xlsx.",
            ),
        ),
    ] = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Write a ranking as a spreadsheet."""
    import sezgeo

    study = sezgeo.open(layers).study(
        profile_of(profile), rules=norms, elevation=heights_of(elevation), weights=weights
    )
    path = study.to_xlsx(out or Path("maps") / f"{study.profile.key}.xlsx")
    say(
        Text(
            f"{path}: меняйте веса на листе «Веса»",
            f"{path}: change weights on the sheet “Weights”",
        )
    )


def gis(
    profile: ProfileName,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=told(
                "Куда записать; по умолчанию maps/ПРОФИЛЬ.gpkg.",
                "Where to write; by default maps/PROFILE.gpkg.",
            ),
        ),
    ] = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Write a ranking as a layer for QGIS."""
    import sezgeo
    from sezgeo.reports.gis import write_gis

    study = sezgeo.open(layers).study(
        profile_of(profile), rules=norms, elevation=heights_of(elevation), weights=weights
    )
    path = out or Path("maps") / f"{study.profile.key}.gpkg"
    say(str(write_gis(study.ranking, study.zone.layers, path)))
