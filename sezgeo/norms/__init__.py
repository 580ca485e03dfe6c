"""Law as data: what forbids a plant on a plot, what cuts it, and who may consent."""

from sezgeo.norms.building import buildable
from sezgeo.norms.checking import Norms, check
from sezgeo.norms.reading import Rules, Settings, read
from sezgeo.norms.rule import Case, Rule
from sezgeo.plant import Plant

__all__ = ["Case", "Norms", "Plant", "Rule", "Rules", "Settings", "buildable", "check", "read"]
