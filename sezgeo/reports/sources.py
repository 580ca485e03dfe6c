"""Which layers a page rests on, of which date and version, in words."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sezgeo.i18n import LANGUAGES, Language, Text
from sezgeo.layers import Layer

_ABBREVIATION = 2


def dated(layers: Iterable[Layer]) -> Iterator[Text]:
    """Yield a sentence for each date and version, the oldest first, naming its layers."""
    found = sorted(layers, key=_when)
    for (as_of, version), group in groupby(found, key=_when):
        named = list(group)
        said = Text(*("; ".join(_named(layer, lang) for layer in named) for lang in LANGUAGES))
        which = (
            Text("исходная версия", "seed version")
            if version == "seed"
            else Text(f"версия {version}", f"version {version}")
        )
        yield Text(
            f"Слои на {as_of}, {which.ru}: {said.ru}.",
            f"Layers as of {as_of}, {which.en}: {said.en}.",
        )


def _when(layer: Layer) -> tuple[str, str]:
    return layer.as_of, layer.version


def _named(layer: Layer, lang: Language) -> str:
    said = layer.schema.title.say(lang)
    # a title begins with a capital; an abbreviation keeps its own
    said = said if said[:_ABBREVIATION].isupper() else said[:1].lower() + said[1:]
    if not layer.is_silent:
        return said
    return f"{said} ({Text('данных нет', 'no data').say(lang)})"
