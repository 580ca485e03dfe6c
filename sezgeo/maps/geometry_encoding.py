"""Turn geometry into columns of whole pixels, the only form in which the page knows it."""

from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from sezgeo.crs import MAP_CRS
from sezgeo.maps.encoding import Pool

PIXEL_ZOOM = 20
"""Coordinates are pixels of this Web Mercator zoom: 8 cm on the ground at Moscow's latitude."""

_WORLD_PX = 256.0 * 2**PIXEL_ZOOM
_AREA = 2


def pack_shapes(pool: Pool, shapes: GeoSeries) -> dict[str, Any]:
    """
    Add the geometry of a layer to the pool.

    Every feature becomes a run of paths (points, lines, rings without their closing vertex), every
    path a run of vertices. Rings are filled even-odd, so holes and parts need no mark of their own.

    Parameters
    ----------
    pool
        Where the columns go.
    shapes
        Points, lines or polygons, single or in several parts, in any known coordinate system.
    """
    parts, feature = shapely.get_parts(shapes.to_crs(MAP_CRS).to_numpy(), return_index=True)
    kinds = shapely.get_dimensions(parts).astype(np.int64)
    paths, owner = _paths(parts, feature, kinds)
    x, y, sizes = _vertices(paths)
    return {
        "count": len(shapes),
        "kinds": pool.numbers(_of_features(kinds, feature, len(shapes))),
        "paths": pool.numbers(np.bincount(owner, minlength=len(shapes))),
        "sizes": pool.numbers(sizes),
        "x": pool.numbers(np.diff(x, prepend=0)),
        "y": pool.numbers(np.diff(y, prepend=0)),
    }


def world_pixels(degrees: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Project longitude and latitude to whole pixels of Leaflet's default map.

    Parameters
    ----------
    degrees : ndarray, shape (n, 2)
        Longitude, latitude.

    Examples
    --------
    >>> x, y = world_pixels(np.array([[0.0, 0.0]]))
    >>> bool(x[0] == y[0] == 256 * 2**PIXEL_ZOOM / 2)
    True
    """
    sine = np.sin(np.radians(degrees[:, 1]))
    north = np.log((1 + sine) / (1 - sine)) / 2
    x = (degrees[:, 0] / 360 + 0.5) * _WORLD_PX
    y = (0.5 - north / (2 * np.pi)) * _WORLD_PX
    return np.rint(x), np.rint(y)


def _paths(
    parts: NDArray[np.object_], feature: NDArray[np.int64], kinds: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Break areas into rings; return all paths by feature, and the feature of each."""
    areas = kinds == _AREA
    rings, ring_part = shapely.get_rings(parts[areas], return_index=True)
    paths = np.concatenate([parts[~areas], rings])
    owner = np.concatenate([feature[~areas], feature[areas][ring_part]])
    order = np.argsort(owner, kind="stable")
    return paths[order], owner[order]


def _vertices(
    paths: NDArray[np.object_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    coordinates, path = shapely.get_coordinates(paths, return_index=True)
    last = np.append(path[1:] != path[:-1], True) if len(path) else np.zeros(0, dtype=bool)
    rings = shapely.get_type_id(paths) == shapely.GeometryType.LINEARRING
    drawn = ~(last & rings[path])
    x, y = world_pixels(coordinates[drawn])
    return x, y, np.bincount(path[drawn], minlength=len(paths))


def _of_features(
    kinds: NDArray[np.int64], feature: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    of_features = np.zeros(count, dtype=np.int64)
    of_features[feature] = kinds
    return of_features
