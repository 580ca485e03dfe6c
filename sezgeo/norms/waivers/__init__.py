"""
How much land each consent wins, and whom to ask for it.

Read `result.py` first (what a consent is worth), then `measure.py` (how it is measured).
"""

from sezgeo.norms.waivers.measure import waivers
from sezgeo.norms.waivers.result import UnassessedRule, Waiver, Waivers

__all__ = ["UnassessedRule", "Waiver", "Waivers", "waivers"]
