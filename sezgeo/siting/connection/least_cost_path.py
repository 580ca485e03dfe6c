"""
The routing graph of a piece of land, and the least-cost paths over it.

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
from sezgeo.siting.connection.cost_surface import BarrierEdges, CostSurface

Shapes = Sequence[BaseGeometry]


@dataclass(frozen=True, slots=True, eq=False)
class LineCost:
    """
    What a line costs: a metre at factor 1, and the crossing of each barrier of the surface.

    Attributes
    ----------
    per_m
        Cost of a metre.
    lumps : numpy.ndarray, shape (barriers,)
        Cost of a whole crossing.
    """

    per_m: float
    lumps: Floats

    def of(self, metres: Floats, passed: BarrierEdges) -> Floats:
        """Price segments by their metres times friction and the edges of barriers they pass."""
        half_lumps = self.lumps[passed.barrier] * passed.edges / 2
        lumps = np.bincount(passed.segment, half_lumps, minlength=len(metres))
        return metres * self.per_m + lumps


class LeastCostPath(NamedTuple):
    """
    The cheapest path from a source to a plot.

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
    The edges a line may take over a cost surface, between sources and plots.

    Attributes
    ----------
    surface
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

    surface: CostSurface
    sources: Shapes
    plots: Shapes
    xy: Floats
    edges: Indices
    ends: Floats
    metres: Floats

    @property
    def cells(self) -> int:
        """Return the number of cells; nodes from here on lie on streets."""
        return int(np.prod(self.surface.grid.shape))

    @property
    def has_streets(self) -> bool:
        """Tell whether any street is known here."""
        return len(self.xy) > self.cells

    @cached_property
    def barriers_passed(self) -> BarrierEdges:
        """Return the edges of barriers that each edge of the graph passes, where it passes any."""
        near = np.ones(len(self.xy) + len(self.sources) + len(self.plots), dtype=bool)
        near[: self.cells] = self.surface.near_barriers.ravel()
        candidates = np.flatnonzero(near[self.edges].all(axis=1))
        passed = self.surface.barrier_edges(self.ends[candidates])
        return passed._replace(segment=candidates[passed.segment])

    def edge_costs(self, line_cost: LineCost) -> Floats:
        """Return the cost of each edge."""
        return line_cost.of(self.metres, self.barriers_passed)

    def edges_within(self, shape: BaseGeometry, metres: float) -> Bools:
        """Tell which edges lie within some metres of a shape, with both ends."""
        near = np.ones(len(self.xy) + len(self.sources) + len(self.plots), dtype=bool)
        near[: len(self.xy)] = False
        near[nodes_within(self.xy, shape, metres)] = True
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

    def paths(
        self, costs: Floats, *, sources: Sequence[int], plots: Sequence[int]
    ) -> list[LeastCostPath]:
        """
        Find the cheapest path from any of some sources to each of some plots.

        Parameters
        ----------
        costs : shape (edges,)
            Cost of each edge.
        sources, plots
            Their positions.

        Returns
        -------
        list of LeastCostPath
            One for each plot; without a path the cost is infinite and the source -1.
        """
        edge, first, end, pointers = self._rows
        size = len(pointers) - 1
        graph = csr_array(
            (np.minimum.reduceat(costs[edge], first), end, pointers), shape=(size, size)
        )
        cost, before, origin = dijkstra(
            graph,
            indices=len(self.xy) + np.asarray(sources),
            min_only=True,
            return_predecessors=True,
        )
        goals = len(self.xy) + len(self.sources) + np.asarray(plots)
        return [self._path(goal, cost[goal], before, origin[goal]) for goal in goals]

    def _path(self, goal: int, cost: float, before: Indices, origin: int) -> LeastCostPath:
        if not np.isfinite(cost):
            return LeastCostPath(-1, float("inf"), np.zeros((0, 2)), np.zeros(0, dtype=bool))
        nodes, node = [], before[goal]
        while node != origin:
            nodes.append(node)
            node = before[node]
        visited = np.array(nodes[::-1], dtype=np.intp)
        source = int(origin - len(self.xy))
        plot = self.plots[goal - len(self.xy) - len(self.sources)]
        places = self.xy[visited]
        tips = [
            nearest_points(self.sources[source], places[:1]),
            places,
            nearest_points(plot, places[-1:]),
        ]
        along = visited >= self.cells
        street = np.r_[False, along[:-1] & along[1:], False]
        return LeastCostPath(source, float(cost), np.vstack(tips), street)


def nodes_within(xy: Floats, shape: BaseGeometry, metres: float) -> Indices:
    """Find the nodes within some metres of a shape."""
    low, high = np.array(shape.bounds).reshape(2, 2)
    boxed = np.flatnonzero(((xy >= low - metres) & (xy <= high + metres)).all(axis=1))
    near: Indices = boxed[shapely.dwithin(shape, shapely.points(xy[boxed]), metres)]
    return near


def nearest_points(shape: BaseGeometry, places: Floats) -> Floats:
    """Return the place of a shape nearest to each of some places."""
    lines = shapely.shortest_line(shapely.points(places), shape)
    points: Floats = shapely.get_coordinates(shapely.get_point(lines, -1))
    return points
