"""From elements of OpenStreetMap to the layers of our catalog."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from geopandas import GeoDataFrame

from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.errors import SourceError
from sezgeo.i18n import Text
from sezgeo.sources.osm.elements import Elements
from sezgeo.sources.osm.mapping import AREA, RULES
from sezgeo.sources.osm.tags import Tags, is_reversed

LICENCE = "ODbL 1.0, © OpenStreetMap contributors"
"""What the licence asks to show wherever the data is shown (openstreetmap.org/copyright)."""

_PAGE = "https://www.openstreetmap.org"
_METRES_PER_KM = 1000.0
_ALWAYS = ("feature_id", "name_ru", "name_en", "source", "source_date", "licence")


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """
    One layer taken from OpenStreetMap.

    Attributes
    ----------
    layer
        Name of the layer.
    frame : GeoDataFrame
        Features with the layer's columns, in degrees.
    as_of
        Date of the data; None if the file does not tell.
    broken
        How many shapes of the source could not be put together, whatever their layer.
    """

    layer: str
    frame: GeoDataFrame
    as_of: date | None
    broken: int


def around(sites: GeoDataFrame, *, margin_km: float) -> list[shapely.Polygon]:
    """
    Return the land around sites, in degrees; sites whose surroundings meet share a part.

    Parameters
    ----------
    sites
        Outlines in the working system.
    margin_km
        How far around each.

    Raises
    ------
    SourceError
        If there are no sites.
    """
    if sites.empty:
        raise SourceError(
            Text(
                "слой площадок пуст, область загрузки не определена: импортируйте "
                "площадки или загрузите весь файл (--all)",
                "there are no sites: around what? Import the sites, or take the whole file (--all)",
            )
        )
    reach_m = margin_km * _METRES_PER_KM
    outlines = sites.geometry.to_numpy()
    wide = shapely.union_all(shapely.buffer(outlines, reach_m, quad_segs=4))
    parts = gpd.GeoSeries(shapely.get_parts(wide), crs=WORK_CRS).to_crs(MAP_CRS)
    return sorted(parts, key=lambda part: part.bounds)


def extract(elements: Elements, layer: str, *, within: list[shapely.Polygon] | None) -> Extract:
    """
    Take one layer out of the elements.

    Parameters
    ----------
    elements
        What was read.
    layer
        Name of the layer, one of `RULES`.
    within
        Land the features must touch, in degrees; None takes all.
    """
    candidates = elements.frame[elements.frame["shape"].isin(RULES[layer].shapes)]
    if within is not None:
        touching = candidates.sindex.query(within, predicate="intersects")[1]
        candidates = candidates.iloc[np.unique(touching)]
    rows = list(_rows(candidates, layer, elements.as_of))
    frame = GeoDataFrame(rows, columns=None if rows else [*_ALWAYS, "geometry"], crs=MAP_CRS)
    frame = frame.drop_duplicates("feature_id").sort_values("feature_id", ignore_index=True)
    if layer == "housing":
        frame = _without_houses_in_areas(frame, candidates)
    return Extract(layer, frame, elements.as_of, elements.broken)


def _rows(elements: GeoDataFrame, layer: str, as_of: date | None) -> Iterator[dict[str, Any]]:
    day = as_of.isoformat() if as_of else None
    columns = (elements[name] for name in ("kind", "id", "tags"))
    for kind, number, tags, shape in zip(*columns, elements.geometry, strict=True):
        own = RULES[layer].columns(tags)
        if own is not None:
            yield {
                "feature_id": f"osm-{kind[0]}{number}",
                **_names(tags),
                **own,
                "source": f"{_PAGE}/{kind}/{number}",
                "source_date": day,
                "licence": LICENCE,
                "geometry": _along_traffic(shape, tags) if layer == "roads" else shape,
            }


def _names(tags: Tags) -> dict[str, str | None]:
    return {"name_ru": tags.get("name:ru") or tags.get("name"), "name_en": tags.get("name:en")}


def _along_traffic(line: shapely.LineString, tags: Tags) -> shapely.LineString:
    """Draw a one-way road the way its traffic runs."""
    return shapely.reverse(line) if is_reversed(tags) else line


def _without_houses_in_areas(frame: GeoDataFrame, elements: GeoDataFrame) -> GeoDataFrame:
    """Leave out houses on land drawn as residential: the land speaks for them."""
    land = {
        f"osm-{kind[0]}{number}"
        for kind, number, tags, shape in zip(
            elements["kind"], elements["id"], elements["tags"], elements["shape"], strict=True
        )
        if tags.get("landuse") == "residential" and shape == AREA
    }
    is_land = frame["feature_id"].isin(land).to_numpy()
    houses = frame[~is_land]
    inside, _ = frame[is_land].sindex.query(houses.geometry, predicate="within")
    return frame.drop(houses.index[np.unique(inside)]).reset_index(drop=True)
