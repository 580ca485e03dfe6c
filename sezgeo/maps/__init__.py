"""Maps: rankings drawn on one page that needs no network. The only part that knows Folium."""

from sezgeo.maps.basemap import Basemap
from sezgeo.maps.page import Page, page
from sezgeo.maps.scenario import Scenario

__all__ = ["Basemap", "Page", "Scenario", "page"]
