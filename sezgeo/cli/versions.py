"""How `diff` and `rollback` read `[LAYER] VERSION...`."""

from typing import TYPE_CHECKING

import typer

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.layers import Catalog


def layer_and_versions(
    catalog: "Catalog", words: list[str], *, count: int
) -> tuple[str, list[int]]:
    """Read `[LAYER] A B`: where no layer is named, the versions tell it."""
    layer_word, numbers = (words[:1], words[1:]) if len(words) > count else ([], words)
    if len(numbers) != count or not all(number.isdecimal() for number in numbers):
        text = Text(
            f"нужны [слой] и номера версий ({count}); номера выводит sezgeo log",
            f"needed: [layer] and {count} version number(s); sezgeo log lists them",
        )
        raise typer.BadParameter(str(text))
    versions = [int(number) for number in numbers]
    return (layer_word[0] if layer_word else _layer_of(catalog, versions)), versions


def _layer_of(catalog: "Catalog", numbers: list[int]) -> str:
    layers = {version.id: version.layer for version in catalog.store.versions()}
    for number in sorted(numbers, reverse=True):
        if number in layers:
            return layers[number]
    raise UnknownNameError(
        Text("версия", "version"), str(max(numbers)), [str(number) for number in layers]
    )
