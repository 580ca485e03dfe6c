"""
Several plants placed jointly: shared capacities, sanitary zones, wishes.

Read `place` first; `formulation` writes the numbers of `problem`, and `milp` solves them.
"""

from sezgeo.siting.portfolio.file import PairWish, PlantWish, Portfolio
from sezgeo.siting.portfolio.options import PortfolioOptions

__all__ = ["PairWish", "PlantWish", "Portfolio", "PortfolioOptions"]
