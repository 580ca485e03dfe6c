"""
Illustrative plots: land of a site cut into plots until the cadastre is imported.

Read `subdivide` first; `file` reads how each site is cut.
"""

from sezgeo.siting.subdivision.options import BlockPattern, Street, SubdivisionPattern
from sezgeo.siting.subdivision.subdivide import SubdividedPlot

__all__ = ["BlockPattern", "Street", "SubdividedPlot", "SubdivisionPattern"]
