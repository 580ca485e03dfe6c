"""Make an empty workspace: the contracts of all layers, and no data."""

import re
from pathlib import Path

from sezgeo.errors import CatalogError
from sezgeo.i18n import Text
from sezgeo.layers.catalog import CATALOG_FILE, Catalog, shipped
from sezgeo.layers.disk import disk_errors, write_durably

_EMPTY = b'{"type": "FeatureCollection", "features": []}\n'


def make_workspace(folder: Path) -> Catalog:
    """
    Write a catalog with the shipped contracts, and an empty file for each layer.

    Every layer says of itself that nobody has sent data: distances to its features are unknown,
    not large.

    Raises
    ------
    CatalogError
        If the folder has a catalog already.
    StoreError
        If the folder cannot be written.
    """
    path = folder / CATALOG_FILE
    if path.exists():
        raise CatalogError(
            Text(
                f"в папке {folder} уже есть {CATALOG_FILE}: укажите другую папку",
                f"{folder} has a {CATALOG_FILE} already: name another folder",
            )
        )
    contracts = (shipped() / CATALOG_FILE).read_text(encoding="utf-8")
    emptied = re.sub(r'(?m)^completeness = "\w+"$', 'completeness = "empty"', contracts)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for schema in Catalog.read(shipped()).schemas.values():
        write_durably(folder / schema.file, _EMPTY)
    write_durably(path, emptied.encode())  # last: a folder without it is no workspace yet
    return Catalog.read(folder)
