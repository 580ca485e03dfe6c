"""Turn parcels of the cadastre into plots: it knows neither the sites nor who uses the land."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas import DataFrame

from sezgeo.arrays import Shapes
from sezgeo.intake.checks.site_names import Sites
from sezgeo.intake.findings import Finding, finding
from sezgeo.layers.catalog import Catalog


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Parcels that lie on a site, with what is known of them from before."""

    cells: DataFrame
    kept: NDArray[np.bool_]
    findings: tuple[Finding, ...]


def settle(cells: DataFrame, shapes: Shapes, sites: Sites, catalog: Catalog) -> Settled:
    """
    Keep the parcels that lie on a site; their status is the one the plot has now.

    Parameters
    ----------
    cells
        Columns of the contract as far as the cadastre fills them.
    shapes
        Outlines in metres.
    """
    keys = _site_of_each(shapes, sites)
    kept = pd.notna(keys)
    filled = cells.assign(site=pd.array(keys.tolist(), dtype="str"))
    if "status" not in filled:
        filled["status"] = _known_status(cells, catalog)
    findings = [finding("SITE_FROM_PLACE", n=int(kept.sum()))]
    if left := int((~kept).sum()):
        findings.append(finding("CADASTRE_ELSEWHERE", n=left))
    return Settled(filled, kept, tuple(findings))


def _site_of_each(shapes: Shapes, sites: Sites) -> NDArray[np.object_]:
    keys = np.full(len(shapes), None, dtype=object)
    spots = shapely.point_on_surface(shapes)
    tree = shapely.STRtree(sites.outlines.geometry.to_numpy())
    spot, site = tree.query(spots, predicate="within")
    keys[spot] = sites.outlines.index.to_numpy()[site]
    return keys


def _known_status(cells: DataFrame, catalog: Catalog) -> pd.Series:
    now = catalog.layer("plots").frame
    by_number = now.dropna(subset=["cad_num"]).drop_duplicates("cad_num").set_index("cad_num")
    by_id = now["status"].rename(index=str)
    known = cells["plot_id"].map(by_number["status"].to_dict() | by_id.to_dict())
    return known.astype("str")
