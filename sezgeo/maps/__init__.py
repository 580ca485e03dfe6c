"""Maps: rankings drawn on one page that needs no network. The only part that knows Folium."""

from sezgeo.maps.page import Page, page

__all__ = ["Page", "page"]
