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
    taken: Extract,
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
    taken
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
    dated = request if taken.as_of is None else replace(request, as_of=taken.as_of)
    day = dated.as_of.isoformat() if dated.as_of else "undated"
    with TemporaryDirectory(prefix="sezgeo-osm-") as temporary:
        path = Path(temporary) / f"osm-{taken.layer}-{day}.gpkg"
        pyogrio.write_dataframe(taken.frame, path, layer=taken.layer)
        return import_delivery(folder, taken.layer, path, request=dated, step=step)
