"""
The routes that connect a plot to the networks, and what they cost.

Read `connect` first: demand, candidate sources, cost surface, routing graph, feeds.
"""

from sezgeo.siting.connection.options import ConnectionOptions
from sezgeo.siting.connection.prices import Prices
from sezgeo.siting.connection.result import Connection, Connections, NoConnection

__all__ = ["Connection", "ConnectionOptions", "Connections", "NoConnection", "Prices"]
