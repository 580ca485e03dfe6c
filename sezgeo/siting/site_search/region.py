"""Where to look: a box in degrees, or the surroundings of sites."""

from geopandas import GeoSeries
from shapely import box, segmentize
from shapely.geometry.base import BaseGeometry

from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.errors import SitingError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer

Bounds = tuple[float, float, float, float]

_LARGEST_KM = 200.0


def region_of(text: str, sites: Layer, *, margin_km: float = 5.0) -> Bounds:
    """
    Read a region as people write it.

    Parameters
    ----------
    text
        Keys of sites, separated by commas; or west, south, east, north in degrees. An empty text
        means all sites.
    sites
        The layer of sites.
    margin_km
        How far around the sites to look. A box in degrees is taken as it is.

    Returns
    -------
    west, south, east, north
        Metres in the working system.

    Raises
    ------
    SitingError
        If the box makes no sense.
    UnknownNameError
        If there is no such site.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) == 4 and all(map(_is_number, words)):  # noqa: PLR2004 - the sides of a box
        bounds = _from_degrees([float(word) for word in words])
    else:
        bounds = _around(words, sites, margin_km * 1000)
    west, south, east, north = bounds
    if max(east - west, north - south) > _LARGEST_KM * 1000:
        raise SitingError(
            Text(
                f"область больше {_LARGEST_KM:.0f} км: назовите площадки или меньший "
                "прямоугольник (--region)",
                f"the region is larger than {_LARGEST_KM:.0f} km: name sites or a smaller box "
                "(--region)",
            )
        )
    return bounds


def _is_number(word: str) -> bool:
    return word.lstrip("-").replace(".", "", 1).isdigit()


def _from_degrees(sides: list[float]) -> Bounds:
    west, south, east, north = sides
    if not (-180 <= west < east <= 180 and -90 < south < north < 90):  # noqa: PLR2004 - degrees
        raise SitingError(
            Text(
                f"прямоугольник {sides} не запад,юг,восток,север в градусах, например "
                "37.1,55.9,37.3,56.05",
                f"the box {sides} is not west,south,east,north in degrees, such as "
                "37.1,55.9,37.3,56.05",
            )
        )
    outline = GeoSeries([segmentize(box(west, south, east, north), 0.01)], crs=MAP_CRS)
    return _bounds(outline.to_crs(WORK_CRS).iloc[0])


def _around(words: list[str], sites: Layer, margin_m: float) -> Bounds:
    frame = sites.frame
    for word in words:
        if word not in frame.index:
            raise UnknownNameError(Text("площадка", "site"), word, frame.index)
    chosen = frame.loc[words] if words else frame
    if chosen.empty:
        raise SitingError(
            Text(
                "площадок нет: укажите прямоугольник запад,юг,восток,север в градусах (--region)",
                "there are no sites: give a box west,south,east,north in degrees (--region)",
            )
        )
    return _bounds(box(*chosen.total_bounds).buffer(margin_m, join_style="mitre"))


def _bounds(shape: BaseGeometry) -> Bounds:
    west, south, east, north = shape.bounds
    return west, south, east, north
