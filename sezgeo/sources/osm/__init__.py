"""
OpenStreetMap: from a server or a file to the layers of our catalog.

The only part of sezgeo that may use the network. What it takes goes through the same intake as
any delivery, with its licence, its source and its date. Begin with `fetch`; `mapping` says which
tags make which layer.
"""

from sezgeo.sources.osm.elements import Elements, read, read_answers
from sezgeo.sources.osm.extract import LICENCE, Extract, around, extract
from sezgeo.sources.osm.fetch import from_file, from_server
from sezgeo.sources.osm.mapping import RULES
from sezgeo.sources.osm.overpass import URL, Overpass

__all__ = [
    "LICENCE",
    "RULES",
    "URL",
    "Elements",
    "Extract",
    "Overpass",
    "around",
    "extract",
    "from_file",
    "from_server",
    "read",
    "read_answers",
]
