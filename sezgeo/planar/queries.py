"""What a spatial index is asked, and what it answers."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from sezgeo.arrays import Floats, Ints, Shapes

if TYPE_CHECKING:
    from sezgeo.planar.edges import Edges


Found = tuple[Ints, Floats]
"""Position of the nearest feature of each plot, and the distance to it; of several equally near
ones, one."""


Reached = tuple[Ints, Ints, Floats]
"""Positions of plots and features that are near each other, in any order, and the distances."""


_IN_BAND = 4
"""How many bands of plots there would be for each one drawn, were bands as high as wide."""


@dataclass(frozen=True, eq=False)
class PlotArrays:
    """Plots that ask for what is nearest; taken apart once, however many layers they ask."""

    shapes: Shapes

    def __len__(self) -> int:
        """Count the plots."""
        return len(self.shapes)

    @cached_property
    def edges(self) -> "Edges":
        """Return the edges of all plots."""
        from sezgeo.planar.edges import Edges

        return Edges.of(self.shapes)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Return the plots in bands from west to east: neighbours look at the same memory."""
        bounds = shapely.bounds(self.shapes)
        east, north = np.nan_to_num(bounds[:, 0]), np.nan_to_num(bounds[:, 1])
        if not len(self):
            return np.empty(0, dtype=np.int64)
        band = np.ptp(north) / max(np.sqrt(len(self)) / _IN_BAND, 1.0)
        return np.lexsort((east, np.floor(north / max(band, 1.0))))
