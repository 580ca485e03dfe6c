"""Small workspaces for the tests of the store."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
from shapely import box

from sezgeo.database_url import Address
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.history import state
from sezgeo.layers.store.records import Signature
from sezgeo.layers.versions.canonical import canonical
from sezgeo.layers.versions.changes import difference

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIGNATURE = Signature("Ivanova", NOW.isoformat(timespec="seconds"), "0")
_CATALOG = shipped() / "catalog.toml"
EMPTY = '{"type": "FeatureCollection", "features": []}'


def workspace(
    folder: Path, layers: Collection[str] = (), *, store: Address | None = None
) -> Catalog:
    """Make a folder of layers that hold nothing yet: all of the shipped catalog, or a few."""
    folder.mkdir(parents=True, exist_ok=True)
    head, *tables = re.split(r"(?m)^(?=\[layers\.\w+\]$)", _CATALOG.read_text(encoding="utf-8"))
    kept = [table for table in tables if not layers or _named(table) in layers]
    (folder / "catalog.toml").write_text(head + "".join(kept), encoding="utf-8")
    catalog = Catalog.read(folder, store=store)
    for schema in catalog.schemas.values():
        (folder / schema.file).write_text(EMPTY, encoding="utf-8")
    return catalog


def _named(table: str) -> str:
    return table.removeprefix("[layers.").partition("]")[0]


def plots(n: int = 40, *, sites: int = 4, **columns: object) -> gpd.GeoDataFrame:
    """Draw `n` plots in a row, spread over some sites."""
    names = ["alabushevo", "miet", "rudnevo", "pechatniki"][:sites]
    rows = range(n)
    return gpd.GeoDataFrame(
        {
            "plot_id": [f"{names[i % sites][:3].upper()}-{i:03d}" for i in rows],
            "site": [names[i % sites] for i in rows],
            "status": "free",
            **columns,
        },
        geometry=[box(400000 + 60 * i, 6170000, 400050 + 60 * i, 6170040) for i in rows],
        crs=32637,
    )


def commit(catalog: Catalog, frame: gpd.GeoDataFrame, *, layer: str = "plots", **options):
    """Commit a frame as the next version of a layer."""
    schema = catalog.schema(layer)
    form = canonical(frame, schema)
    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        changes = difference(state(catalog, layer).frame, form, key=schema.key)
        given = {"source": "plots.shp", "as_of": date(2026, 11, 1), "completeness": "partial"}
        return writer.commit(schema, form, changes, **(given | options))


def tree(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
