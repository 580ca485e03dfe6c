"""The difference of two versions of a layer in words, a line for each class of changes."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from sezgeo.display import short
from sezgeo.i18n import LANGUAGES, Text, number
from sezgeo.layers.value_names import value_name

if TYPE_CHECKING:
    from sezgeo.layers.contract import Column

NO_COLUMNS: Mapping[str, "Column"] = MappingProxyType({})
"""What is known of the columns of a layer that nobody named."""

CLASSES: Mapping[str, Text] = {
    "added": Text("добавлено", "added"),
    "removed": Text("убрано", "removed"),
    "split": Text("разделено", "split"),
    "merged": Text("объединено", "merged"),
    "renamed": Text("переименовано", "renamed"),
    "geometry_changed": Text("контур изменён", "outline changed"),
    "attribute_changed": Text("значение изменено", "value changed"),
}
"""Classes of changes, in the order they are told."""

_SHOWN = 5
_WIDTH = 40
_NOTHING = Text("нет данных", "unknown")


def lines(
    changes: Mapping[str, list[object]], columns: Mapping[str, "Column"] = NO_COLUMNS
) -> Iterator[Text]:
    """
    Yield a line for each class of changes that there are, the first few named.

    Parameters
    ----------
    changes
        The changes as JSON writes them.
    columns
        Columns of the layer: they name its cells. Without them keys and words are shown as kept.
    """
    for name, title in CLASSES.items():
        if alike := changes[name]:
            first = Text.join(", ", [_named(change, columns) for change in alike[:_SHOWN]])
            more = ", …" if len(alike) > _SHOWN else ""
            yield title + f" {len(alike)}: " + first + more


def _named(change: object, columns: Mapping[str, "Column"]) -> Text:
    match change:
        case {"parent": parent, "children": children}:
            said = f"{parent} → {' + '.join(children)}"
        case {"parents": parents, "child": child}:
            said = f"{' + '.join(parents)} → {child}"
        case {"id": name, "field": field, "old": old, "new": new}:
            column = columns.get(field)
            cells = Text.join(" → ", [_cell(old, column), _cell(new, column)])
            title = column.meaning if column else Text.same(field)
            return f"{name} (" + title + ": " + cells + ")"
        case {"old": old, "new": new}:
            said = f"{old} → {new}"
        case {"id": name}:
            said = str(name)
        case _:
            said = str(change)
    return Text.same(said)


def _cell(cell: object, column: "Column | None") -> Text:
    """Write a cell as people do: a word by its name, a number in the language, nothing as such."""
    if cell is None or cell == "":
        return _NOTHING
    if isinstance(cell, bool):
        return value_name("yes" if cell else "no")
    if isinstance(cell, int | float):
        return _whole(cell)
    word = str(cell)
    if column and word in column.choices:
        return column.named(word)
    return Text.same(short(word, _WIDTH))


def _whole(value: float) -> Text:
    """Write a number with all its digits: two that differ must not read the same."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else None
    return Text(*(number(value, lang, digits) for lang in LANGUAGES))
