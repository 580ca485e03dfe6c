"""Maps: rankings drawn on one page that needs no network. The only part that knows Folium."""

from sezgeo.maps.overlays.fit import fit_overlay
from sezgeo.maps.overlays.overlay import Mark, Overlay
from sezgeo.maps.overlays.routes import route_overlay
from sezgeo.maps.page import Page, page
from sezgeo.maps.plans import plans_page
from sezgeo.maps.scenario import Scenario
from sezgeo.maps.tiles import Basemap

__all__ = [
    "Basemap",
    "Mark",
    "Overlay",
    "Page",
    "Scenario",
    "fit_overlay",
    "page",
    "plans_page",
    "route_overlay",
]
