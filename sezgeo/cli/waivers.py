"""`waivers`: how much land each consent wins."""

from sezgeo.cli.options import (
    AsJson,
    Heights,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    say,
    say_json,
    study_of,
)
from sezgeo.i18n import Text

HELP = Text(
    "Сколько земли высвобождает каждое согласование: сетевых организаций, "
    "Росрыболовства, управляющей компании ОЭЗ.",
    "How much land each consent frees: of the network companies, the fisheries agency, the zone.",
)


def waivers(
    profile: ProfileName,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Rank the consents by the land they win."""
    study = study_of(profile, layers, norms=norms, elevation=elevation)
    consents = study.waivers()
    if as_json:
        say_json({"profile": study.profile.key} | consents.to_dict())
    else:
        say(str(consents))
