"""Which program and which data a printed page rests on: the stamp, and the layers by date."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from sezgeo.i18n import LANGUAGES, Language, Text
from sezgeo.layers import Layer
from sezgeo.norms import Rules
from sezgeo.suitability.profile import Profile
from sezgeo.version import __version__

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Stamp:
    """
    What a page rests on.

    Attributes
    ----------
    program
        Version of sezgeo.
    digest
        Hash over the content of all layers, the profile and the norms.
    date
        Date of the newest layer, or the one that was asked for.
    """

    program: str
    digest: str
    date: str

    @property
    def text(self) -> Text:
        """Return the stamp in one line."""
        short = self.digest[:_SHOWN]
        return Text(
            f"sezgeo {self.program} · данные на {self.date} · хеш данных, профиля, норм {short}",
            f"sezgeo {self.program} · data of {self.date} · hash of data, profile, norms {short}",
        )


def stamp_of(
    layers: Mapping[str, Layer], profile: Profile, rules: Rules, *, date: str = ""
) -> Stamp:
    """
    Return the stamp of a study; the same data give the same stamp.

    Parameters
    ----------
    layers
        All layers there are, by name.
    profile, rules
        The plant and the norms.
    date
        ISO date to print; by default that of the newest layer.
    """
    found = {name: [layer.version, layer.sha256] for name, layer in layers.items()}
    basis = [found, profile.model_dump(mode="json"), rules.to_dict()]
    digest = sha256(json.dumps(basis, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    newest = max((layer.as_of for layer in layers.values()), default="")
    return Stamp(__version__, digest, date or newest)


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
