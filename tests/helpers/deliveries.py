"""Deliveries for the tests of imports, and a reader that trusts them."""

import tempfile
from pathlib import Path

import geopandas as gpd
import pyogrio
from pandas import DataFrame

from sezgeo.intake.delivery.private_copy import receive
from sezgeo.intake.findings import Finding, outcome
from sezgeo.intake.receive import Reception
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.workspace import make_workspace


def write_delivery(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """Write what somebody might send."""
    pyogrio.write_dataframe(frame, path, use_arrow=True)
    return path


def read_plainly(
    _catalog: object,
    _layer: str,
    path: Path,
    *,
    options: object = None,  # noqa: ARG001 - the reader's signature
    work: object = None,  # noqa: ARG001 - the reader's signature
    findings: tuple[Finding, ...] = (),
) -> Reception:
    """Receive a delivery without any check, for tests of what comes after."""
    with tempfile.TemporaryDirectory() as folder:
        sha256 = receive(path, Path(folder)).sha256
    frame = None if outcome(findings) == "refuse" else pyogrio.read_dataframe(path).to_crs(32637)
    return Reception(outcome(findings), findings, frame, DataFrame(), sha256)


def sites_workspace(folder: Path, sites: gpd.GeoDataFrame) -> Catalog:
    """Make a workspace whose layer of sites holds `sites`, and nothing else."""
    catalog = make_workspace(folder)
    path = folder / catalog.schema("sites").file
    if len(sites):
        path.unlink()
        pyogrio.write_dataframe(sites.to_crs(4326), path, driver="GeoJSON")
    return catalog
