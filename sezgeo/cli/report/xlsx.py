"""`report xlsx`: the ranking as a workbook that ranks anew."""

from sezgeo.cli.options import (
    Heights,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Weights,
    say,
    study_of,
)
from sezgeo.cli.report.options import Out, default_path
from sezgeo.i18n import Text

HELP = Text(
    "Записать книгу XLSX: измените вес, и рейтинг пересчитается в Excel и LibreOffice.",
    "Write an XLSX workbook: change a weight, and Excel or LibreOffice ranks anew.",
)


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
    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    path = study.to_xlsx(out or default_path(study, ".xlsx"))
    say(
        Text(
            f"{path}: веса изменяются на листе «Веса»",
            f"{path}: change weights on the sheet “Weights”",
        )
    )
