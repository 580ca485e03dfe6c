"""
The store's backend in PostgreSQL with PostGIS, for a team; the only part that knows psycopg.

Begin with `backend`; `writer` is one import's transaction, `tables` what it writes to.

It promises what the folder does: one writer at a time, all or nothing, the same rows and the same
hashes. The canonical GeoParquet of a version is kept as bytes, so that it comes back byte for byte
and its sha256 can be recomputed whatever library reads it; the tables of features that QGIS opens
are derived from it in the same transaction, and `verify` compares the two.
"""

from sezgeo.layers.postgis.backend import PostgisBackend

__all__ = ["PostgisBackend"]
