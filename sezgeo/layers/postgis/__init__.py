"""
The store's home in PostgreSQL with PostGIS, for a team; the only part that knows psycopg.

It promises what the folder does: one writer at a time, all or nothing, the same rows and the same
hashes. The canonical GeoParquet of a version is kept as bytes, so that it comes back byte for byte
and its sha256 can be recomputed whatever library reads it; the tables of features that QGIS opens
are derived from it in the same transaction, and `verify` compares the two.
"""

from sezgeo.layers.postgis.backend import PostgisHome

__all__ = ["PostgisHome"]
