"""Make an empty workspace: the contracts of all layers, and no data."""

import json
import re
from pathlib import Path

from sezgeo.errors import CatalogError
from sezgeo.i18n import Text
from sezgeo.layers.area import Area
from sezgeo.layers.catalog import CATALOG_FILE, Catalog, shipped
from sezgeo.layers.store.atomic_files import disk_errors, write_durably

_EMPTY = b'{"type": "FeatureCollection", "features": []}\n'


def make_workspace(folder: Path, *, area: Area | None = None, title: str = "") -> Catalog:
    """
    Write a catalog with the shipped contracts, and an empty file for each layer.

    Every layer says of itself that nobody has sent data: distances to its features are unknown,
    not large.

    Parameters
    ----------
    folder
        New folder, or one without a catalog.
    area
        Land its sites lie on; by default Moscow, whose ten sites then have their names.
    title
        What the catalog is called; by default as the shipped one.

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
                "в папке {folder} уже есть {file}: укажите другую папку",
                "{folder} has a {file} already: name another folder",
            ).fill(folder=str(folder), file=CATALOG_FILE)
        )
    contracts = (shipped() / CATALOG_FILE).read_text(encoding="utf-8")
    text = re.sub(r'(?m)^completeness = "\w+"$', 'completeness = "empty"', contracts)
    if area is not None:
        sides = "".join(f"{side} = {value}\n" for side, value in area.model_dump().items())
        text = text.replace("\n[common.", f"\n[area]\n{sides}\n[common.", 1)
    if title:
        text = re.sub(
            r"(?m)\A((?:.*\n)*?)title_ru = .*\ntitle_en = .*$",
            lambda head: f"{head[1]}title_ru = {_quoted(title)}\ntitle_en = {_quoted(title)}",
            text,
        )
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for schema in Catalog.read(shipped()).schemas.values():
        write_durably(folder / schema.file, _EMPTY)
    write_durably(path, text.encode())  # last: a folder without it is no workspace yet
    return Catalog.read(folder)


def _quoted(text: str) -> str:
    """Write a text as TOML does; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
