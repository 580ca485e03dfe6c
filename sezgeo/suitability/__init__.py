"""Suitability: from measured plots to a ranking that explains itself. Numbers only."""

from sezgeo.suitability.curve import Curve
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking import Ranking, rank
from sezgeo.suitability.reasons import Reasons, explain

__all__ = ["Curve", "Profile", "Ranking", "Reasons", "explain", "rank"]
