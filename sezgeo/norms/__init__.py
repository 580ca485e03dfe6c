"""
Law as data: what forbids a plant on a plot, what cuts it, and who may consent.

Read `rule.py` first (what a rule is), then `checker.py` (all plots against all rules).
"""

from sezgeo.norms.buildable_land import buildable
from sezgeo.norms.checker import Norms, check
from sezgeo.norms.objects import objects_of
from sezgeo.norms.rule import Rule, ZoneWidth
from sezgeo.norms.rule_files import Rules, Settings, read
from sezgeo.plant import Plant

__all__ = [
    "Norms",
    "Plant",
    "Rule",
    "Rules",
    "Settings",
    "ZoneWidth",
    "buildable",
    "check",
    "objects_of",
    "read",
]
