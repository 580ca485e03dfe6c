"""Map tiles from a server: only when somebody asks for them, and only from the host they name."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

_HOST = re.compile(r"(?:\{s\}\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_SLOT = re.compile(r"\{([^{}]*)\}")
_SLOTS = frozenset("zxysr")


@dataclass(frozen=True, slots=True)
class Basemap:
    """
    Tiles under the page's own layers.

    Attributes
    ----------
    url
        Address of a tile with `{z}`, `{x}` and `{y}` in it, or of a WMS server.
    layers
        Layers to ask a WMS server for; empty for tiles.
    attribution
        Whose map it is: the licence usually demands it.
    """

    url: str
    layers: str = ""
    attribution: str = ""

    @classmethod
    def of(cls, url: str, *, attribution: str = "") -> "Basemap":
        """
        Read an address as people paste it.

        Raises
        ------
        SezgeoError
            If it is neither an address of tiles nor of a WMS server with its layers.

        Examples
        --------
        >>> Basemap.of("https://tile.example.org/{z}/{x}/{y}.png").host
        'https://tile.example.org'
        >>> Basemap.of("https://example.org/wms?layers=topo").layers
        'topo'
        """
        query = {key.lower(): value for key, value in parse_qsl(urlsplit(url).query)}
        layers = query.get("layers", "")
        basemap = cls(url.split("?", maxsplit=1)[0] if layers else url, layers, attribution)
        basemap._check()
        return basemap

    @property
    def host(self) -> str:
        """Return the source that the page's policy allows images from."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"

    def _check(self) -> None:
        parts = urlsplit(self.url)
        slots = set(_SLOT.findall(self.url))
        is_address = parts.scheme in {"http", "https"} and _HOST.fullmatch(parts.netloc)
        are_tiles = {"z", "x", "y"} <= slots <= _SLOTS
        if not is_address or not (are_tiles or (self.layers and not slots)):
            raise SezgeoError(
                Text(
                    f"подложка «{self.url}»: нужен адрес тайлов, например "
                    "https://сервер/{z}/{x}/{y}.png, или WMS: https://сервер/wms?layers=имя",
                    f"basemap {self.url!r}: an address of tiles is needed, for instance "
                    "https://server/{z}/{x}/{y}.png, or a WMS: https://server/wms?layers=name",
                )
            )
