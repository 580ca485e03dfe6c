"""How plants are to be connected."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sezgeo.config.ranges import Size
from sezgeo.siting.connection import prices
from sezgeo.siting.connection.prices import Prices
from sezgeo.siting.connection.sources import Free


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """
    How to connect.

    Attributes
    ----------
    utilities
        Which utilities; by default all the plant takes.
    size
        Which end of the needs' ranges.
    prices
        What it costs.
    free
        Free amounts of sources, in the unit of the need, where more is known than layers say.
    """

    utilities: Sequence[str] | None = None
    size: Size = "likely"
    prices: Prices = field(default_factory=prices.read)
    free: Free = field(default_factory=dict)
