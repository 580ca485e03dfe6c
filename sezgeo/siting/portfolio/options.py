"""How several plants are to be placed."""

from dataclasses import dataclass

from sezgeo.config.ranges import Size
from sezgeo.siting.portfolio.milp import SECONDS


@dataclass(frozen=True, slots=True)
class PortfolioOptions:
    """
    How to place.

    Attributes
    ----------
    size
        Which end of the needs' ranges to reckon with.
    spz
        Which end of the sanitary zones' ranges.
    strict
        True if a plot with an unknown outcome may not be used.
    count
        How many plans to tell.
    seconds
        How long one search may take.
    prices
        False leaves out what one unit or one plot more would add: half the work or more.
    """

    size: Size = "likely"
    spz: Size = "likely"
    strict: bool = False
    count: int = 3
    seconds: float = SECONDS
    prices: bool = True
