"""What is known of a plot itself, in names and values."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from geopandas import GeoSeries

from sezgeo.crs import MAP_CRS, WORK_CRS, geodesic_area_ha
from sezgeo.i18n import Text
from sezgeo.layers import Column, Layer
from sezgeo.layers.value_names import value_name
from sezgeo.reports.document.content import Block, FactList, Paragraphs
from sezgeo.units import fixed, quantity

_NATURE = {
    "illustrative": Text(
        "условный: разбивка по схеме площадки, не по сведениям ЕГРН",
        "illustrative: cut from a sketch of the site, not from the cadastre",
    ),
}
_SUPPLY = ("power_mw", "gas_m3_per_h", "water_m3_per_day", "sewage_m3_per_day", "heat_mw")
_NAMED_IF_EMPTY = ("cad_num", "use_type", *_SUPPLY, "accuracy_m")
"""Columns that are named where they hold nothing."""


def facts(layers: Mapping[str, Layer], row: "pd.Series[Any]") -> Iterator[Block]:
    """Yield what the layer of plots holds of one plot, and what it does not."""
    yield FactList(tuple((title, value) for title, value in _pairs(layers, row) if value.ru))
    note = Text(cell_of(row, "note"), cell_of(row, "note_en") or cell_of(row, "note"))
    unknown = _unknown_columns(row, layers["plots"].schema.columns)
    if notes := (*unknown, *([note] if note.ru else [])):
        yield Paragraphs(tuple(notes), small=True)


def _pairs(layers: Mapping[str, Layer], row: "pd.Series[Any]") -> Iterator[tuple[Text, Text]]:
    shape = GeoSeries([row.geometry], crs=WORK_CRS)
    yield Text("площадка", "site"), site_of(layers, row)
    status = cell_of(row, "status")
    yield Text("статус", "status"), value_name(status)
    yield Text("площадь", "area"), quantity(float(geodesic_area_ha(shape)[0]), "area_ha")
    yield Text("кадастровый номер", "cadastral number"), _same(row, "cad_num")
    yield Text("кто занимает", "occupant"), _same(row, "occupant")
    yield Text("разрешённое использование", "permitted use"), _same(row, "use_type")
    yield Text("середина, широта и долгота", "middle, latitude and longitude"), _middle(shape)
    nature = cell_of(row, "nature")
    yield Text("контур", "outline"), _NATURE.get(nature) or value_name(nature)
    if cell_of(row, "accuracy_m"):
        accuracy = quantity(float(row["accuracy_m"]), "accuracy_m")
        yield Text("точность контура", "accuracy of the outline"), "±\u202f" + accuracy
    columns = layers["plots"].schema.columns
    for name in _SUPPLY:
        if cell_of(row, name):
            yield Text(columns[name].ru, columns[name].en), quantity(float(row[name]), name)


def _unknown_columns(row: "pd.Series[Any]", columns: Mapping[str, Column]) -> Iterator[Text]:
    """Name in one line what is not known."""
    names = [name for name in _NAMED_IF_EMPTY if name in columns and not cell_of(row, name)]
    if names:
        titles = Text.join(", ", [Text(columns[name].ru, columns[name].en) for name in names])
        yield Text("Неизвестно: ", "Unknown: ") + titles + "."


def cell_of(row: "pd.Series[Any]", name: str) -> str:
    """Return a cell as text; an empty one is an empty text."""
    cell = row.get(name)
    return "" if cell is None or pd.isna(cell) else str(cell)


def _same(row: "pd.Series[Any]", name: str) -> Text:
    return Text.same(cell_of(row, name))


def _middle(shape: GeoSeries) -> Text:
    point = shape.centroid.to_crs(MAP_CRS).iloc[0]
    return fixed(point.y, 5) + "; " + fixed(point.x, 5)


def site_of(layers: Mapping[str, Layer], row: "pd.Series[Any]") -> Text:
    """Return the name of the site a plot lies on."""
    key = str(row["site"])
    return layers["sites"].named().get(key, Text.same(key))
