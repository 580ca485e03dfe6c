"""
Whether a plant's buildings fit on a plot, where, and with how much to spare.

Read `place_buildings` first, then `placement`.
"""

from sezgeo.siting.fit.placement import FitAnswer, Placement
from sezgeo.siting.fit.result import Fits, PlacedBuilding

__all__ = ["FitAnswer", "Fits", "PlacedBuilding", "Placement"]
