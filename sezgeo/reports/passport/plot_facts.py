"""What is known of a plot itself, in names and values."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from geopandas import GeoSeries

from sezgeo.crs import MAP_CRS, WORK_CRS, geodesic_area_ha
from sezgeo.i18n import LANGUAGES, Text, number
from sezgeo.layers import Column, Layer
from sezgeo.reports.document.content import Block, Facts, Lines
from sezgeo.units import quantity

_STATUS = {
    "free": Text("свободен", "free"),
    "occupied": Text("занят", "occupied"),
    "reserved": Text("в резерве", "reserved"),
    "under_construction": Text("строится", "under construction"),
}
_NATURE = {
    "illustrative": Text(
        "иллюстративный: нарезан из схемы площадки, не кадастр",
        "illustrative: cut from a sketch of the site, not from the cadastre",
    ),
    "surveyed": Text("по кадастру", "surveyed"),
}
_SUPPLY = ("power_mw", "gas_m3_per_h", "water_m3_per_day", "sewage_m3_per_day", "heat_mw")
_ASKED = ("cad_num", "use_type", *_SUPPLY, "accuracy_m")
"""Columns whose silence is told."""


def facts(layers: Mapping[str, Layer], row: "pd.Series[Any]") -> Iterator[Block]:
    """Tell what the layer of plots holds of one plot, and what it does not."""
    yield Facts(tuple((title, value) for title, value in _pairs(layers, row) if value.ru))
    note = Text(cell_of(row, "note"), cell_of(row, "note_en") or cell_of(row, "note"))
    if said := (*_silent(row, layers["plots"].schema.columns), *([note] if note.ru else [])):
        yield Lines(tuple(said), small=True)


def _pairs(layers: Mapping[str, Layer], row: "pd.Series[Any]") -> Iterator[tuple[Text, Text]]:
    shape = GeoSeries([row.geometry], crs=WORK_CRS)
    yield Text("площадка", "site"), site_of(layers, row)
    status = cell_of(row, "status")
    yield Text("статус", "status"), _STATUS.get(status, Text(status, status))
    yield Text("площадь", "area"), quantity(float(geodesic_area_ha(shape)[0]), "area_ha")
    yield Text("кадастровый номер", "cadastral number"), _told(row, "cad_num")
    yield Text("кто занимает", "occupant"), _told(row, "occupant")
    yield Text("разрешённое использование", "permitted use"), _told(row, "use_type")
    yield Text("середина, широта и долгота", "middle, latitude and longitude"), _middle(shape)
    nature = cell_of(row, "nature")
    yield Text("контур", "outline"), _NATURE.get(nature, Text(nature, nature))
    if cell_of(row, "accuracy_m"):
        said = quantity(float(row["accuracy_m"]), "accuracy_m")
        told = Text(f"±\u202f{said.ru}", f"±\u202f{said.en}")
        yield Text("точность контура", "accuracy of the outline"), told
    columns = layers["plots"].schema.columns
    for name in _SUPPLY:
        if cell_of(row, name):
            yield Text(columns[name].ru, columns[name].en), quantity(float(row[name]), name)


def _silent(row: "pd.Series[Any]", columns: Mapping[str, Column]) -> Iterator[Text]:
    """Name in one line what nobody told."""
    silent = [columns[n] for n in _ASKED if n in columns and not cell_of(row, n)]
    if silent:
        ru, en = ", ".join(column.ru for column in silent), ", ".join(c.en for c in silent)
        yield Text(f"Неизвестно: {ru}.", f"Unknown: {en}.")


def cell_of(row: "pd.Series[Any]", name: str) -> str:
    """Return a cell as text; an empty one is an empty text."""
    cell = row.get(name)
    return "" if cell is None or pd.isna(cell) else str(cell)


def _told(row: "pd.Series[Any]", name: str) -> Text:
    return Text(cell_of(row, name), cell_of(row, name))


def _middle(shape: GeoSeries) -> Text:
    point = shape.centroid.to_crs(MAP_CRS).iloc[0]
    return Text(*(f"{number(point.y, lang, 5)}; {number(point.x, lang, 5)}" for lang in LANGUAGES))


def site_of(layers: Mapping[str, Layer], row: "pd.Series[Any]") -> Text:
    """Return the name of the site a plot lies on."""
    key = str(row["site"])
    return layers["sites"].named().get(key, Text(key, key))
