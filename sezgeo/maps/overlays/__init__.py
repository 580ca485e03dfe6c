"""
What a map draws beside the plots: buildings, routes, plans.

Read `overlay.py` first; the others make overlays.
"""

from sezgeo.maps.overlays.fit import fit_overlay
from sezgeo.maps.overlays.overlay import Mark, Overlay
from sezgeo.maps.overlays.routes import route_overlay

__all__ = [
    "Mark",
    "Overlay",
    "fit_overlay",
    "route_overlay",
]
