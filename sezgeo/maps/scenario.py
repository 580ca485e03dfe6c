"""Other sets of rankings on the same page: planned sites, or the time before an import."""

from collections.abc import Sequence
from dataclasses import dataclass

from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.suitability.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """
    What else may be, or was.

    Attributes
    ----------
    title
        What the reader chooses it by.
    rankings
        One per profile of the page, in the page's order.
    plots
        The plots they rank, by default those of the page.
    """

    title: Text
    rankings: Sequence[Ranking]
    plots: Layer | None = None
