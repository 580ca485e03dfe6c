"""Suitability: from measured plots to a ranking that explains itself. Numbers only."""

from sezgeo.suitability.curve import Curve
from sezgeo.suitability.profile import Profile

__all__ = ["Curve", "Profile"]
