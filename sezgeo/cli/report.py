"""`report`: what an office passes on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli import passports
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
    zone_of,
)
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.study import Study

group = typer.Typer(
    name="report",
    no_args_is_help=True,
    help=told(
        "Записать рейтинг для других: таблица, слой для ГИС, паспорта, карты на листе.",
        "Write a ranking for others: a spreadsheet, a GIS layer, passports, map sheets.",
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
    passports.register(group)
    app.add_typer(group)


Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help=told(
            "Куда записать; по умолчанию maps/ с именем профиля.",
            "Where to write; by default maps/ under the profile's name.",
        ),
    ),
]


def xlsx(
    profile: ProfileName,
    out: Out = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Write a ranking as a spreadsheet."""
    study = _study(profile, layers, norms, elevation, weights)
    path = study.to_xlsx(out or _default(study, ".xlsx"))
    say(
        Text(
            f"{path}: меняйте веса на листе «Веса»",
            f"{path}: change weights on the sheet “Weights”",
        )
    )


def gis(
    profile: ProfileName,
    out: Out = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Write a ranking as a layer for QGIS."""
    from sezgeo.reports.qgis_layer import write_gis

    study = _study(profile, layers, norms, elevation, weights)
    say(str(write_gis(study.ranking, study.zone.layers, out or _default(study, ".gpkg"))))


def _study(
    profile: str,
    layers: Path | None,
    norms: Path | None,
    elevation: list[Path] | None,
    weights: Path | None,
) -> "Study":
    zone, heights = zone_of(layers), heights_of(elevation)
    return zone.study(profile_of(profile), rules=norms, elevation=heights, weights=weights)


def _default(study: "Study", ending: str) -> Path:
    return Path("maps") / f"{study.profile.key}{ending}"
