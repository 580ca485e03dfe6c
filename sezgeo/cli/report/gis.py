"""`report gis`: the ranking as a layer for QGIS."""

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
    "Записать рейтинг слоем GeoPackage: QGIS раскрасит участки по баллу.",
    "Write the ranking as a GeoPackage layer: QGIS colours the plots by their score.",
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

    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    say(str(write_gis(study.ranking, study.zone.layers, out or default_path(study, ".gpkg"))))
