"""Turn parcels of the cadastre into plots: it knows neither the sites nor who uses the land."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas import DataFrame

from sezgeo.arrays import Shapes
from sezgeo.intake.draft import PLOTS, Context, Draft
from sezgeo.intake.findings import Finding, finding
from sezgeo.intake.known_sites import Sites
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.contract import TEXT_DTYPE


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Keep the parcels that lie on a site; their status is the one the plot has now."""
    if draft.ground is None or not context.makes_plots_of_parcels:
        return draft, []
    keys = _site_of_each(draft.ground, context.sites)
    on_a_site = pd.notna(keys)
    cells = draft.cells.assign(site=pd.array(keys.tolist(), dtype=TEXT_DTYPE))
    if "status" not in cells:
        cells["status"] = _known_status(draft.cells, context.catalog)
    findings = [finding("SITE_FROM_PLACE", n=int(on_a_site.sum()))]
    if elsewhere := int((~on_a_site).sum()):
        findings.append(finding("CADASTRE_ELSEWHERE", n=elsewhere))
    return replace(draft, cells=cells).only(on_a_site), findings


def _site_of_each(shapes: Shapes, sites: Sites) -> NDArray[np.object_]:
    keys = np.full(len(shapes), None, dtype=object)
    spots = shapely.point_on_surface(shapes)
    tree = shapely.STRtree(sites.outlines.geometry.to_numpy())
    spot, site = tree.query(spots, predicate="within")
    keys[spot] = sites.outlines.index.to_numpy()[site]
    return keys


def _known_status(cells: DataFrame, catalog: Catalog) -> pd.Series:
    now = catalog.layer(PLOTS).frame
    by_number = now.dropna(subset=["cad_num"]).drop_duplicates("cad_num").set_index("cad_num")
    by_id = now["status"].rename(index=str)
    known = cells["plot_id"].map(by_number["status"].to_dict() | by_id.to_dict())
    return known.astype(TEXT_DTYPE)
