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
from sezgeo.siting.connection.path_smoothing import pulled, short
from sezgeo.siting.connection.prices import Line, Prices, Voltage
from sezgeo.siting.connection.result import Connection, NoConnection, Passed
from sezgeo.siting.connection.sources import CandidateSource


@dataclass(slots=True, eq=False)
class FeedFinder:
    """Finds the feeds of plots on one piece of land."""

    web: RoutingGraph
    taps: Sequence[CandidateSource]
    plots: GeoDataFrame
    want: Demand
    doubts: caveats.Doubts
    _first: list[LeastCostPath] | None = None

    def feeds(self, place: int) -> Iterator[Connection | NoConnection]:
        """Yield the feeds of one plot, each from another source and apart from those before."""
        want, plot = self.want, str(self.plots.index[place])
        left, routes = list(range(len(self.taps))), list[LineString]()
        for feed in range(1, want.feeds + 1):
            if not left:
                why = caveats.no_second(want.voltage, self.doubts)
                yield NoConnection(plot, want.utility, want.need, feed, why)
                continue
            way, terrain = self._way(place, left, routes)
            if way.source < 0:
                yield NoConnection(plot, want.utility, want.need, feed, caveats.no_way())
                continue
            found = self._connection(place, feed, way, terrain, routes)
            left.remove(way.source)
            routes.append(found.route)
            yield found

    def _way(
        self, place: int, left: list[int], routes: list[LineString]
    ) -> tuple[LeastCostPath, CostSurface]:
        terrain, tariff = self.web.terrain, self.want.tariff(self.web.terrain)
        if not routes:
            if self._first is None:
                costs = self.web.costs(tariff)
                self._first = self.web.ways(costs, sources=left, plots=range(len(self.plots)))
            return self._first[place], terrain
        apart = self.want.asking.prices.second_feed
        taken = shapely.union_all(routes)
        corridor_m = max(apart.corridor_m, terrain.grid.cell_m)
        dearer = np.where(self.web.within(taken, corridor_m), apart.factor, 1.0)
        costs = tariff.of(self.web.metres * dearer, self.web.met)
        [way] = self.web.ways(costs, sources=left, plots=[place])
        return way, _shunning(terrain, taken, corridor_m, apart.factor)

    def _connection(
        self,
        place: int,
        feed: int,
        way: LeastCostPath,
        terrain: CostSurface,
        before: list[LineString],
    ) -> Connection:
        want, tap, web = self.want, self.taps[way.source], self.web
        priced, plot = want.asking.prices, self.plots.iloc[place]
        xy, street = pulled(way, terrain, want.tariff(terrain), (tap.shape, plot.geometry))
        route = LineString(xy)
        error = tap.accuracy_m + float(accuracy_m(self.plots)[place])
        straight = float(shapely.distance(plot.geometry, tap.shape))
        detour = None if web.has_streets else Range(*priced.detour.range)
        length = _length(route.length, straight, error, detour)
        factor = _mean_factor(web.terrain, xy, street, priced)
        crossings = _passed(web.terrain, xy, priced)
        made = Connection(
            plot_id=str(self.plots.index[place]),
            utility=want.utility,
            need=want.need,
            feed=feed,
            source_layer=tap.key.layer,
            source_id=tap.key.feature,
            source=tap.title,
            voltage_kv=want.voltage.kv if want.voltage else None,
            lines=want.lines,
            length_m=length,
            line_mln_rub=_line_cost(length, factor * want.lines, want.line),
            crossings_mln_rub=_crossings_cost(crossings, priced),
            node_mln_rub=Range(*(want.lines * end for end in want.line.node_mln.range)),
            crossings=crossings,
            free=tap.free,
            shared_m=_shared_m(route, before, priced.second_feed.corridor_m),
            upper_bound=not tap.complete or bool(self.doubts.silent),
            on_streets=web.has_streets,
            cell_m=web.terrain.grid.cell_m,
            route=route,
        )
        given = (error, Amount.of_cell(plot.get(want.utility)))
        return replace(made, notes=tuple(caveats.notes(made, tap, self.doubts, given)))


def _shunning(
    terrain: CostSurface, taken: BaseGeometry, metres: float, factor: float
) -> CostSurface:
    """Make land near routes that are there already dearer."""
    east, north = terrain.grid.centres()
    columns, rows = np.meshgrid(east, north)
    low, high = np.array(taken.bounds).reshape(2, 2)
    boxed = (columns >= low[0] - metres) & (columns <= high[0] + metres)
    boxed &= (rows >= low[1] - metres) & (rows <= high[1] + metres)
    near = np.zeros(terrain.grid.shape, dtype=bool)
    points = shapely.points(columns[boxed], rows[boxed])
    near[boxed] = shapely.dwithin(taken, points, metres)
    return replace(terrain, factor=np.where(near, terrain.factor * factor, terrain.factor))


def _length(found_m: float, straight_m: float, error_m: float, detour: Range | None) -> Range:
    """Bound the length: streets that are not known lengthen it, inexact outlines go both ways."""
    if detour is None:
        return Range(max(found_m - error_m, 0.0), found_m, found_m + error_m)
    least = max(straight_m * detour.low - error_m, 0.0)
    return Range(least, found_m * detour.likely, found_m * detour.high + error_m)


def _mean_factor(terrain: CostSurface, xy: Floats, street: Bools, priced: Prices) -> float:
    """Return the friction of a route, on average over its length."""
    ends = np.hstack([xy[:-1], xy[1:]])
    along = np.hypot(*(xy[1:] - xy[:-1]).T)
    if not along.sum() > 0:
        return priced.ground.open
    weighed = np.where(street, along * priced.ground.street, terrain.metres(ends))
    return float(weighed.sum() / along.sum())


def _line_cost(length: Range, factor: float, line: Line | Voltage) -> Range:
    km = Range(*(metres * factor / M_PER_KM for metres in length))
    return km.times(line.line_mln_per_km.range)


def _crossings_cost(crossings: Sequence[Passed], priced: Prices) -> Range:
    total = NOTHING
    for one in crossings:
        total += Range(*(one.count * end for end in priced.crossings[one.kind].price_mln.range))
    return total


def _passed(terrain: CostSurface, xy: Floats, priced: Prices) -> tuple[Passed, ...]:
    """Count what a route crosses, by barrier, in the order of the file of prices."""
    pieces, _ = short(np.hstack([xy[:-1], xy[1:]]), terrain.grid.cell_m)
    _, barrier, edges = terrain.edges_met(pieces)
    count = np.bincount(barrier, edges, minlength=len(terrain.barriers)) / 2
    return tuple(
        Passed(kind, one.title, float(count[at]), one.accuracy_m)
        for kind in priced.crossings
        for at, one in enumerate(terrain.barriers)
        if one.kind == kind and count[at]
    )


def _shared_m(route: LineString, before: Sequence[LineString], corridor_m: float) -> float:
    if not before:
        return 0.0
    taken = shapely.union_all([shapely.buffer(one, corridor_m) for one in before])
    return float(shapely.intersection(route, taken).length)
