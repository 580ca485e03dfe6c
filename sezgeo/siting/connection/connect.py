"""
The route from plots to the nearest sources that could serve a plant, and what it costs.

Plots of one site are looked at together, on one piece of land that holds them and every source in
reach, so that a plot has the same answer alone and among others. Amid a dense invented city (see
`benchmarks/bench_connect.py`) routes on cells of 30 m cost as much as on cells of 15 m in the
median, and at most 5 % more.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import shapely
from geopandas import GeoDataFrame

from sezgeo.errors import unknown_plot
from sezgeo.layers import Layer
from sezgeo.siting.connection import caveats
from sezgeo.siting.connection.cost_surface import cost_surface_of
from sezgeo.siting.connection.demand import Demand, demands_of
from sezgeo.siting.connection.feeds import FeedFinder
from sezgeo.siting.connection.graph_building import StreetNetwork, build_routing_graph
from sezgeo.siting.connection.least_cost_path import RoutingGraph
from sezgeo.siting.connection.options import ConnectionOptions
from sezgeo.siting.connection.prices import Friction, Prices
from sezgeo.siting.connection.result import Connection, Connections, NoConnection
from sezgeo.siting.connection.sources import (
    NearbySources,
    candidate_sources,
    select_in_reach,
    silent_layers,
)
from sezgeo.siting.raster_grid import RasterGrid
from sezgeo.suitability.profile import Profile
from sezgeo.transport.graph import network_of
from sezgeo.transport.rules import shipped as road_rules

_MOST_CELLS = 100_000
"""Cells of one piece of land; they bound memory and time."""
_SIDES_M = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 75.0, 100.0, 150.0, 200.0, 500.0)
"""Sides a cell may have: the least that keeps within the number of cells."""
_MARGIN = (500.0, 0.2)
"""Land around plots and sources that a route may use: metres, and share of the longer side."""


def connect(
    layers: Mapping[str, Layer],
    profile: Profile,
    only: Collection[str],
    options: ConnectionOptions | None = None,
) -> Connections:
    """
    Find how to connect a plant on some plots, and what that costs.

    Parameters
    ----------
    layers
        All layers there are, by name.
    profile
        The plant.
    only
        The plots.
    options
        How to connect.

    Returns
    -------
    Connections
        The cheapest route at likely prices for each plot, utility and feed, on cells and streets
        as `sezgeo.siting.connection.least_cost_path` joins them, straightened where that costs
        no more.

    Raises
    ------
    UnknownNameError
        If there is no such plot.
    ProfileError
        If a need of the profile lacks its unit.
    SitingError
        If the plant needs nothing that is asked for, or no class of voltage carries its load.
    """
    options = options or ConnectionOptions()
    frame = layers["plots"].frame
    for plot in only:
        if plot not in frame.index:
            raise unknown_plot(plot, frame.index)
    demands = demands_of(profile, options)
    chosen = frame.loc[[plot for plot in frame.index if plot in set(only)]]
    results = [
        result
        for site in dict.fromkeys(chosen["site"])
        for demand in demands
        for result in _connect_site(
            layers, frame[frame["site"] == site], chosen.index[chosen["site"] == site], demand
        )
    ]
    return Connections(
        profile=profile,
        prices=options.prices,
        needs={demand.utility: demand.need for demand in demands},
        plots=tuple(str(plot) for plot in chosen.index),
        found=tuple(result for result in results if isinstance(result, Connection)),
        missing=tuple(result for result in results if isinstance(result, NoConnection)),
    )


def _connect_site(
    layers: Mapping[str, Layer], site: GeoDataFrame, plots: Sequence[str], demand: Demand
) -> Iterator[Connection | NoConnection]:
    """Connect the plots asked for on one site to one utility."""
    sources = candidate_sources(demand.utility, layers, demand.voltage, demand.options.free)
    reach = demand.options.prices.reach
    near = select_in_reach(sources, site.geometry, reach, need=demand.need, count=demand.feeds)
    gaps = caveats.KnowledgeGaps(
        silent=tuple(silent_layers(demand.utility, layers)),
        short=tuple(near.short),
        seen=bool(sources),
        radius_m=near.radius_m,
    )
    if not near.enough:
        for plot in plots:
            reason = caveats.no_source(demand.utility, demand.voltage, gaps)
            for feed in range(1, demand.feeds + 1):
                yield demand.not_met(str(plot), feed, why=reason)
        return
    graph = _routing_graph(layers, site, plots, near, prices=demand.options.prices)
    finder = FeedFinder(
        graph=graph, sources=near.enough, plots=site.loc[list(plots)], demand=demand, gaps=gaps
    )
    for place in range(len(plots)):
        yield from finder.feeds(place)


def _routing_graph(
    layers: Mapping[str, Layer],
    site: GeoDataFrame,
    chosen: Sequence[str],
    near: NearbySources,
    *,
    prices: Prices,
) -> RoutingGraph:
    """Draw the land that holds a site and all sources in its reach."""
    around = shapely.box(*np.add(site.total_bounds, np.array([-1, -1, 1, 1]) * near.radius_m))
    outlines = [shapely.intersection(source.shape, around) for source in near.enough]
    plots = site.geometry.loc[list(chosen)].to_list()
    bounds = shapely.total_bounds([*outlines, *site.geometry])
    longest = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    margin = max(_MARGIN[0], _MARGIN[1] * longest)
    grid = _grid(tuple(np.add(bounds, np.array([-1, -1, 1, 1]) * margin)))
    surface = cost_surface_of(layers, grid, prices.ground, prices.crossings)
    return build_routing_graph(surface, _streets(layers, prices.ground), outlines, plots)


def _grid(bounds: tuple[float, float, float, float]) -> RasterGrid:
    grids = (RasterGrid.over(bounds, cell_m=side) for side in _SIDES_M)
    return next(
        (grid for grid in grids if grid.height * grid.width <= _MOST_CELLS),
        RasterGrid.over(bounds, cell_m=_SIDES_M[-1]),
    )


def _streets(layers: Mapping[str, Layer], friction: Friction) -> StreetNetwork | None:
    roads = layers.get("roads")
    if roads is None or roads.is_silent:
        return None
    graph = network_of(roads.frame, road_rules().network)
    return (
        None if graph.is_empty else StreetNetwork(graph, friction.street_classes, friction.street)
    )
