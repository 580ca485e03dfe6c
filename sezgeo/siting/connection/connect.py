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

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.connection import caveats
from sezgeo.siting.connection.cost_surface import terrain_of
from sezgeo.siting.connection.demand import ConnectionOptions, Demand, wants_of
from sezgeo.siting.connection.feeds import FeedFinder
from sezgeo.siting.connection.graph_building import Streets, web_of
from sezgeo.siting.connection.least_cost_path import RoutingGraph
from sezgeo.siting.connection.prices import Ground
from sezgeo.siting.connection.result import Connection, Connections, NoConnection
from sezgeo.siting.connection.sources import CandidateSource, in_reach, silent, taps_of
from sezgeo.siting.raster_grid import Grid
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
    asking: ConnectionOptions | None = None,
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
    asking
        How to connect.

    Returns
    -------
    Connections
        The cheapest route at likely prices for each plot, utility and feed, on cells and streets
        as `sezgeo.siting.connection.least_cost_path` joins them, pulled straight where that costs
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
    asking = asking or ConnectionOptions()
    frame = layers["plots"].frame
    for plot in only:
        if plot not in frame.index:
            raise UnknownNameError(Text("участок", "plot"), plot, map(str, frame.index))
    wants = wants_of(profile, asking)
    chosen = frame.loc[[plot for plot in frame.index if plot in set(only)]]
    answers = [
        answer
        for site in dict.fromkeys(chosen["site"])
        for want in wants
        for answer in _on_site(
            layers, frame[frame["site"] == site], chosen.index[chosen["site"] == site], want
        )
    ]
    return Connections(
        profile,
        asking.prices,
        {want.utility: want.need for want in wants},
        tuple(str(plot) for plot in chosen.index),
        tuple(one for one in answers if isinstance(one, Connection)),
        tuple(one for one in answers if isinstance(one, NoConnection)),
    )


def _on_site(
    layers: Mapping[str, Layer], site: GeoDataFrame, asked: Sequence[str], want: Demand
) -> Iterator[Connection | NoConnection]:
    """Connect the plots asked for on one site to one utility."""
    taps = taps_of(want.utility, layers, want.voltage, want.asking.free)
    reach = want.asking.prices.reach
    near, short, radius = in_reach(taps, site.geometry, reach, need=want.need, count=want.feeds)
    doubts = caveats.Doubts(
        silent=tuple(silent(want.utility, layers)),
        short=tuple(short),
        seen=bool(taps),
        radius_m=radius,
    )
    if not near:
        for plot in asked:
            why = caveats.nothing_near(want.utility, want.voltage, doubts)
            for feed in range(1, want.feeds + 1):
                yield NoConnection(str(plot), want.utility, want.need, feed, why)
        return
    land = _land(layers, site, asked, near, (want, radius))
    finder = FeedFinder(land, near, site.loc[list(asked)], want, doubts)
    for place in range(len(asked)):
        yield from finder.feeds(place)


def _land(
    layers: Mapping[str, Layer],
    site: GeoDataFrame,
    asked: Sequence[str],
    near: Sequence[CandidateSource],
    how: tuple[Demand, float],
) -> RoutingGraph:
    """Draw the land that holds a site and all sources in its reach."""
    want, radius = how
    around = shapely.box(*np.add(site.total_bounds, np.array([-1, -1, 1, 1]) * radius))
    sources = [shapely.intersection(tap.shape, around) for tap in near]
    plots = site.geometry.loc[list(asked)].to_list()
    bounds = shapely.total_bounds([*sources, *site.geometry])
    side = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    margin = max(_MARGIN[0], _MARGIN[1] * side)
    ground = want.asking.prices.ground
    grid = _grid(tuple(np.add(bounds, np.array([-1, -1, 1, 1]) * margin)))
    terrain = terrain_of(layers, grid, ground, want.asking.prices.crossings)
    return web_of(terrain, _streets(layers, ground), sources, plots)


def _grid(bounds: tuple[float, float, float, float]) -> Grid:
    grids = (Grid.over(bounds, cell_m=side) for side in _SIDES_M)
    return next(
        (grid for grid in grids if grid.height * grid.width <= _MOST_CELLS),
        Grid.over(bounds, cell_m=_SIDES_M[-1]),
    )


def _streets(layers: Mapping[str, Layer], ground: Ground) -> Streets | None:
    roads = layers.get("roads")
    if roads is None or roads.is_silent:
        return None
    graph = network_of(roads.frame, road_rules().network)
    return None if graph.is_empty else Streets(graph, ground.street_classes, ground.street)
