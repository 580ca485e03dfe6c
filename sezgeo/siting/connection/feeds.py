"""The feeds of plots on one piece of land: their routes, lengths and costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from geopandas import GeoDataFrame
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats
from sezgeo.config.ranges import NOTHING, Amount, Range
from sezgeo.layers.selection import accuracy_m
from sezgeo.siting.connection import caveats
from sezgeo.siting.connection.cost_surface import CostSurface
from sezgeo.siting.connection.demand import M_PER_KM, Demand
from sezgeo.siting.connection.least_cost_path import LeastCostPath, RoutingGraph
from sezgeo.siting.connection.path_smoothing import split_segments, straighten_path
from sezgeo.siting.connection.prices import PipePrice, Prices, VoltageClass
from sezgeo.siting.connection.result import BarrierCrossing, Connection, NoConnection
from sezgeo.siting.connection.sources import CandidateSource


@dataclass(slots=True, eq=False)
class FeedFinder:
    """Finds the feeds of plots on one piece of land."""

    graph: RoutingGraph
    sources: Sequence[CandidateSource]
    plots: GeoDataFrame
    demand: Demand
    gaps: caveats.KnowledgeGaps
    _first: list[LeastCostPath] | None = None

    def feeds(self, place: int) -> Iterator[Connection | NoConnection]:
        """Yield the feeds of one plot, each from another source and apart from those before."""
        demand, plot = self.demand, str(self.plots.index[place])
        left, routes = list(range(len(self.sources))), list[LineString]()
        for feed in range(1, demand.feeds + 1):
            if not left:
                reason = caveats.no_second_feed(demand.voltage, self.gaps)
                yield demand.not_met(plot, feed, why=reason)
                continue
            path, surface = self._path(place, left, routes)
            if path.source < 0:
                yield demand.not_met(plot, feed, why=caveats.no_path())
                continue
            connection = self._connection(place, feed, path, surface=surface, routes=routes)
            left.remove(path.source)
            routes.append(connection.route)
            yield connection

    def _path(
        self, place: int, left: list[int], routes: list[LineString]
    ) -> tuple[LeastCostPath, CostSurface]:
        surface, line_cost = self.graph.surface, self.demand.line_cost(self.graph.surface)
        if not routes:
            if self._first is None:
                costs = self.graph.edge_costs(line_cost)
                self._first = self.graph.paths(costs, sources=left, plots=range(len(self.plots)))
            return self._first[place], surface
        apart = self.demand.options.prices.second_feed
        taken = shapely.union_all(routes)
        corridor_m = max(apart.corridor_m, surface.grid.cell_m)
        dearer = np.where(self.graph.edges_within(taken, corridor_m), apart.factor, 1.0)
        costs = line_cost.of(self.graph.metres * dearer, self.graph.barriers_passed)
        [path] = self.graph.paths(costs, sources=left, plots=[place])
        return path, _with_dearer_corridor(surface, taken, corridor_m, apart.factor)

    def _connection(
        self,
        place: int,
        feed: int,
        path: LeastCostPath,
        *,
        surface: CostSurface,
        routes: list[LineString],
    ) -> Connection:
        demand, source, graph = self.demand, self.sources[path.source], self.graph
        prices, plot = demand.options.prices, self.plots.iloc[place]
        line_cost = demand.line_cost(surface)
        xy, street = straighten_path(
            path, surface, line_cost, source=source.shape, plot=plot.geometry
        )
        route = LineString(xy)
        error = source.accuracy_m + float(accuracy_m(self.plots)[place])
        straight = float(shapely.distance(plot.geometry, source.shape))
        detour = None if graph.has_streets else Range(*prices.detour.range)
        length = _length(route.length, straight, error, detour)
        factor = _mean_factor(graph.surface, xy, street, prices)
        crossings = _barrier_crossings(graph.surface, xy, prices)
        connection = Connection(
            plot_id=str(self.plots.index[place]),
            utility=demand.utility,
            need=demand.need,
            feed=feed,
            source_layer=source.key.layer,
            source_id=source.key.feature,
            source=source.title,
            voltage_kv=demand.voltage.kv if demand.voltage else None,
            lines=demand.lines,
            length_m=length,
            line_mln_rub=_line_cost(length, factor * demand.lines, demand.line),
            crossings_mln_rub=_crossings_cost(crossings, prices),
            node_mln_rub=Range(*(demand.lines * end for end in demand.line.node_mln.range)),
            crossings=crossings,
            free=source.free,
            shared_m=_shared_m(route, routes, prices.second_feed.corridor_m),
            upper_bound=not source.complete or bool(self.gaps.silent),
            on_streets=graph.has_streets,
            cell_m=graph.surface.grid.cell_m,
            route=route,
        )
        notes = caveats.notes(
            connection,
            source,
            self.gaps,
            error_m=error,
            plot_free=Amount.of_cell(plot.get(demand.utility)),
        )
        return replace(connection, notes=tuple(notes))


def _with_dearer_corridor(
    surface: CostSurface, taken: BaseGeometry, metres: float, factor: float
) -> CostSurface:
    """Make land near routes that are there already dearer."""
    east, north = surface.grid.centres()
    columns, rows = np.meshgrid(east, north)
    low, high = np.array(taken.bounds).reshape(2, 2)
    boxed = (columns >= low[0] - metres) & (columns <= high[0] + metres)
    boxed &= (rows >= low[1] - metres) & (rows <= high[1] + metres)
    near = np.zeros(surface.grid.shape, dtype=bool)
    points = shapely.points(columns[boxed], rows[boxed])
    near[boxed] = shapely.dwithin(taken, points, metres)
    return replace(surface, factor=np.where(near, surface.factor * factor, surface.factor))


def _length(path_m: float, straight_m: float, error_m: float, detour: Range | None) -> Range:
    """Bound the length: streets that are not known lengthen it, inexact outlines go both ways."""
    if detour is None:
        return Range(max(path_m - error_m, 0.0), path_m, path_m + error_m)
    least = max(straight_m * detour.low - error_m, 0.0)
    return Range(least, path_m * detour.likely, path_m * detour.high + error_m)


def _mean_factor(surface: CostSurface, xy: Floats, street: Bools, prices: Prices) -> float:
    """Return the friction of a route, on average over its length."""
    ends = np.hstack([xy[:-1], xy[1:]])
    along = np.hypot(*(xy[1:] - xy[:-1]).T)
    if not along.sum() > 0:
        return prices.ground.open
    weighed = np.where(street, along * prices.ground.street, surface.weighted_metres(ends))
    return float(weighed.sum() / along.sum())


def _line_cost(length: Range, factor: float, line: PipePrice | VoltageClass) -> Range:
    km = Range(*(metres * factor / M_PER_KM for metres in length))
    return km.times(line.line_mln_per_km.range)


def _crossings_cost(crossings: Sequence[BarrierCrossing], prices: Prices) -> Range:
    total = NOTHING
    for crossing in crossings:
        total += Range(
            *(crossing.count * end for end in prices.crossings[crossing.kind].price_mln.range)
        )
    return total


def _barrier_crossings(
    surface: CostSurface, xy: Floats, prices: Prices
) -> tuple[BarrierCrossing, ...]:
    """Count what a route crosses, by barrier, in the order of the file of prices."""
    pieces, _ = split_segments(np.hstack([xy[:-1], xy[1:]]), surface.grid.cell_m)
    passed = surface.barrier_edges(pieces)
    count = np.bincount(passed.barrier, passed.edges, minlength=len(surface.barriers)) / 2
    return tuple(
        BarrierCrossing(kind, barrier.title, float(count[number]), barrier.accuracy_m)
        for kind in prices.crossings
        for number, barrier in enumerate(surface.barriers)
        if barrier.kind == kind and count[number]
    )


def _shared_m(route: LineString, routes: Sequence[LineString], corridor_m: float) -> float:
    if not routes:
        return 0.0
    corridors = shapely.union_all([shapely.buffer(earlier, corridor_m) for earlier in routes])
    return float(shapely.intersection(route, corridors).length)
