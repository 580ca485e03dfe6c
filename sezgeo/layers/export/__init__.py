"""
Layers leave here: GeoPackage with styles for QGIS, Shapefile, GeoJSON, GeoParquet.

Begin with `formats` for one layer in a format, with `geopackage` for all of them with their styles.
"""
