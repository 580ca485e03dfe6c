"""
All ways a line may take over a piece of land, and the cheapest of them.

Every edge is a straight segment, and all are priced by one rule: metres times friction, and a lump
for each barrier crossed. The least cost over these edges is found by SciPy's Dijkstra, exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats, Indices
from sezgeo.siting.connection.cost_surface import CostSurface

Shapes = Sequence[BaseGeometry]


@dataclass(frozen=True, slots=True, eq=False)
class Tariff:
    """
    What a line costs: a metre at factor 1, and the crossing of each barrier of the terrain.

    Attributes
    ----------
    per_m
        Cost of a metre.
    lumps : numpy.ndarray, shape (barriers,)
        Cost of a whole crossing.
    """

    per_m: float
    lumps: Floats

    def of(self, metres: Floats, met: tuple[Indices, Indices, Floats]) -> Floats:
        """Price segments by their metres times friction and the edges of barriers they pass."""
        segment, barrier, edges = met
        lumps = np.bincount(segment, self.lumps[barrier] * edges / 2, minlength=len(metres))
        return metres * self.per_m + lumps


class LeastCostPath(NamedTuple):
    """
    The cheapest way from a source to a plot.

    Attributes
    ----------
    source
        Position of the source.
    cost
        What it costs.
    xy : numpy.ndarray, shape (places, 2)
        Its places, from the source to the plot.
    street : numpy.ndarray of bool, shape (places - 1,)
        Which of its steps run along a street.
    """

    source: int
    cost: float
    xy: Floats
    street: Bools


@dataclass(frozen=True, eq=False)
class RoutingGraph:
    """
    The ways over a terrain, between sources and plots.

    Attributes
    ----------
    terrain
        The land.
    sources, plots
        Outlines of what lines lead from and to. A line may leave a source and enter a plot at any
        place of theirs; on its way it crosses others at the price of the land, like anybody's.
    xy : numpy.ndarray, shape (nodes, 2)
        Place of each node: cells row by row, then places along streets.
    edges : numpy.ndarray of int, shape (edges, 2)
        Nodes of each edge; a line may run both ways. The last ones lead from a source or to a
        plot, which are numbered after the nodes, and run one way.
    ends : numpy.ndarray, shape (edges, 4)
        Places of both ends.
    metres : numpy.ndarray, shape (edges,)
        Metres times friction.
    """

    terrain: CostSurface
    sources: Shapes
    plots: Shapes
    xy: Floats
    edges: Indices
    ends: Floats
    metres: Floats

    @property
    def cells(self) -> int:
        """Return the number of cells; nodes from here on lie on streets."""
        return int(np.prod(self.terrain.grid.shape))

    @property
    def has_streets(self) -> bool:
        """Tell whether any street is known here."""
        return len(self.xy) > self.cells

    @cached_property
    def met(self) -> tuple[Indices, Indices, Floats]:
        """Return edge, barrier and number of the barrier's edges passed, where there are any."""
        near = np.ones(len(self.xy) + len(self.sources) + len(self.plots), dtype=bool)
        near[: self.cells] = self.terrain.near_barriers.ravel()
        asked = np.flatnonzero(near[self.edges].all(axis=1))
        edge, barrier, passed = self.terrain.edges_met(self.ends[asked])
        return asked[edge], barrier, passed

    def costs(self, tariff: Tariff) -> Floats:
        """Return the cost of each edge."""
        return tariff.of(self.metres, self.met)

    def within(self, shape: BaseGeometry, metres: float) -> Bools:
        """Tell which edges lie within some metres of a shape, with both ends."""
        near = np.ones(len(self.xy) + len(self.sources) + len(self.plots), dtype=bool)
        near[: len(self.xy)] = False
        near[nearby(self.xy, shape, metres)] = True
        return np.asarray(near[self.edges].all(axis=1), dtype=bool)

    @cached_property
    def _rows(self) -> tuple[Indices, Indices, Indices, Indices]:
        """Sort the edges, both ways, by their nodes; of parallel ones the first begins a group."""
        one_way = self.edges.max(axis=1) >= len(self.xy)
        back = np.flatnonzero(~one_way)
        edge = np.concatenate([np.arange(len(self.edges)), back])
        start, end = np.vstack([self.edges, self.edges[back, ::-1]]).T
        order = np.lexsort((end, start))
        start, end = start[order], end[order]
        new = np.r_[True, (np.diff(start) != 0) | (np.diff(end) != 0)]
        size = len(self.xy) + len(self.sources) + len(self.plots)
        pointers = np.r_[0, np.cumsum(np.bincount(start[new], minlength=size))]
        return edge[order], np.flatnonzero(new), end[new], pointers

    def ways(
        self, costs: Floats, *, sources: Sequence[int], plots: Sequence[int]
    ) -> list[LeastCostPath]:
        """
        Find the cheapest way from any of some sources to each of some plots.

        Parameters
        ----------
        costs : shape (edges,)
            Cost of each edge.
        sources, plots
            Their positions.

        Returns
        -------
        list of Way
            One for each plot; without a way the cost is infinite and the source -1.
        """
        edge, first, end, pointers = self._rows
        size = len(pointers) - 1
        graph = csr_array(
            (np.minimum.reduceat(costs[edge], first), end, pointers), shape=(size, size)
        )
        found, before, origin = dijkstra(
            graph,
            indices=len(self.xy) + np.asarray(sources),
            min_only=True,
            return_predecessors=True,
        )
        goals = len(self.xy) + len(self.sources) + np.asarray(plots)
        return [self._way(goal, found[goal], before, origin[goal]) for goal in goals]

    def _way(self, goal: int, cost: float, before: Indices, origin: int) -> LeastCostPath:
        if not np.isfinite(cost):
            return LeastCostPath(-1, float("inf"), np.zeros((0, 2)), np.zeros(0, dtype=bool))
        nodes, node = [], before[goal]
        while node != origin:
            nodes.append(node)
            node = before[node]
        way = np.array(nodes[::-1], dtype=np.intp)
        source = int(origin - len(self.xy))
        plot = self.plots[goal - len(self.xy) - len(self.sources)]
        places = self.xy[way]
        tips = [
            nearest(self.sources[source], places[:1]),
            places,
            nearest(plot, places[-1:]),
        ]
        along = way >= self.cells
        street = np.r_[False, along[:-1] & along[1:], False]
        return LeastCostPath(source, float(cost), np.vstack(tips), street)


def nearby(xy: Floats, shape: BaseGeometry, metres: float) -> Indices:
    """Find the nodes within some metres of a shape."""
    low, high = np.array(shape.bounds).reshape(2, 2)
    boxed = np.flatnonzero(((xy >= low - metres) & (xy <= high + metres)).all(axis=1))
    near: Indices = boxed[shapely.dwithin(shape, shapely.points(xy[boxed]), metres)]
    return near


def nearest(shape: BaseGeometry, places: Floats) -> Floats:
    """Return the place of a shape nearest to each of some places."""
    ways = shapely.shortest_line(shapely.points(places), shape)
    found: Floats = shapely.get_coordinates(shapely.get_point(ways, -1))
    return found
