"""Answers of Overpass in JSON, written as an `.osm` file that any reader of OpenStreetMap takes."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import quoteattr

Element = Mapping[str, Any]
_ORDER = ("node", "way", "relation")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def base_date(answer: Mapping[str, Any]) -> date | None:
    """
    Return the date of an answer's data.

    Examples
    --------
    >>> base_date({"osm3s": {"timestamp_osm_base": "2026-11-20T08:00:00Z"}}).isoformat()
    '2026-11-20'
    """
    text = str(answer.get("osm3s", {}).get("timestamp_osm_base", ""))[:10]
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def write_xml(answers: Iterable[Mapping[str, Any]], path: Path) -> None:
    """
    Write answers as one file: nodes, ways, relations, each by its number, each once.

    Parameters
    ----------
    answers
        Answers of Overpass, as `out;`, `out geom;` or `out body; >; out skel;` gives them.
    path
        Where to write.
    """
    elements = _merged(answers)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n')
        for kind in _ORDER:
            for element in sorted(elements[kind].values(), key=lambda each: int(each["id"])):
                _write(file, element)
        file.write("</osm>\n")


def _merged(answers: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, Element]]:
    """Gather elements; one that comes twice is taken with the more tags."""
    elements: dict[str, dict[int, Element]] = {kind: {} for kind in _ORDER}
    for answer in answers:
        for element in answer["elements"]:
            if element.get("type") in _ORDER:
                _keep(elements, element)
                _keep_corners(elements, element)
    return elements


def _keep(elements: dict[str, dict[int, Element]], element: Element) -> None:
    known = elements[element["type"]].get(element["id"])
    if known is None or len(element.get("tags", {})) > len(known.get("tags", {})):
        elements[element["type"]][element["id"]] = element


def _keep_corners(elements: dict[str, dict[int, Element]], element: Element) -> None:
    """Take the corners of a way that an answer with `out geom` carries in the way itself."""
    for node, place in zip(element.get("nodes", ()), element.get("geometry", ()), strict=False):
        if place and node not in elements["node"]:
            elements["node"][node] = {"type": "node", "id": node, **place}


def _write(file: TextIO, element: Element) -> None:
    place = f' lat="{element["lat"]}" lon="{element["lon"]}"' if "lat" in element else ""
    file.write(f'<{element["type"]} id="{int(element["id"])}" visible="true"{place}>')
    file.writelines(f'<nd ref="{int(node)}"/>' for node in element.get("nodes", ()))
    for member in element.get("members", ()):
        kind, role = _quoted(member["type"]), _quoted(member.get("role", ""))
        file.write(f'<member type={kind} ref="{int(member["ref"])}" role={role}/>')
    tags = element.get("tags", {}).items()
    file.writelines(f"<tag k={_quoted(key)} v={_quoted(value)}/>" for key, value in tags)
    file.write(f"</{element['type']}>\n")


def _quoted(text: object) -> str:
    return quoteattr(_NOT_XML.sub("", str(text)))
