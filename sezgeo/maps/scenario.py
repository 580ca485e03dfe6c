"""What else may be shown on the same page: planned sites, the time before an import, plans."""

from collections.abc import Sequence
from dataclasses import dataclass

from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.maps.overlays.overlay import Overlay
from sezgeo.suitability.ranking.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """
    What else may be, or was.

    Attributes
    ----------
    title
        What the reader chooses it by.
    rankings
        One per profile of the page, in the page's order; by default those of the page.
    plots
        The plots they rank, by default those of the page.
    overlays
        What is drawn beside the plots.
    words
        What the panel says of it, line by line.
    """

    title: Text
    rankings: Sequence[Ranking] = ()
    plots: Layer | None = None
    overlays: Sequence[Overlay] = ()
    words: Sequence[Text] = ()
