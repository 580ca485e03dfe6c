"""`report sheet`: a map of a site or of the zone, on paper."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from sezgeo.cli.options import Heights, Lang, LayersFolder, Norms, Weights, help_text, say, study_of
from sezgeo.cli.report.options import DocumentDate, date_problems
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

HELP = Text(
    "Карта площадки или всей ОЭЗ на листе A3 или A4: PDF или PNG.",
    "A map of a site or of the whole zone on an A3 or A4 sheet: PDF or PNG.",
)


def sheet(
    site: Annotated[
        str | None,
        typer.Argument(
            metavar="[SITE]",
            help=help_text(
                "Ключ площадки; по умолчанию вся ОЭЗ.", "Key of a site; else the whole zone."
            ),
        ),
    ] = None,
    profile: Annotated[
        str,
        typer.Option("--profile", "-p", help=help_text("Профиль завода.", "Profile of a plant.")),
    ] = "biotech",
    paper: Annotated[
        Literal["A3", "A4"], typer.Option(help=help_text("Размер листа.", "Size of the sheet."))
    ] = "A4",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=help_text(
                "Файл PDF или PNG; по умолчанию в папке maps.",
                "A PDF or PNG file; by default in the folder maps.",
            ),
        ),
    ] = None,
    date: DocumentDate = "",
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Draw a map sheet."""
    if wrong := date_problems(date):
        raise SezgeoError(wrong[0])
    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    path = out or Path("maps") / f"sheet_{study.profile.key}_{site or 'zone'}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    study.sheet(site, paper=paper, date=date).save(path)
    say(path)
