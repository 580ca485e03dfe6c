"""
The zone as it is planned: today's layers, with the land of the planned sites cut into plots.

A scenario is a folder of layers of its own, so that everything that reads a folder reads it too:
`sezgeo map --scenario`, `sezgeo rank --layers`, a notebook.
"""

from pathlib import Path

import geopandas as gpd
import pandas as pd
from geopandas import GeoDataFrame

from sezgeo.crs import MAP_CRS
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers import Catalog, Layer
from sezgeo.layers.catalog import CATALOG_FILE
from sezgeo.siting.subdivision.file import SubdivisionTable
from sezgeo.siting.subdivision.illustrative_plots import as_geojson, subdivide_sites

PLANNED_FILE = "planned_subdivision.toml"
_FIRST_NUMBER = 501
"""Ids of planned plots begin here, clear of those of today's."""


def new_land(sites: Layer, planned: Layer) -> GeoDataFrame:
    """
    Return what each planned site adds to today's, in metres.

    Parameters
    ----------
    sites, planned
        Outlines of today's sites and of the planned ones.
    """
    today = sites.frame.geometry.union_all()
    land = planned.frame.geometry.difference(today)
    frame: GeoDataFrame = planned.frame.set_geometry(land)
    return frame[~frame.geometry.is_empty]


def write_planned(catalog: Catalog, folder: Path) -> Path:
    """
    Write the scenario of the planned sites as a folder of layers.

    Parameters
    ----------
    catalog
        Today's layers, `planned_sites` among them, with the table `planned_subdivision.toml`.
    folder
        New folder; what it holds of an earlier scenario is replaced.

    Raises
    ------
    SitingError
        If the folder is the one of today's layers, or the table does not fit the planned sites.
    """
    if folder.resolve() == catalog.folder.resolve():
        raise SitingError(
            Text(
                f"{folder} — папка нынешних слоёв: назовите для сценария другую",
                f"{folder} holds today's layers: name another folder for the scenario",
            )
        )
    sites, planned = catalog.layer("sites"), catalog.layer("planned_sites")
    land = new_land(sites, planned)
    table = SubdivisionTable.read(catalog.folder / PLANNED_FILE)
    cut = subdivide_sites(Layer.of(land, planned.schema, source=planned.source), table)
    changed = {
        "sites": _concatenated(sites.frame, land[[*sites.schema.columns, "geometry"]]),
        "plots": _concatenated(catalog.layer("plots").frame, cut.assign(plot_id=_plot_ids(cut))),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in catalog.schemas.items():
        frame = changed.get(name)
        written = catalog.layer(name).frame.to_crs(MAP_CRS) if frame is None else frame
        (folder / schema.file).write_text(as_geojson(written), encoding="utf-8", newline="\n")
    (folder / CATALOG_FILE).write_bytes((catalog.folder / CATALOG_FILE).read_bytes())
    return folder


def _plot_ids(cut: GeoDataFrame) -> list[str]:
    order = cut.groupby("site").cumcount() + _FIRST_NUMBER
    return [f"{plot[:3]}-{number}" for plot, number in zip(cut["plot_id"], order, strict=True)]


def _concatenated(now: GeoDataFrame, more: GeoDataFrame) -> GeoDataFrame:
    rows = [frame.to_crs(MAP_CRS).astype(object) for frame in (now, more)]
    table = pd.concat([pd.DataFrame(row) for row in rows], ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=MAP_CRS)
