"""Layers leave here: GeoPackage with styles for QGIS, Shapefile, GeoJSON, GeoParquet."""
