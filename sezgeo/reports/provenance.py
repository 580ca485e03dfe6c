"""Which program and which data a printed page rests on: the stamp, and the layers by date."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from sezgeo.i18n import LANGUAGES, Text
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
    versions = {name: [layer.version, layer.sha256] for name, layer in layers.items()}
    basis = [versions, profile.model_dump(mode="json"), rules.to_dict()]
    digest = sha256(json.dumps(basis, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    newest = max((layer.as_of for layer in layers.values()), default="")
    return Stamp(__version__, digest, date or newest)


_ABBREVIATION = 2


def layers_by_date(layers: Iterable[Layer]) -> Iterator[Text]:
    """Yield a sentence for each date and version, the oldest first, naming its layers."""
    line = Text("Слои на {date}, {version}: {names}.", "Layers as of {date}, {version}: {names}.")
    for (as_of, version), group in groupby(sorted(layers, key=_edition), key=_edition):
        seed = Text("исходная версия", "seed version")
        edition = seed if version == "seed" else Text("версия ", "version ") + version
        names = Text.join("; ", map(_name, group))
        yield line.fill(date=as_of, version=edition, names=names)


def _edition(layer: Layer) -> tuple[str, str]:
    return layer.as_of, layer.version


def _name(layer: Layer) -> Text:
    """Name a layer inside a sentence, and say where it holds nothing."""
    title = Text(*(_lower_first(layer.schema.title.say(lang)) for lang in LANGUAGES))
    return title + Text(" (данных нет)", " (no data)") if layer.is_silent else title


def _lower_first(title: str) -> str:
    """Begin a title with a small letter; an abbreviation keeps its capital."""
    return title if title[:_ABBREVIATION].isupper() else title[:1].lower() + title[1:]
