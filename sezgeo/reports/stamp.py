"""The version stamp: which program and which data a printed page rests on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sezgeo.i18n import Text
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
