"""Layers of our catalog out of a file of OpenStreetMap data, or from a server."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from shapely import Polygon

from sezgeo.sources.osm.elements import read, read_answers
from sezgeo.sources.osm.extract import Extract, extract
from sezgeo.sources.osm.mapping import RULES
from sezgeo.sources.osm.overpass import Overpass


def from_file(
    path: Path, layers: Sequence[str], *, within: list[Polygon] | None
) -> Iterator[Extract]:
    """
    Take layers out of a file.

    Parameters
    ----------
    path
        `.osm`, `.osm.pbf`, or a saved answer of Overpass in JSON.
    layers
        Names of layers, of those in `RULES`.
    within
        Land the features must touch, in degrees; None takes all.

    Raises
    ------
    SourceError
        If the file is none of the three.
    """
    elements = read(path)
    for layer in layers:
        yield extract(elements, layer, within=within)


def from_server(
    server: Overpass,
    layers: Sequence[str],
    *,
    within: list[Polygon],
    step: Callable[[str], object] = lambda _: None,
) -> Iterator[Extract]:
    """
    Take layers from a server, a part of the land at a time; what is kept is not asked for again.

    Parameters
    ----------
    server
        Whom to ask, and where to keep the answers.
    layers
        Names of layers, of those in `RULES`.
    within
        Parts of the land, in degrees.
    step
        Told the layer after each part of it.

    Raises
    ------
    SourceError
        If the server cannot be reached, refuses, or stays busy.
    """
    for layer in layers:
        answers: list[Path] = []
        for part in within:
            answers += server.answers(part, RULES[layer].query)
            step(layer)
        yield extract(read_answers(answers), layer, within=within)
