"""How layers and contracts are printed."""

from collections.abc import Iterable, Sequence
from typing import Any

from sezgeo.i18n import Text
from sezgeo.layers import Column, Layer, Schema

_COMPLETENESS = {
    "complete": Text("полный", "complete"),
    "partial": Text("неполный", "partial"),
    "empty": Text("нет данных", "no data"),
}


def summary(layer: Layer) -> dict[str, Any]:
    """Return what `sezgeo layers --json` says of one layer."""
    schema = layer.schema
    return {
        "name": schema.name,
        "title": str(schema.title),
        "group": schema.group,
        "features": len(layer.frame),
        "completeness": schema.completeness,
        "as_of": layer.as_of,
        "version": layer.version,
        "licence": schema.licence,
        "note": str(schema.note),
    }


def layers(found: Sequence[Layer]) -> str:
    """Write the list of layers."""
    head = (
        "layer",
        Text("что", "what"),
        Text("объектов", "features"),
        Text("полнота", "coverage"),
        Text("на дату", "as of"),
        Text("версия", "version"),
    )
    rows = [
        (
            layer.schema.name,
            layer.schema.title,
            str(len(layer.frame)),
            _COMPLETENESS[layer.schema.completeness],
            layer.as_of,
            layer.version,
        )
        for layer in found
    ]
    return table(head, rows)


def contract(schema: Schema) -> str:
    """Write the contract of one layer."""
    head = (
        Text("столбец", "column"),
        Text("тип", "kind"),
        Text("нужен", "needed"),
        Text("допустимо", "allowed"),
        Text("смысл", "meaning"),
    )
    rows = [
        (
            name,
            column.kind,
            Text("да", "yes") if column.required else "",
            _allowed(column),
            column.meaning,
        )
        for name, column in schema.columns.items()
    ]
    about = [
        f"{schema.name}: {schema.title}",
        str(Text("геометрия: ", "geometry: ")) + ", ".join(schema.geometry),
        str(Text("ключ: ", "key: ")) + schema.key,
        str(Text("лицензия: ", "licence: ")) + schema.licence,
        *([str(schema.note)] if str(schema.note) else []),
    ]
    return "\n".join([*about, "", table(head, rows)])


def _allowed(column: Column) -> str:
    if column.choices:
        return " | ".join(column.choices)
    if column.low is not None or column.high is not None:
        low = "" if column.low is None else f"{column.low:g}"
        high = "" if column.high is None else f"{column.high:g}"
        return f"{low}..{high} {column.unit}".strip()
    return column.pattern or column.unit


def table(head: Iterable[Text | str], rows: Iterable[Iterable[Text | str]]) -> str:
    """Write a table in columns as wide as their longest cell; the last one is not padded."""
    lines = [[str(cell) for cell in line] for line in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
