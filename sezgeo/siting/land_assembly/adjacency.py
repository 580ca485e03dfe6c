"""Which plots lie side by side, and what land they make together."""

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from geopandas import GeoDataFrame
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from sezgeo.layers import Layer

ROUNDING_M = 0.1
"""Borders drawn twice differ by rounding: a narrower gap is none."""
_CLOSE_M = 1.0
"""Border no farther than this beyond the nearest point is shared: streets are not quite even."""
_HALF_STREET_M = 6.0
"""A line of a street or track that runs nearer to a border than this runs along it."""
HECTARE_M2 = 10_000.0
_BARRIERS = ("roads", "railways", "water_bodies")


@dataclass(frozen=True, slots=True)
class Adjacency:
    """
    When two plots lie side by side.

    Attributes
    ----------
    border_m
        Least length that they share: a corner joins nothing.
    across_m
        Widest street of the layout that may be built over; 0 leaves every street.
    """

    border_m: float = 10.0
    across_m: float = 0.0

    @property
    def gap_m(self) -> float:
        """Return the widest gap between plots that counts as none."""
        return max(self.across_m, ROUNDING_M)


def neighbours(
    plots: GeoDataFrame, layers: Mapping[str, Layer], adjacency: Adjacency
) -> dict[str, frozenset[str]]:
    """
    Find for each plot the plots beside it, on the same site.

    A street, track or stream of the layers that runs along the border parts two plots. A street
    inside the site may be built over where `across_m` says so; anything larger never.
    """
    shapes = plots.geometry.to_numpy()
    barriers = _barriers(layers, adjacency)
    ahead, behind = STRtree(shapes).query(shapes, predicate="dwithin", distance=adjacency.gap_m)
    beside: dict[str, set[str]] = {str(plot): set() for plot in plots.index}
    for i, j in zip(ahead, behind, strict=True):
        same_site = plots["site"].iloc[i] == plots["site"].iloc[j]
        if i < j and same_site and _shared_m(shapes[i], shapes[j], barriers) >= adjacency.border_m:
            plot, neighbour = str(plots.index[i]), str(plots.index[j])
            beside[plot].add(neighbour)
            beside[neighbour].add(plot)
    return {plot: frozenset(others) for plot, others in beside.items()}


def _barriers(layers: Mapping[str, Layer], adjacency: Adjacency) -> BaseGeometry:
    shapes: list[BaseGeometry] = []
    for name in _BARRIERS:
        if name not in layers:
            continue
        frame = layers[name].frame
        if name == "roads" and adjacency.across_m > 0:
            frame = frame[frame["class"] != "street"]
        shapes += list(frame.geometry)
    return shapely.union_all(shapes).buffer(_HALF_STREET_M)


def _shared_m(plot: BaseGeometry, neighbour: BaseGeometry, barriers: BaseGeometry) -> float:
    """Measure the border that two plots share and nothing runs along."""
    reach = plot.buffer(plot.distance(neighbour) + _CLOSE_M, join_style="mitre")
    beyond = reach.intersection(neighbour.boundary).difference(barriers)
    return float(beyond.length) - 2 * _CLOSE_M
