"""
How QGIS shows a layer: its default style as QML, made from the contract. No file is touched here.

A QML names one symbol per value of one attribute, or a single one, and an alias for each column.
What is schematic or illustrative is dashed, as on the map.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sezgeo.i18n import Text
from sezgeo.layers.contract import Schema

Shape = Literal["fill", "line", "marker"]

_SHAPES: Mapping[str, Shape] = {
    "Polygon": "fill",
    "MultiPolygon": "fill",
    "LineString": "line",
    "MultiLineString": "line",
    "Point": "marker",
    "MultiPoint": "marker",
}
_CLASSES: Mapping[Shape, str] = {
    "fill": "SimpleFill",
    "line": "SimpleLine",
    "marker": "SimpleMarker",
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol: `colour` is `r,g,b`; `opacity` is that of the fill; `hatch` draws strokes."""

    colour: str
    dashed: bool = False
    hatch: bool = False
    opacity: int = 160


@dataclass(frozen=True, slots=True)
class StyleClass:
    """One class of a style: the value of the attribute, its legend, and its symbol."""

    value: str
    label: str
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Style:
    """
    A style of one layer.

    Attributes
    ----------
    shape
        What its features are drawn as.
    classes
        One per value, or a single one whose value is empty.
    attribute
        Column or expression that tells the class; empty for a single one.
    aliases
        What each column is called.
    """

    shape: Shape
    classes: tuple[StyleClass, ...]
    attribute: str = ""
    aliases: Mapping[str, str] | None = None


_GROUPS: Mapping[str, Symbol] = {
    "zone": Symbol("90,110,130"),
    "utilities": Symbol("160,107,179"),
    "transport": Symbol("84,96,110"),
    "surroundings": Symbol("138,133,123"),
    "constraints": Symbol("196,78,82", hatch=True),
}
_LAYERS: Mapping[str, Symbol] = {
    "green": Symbol("122,162,96"),
    "water_bodies": Symbol("152,192,221"),
    "water_mains": Symbol("63,143,196"),
    "sewers": Symbol("138,122,92"),
    "heat_networks": Symbol("200,85,61"),
    "gas": Symbol("201,162,39"),
}
_STATUS: Mapping[str, Symbol] = {
    "free": Symbol("31,122,77"),
    "reserved": Symbol("201,162,39"),
    "under_construction": Symbol("194,104,31", hatch=True),
    "occupied": Symbol("123,138,153", hatch=True),
}
_DASHED = ("schematic", "illustrative", "planned", "not_confirmed")
_OUTLINE = "outline"


def style_of(schema: Schema, shape: Shape, columns: Iterable[str]) -> Style:
    """
    Return the default style of a layer in the language in force.

    Parameters
    ----------
    schema
        Contract of the layer.
    shape
        What its features are drawn as.
    columns
        Columns that the file has.

    Examples
    --------
    >>> from sezgeo.layers.catalog import shipped_catalog
    >>> plots = shipped_catalog().schema("plots")
    >>> [each.value for each in style_of(plots, "fill", ["plot_id", "status"]).classes]
    ['free', 'occupied', 'reserved', 'under_construction', '']
    """
    names = list(columns)
    symbol = _LAYERS.get(schema.name, _GROUPS[schema.group])
    aliases = {name: schema.columns[name].meaning.say() for name in names if name in schema.columns}
    attribute = next((name for name in ("status", _OUTLINE) if _tells(schema, name, names)), "")
    if not attribute:
        return Style(shape, (StyleClass("", schema.title.say(), symbol),), aliases=aliases)
    column = schema.columns[attribute]
    classes = tuple(
        StyleClass(
            word,
            column.named(word).say(),
            replace(_STATUS.get(word, symbol), dashed=word in _DASHED),
        )
        for word in column.choices
    )
    other = StyleClass("", Text("прочее", "other").say(), symbol)
    return Style(shape, (*classes, other), attribute, aliases)


def _tells(schema: Schema, name: str, columns: Iterable[str]) -> bool:
    return name in columns and name in schema.columns and bool(schema.columns[name].choices)


def shape_of(kinds: Iterable[str]) -> Shape:
    """Return what the first of some geometry types is drawn as; an area where none is known."""
    return next((_SHAPES[kind] for kind in kinds if kind in _SHAPES), "fill")


def qml(style: Style) -> str:
    """Write a style as QGIS reads it."""
    root = ET.Element("qgis", version="3.22.0", styleCategories="AllStyleCategories")
    kind = "categorizedSymbol" if style.attribute else "singleSymbol"
    renderer = ET.SubElement(root, "renderer-v2", type=kind, enableorderby="0", forceraster="0")
    if style.attribute:
        renderer.set("attr", style.attribute)
        categories = ET.SubElement(renderer, "categories")
        for index, each in enumerate(style.classes):
            category = {"value": each.value, "label": each.label, "symbol": str(index)}
            ET.SubElement(categories, "category", category | {"render": "true"})
    symbols = ET.SubElement(renderer, "symbols")
    for index, each in enumerate(style.classes):
        _add_symbol(symbols, str(index), style.shape, each.symbol)
    aliases = ET.SubElement(root, "aliases")
    for index, (column, name) in enumerate((style.aliases or {}).items()):
        ET.SubElement(aliases, "alias", field=column, name=name, index=str(index))
    return ET.tostring(root, encoding="unicode")


def _add_symbol(parent: ET.Element, name: str, shape: Shape, symbol: Symbol) -> None:
    element = ET.SubElement(
        parent, "symbol", name=name, type=shape, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    switches = {"enabled": "1", "pass": "0", "locked": "0", "class": _CLASSES[shape]}
    layer = ET.SubElement(element, "layer", switches)
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in _properties(shape, symbol).items():
        ET.SubElement(options, "Option", name=key, value=value, type="QString")


def _properties(shape: Shape, symbol: Symbol) -> dict[str, str]:
    line = "dash" if symbol.dashed else "solid"
    if shape == "line":
        return {
            "line_color": f"{symbol.colour},255",
            "line_width": "0.5",
            "line_width_unit": "MM",
            "line_style": line,
        }
    common = {"color": f"{symbol.colour},{symbol.opacity}", "outline_color": "31,42,55,255"}
    if shape == "marker":
        return common | {"name": "circle", "size": "2.2", "size_unit": "MM", "outline_width": "0.2"}
    return common | {
        "style": "b_diagonal" if symbol.hatch else "solid",
        "outline_style": line,
        "outline_width": "0.3",
        "outline_width_unit": "MM",
    }
