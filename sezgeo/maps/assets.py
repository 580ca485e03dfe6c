"""Our own scripts and styles, and Leaflet's, as text ready for the page."""

import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.maps import minify

PANEL = Path(__file__).parent / "panel"
DIST = PANEL / "dist"

_BODIES = {"main": "page.html", "differences": "differences.html"}
_BETWEEN = re.compile(r">\s+<")
_RULE = re.compile(r"([^{}]*)(\{(?:[^{}]|\{[^{}]*\})*\})")
_PREFIXED = re.compile(r"[\w-]+:-(?:webkit|moz)-grab(?:bing)?;|-(?:ms|moz|webkit)-[^:{}]+:[^;{}]+;")
_UNUSED = re.compile(
    r"leaflet-(?:popup|tooltip|marker|shadow|div-icon|control-layers|image|vml"
    r"|attribution-flag|oldie)|lvml|svg|\.leaflet-zoom-box"
)
_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=.*")


@cache
def panel_script(entry: str = "main") -> str:
    """
    Return the panel's modules joined and shortened: a script that defines `sezgeoStart`.

    `make panel` writes it from the modules beside it; `sources_digest` says whether it is theirs.
    """
    return (DIST / f"{entry}.min.js").read_text(encoding="utf-8").rstrip("\n")


def panel_sources() -> dict[str, Path]:
    """Return the panel's modules by their path from its folder, in the order of these paths."""
    paths = (path for path in PANEL.rglob("*.js") if DIST not in path.parents)
    return dict(sorted((path.relative_to(PANEL).as_posix(), path) for path in paths))


def sources_digest() -> str:
    """Return the hash of the panel's modules; `dist/sources.sha256` holds the one last built."""
    digest = hashlib.sha256()
    for name, path in panel_sources().items():
        digest.update(f"{name}\n".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def panel_style(entry: str = "main") -> str:
    """Return the panel's style sheet, and the entry's own after it where there is one."""
    sheets = (PANEL / "style.css", PANEL / f"{entry}.css")
    return "".join(minify.style(f.read_text(encoding="utf-8")) for f in sheets if f.is_file())


def panel_body(entry: str = "main") -> str:
    """Return the skeleton of the page: headings, lists and boxes that the script fills."""
    return _BETWEEN.sub("><", (PANEL / _BODIES[entry]).read_text(encoding="utf-8"))


def leaflet_script() -> str:
    """Return Leaflet itself, without the pointer to its source map."""
    return _SOURCE_MAP.sub("", _leaflet("leaflet.js"))


def leaflet_style() -> str:
    """Return the rules of Leaflet's style sheet for what the page draws; they name no image."""
    plain = _PREFIXED.sub("", minify.style(_leaflet("leaflet.css")))
    return "".join(map(_used, _RULE.findall(plain)))


@cache
def _leaflet(name: str) -> str:
    try:
        folder = files("js_lib_leaflet") / "static" / "js_lib_leaflet"
        return folder.joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
    except (ModuleNotFoundError, FileNotFoundError) as cause:
        raise SezgeoError(
            Text(
                "нет Leaflet: установите пакет django-js-lib-leaflet",
                "Leaflet is missing: install the package django-js-lib-leaflet",
            )
        ) from cause


def _used(rule: tuple[str, str]) -> str:
    """Return a rule with only the selectors of what the page draws, nothing if there is none."""
    selectors, body = rule
    used = [selector for selector in selectors.split(",") if not _UNUSED.search(selector)]
    return f"{','.join(used)}{body}" if used and "url(" not in body else ""
