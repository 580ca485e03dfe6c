"""Our own scripts and styles, and Leaflet's, as text ready for the page."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.maps import minify

PANEL = Path(__file__).parent / "panel"

_BODIES = {"main": "page.html", "differences": "differences.html"}
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const) (\w+))", re.MULTILINE)
_NAME = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)
_BETWEEN = re.compile(r">\s+<")
_RULE = re.compile(r"([^{}]*)(\{(?:[^{}]|\{[^{}]*\})*\})")
_PREFIXED = re.compile(r"[\w-]+:-(?:webkit|moz)-grab(?:bing)?;|-(?:ms|moz|webkit)-[^:{}]+:[^;{}]+;")
_UNUSED = re.compile(
    r"leaflet-(?:popup|tooltip|marker|shadow|tile|div-icon|control-layers|layer|image|vml"
    r"|attribution-flag|oldie)|lvml|svg| img|\.leaflet-zoom-box"
)
_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=.*")


@cache
def panel_script(entry: str = "main") -> str:
    """
    Join the panel's modules into one script that defines the function `start` and nothing else.

    Each module becomes a function of its own, so that names never meet; imports come before those
    who import them. This is all the bundling there is.
    """
    placed: dict[str, str] = {}
    _place(entry, placed, ())
    modules = "".join(placed.values())
    return f"let sezgeoStart = (() => {{\n{modules}return m_{entry}.start;\n}})();"


def panel_style(entry: str = "main") -> str:
    """Return the panel's style sheet, and the entry's own after it where there is one."""
    sheets = (PANEL / "style.css", PANEL / f"{entry}.css")
    return "".join(minify.style(s.read_text(encoding="utf-8")) for s in sheets if s.is_file())


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
    kept = [one for one in selectors.split(",") if not _UNUSED.search(one)]
    return f"{','.join(kept)}{body}" if kept and "url(" not in body else ""


def _place(name: str, placed: dict[str, str], waiting: tuple[str, ...]) -> None:
    if name in placed:
        return
    if name in waiting:
        chain = " → ".join((*waiting, name))
        raise SezgeoError(Text(f"модули по кругу: {chain}", f"modules in a circle: {chain}"))
    code = (PANEL / f"{name}.js").read_text(encoding="utf-8")
    for found in _IMPORT.finditer(code):
        _place(found[2], placed, (*waiting, name))
    placed[name] = _as_function(name, code)


def _as_function(name: str, code: str) -> str:
    exported = ",".join(_NAME.findall(code))
    body = minify.script(_EXPORT.sub("", _IMPORT.sub(r"const {\1} = m_\2;\n", code)))
    return f"let m_{name}=(()=>{{{body}\nreturn{{{exported}}};}})();\n"
