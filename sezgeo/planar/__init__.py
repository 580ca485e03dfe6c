"""
Geometry on the plane, fast: nearest features, counts within a distance, covered shares.

Read `spatial_index` first. Shapely gives every answer; where numba is installed (`sezgeo[fast]`)
and plots are many, the loops of `compiled` give the same ones.
"""

from sezgeo.planar.buffers import draw_zones
from sezgeo.planar.covered_share import Zones
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.rectangle import Rectangle, largest_rectangles, largest_sides_m

__all__ = [
    "PlotArrays",
    "Rectangle",
    "Zones",
    "draw_zones",
    "largest_rectangles",
    "largest_sides_m",
]
