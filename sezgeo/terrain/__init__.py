"""
Heights, slopes, shares of cells under a plot, and earthworks.

Read `elevation` first (the files), then `patch` (a window of them) and `zonal` (one plot on it).
"""

from sezgeo.terrain.elevation import Elevation
from sezgeo.terrain.patch import Patch

__all__ = ["Elevation", "Patch"]
