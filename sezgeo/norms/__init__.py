"""Law as data: what forbids a plant on a plot, what cuts it, and who may consent."""

from sezgeo.norms.buildable_land import buildable
from sezgeo.norms.checker import Norms, check
from sezgeo.norms.rule import Case, Rule
from sezgeo.norms.rule_files import Rules, Settings, read
from sezgeo.plant import Plant

__all__ = ["Case", "Norms", "Plant", "Rule", "Rules", "Settings", "buildable", "check", "read"]
