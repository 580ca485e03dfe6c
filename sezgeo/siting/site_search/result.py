"""The candidate areas that were found, and the surface they were found on."""

from dataclasses import dataclass

from sezgeo import display
from sezgeo.layers import Layer
from sezgeo.siting.site_search.geotiff import SuitabilitySurface
from sezgeo.suitability.ranking.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Located(display.Shown):
    """
    What was found.

    Attributes
    ----------
    surface
        Score of every cell.
    plots
        The candidates, as a layer of plots: `LOC-001` is the best.
    ranking
        Their ranking, with every reason; empty if nothing was found.
    used
        Criteria that the surface rests on, the weightiest first.
    """

    surface: SuitabilitySurface
    plots: Layer
    ranking: Ranking | None
    used: tuple[str, ...]
