"""A layer: a table that has passed its contract, and where it came from."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from sezgeo import display
from sezgeo.crs import to_work
from sezgeo.errors import LayerError
from sezgeo.i18n import Text
from sezgeo.layers.contract import Column, Schema
from sezgeo.measures import Origin

_SHOWN = 5


@dataclass(frozen=True, eq=False, repr=False)
class Layer(display.Shown):
    """
    A validated table of features.

    Holding a `Layer` is the proof that its contract holds: every other module takes layers and
    never checks them again.

    Attributes
    ----------
    schema
        The contract it passed.
    frame
        Features in metres (EPSG:32637), indexed by the contract's key.
    source
        File or delivery it was read from.
    version
        `seed`, or the version of the import that wrote it.
    content
        Hash of the bytes it was read from; empty if it was read from none.
    """

    schema: Schema
    frame: GeoDataFrame
    source: str
    version: str = "seed"
    content: str = ""

    @classmethod
    def of(
        cls,
        frame: GeoDataFrame,
        schema: Schema,
        *,
        source: str,
        version: str = "seed",
        content: str = "",
    ) -> "Layer":
        """
        Check `frame` against `schema` and wrap it.

        Raises
        ------
        LayerError
            With the full list of breaches, not only the first.
        CrsError
            If the frame does not say what its coordinates mean.
        """
        frame = _with_all_columns(to_work(frame.reset_index(drop=True)), schema)
        if breaches := schema.breaches(frame):
            raise LayerError(schema.name, [breach.text for breach in breaches])
        return cls(schema, frame.set_index(schema.key, drop=False), source, version, content)

    @property
    def as_of(self) -> str:
        """Return the ISO date the data speak of."""
        return self.schema.as_of.isoformat()

    @property
    def origin(self) -> Origin:
        """Return what `why` needs to trace a number to this layer."""
        return Origin(self.schema.name, self.source, self.as_of, self.version)

    @property
    def licence(self) -> str:
        """Return the licences of the features, and the layer's own where a feature states none."""
        if "licence" not in self.frame.columns or self.frame.empty:
            return self.schema.licence
        licences = self.frame["licence"].astype("string").fillna("").str.strip()
        return "; ".join(sorted(set(licences.mask(licences == "", self.schema.licence))))

    @property
    def is_silent(self) -> bool:
        """Tell whether the layer has nothing to say: what it would decide is unknown."""
        return bool(self.frame.empty)

    @property
    def is_complete(self) -> bool:
        """Tell whether the nearest feature here is the nearest there is."""
        return self.schema.completeness == "complete"

    @property
    def digest(self) -> str:
        """Return a hash of all that can be measured on it; empty if its content has none."""
        measured = self.content + self.schema.model_dump_json()
        return hashlib.sha256(measured.encode()).hexdigest() if self.content else ""

    @property
    def sha256(self) -> str:
        """Return a hash of the content: attributes, and coordinates to the millimetre."""
        frame = self.frame.sort_index()
        shapes = shapely.set_precision(frame.geometry.to_numpy(), 0.001, mode="pointwise")
        table = frame.drop(columns=frame.geometry.name).reset_index(drop=True)
        digest = hashlib.sha256(b"".join(shapely.to_wkb(shapes)))
        digest.update(table.to_csv(index=False, lineterminator="\n").encode())
        return digest.hexdigest()

    def named(self) -> dict[str, Text]:
        """Return the name of each feature, by key, in both languages."""
        return dict(self._named)

    @cached_property
    def _named(self) -> dict[str, Text]:
        columns = self.schema.name_columns
        russian, english = (_as_texts(self.frame[name]) for name in (columns.ru, columns.en))
        return {
            key: Text(ru or en or str(key), en or ru or str(key))
            for key, ru, en in zip(self.frame.index, russian, english, strict=True)
        }


@display.shows(Layer)
def _layer(layer: Layer) -> display.View:
    title = layer.schema.title
    facts = f"{layer.schema.name}, {layer.source}, {layer.as_of}, {layer.version}"
    head = Text(
        f"{title.ru}: объектов {len(layer.frame)} ({facts})",
        f"{title.en}: {len(layer.frame)} features ({facts})",
    )
    known = layer.frame.drop(columns=[layer.frame.geometry.name, layer.schema.key])
    table = display.Table.of_frame(known.dropna(axis="columns", how="all"), top=_SHOWN)
    return display.View(head, (table,))


def _as_texts(cells: pd.Series) -> list[str]:
    """Return cells as text, nothing where a cell says nothing."""
    return ["" if none else str(cell) for cell, none in zip(cells.array, cells.isna(), strict=True)]


def _with_all_columns(frame: GeoDataFrame, schema: Schema) -> GeoDataFrame:
    """Give every contracted column a place and a type, so that nobody asks whether it is there."""
    # arrays, not series: those would be brought to one index again, each by itself
    cells = {name: column.array for name, column in pd.DataFrame(frame).items()}
    empty = {kind: pd.Series(None, index=frame.index, dtype=kind).array for kind in (float, object)}
    for name, column in schema.columns.items():
        kind = float if _is_number(column) else object
        if name not in cells:
            if frame.empty or not column.required:
                cells[name] = empty[kind]
        elif cells[name].dtype != kind and cells[name].isna().all():
            cells[name] = empty[kind]
    wide = pd.DataFrame(cells, index=frame.index)
    return gpd.GeoDataFrame(wide, geometry=frame.geometry.name, crs=frame.crs)


def _is_number(column: Column) -> bool:
    return column.kind in ("number", "integer")
