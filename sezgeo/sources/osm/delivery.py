"""Hand what was taken from OpenStreetMap to the same intake as any delivery."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio

from sezgeo.i18n import Text
from sezgeo.intake.commit import import_delivery
from sezgeo.intake.options import Request
from sezgeo.intake.result import ImportResult
from sezgeo.layers import Catalog
from sezgeo.sources.osm.extract import Extract


def deliver(
    folder: Path | Catalog,
    extract: Extract,
    *,
    request: Request,
    step: Callable[[Text], object] = lambda _: None,
) -> ImportResult:
    """
    Import one layer taken from OpenStreetMap.

    Parameters
    ----------
    folder
        Folder of layers, or its catalog.
    extract
        The layer.
    request
        Who imports, and what they have confirmed; the date of the data is the extract's own.
    step
        Told the name of each step as it begins.

    Raises
    ------
    CatalogError, UnknownNameError
        If the folder has no catalog, or the catalog no such layer.
    """
    dated = request if extract.as_of is None else replace(request, as_of=extract.as_of)
    day = dated.as_of.isoformat() if dated.as_of else "undated"
    with TemporaryDirectory(prefix="sezgeo-osm-") as temporary:
        path = Path(temporary) / f"osm-{extract.layer}-{day}.gpkg"
        pyogrio.write_dataframe(extract.frame, path, layer=extract.layer)
        return import_delivery(folder, extract.layer, path, request=dated, step=step)
