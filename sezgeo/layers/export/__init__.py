"""
Layers leave here: GeoPackage with styles for QGIS, Shapefile, GeoJSON, GeoParquet.

Begin with `formats` for one layer in a format, with `geopackage` for all of them with their styles.
"""

from sezgeo.layers.export.formats import write_layer
from sezgeo.layers.export.geopackage import write_geopackage

__all__ = ["write_geopackage", "write_layer"]
