"""
Methods of multi-criteria decision analysis: arrays in, arrays out, no plots.

Read `additive.py` first (the weighted sum); each other file is one family of methods.
"""

from sezgeo.suitability.mcda.additive import owa, tradeoff, weighted_sum
from sezgeo.suitability.mcda.compromise import Vikor, topsis, vikor
from sezgeo.suitability.mcda.outranking import Preference, promethee_ii
from sezgeo.suitability.mcda.sampling import random_weights
from sezgeo.suitability.mcda.weighting import (
    Ahp,
    Judgement,
    agreement,
    ahp,
    most_inconsistent,
    rank_order_centroid,
    swing,
)

__all__ = [
    "Ahp",
    "Judgement",
    "Preference",
    "Vikor",
    "agreement",
    "ahp",
    "most_inconsistent",
    "owa",
    "promethee_ii",
    "random_weights",
    "rank_order_centroid",
    "swing",
    "topsis",
    "tradeoff",
    "vikor",
    "weighted_sum",
]
