"""
Printed maps: frame, basemap, labels, marginalia.

Read `map_frame.py` first (a window at a scale), then `basemap.py` and `label_placement.py`.
"""

from sezgeo.reports.cartography.basemap import BasemapFeatures, LayerStyle
from sezgeo.reports.cartography.label_placement import Label, place_labels
from sezgeo.reports.cartography.map_frame import MapFrame
from sezgeo.reports.cartography.marginalia import LegendEntry

__all__ = [
    "BasemapFeatures",
    "Label",
    "LayerStyle",
    "LegendEntry",
    "MapFrame",
    "place_labels",
]
