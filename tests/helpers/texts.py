"""Every text that users read, with its place: in code, in data, in pages."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.helpers import ROOT

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`]*`|<!--.*?-->|\]\([^)]*\)|<[^>]+>", re.DOTALL)
_LANGUAGE_OF = {"ru": "ru", "en": "en"}


class Said(NamedTuple):
    """One text: where it stands, in which language, and its words."""

    place: str
    lang: str
    words: str


def every_text() -> Iterator[Said]:
    """Yield all texts of the program, its data, the shipped layers and the documentation."""
    for path in sorted((ROOT / "sezgeo").rglob("*.py")):
        if path.name != "glossary.py":
            yield from of_code(path)
    for path in [
        *sorted((ROOT / "sezgeo").rglob("*.toml")),
        *sorted((ROOT / "layers").glob("*.toml")),
    ]:
        yield from of_toml(path)
    for path in sorted((ROOT / "layers").glob("*.geojson")):
        yield from of_layer(path)
    for path in [ROOT / "README.ru.md", *sorted((ROOT / "docs" / "ru").rglob("*.md"))]:
        yield from of_page(path)


def of_code(path: Path) -> Iterator[Said]:
    """Yield the Russian and English words of each `Text(...)` of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id not in ("Text", "help_text", "told") or len(node.args) != 2:
            continue
        for lang, argument in zip(("ru", "en"), node.args, strict=True):
            words = "".join(_words(argument))
            if words:
                yield Said(f"{path.relative_to(ROOT)}:{argument.lineno}", lang, words)


def _words(node: ast.expr) -> Iterator[str]:
    """Yield the constant words of an expression; what is filled in is a slot."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _words(part) if isinstance(part, ast.Constant) else ["{}"]
    elif isinstance(node, ast.BinOp):
        yield from _words(node.left)
        yield from _words(node.right)


def of_toml(path: Path) -> Iterator[Said]:
    """Yield the texts of a TOML file: each language by the end of its key, the rest by letters."""
    yield from _values(tomllib.loads(path.read_text(encoding="utf-8")), str(path.relative_to(ROOT)))


def of_layer(path: Path) -> Iterator[Said]:
    """Yield the notes of a layer's features: names are names."""
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        for name in ("note", "note_en"):
            words = feature["properties"].get(name)
            if words:
                yield Said(f"{path.relative_to(ROOT)}", "en" if name == "note_en" else "ru", words)


def _values(value: object, place: str) -> Iterator[Said]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _values(below, f"{place}: {key}" if ":" not in place else f"{place}.{key}")
    elif isinstance(value, list):
        for below in value:
            yield from _values(below, place)
    elif isinstance(value, str) and " " in value:
        end = place.rpartition("_")[2]
        lang = _LANGUAGE_OF.get(end) or ("ru" if _CYRILLIC.search(value) else "en")
        yield Said(place, lang, value)


def of_page(path: Path) -> Iterator[Said]:
    """Yield the lines of a page that people read, without code, addresses and tags."""
    text = _CODE.sub(lambda code: "\n" * code[0].count("\n"), path.read_text(encoding="utf-8"))
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield Said(f"{path.relative_to(ROOT)}:{number}", "ru", line)
