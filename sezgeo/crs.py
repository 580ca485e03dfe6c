"""The one place that knows about coordinate systems and axis order."""

import math
from collections.abc import Iterable

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import Geod, Proj
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.errors import CrsError
from sezgeo.i18n import Text

WORK_CRS = "EPSG:32637"
"""UTM zone 37N: all lengths are metres, all areas square metres."""

MAP_CRS = "EPSG:4326"
"""Longitude and latitude, used only at the two ends: files in, web maps out."""

MSK77 = (
    "+proj=tmerc +lat_0=55.66666666667 +lon_0=37.5 +k=1 +x_0=0 +y_0=0 +ellps=bessel "
    "+towgs84=458.475,0.244,603.087,-3.98169,-0.43293,4.43381,1.713 +units=m +no_defs"
)
"""Moscow's local grid (МСК-77, МГГТ). No parameters were ever officially published; these and an
independent fit agree within 1 m over all Moscow."""

_ELLIPSOID = Geod(ellps="WGS84")
_HECTARE_M2 = 10_000.0
_SERIES_ERROR = 0.005
"""Most that the series of `_beside_m2` leaves out, by what its next term is made of; tried."""
_MOST_ERROR = 5e-10
"""Share of an area that may be left out; beyond it PROJ measures, edge by edge."""


def to_work(frame: GeoDataFrame) -> GeoDataFrame:
    """
    Reproject a frame to the working system, in metres.

    Raises
    ------
    CrsError
        If the frame does not say what its coordinates mean.
    """
    if frame.crs is None:
        raise CrsError(
            Text(
                "система координат не указана: запросите у отправителя файл .prj или "
                "укажите её при импорте (--crs)",
                "no coordinate system: ask the sender for the .prj file, or pass --crs on import",
            )
        )
    return frame.to_crs(WORK_CRS)


def geodesic_area_ha(shapes: GeoSeries) -> NDArray[np.float64]:
    """
    Measure true areas on the ellipsoid, as the cadastre does.

    Parameters
    ----------
    shapes
        Polygons in any coordinate system; other geometries have area 0.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Hectares. Holes are subtracted, whatever way the rings are drawn.
    """
    degrees = shapes.to_crs(MAP_CRS).to_numpy()
    parts, owner = shapely.get_parts(degrees, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    rings, part = shapely.get_rings(parts, return_index=True)
    sign = np.where(np.diff(part, prepend=-1) != 0, 1.0, -1.0)  # an outline, then its holes
    area_m2 = np.zeros(len(degrees))
    np.add.at(area_m2, owner[part], sign * _rings_m2(rings))
    return area_m2 / _HECTARE_M2


def _rings_m2(rings: NDArray[np.object_]) -> NDArray[np.float64]:
    """Measure rings whose corners are degrees, by PROJ where the series is not good enough."""
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    within = np.diff(ring) == 0
    beside = (part * within for part in _beside_m2(degrees))
    signed, error = (np.bincount(ring[1:], part, len(rings)) for part in beside)
    area: NDArray[np.float64] = np.abs(signed)
    for row in np.flatnonzero(~(error <= _MOST_ERROR * area)):
        area[row] = abs(_proj_m2(rings[row]))
    return area


def _proj_m2(ring: BaseGeometry) -> float:
    return float(_ELLIPSOID.polygon_area_perimeter(*shapely.get_coordinates(ring).T)[0])


def _beside_m2(degrees: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Measure what lies between the shortest line from each corner to the next and a fixed parallel.

    On the ellipsoid, q (half of b^2 (sin / (1 - e^2 sin^2) + artanh(e sin) / e)) and longitude are
    Cartesian coordinates that keep areas. There the shortest line bows out from the straight one
    by 1/12 sin(latitude) times difference of longitude times (E^2 + 3 N^2), with the line's reach
    E to the east and N to the north in metres; this follows from Clairaut's relation, and what is
    left out goes with the fifth power of the line's length.

    Returns
    -------
    area, error
        Square metres, of as many lines as there are pairs of corners.
    """
    e2, b2 = _ELLIPSOID.es, _ELLIPSOID.b**2
    e = math.sqrt(e2)
    latitude = np.radians(degrees[:, 1])
    sin = np.sin(latitude)
    q = b2 / 2 * (sin / (1 - e2 * sin**2) + np.arctanh(e * sin) / e)
    turn = np.diff(degrees[:, 0])
    turn = np.radians(turn - 360 * np.round(turn / 360))  # the shorter way across 180 degrees
    middle = (latitude[1:] + latitude[:-1]) / 2
    sin = np.sin(middle)
    off_axis = _ELLIPSOID.a * np.cos(middle) / np.sqrt(1 - e2 * sin**2)
    east2, north2 = (off_axis * turn) ** 2, (np.diff(q) / off_axis) ** 2
    bow = sin * (east2 + 3 * north2) / 12
    error = _SERIES_ERROR * np.abs(sin) * (east2 + north2) ** 2.5 / off_axis**3
    return turn * ((q[1:] + q[:-1]) / 2 + bow), error


def grid_convergence_deg(x_m: float, y_m: float) -> float:
    """
    Return how far the grid's north lies east of true north at a place, by PROJ.

    Parameters
    ----------
    x_m, y_m
        The place in the working system.

    Returns
    -------
    float
        Degrees; negative west of the central meridian, where true north lies to the right of the
        grid's.

    Examples
    --------
    >>> round(grid_convergence_deg(384_500, 6_208_600), 2)
    -1.54
    """
    grid = Proj(WORK_CRS)
    return float(grid.get_factors(*grid(x_m, y_m, inverse=True)).meridian_convergence)


def grid_scale(x_m: float, y_m: float) -> float:
    """
    Return how many metres of the grid one metre on the ellipsoid takes at a place, by PROJ.

    Examples
    --------
    >>> round(grid_scale(500_000, 6_208_600), 6)  # the central meridian of UTM
    0.9996
    """
    grid = Proj(WORK_CRS)
    return float(grid.get_factors(*grid(x_m, y_m, inverse=True)).meridional_scale)


_DEGREES_DIGITS = 7


def degrees(shapes: Iterable[Polygon]) -> list[list[list[float]]]:
    """Return the rings of outlines in longitude and latitude."""
    on_map = GeoSeries(list(shapes), crs=WORK_CRS).to_crs(MAP_CRS)
    return [
        [[round(x, _DEGREES_DIGITS), round(y, _DEGREES_DIGITS)] for x, y in outline.exterior.coords]
        for outline in on_map
    ]
