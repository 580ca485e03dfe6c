"""Links of pages as a reader of the repository meets them: files, and anchors in files."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.helpers import ROOT

_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INLINE = re.compile(r"\]\(\s*<?([^)\s>]*)>?(?:\s+[\"'][^)]*)?\)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
_MARKUP = re.compile(r"<(?:a|img|source)\b[^>]*?\b(?:href|src)=[\"']([^\"']*)", re.IGNORECASE)
_NAMED = re.compile(r"<\w+\b[^>]*?\b(?:id|name)=[\"']([^\"']+)", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)


def pages() -> list[Path]:
    """Return all pages that a reader of the repository is shown."""
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
        ROOT / "maps" / "README.md",
        *sorted((ROOT / "notebooks").glob("*.ipynb")),
    ]


@cache
def prose(page: Path) -> str:
    """Return a page's Markdown without its code blocks; of a notebook, its text cells."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return _COMMENT.sub("", _FENCE.sub("", text))


def links(text: str) -> Iterator[str]:
    """Give the targets of all links and pictures, in Markdown and in HTML."""
    plain = _CODE.sub("``", text)
    for shape in (_INLINE, _DEFINED, _MARKUP):
        yield from (html.unescape(found) for found in shape.findall(plain))


def slug(heading: str) -> str:
    """Name a heading as code hosts do: lower case, without marks, spaces as hyphens."""
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    words = html.unescape(re.sub(r"<[^>]+>", "", words))
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def slugs(headings: Iterable[str]) -> set[str]:
    """Name all headings of a page; one that was there before gets a number."""
    names: dict[str, int] = {}
    found = set()
    for name in map(slug, headings):
        again = names.get(name, 0)
        names[name] = again + 1
        found.add(f"{name}-{again}" if again else name)
    return found


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the places of a page that a link may name."""
    text = prose(page)
    return frozenset(slugs(_HEADING.findall(text)) | set(_NAMED.findall(text)))


def exactly_there(path: Path) -> bool:
    """Say whether a path is there, letter for letter: some disks do not tell `A` from `a`."""
    return path.exists() and path.resolve().name == path.name


def dead(page: Path, target: str) -> str:
    """Say why a link leads nowhere; nothing if it leads somewhere, or to the network."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("https", "http", "mailto") else "a strange address"
    where = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not where.is_relative_to(ROOT):
        return "leaves the repository"
    if not exactly_there(where):
        return "no such file"
    if parts.fragment and unquote(parts.fragment) not in anchors(where):
        return "no such place in the file"
    return ""
