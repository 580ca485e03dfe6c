"""The catalog of a folder of layers: what there is, and where its current version lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path

import geopandas as gpd
import pyogrio
from pydantic import Field

from sezgeo import display
from sezgeo.config.model import Model
from sezgeo.config.toml import build, read_tables, with_names
from sezgeo.database_url import Address, no_driver
from sezgeo.errors import CatalogError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers.area import MOSCOW, Area
from sezgeo.layers.contract import Column, Schema
from sezgeo.layers.layer import Layer
from sezgeo.layers.raster import Raster
from sezgeo.layers.store.backend import StoreBackend
from sezgeo.layers.store.folder import FolderBackend
from sezgeo.layers.store.store import Store

CATALOG_FILE = "catalog.toml"
_PACKAGE = Path(__file__).resolve().parents[1]


def shipped() -> Path:
    """Return the folder of the layers that come with sezgeo."""
    installed = _PACKAGE / "seed"
    return installed if installed.is_dir() else _PACKAGE.parent / "layers"


def is_installed(folder: Path) -> bool:
    """Tell whether a folder lies inside the installed package, where an update replaces it."""
    return folder.resolve() == (_PACKAGE / "seed").resolve()


class _File(Model):
    """What `catalog.toml` holds."""

    title_ru: str
    title_en: str
    area: Area = MOSCOW
    common: dict[str, Column] = Field(default_factory=dict)
    """Columns that every layer has."""
    layers: dict[str, Schema]
    rasters: dict[str, Raster] = Field(default_factory=dict)

    @property
    def schemas(self) -> dict[str, Schema]:
        """Return the contracts, each with the columns that all have."""
        return {
            name: schema.model_copy(update={"columns": {**schema.columns, **self.common}})
            for name, schema in self.layers.items()
        }


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Catalog(display.Shown):
    """The contracts of all layers of one folder, and the rasters beside them."""

    folder: Path
    title: Text
    schemas: Mapping[str, Schema]
    rasters: Mapping[str, Raster] = field(default_factory=dict)
    area: Area = MOSCOW
    backend: StoreBackend | None = None
    """Where imported versions live; by default in the folder itself."""

    @classmethod
    def read(cls, folder: Path, *, store: Address | None = None) -> "Catalog":
        """
        Read `catalog.toml` of a folder.

        Parameters
        ----------
        folder
            Folder of contracts and seeds.
        store
            Database that a team keeps its versions in; by default they are in the folder.

        Raises
        ------
        CatalogError
            If there is no such folder or file, or the file is not a catalog; every problem of
            the file is listed at once, with its place.
        StoreError
            If a database is asked for and its driver is not installed.
        """
        path = folder / CATALOG_FILE
        if not path.exists():
            raise CatalogError(
                Text(
                    f"в папке {folder} нет {CATALOG_FILE}: укажите папку со слоями (--layers) или "
                    f"создайте её командой sezgeo init {folder}",
                    f"no {CATALOG_FILE} in {folder}: name a folder of layers (--layers), or make "
                    f"one with: sezgeo init {folder}",
                )
            )
        file = _file(path)
        title = Text(file.title_ru, file.title_en)
        return cls(folder, title, file.schemas, file.rasters, file.area, _home(store))

    def schema(self, name: str) -> Schema:
        """
        Return the contract of one layer.

        Raises
        ------
        UnknownNameError
            If the catalog has no such layer.
        """
        if name not in self.schemas:
            raise UnknownNameError(Text("слой", "layer"), name, self.schemas)
        return self.schemas[name]

    def layer(self, name: str) -> Layer:
        """
        Read the current version of one layer: the last import, or the seed if there was none.

        Raises
        ------
        UnknownNameError
            If the catalog has no such layer.
        CatalogError, StoreError
            If its file is missing or cannot be read.
        LayerError
            If its file breaks the contract.
        """
        imported = self.store.current(self.schema(name))
        return self.seed(name) if imported is None else imported

    @property
    def store(self) -> Store:
        """Return the store of the imported versions."""
        return Store(self.backend or FolderBackend(self.folder))

    def version(self, name: str, version: str) -> Layer:
        """
        Read one version of a layer: `seed`, or the number of an import.

        Raises
        ------
        UnknownNameError
            If the layer has no such version; else raises like `layer`.
        """
        if version == "seed":
            return self.seed(name)
        number = int(version) if version.isdigit() else -1
        return self.store.read(self.schema(name), number)

    def raster_hashes(self) -> dict[str, str]:
        """Return the sha256 of each raster's files together; raises OSError if one is gone."""
        return {
            name: sha256(
                b"".join(path.read_bytes() for path in raster.paths(self.folder))
            ).hexdigest()
            for name, raster in self.rasters.items()
        }

    def seed(self, name: str) -> Layer:
        """Read a layer as it came with the catalog, version 0; raises like `layer`."""
        schema = self.schema(name)
        path = self.folder / schema.file
        frame = _read(path)
        return Layer.of(frame, schema, source=schema.file, content=_sha256(path))


def _home(address: Address | None) -> StoreBackend | None:
    """Return the database at an address; its driver is an extra that few need."""
    if address is None:
        return None
    try:
        from sezgeo.layers.postgis import PostgisBackend  # noqa: PLC0415 - as above
    except ImportError as cause:
        raise no_driver() from cause
    return PostgisBackend(address)


def _file(path: Path) -> _File:
    data = read_tables(path, error=CatalogError)
    layers = data.get("layers")
    problems: list[Text] = []
    if isinstance(layers, dict):
        data["layers"], problems = with_names(layers, "name", within=("layers",))
    return build(_File, data, origin=str(path), error=CatalogError, problems=problems)


def _read(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise CatalogError(
            Text(
                f"нет файла слоя {path}: верните его или уберите слой из {CATALOG_FILE}",
                f"the layer's file {path} is missing: put it back, or take the layer out of "
                f"{CATALOG_FILE}",
            )
        )
    try:
        return pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, ValueError) as cause:
        raise CatalogError(
            Text(f"{path} не читается: {cause}", f"{path} cannot be read: {cause}")
        ) from cause


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@cache
def shipped_catalog() -> Catalog:
    """Return the catalog of the shipped layers."""
    return Catalog.read(shipped())


@display.shows(Catalog)
def _catalog(catalog: Catalog) -> display.View:
    head = Text("{title}: слоёв — {count}, {folder}", "{title}: {count} layers, {folder}").fill(
        title=catalog.title, count=len(catalog.schemas), folder=str(catalog.folder)
    )
    rows = [(name, schema.title) for name, schema in catalog.schemas.items()]
    return display.View(head, (display.Table.of((), rows),))
