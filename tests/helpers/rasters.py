"""Elevation rasters in many systems, written by a formula, and plots to lie on them."""

import numpy as np
import rasterio
import shapely
from affine import Affine
from geopandas import GeoDataFrame
from pyproj import CRS, Transformer
from shapely import Polygon, affinity, box

EAST, NORTH = 400_000.0, 6_170_000.0
UTM = "EPSG:32637"


def plots(*shapes, accuracy_m=0.0):
    """Put shapes, drawn about (0, 0), beside the middle of the test tiles."""
    moved = [affinity.translate(shape, EAST, NORTH) for shape in shapes]
    return GeoDataFrame(
        {"accuracy_m": accuracy_m}, geometry=moved, crs=UTM, index=range(len(moved))
    )


def plane(x, y, *, east=0.03, north=-0.04):
    return 150 + east * (x - EAST) + north * (y - NORTH)


def cone(x, y):
    return 300 - 0.1 * np.hypot(x - EAST, y - NORTH)


def grid_about(crs, cell, cells, *, turn=0.0):
    """Return a grid of square cells with its middle at (EAST, NORTH)."""
    x, y = Transformer.from_crs(UTM, crs, always_xy=True).transform(EAST, NORTH)
    a, b = cell * np.cos(np.radians(turn)), cell * np.sin(np.radians(turn))
    half = cells / 2
    return Affine(a, b, x - (a + b) * half, b, -a, y - (b - a) * half)


def tile(path, surface, **options):
    """Write a surface of the working system as a raster in any system."""
    given = {"crs": UTM, "cell": 10.0, "cells": 120, "turn": 0.0, "holes": (), "to": 1.0} | options
    crs, cell, cells, turn, holes, to = (
        given.pop(name) for name in ("crs", "cell", "cells", "turn", "holes", "to")
    )
    transform = grid_about(crs, cell, cells, turn=turn)
    columns, rows = np.meshgrid(np.arange(cells) + 0.5, np.arange(cells) + 0.5)
    x = transform.a * columns + transform.b * rows + transform.c
    y = transform.d * columns + transform.e * rows + transform.f
    back = Transformer.from_crs(CRS(crs).to_2d(), UTM, always_xy=True)
    heights = surface(*back.transform(x, y)) / to
    for rows_, columns_, value in holes:
        heights[rows_, columns_] = value
    settings_ = {"driver": "GTiff", "dtype": "float64", "count": 1, "crs": crs} | given
    unit = settings_.pop("unit", None)
    with rasterio.open(
        path, "w", width=cells, height=cells, transform=transform, **settings_
    ) as file:
        file.write(heights.astype(settings_["dtype"]), 1)
        if unit:
            file.units = (unit,)
    return path


SYSTEMS = {
    "utm": {},
    "turned": {"turn": 27.0, "cells": 160},
    "degrees": {"crs": "EPSG:4326", "cell": 1 / 7200, "cells": 240},
    "web mercator": {"crs": "EPSG:3857", "cell": 17.0},
    "krasovsky": {"crs": "EPSG:28407"},
    "degrees turned": {"crs": "EPSG:4326", "cell": 1 / 7200, "cells": 320, "turn": -13.0},
}
SQUARE = box(-150, -150, 150, 150)
LEAF = Polygon([(-200, -20), (30, -120), (170, 10), (60, 140), (-90, 100)])
TWO_PARTS = shapely.union_all([box(-200, -200, -100, -50), box(60, 80, 190, 200)])
