"""The one place that knows about coordinate systems and axis order."""

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import Geod, Proj
from shapely import orient_polygons
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
                "система координат не указана: попросите у отправителя файл .prj или передайте "
                "её при импорте (--crs)",
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
    degrees = orient_polygons(shapes.to_crs(MAP_CRS).to_numpy())
    return np.array([_area_m2(shape) / _HECTARE_M2 for shape in degrees], dtype=float)


def _area_m2(shape: BaseGeometry | None) -> float:
    if shape is None or shape.is_empty:
        return 0.0
    return abs(float(_ELLIPSOID.geometry_area_perimeter(shape)[0]))


def map_bounds(frame: GeoDataFrame) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return ((south, west), (north, east)): Leaflet's order, not Shapely's."""
    west, south, east, north = frame.to_crs(MAP_CRS).total_bounds
    return (float(south), float(west)), (float(north), float(east))


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
