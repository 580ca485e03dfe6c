"""`why`: one plot explained."""

from sezgeo.cli.options import (
    AsJson,
    Heights,
    Lang,
    LayersFolder,
    Norms,
    PlotName,
    ProfileName,
    Weights,
    experts_of,
    say,
    say_json,
    study_of,
)
from sezgeo.i18n import Text

HELP = Text(
    "Объяснить место одного участка: составляющие балла, ограничения, недостающие данные.",
    "Explain one plot: parts of its score, constraints, what is unknown.",
)


def why(
    profile: ProfileName,
    plot: PlotName,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Explain one plot."""
    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    reasons = study.why(plot)
    if as_json:
        say_json(reasons.to_dict() | experts_of(study))
    else:
        say(str(reasons))
