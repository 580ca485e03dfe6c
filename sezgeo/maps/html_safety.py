"""
The choke point: the only way for text to enter a page.

Folium pastes text into script and compiles what it rendered a second time as a Jinja template, so
a name out of a shapefile could run in the reader's browser and on the machine that builds the map.
Here text from data enters a page in two forms only: inside a JSON island that no browser executes,
or as character references. Neither holds a brace, an angle bracket, a backtick or a dollar sign.
"""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import count

from branca.element import Element

from sezgeo.maps.encoding import in_letters

_TEXT_OF_JSON = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_JSON = re.compile("[<>&{}`$\u2028\u2029]")
_IN_HTML = re.compile(r"[{}`$\\]")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_POLICY = "<!--policy-->"


def to_json(value: object) -> str:
    r"""
    Write a value as JSON whose texts cannot be taken for anything else.

    Braces of the JSON itself stay; braces inside its texts are written as references.

    Examples
    --------
    >>> print(to_json({"name": "</script>{{ 7 }}"}))
    {"name":"\u003c/script\u003e\u007b\u007b 7 \u007d\u007d"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _TEXT_OF_JSON.sub(lambda token: _IN_JSON.sub(_reference, token[0]), text)


def to_html(text: str) -> str:
    """
    Write a text as HTML character data.

    Examples
    --------
    >>> to_html("<b>{{ 7 }}")
    '&lt;b&gt;&#123;&#123; 7 &#125;&#125;'
    """
    return _IN_HTML.sub(lambda sign: f"&#{ord(sign[0])};", escape(text))


class Verbatim(Element):
    """A piece of the page that is rendered as it stands, never compiled as a template."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self._html = html

    def render(self, **_: object) -> str:
        """Return the piece as it stands."""
        return self._html


def data_island(name: str, value: object) -> Verbatim:
    """Return a script element that holds data and is never executed."""
    return Verbatim(f'<script type="application/json" id="{name}">{to_json(value)}</script>\n')


def script(code: str) -> Verbatim:
    """Return an inline script of our own or of a library; never of data."""
    return Verbatim(f"<script>{_closed(code)}</script>\n")


def worker_script(name: str, code: str) -> Verbatim:
    """Return a script of our own that does not run here: the page starts a worker with it."""
    return Verbatim(f'<script type="text/plain" id="{name}">{_closed(code)}</script>\n')


def packed_script(name: str, code: str) -> Verbatim:
    """
    Return a script of our own in a third of its size; the page unpacks it and runs it.

    `add_policy` must be told of it: the policy names the hash of what comes out.
    """
    data = zlib.compress(code.encode(), 9)
    head = f'<script type="text/plain" id="{name}" data-bytes="{len(data)}">'
    return Verbatim(f"{head}{in_letters(data)}</script>\n")


def style(code: str) -> Verbatim:
    """Return an inline style sheet."""
    return Verbatim(f"<style>{code}</style>\n")


def policy_placeholder() -> Verbatim:
    """Return the place that `add_policy` fills; it must come before all scripts and styles."""
    return Verbatim(_POLICY + "\n")


def add_policy(html: str, *, packed: Sequence[str] = (), images: Sequence[str] = ()) -> str:
    """
    Fill in the Content-Security-Policy: only the scripts and styles of this page, no network.

    A worker may be started from text that the page holds; `images` are hosts to load images from,
    `packed` the scripts that the page unpacks.
    """
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(_hashes([*_SCRIPT.findall(html), *packed])) or _NONE}",
            f"style-src {' '.join(_hashes(_STYLE.findall(html))) or _NONE}",
            " ".join(("img-src data:", *images)),
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace(_POLICY, meta, 1)


def renumber(root: Element) -> None:
    """Give the elements of a page ids in their order: Folium's own are random."""
    numbers = count()
    for element in _walk(root):
        element._id = f"{next(numbers):02x}"  # noqa: SLF001 - branca has no public way


_NONE = "'none'"


def _closed(code: str) -> str:
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _reference(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _hashes(codes: Iterable[str]) -> Iterator[str]:
    for code in dict.fromkeys(codes):
        digest = hashlib.sha256(code.encode()).digest()
        yield f"'sha256-{base64.b64encode(digest).decode()}'"


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for part in ("header", "html", "script"):
        if hasattr(element, part):
            yield from _walk(getattr(element, part))
    for child in element._children.values():  # noqa: SLF001 - branca has no public way
        yield from _walk(child)
