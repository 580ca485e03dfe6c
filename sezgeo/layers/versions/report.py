"""The difference of two versions of a layer in words, a line for each class of changes."""

from collections.abc import Iterator, Mapping

from sezgeo.i18n import Text

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


def lines(changes: Mapping[str, list[object]]) -> Iterator[str]:
    """Yield a line for each class of changes that there are, the first few named."""
    for name, title in CLASSES.items():
        if alike := changes[name]:
            first = ", ".join(_named(change) for change in alike[:_SHOWN])
            more = ", …" if len(alike) > _SHOWN else ""
            yield f"{title} {len(alike)}: {first}{more}"


def _named(change: object) -> str:
    if not isinstance(change, dict):
        return str(change)
    match change:
        case {"parent": parent, "children": children}:
            return f"{parent} → {' + '.join(children)}"
        case {"parents": parents, "child": child}:
            return f"{' + '.join(parents)} → {child}"
        case {"id": name, "field": field, "old": old, "new": new}:
            return f"{name}.{field} {old!r} → {new!r}"
        case {"old": old, "new": new}:
            return f"{old} → {new}"
        case _:
            return str(change["id"])
