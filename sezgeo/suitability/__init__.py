"""Suitability: from measured plots to a ranking that explains itself. Numbers only."""

from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.explanation import Reasons, explain
from sezgeo.suitability.ranking.ranking import Ranking, rank
from sezgeo.suitability.value_function import ValueFunction

__all__ = ["Profile", "Ranking", "Reasons", "ValueFunction", "explain", "rank"]
