"""
Suitability: from measured plots to a ranking that explains itself. Numbers only.

Read `profile.py` first (what a plant wants), then `ranking/ranking.py` (the weighted sum).
"""

from sezgeo.suitability.experts import ExpertPanel, read_weights
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.explanation import Reasons, explain
from sezgeo.suitability.ranking.ranking import Ranking, rank
from sezgeo.suitability.value_function import ValueFunction

__all__ = [
    "ExpertPanel",
    "Profile",
    "Ranking",
    "Reasons",
    "ValueFunction",
    "explain",
    "rank",
    "read_weights",
]
