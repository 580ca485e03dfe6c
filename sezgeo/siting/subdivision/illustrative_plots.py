"""
The illustrative plots that sezgeo ships: the outlines of the sites, cut by a table.

Nothing is decided here: what is cut how, and which status follows from which published figure,
stands in the table.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely import Point, Polygon

from sezgeo.crs import MAP_CRS, WORK_CRS, geodesic_area_ha
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers import Catalog, Layer
from sezgeo.siting.subdivision.file import SiteRow, StatusRow, SubdivisionTable, in_metres
from sezgeo.siting.subdivision.subdivide import SubdividedPlot, subdivide

SUBDIVISION_FILE = "subdivision.toml"
_DEGREE_DIGITS = 7
_HECTARE_M2 = 10_000.0


def write_plots(folder: Path) -> Path:
    """
    Cut the sites of a folder of layers and write its layer of plots anew.

    Parameters
    ----------
    folder
        Folder with a catalog, the layer `sites` and the table `subdivision.toml`.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    SitingError
        If the table cannot be read, or does not fit the sites.
    """
    catalog = Catalog.read(folder)
    plots = subdivide_sites(
        catalog.layer("sites"), SubdivisionTable.read(folder / SUBDIVISION_FILE)
    )
    path = folder / catalog.schema("plots").file
    path.write_text(as_geojson(plots), encoding="utf-8", newline="\n")
    return path


def subdivide_sites(sites: Layer, table: SubdivisionTable) -> GeoDataFrame:
    """
    Cut the sites into plots and give each its status.

    Parameters
    ----------
    sites
        Outlines, with the prefix of the plots' ids and the accuracy of each outline.
    table
        How each site is cut.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a plot, in degrees, rounded as the layer's file is, ordered by `plot_id`.

    Raises
    ------
    SitingError
        If the table has no row for a site.
    """
    if absent := sorted(set(sites.frame.index) - set(table.sites)):
        names = ", ".join(absent)
        raise SitingError(
            Text(f"в таблице нарезки нет площадок: {names}", f"no row in the table for: {names}")
        )
    rows = [
        row
        for key, site in sites.frame.sort_values("prefix").iterrows()
        for row in _site_rows(str(key), site, table.sites[str(key)])
    ]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=MAP_CRS)
    area_m2 = (geodesic_area_ha(frame.geometry) * _HECTARE_M2).round().astype(int)
    return frame.assign(area_m2=area_m2).sort_values("plot_id", ignore_index=True)


def _site_rows(key: str, site: Mapping[str, Any], site_row: SiteRow) -> Iterable[dict[str, Any]]:
    plots = [
        plot
        for part in shapely.get_parts(site["geometry"])
        for plot in subdivide(part, site_row.pattern)
    ]
    for number, (plot, status) in enumerate(
        zip(plots, _assign_statuses(plots, site_row.statuses), strict=True), start=1
    ):
        yield {
            "plot_id": f"{site['prefix']}-{number:03d}",
            "site": key,
            "status": status.status,
            "block": str(plot.block),
            "occupant": status.occupant,
            "nature": "illustrative",
            "note": status.why_ru,
            "note_en": status.why_en,
            "source": status.source,
            "source_date": status.source_date or None,
            "accuracy_m": float(site["accuracy_m"]),
            "confidence": "low",
            "geometry": _in_degrees(plot.shape),
        }


def _assign_statuses(plots: list[SubdividedPlot], statuses: Iterable[StatusRow]) -> list[StatusRow]:
    """Give each plot the first status that still wants land."""
    given: dict[int, StatusRow] = {}
    for status in statuses:
        in_blocks = [
            number
            for number, plot in enumerate(plots)
            if not status.blocks or plot.block in status.blocks
        ]
        left = sorted(
            (number for number in in_blocks if number not in given),
            key=lambda number: _order(plots[number], number, status),
        )
        land_m2 = sum(plots[number].shape.area for number in in_blocks)
        given |= dict.fromkeys(_nearest_to_area(left, plots, _target_m2(status, land_m2)), status)
    if without_status := [number + 1 for number in range(len(plots)) if number not in given]:
        raise SitingError(
            Text(
                f"нет статуса у участков {without_status}",
                f"no status is given to the plots {without_status}",
            )
        )
    return [given[number] for number in range(len(plots))]


def _target_m2(status: StatusRow, land_m2: float) -> float:
    if status.area_ha is not None:
        return status.area_ha * _HECTARE_M2
    return land_m2 if status.share is None else status.share * land_m2


def _nearest_to_area(
    order: list[int], plots: list[SubdividedPlot], target_m2: float
) -> Iterable[int]:
    """Take plots in order for as long as each brings the sum nearer to what is wanted."""
    taken_m2 = 0.0
    for number in order:
        area_m2 = plots[number].shape.area
        if taken_m2 + area_m2 / 2 > target_m2:
            return
        taken_m2 += area_m2
        yield number


def _order(plot: SubdividedPlot, number: int, status: StatusRow) -> tuple[float, int]:
    if status.near is None:
        return 0.0, number
    distance_m = plot.shape.centroid.distance(in_metres(Point(status.near)))
    return round(distance_m), number


def _in_degrees(shape: Polygon) -> Polygon:
    degrees = GeoSeries([shape], crs=WORK_CRS).to_crs(MAP_CRS).iloc[0]
    rounded: Polygon = shapely.transform(degrees, lambda xy: xy.round(_DEGREE_DIGITS))
    return shapely.orient_polygons(rounded)


def as_geojson(frame: GeoDataFrame) -> str:
    """
    Write a frame as the shipped layers are written: one feature a line, empty cells left out.

    Parameters
    ----------
    frame
        Features, in degrees.
    """
    columns = [name for name in frame.columns if name != frame.geometry.name]
    lines = (
        json.dumps(
            {
                "type": "Feature",
                "properties": {
                    name: _json_cell(row[name])
                    for name in columns
                    if _json_cell(row[name]) is not None
                },
                "geometry": shapely.geometry.mapping(row[frame.geometry.name]),
            },
            ensure_ascii=False,
        )
        for _, row in frame.iterrows()
    )
    body = ",\n".join(lines)
    return f'{{"type": "FeatureCollection", "features": [\n{body}\n]}}\n'


def _json_cell(cell: Any) -> Any:  # noqa: ANN401 - a cell may hold anything JSON can
    if cell is None or cell != cell or cell == "":  # noqa: PLR0124 - NaN is not itself
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.item() if hasattr(cell, "item") else cell
