"""
Parse XML that nobody vouches for: no DOCTYPE, no entities, no network, and a tree that is let go.

The prolog is read by expat alone first, so that libxml2 never sees a file with a DTD.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from lxml import etree

from sezgeo.intake.findings import unreadable

_CHUNK_BYTES = 1 << 16
_LONGEST_PROLOG_BYTES = 1 << 20


class _DoctypeFoundError(Exception):
    """The prolog holds a DOCTYPE."""


class _RootFoundError(Exception):
    """The prolog is over."""


def elements(path: Path, names: frozenset[str]) -> Iterator[etree._Element]:
    """
    Yield elements by their local names, each complete, and empty it afterwards.

    Raises
    ------
    UnreadableError
        If the file declares a DOCTYPE or is not well-formed.
    """
    refuse_doctype(path)
    try:
        with path.open("rb") as file:
            yield from _elements(file, names)
    except (etree.XMLSyntaxError, LookupError) as cause:
        raise unreadable("XML_BAD", why=str(cause)) from cause


def _elements(file: BinaryIO, names: frozenset[str]) -> Iterator[etree._Element]:
    events = etree.iterparse(
        file, events=("end",), resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for _, element in events:
        if local(element) in names:
            yield element
            _let_go(element, names)


def _let_go(element: etree._Element, names: frozenset[str]) -> None:
    """Empty an element and drop those before it that were yielded already."""
    element.clear()
    parent = element.getparent()
    before = element.getprevious()
    while parent is not None and before is not None and local(before) in names:
        parent.remove(before)
        before = element.getprevious()


def refuse_doctype(path: Path) -> None:
    """
    Read the prolog of an XML file.

    Raises
    ------
    UnreadableError
        If it holds a DOCTYPE, or is no XML.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _found_doctype
    parser.StartElementHandler = _found_root
    try:
        with path.open("rb") as reading:
            for _ in range(_LONGEST_PROLOG_BYTES // _CHUNK_BYTES):
                chunk = reading.read(_CHUNK_BYTES)
                parser.Parse(chunk, not chunk)
                if not chunk:
                    break
    except _RootFoundError:
        return
    except _DoctypeFoundError as cause:
        raise unreadable("XML_DTD") from cause
    except (expat.ExpatError, LookupError, ValueError) as cause:
        raise unreadable("XML_BAD", why=str(cause)) from cause
    raise unreadable("XML_BAD", why="prolog")


def _found_doctype(*_: object) -> None:
    raise _DoctypeFoundError


def _found_root(*_: object) -> None:
    raise _RootFoundError


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the children of an element that have one of some local names."""
    for child in element:
        if local(child) in names:
            yield child


def inside(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield what lies anywhere inside an element and has one of some local names."""
    for child in element.iter():
        if child is not element and local(child) in names:
            yield child


def text_at(element: etree._Element, *path: str) -> str:
    """Return the text at a path of local names, or an empty string."""
    for name in path:
        child = next(children(element, name), None)
        if child is None:
            return ""
        element = child
    return re.sub(r"\s+", " ", element.text or "").strip()
