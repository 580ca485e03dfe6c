"""
Geometry on the plane, fast: nearest features, counts within a distance, covered shares.

Shapely gives every answer; where numba is installed (the extra `sezgeo[fast]`) and there are many
plots, compiled loops over flat arrays of edges give the same ones.
"""
