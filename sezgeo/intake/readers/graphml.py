"""
Look into a GraphML file, which the import does not take, and say why it may be dangerous.

osmnx turns texts of such a file back into Python values; a value that is no plain literal there
is either damage or an attack, and is worth a word of its own.
"""

import ast
import re

from lxml import etree

from sezgeo.intake.delivery.layer_file import LayerFile
from sezgeo.intake.findings import UnreadableError, unreadable
from sezgeo.intake.readers import safe_xml

_NUMBERS = ("int", "long", "float", "double")
_CODE = re.compile(r"__\w+__|\b(?:eval|exec|compile|import|open|system|getattr)\s*\(")
_LONGEST_LITERAL = 10_000


def refuse(source: LayerFile) -> UnreadableError:
    """Return the refusal of a GraphML file: its first bad value, or its format."""
    kinds: dict[str, str] = {}
    for element in safe_xml.elements(source.path, frozenset({"key", "data"})):
        if safe_xml.local(element) == "key":
            kinds[element.get("id", "")] = element.get("attr.type", "string")
        elif not _is_plain(element, kinds):
            return unreadable("GRAPHML_BAD_VALUE", found=element.text or "")
    return unreadable("FORMAT_NOT_ALLOWED", why="GraphML")


def _is_plain(element: etree._Element, kinds: dict[str, str]) -> bool:
    value = (element.text or "").strip()
    kind = kinds.get(element.get("key", ""), "string")
    if kind in _NUMBERS and value:
        return _is_number(value)
    if kind == "boolean" and value:
        return value.lower() in ("true", "false", "0", "1")
    if _CODE.search(value):
        return False
    return _is_literal(value) if value[:1] in ("[", "{", "(") else True


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _is_literal(value: str) -> bool:
    if len(value) > _LONGEST_LITERAL:
        return False
    try:
        ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False
    return True
