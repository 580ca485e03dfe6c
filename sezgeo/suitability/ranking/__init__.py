"""
Scores, limits and ranks of plots for one plant, and why each plot stands where it stands.

Read `ranking.py` first (the result and how it is made), then `explanation.py` (its words).
"""

from sezgeo.suitability.ranking.contributions import Contribution
from sezgeo.suitability.ranking.explanation import Reasons, explain, finding_of, gravest_first
from sezgeo.suitability.ranking.ranking import Ranking, rank, ranks

__all__ = [
    "Contribution",
    "Ranking",
    "Reasons",
    "explain",
    "finding_of",
    "gravest_first",
    "rank",
    "ranks",
]
