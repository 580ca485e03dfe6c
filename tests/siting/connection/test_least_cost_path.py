"""Ways over land: equal to brute force, metric, monotone, straight where nothing is in the way."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from sezgeo.i18n import Text
from sezgeo.siting.connection.cost_surface import Barrier, CostSurface
from sezgeo.siting.connection.graph_building import StreetNetwork, build_routing_graph
from sezgeo.siting.connection.least_cost_path import LineCost
from sezgeo.siting.connection.path_smoothing import step_costs, straighten_path
from sezgeo.siting.raster_grid import RasterGrid
from sezgeo.transport.graph import RoadGraph
from sezgeo.transport.rules import shipped
from tests.helpers.invented_layers import layer

CELL = 10.0
MOST_BIAS = 1 / np.cos(np.arctan(0.5) / 2)
FREE = LineCost(1.0, np.zeros(9))


def grid(height, width):
    return RasterGrid(0.0, height * CELL, CELL, height, width)


def barrier(shape, kind="rail"):
    return Barrier(kind, Text(kind, kind), shape, 0.0)


def centre(land, row, column):
    x, y = land.grid.centres()
    return Point(x[column], y[row])


def path_between(land, source, plot, line_cost=FREE, streets=None):
    graph = build_routing_graph(land, streets, [source], [plot])
    [found] = graph.paths(graph.edge_costs(line_cost), sources=[0], plots=[0])
    return found


def random_land(rng, height=7, width=8, *, barriers=2, closed=0.15):
    factor = rng.uniform(1, 5, (height, width))
    factor[rng.random((height, width)) < closed] = np.inf
    shapes = []
    for _ in range(barriers):
        x, y = rng.uniform(0, width * CELL, 2), rng.uniform(0, height * CELL, 2)
        shapes.append(LineString(np.column_stack([x, y])).buffer(rng.uniform(2, 9)))
    return CostSurface(grid(height, width), factor, tuple(barrier(s) for s in shapes))


def brute_force(land, line_cost):
    """Join cells to sixteen neighbours; lengths in cells and passes of barriers by GEOS alone."""
    height, width = land.grid.shape
    x, y = land.grid.centres()
    boxes = [
        shapely.box(x[c] - CELL / 2, y[r] - CELL / 2, x[c] + CELL / 2, y[r] + CELL / 2)
        for r in range(height)
        for c in range(width)
    ]
    factors = land.factor.ravel()
    joined = nx.Graph()
    joined.add_nodes_from(range(height * width))
    for one in range(height * width):
        for two in range(one + 1, height * width):
            down, across = abs(one // width - two // width), abs(one % width - two % width)
            if (down, across) not in {(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)}:
                continue
            line = LineString([boxes[one].centroid, boxes[two].centroid])
            lengths = shapely.length(shapely.intersection(boxes, line))
            # a line along an edge of cells would be counted twice; there is none between centres
            through = lengths > 1e-9
            cost = (lengths[through] * factors[through]).sum() * line_cost.per_m
            for lump, each in zip(line_cost.lumps, land.barriers, strict=False):
                inside = [each.shape.contains(Point(end)) for end in line.coords]
                passed = 2 * (not any(inside) and line.intersects(each.shape))
                cost += lump / 2 * (passed or inside[0] != inside[1])
            if np.isfinite(cost):
                joined.add_edge(one, two, weight=cost)
    return joined


@pytest.mark.parametrize("seed", range(4))
def test_the_cheapest_way_is_that_of_brute_force(seed):
    rng = np.random.default_rng(seed)
    land, line_cost = random_land(rng), LineCost(2.0, rng.uniform(5, 300, 2))
    joined = brute_force(land, line_cost)
    cells = [centre(land, r, c) for r in range(7) for c in range(8)]
    graph = build_routing_graph(land, None, cells, cells)
    priced = graph.edge_costs(line_cost)
    for one in rng.choice(len(cells), 3, replace=False):
        true = nx.single_source_dijkstra_path_length(joined, one)
        found = graph.paths(priced, sources=[one], plots=range(len(cells)))
        open_ = [two for two in range(len(cells)) if np.isfinite(land.factor.ravel()[two])]
        got = [found[two].cost for two in open_]
        if np.isinf(land.factor.ravel()[one]):
            continue
        assert got == pytest.approx([true.get(two, np.inf) for two in open_])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_metres_are_the_integral_of_friction(seed):
    rng = np.random.default_rng(seed)
    land = CostSurface(grid(5, 6), rng.uniform(1, 9, (5, 6)))
    ends = rng.uniform(0, 50, (4, 4))
    cells = [
        (r, c, shapely.box(c * CELL, 50 - r * CELL - CELL, c * CELL + CELL, 50 - r * CELL))
        for r in range(5)
        for c in range(6)
    ]
    lines = [LineString([end[:2], end[2:]]) for end in ends]
    true = [
        sum(land.factor[r, c] * box.intersection(line).length for r, c, box in cells)
        for line in lines
    ]
    assert land.weighted_metres(ends) == pytest.approx(true, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(x=st.floats(15, 380), y=st.floats(15, 280))
def test_over_even_land_a_way_is_nearly_straight_and_pulled_it_is_straight(x, y):
    land = CostSurface(grid(30, 40), np.ones((30, 40)))
    source, plot = Point(203.7, 141.2), Point(x, y)
    straight = source.distance(plot)
    found = path_between(land, source, plot)
    near = 2 * 1.5 * CELL * (1 + MOST_BIAS)  # the first and last steps, through a cell's centre
    assert straight - 1e-9 <= found.cost <= straight * MOST_BIAS + near
    places, _ = straighten_path(found, land, FREE, source=source, plot=plot)
    assert len(places) == 2 or straight < 3 * CELL
    if len(places) == 2:
        assert LineString(places).length == pytest.approx(straight)


def test_a_closed_river_is_crossed_at_its_one_bridge():
    factor = np.ones((21, 31))
    factor[10, :] = np.inf
    factor[10, 24] = 1.0
    land = CostSurface(grid(21, 31), factor)
    source, plot = centre(land, 0, 4), centre(land, 20, 4)
    found = path_between(land, source, plot)
    bridge = centre(land, 10, 24)
    true = 2 * source.distance(bridge)
    assert np.isclose(found.xy, bridge.coords[0]).all(axis=1).any()
    # the way may round the corners of the bridge's cell
    assert true - 4 * CELL <= found.cost <= true * MOST_BIAS
    factor[10, 24] = np.inf
    assert path_between(CostSurface(grid(21, 31), factor), source, plot).source == -1


def test_a_lump_is_paid_once_and_a_detour_is_taken_when_it_is_cheaper():
    river = barrier(shapely.box(0, 98, 250, 106))
    land = CostSurface(grid(20, 30), np.ones((20, 30)), (river,))
    source, plot = centre(land, 2, 5), centre(land, 17, 5)
    straight = source.distance(plot)
    cheap = path_between(land, source, plot, LineCost(1.0, np.array([40.0])))
    assert cheap.cost == pytest.approx(straight + 40)
    dear = path_between(land, source, plot, LineCost(1.0, np.array([4000.0])))
    assert dear.xy[:, 0].max() > 250
    assert dear.cost < 3 * straight
    for line_cost, found in ((40.0, cheap), (4000.0, dear)):
        priced = LineCost(1.0, np.array([line_cost]))
        places, _ = straighten_path(found, land, priced, source=source, plot=plot)
        assert step_costs(places, land, priced).sum() <= found.cost + 1e-9


def test_a_lump_does_not_depend_on_how_wide_the_barrier_is_in_cells():
    source, plot = Point(55, 15), Point(55, 285)
    for width in (0.5, 7, 30, 95):
        land = CostSurface(
            grid(30, 11), np.ones((30, 11)), (barrier(shapely.box(-9, 120, 140, 120 + width)),)
        )
        found = path_between(land, source, plot, LineCost(1.0, np.array([1000.0])))
        assert found.cost == pytest.approx(270 + 1000)


def streets_of(line, factor=0.5):
    roads = layer("roads", [(line, {"class": "street"})])
    return StreetNetwork(RoadGraph.of(roads.frame, shipped().network), ["street"], factor)


def test_a_street_keeps_its_exact_length_whatever_the_cells():
    turns = LineString([(15, 15), (137, 61), (151, 200), (333, 222), (391, 291)])
    land = CostSurface(grid(30, 40), np.full((30, 40), 9.0))
    source, plot = Point(15, 15), Point(391, 291)
    found = path_between(land, source, plot, streets=streets_of(turns))
    assert found.street.any()
    # the first and last metres lead from the street to a cell's centre and back
    assert turns.length * 0.5 == pytest.approx(found.cost, abs=1e-6)
    places, street = straighten_path(found, land, FREE, source=source, plot=plot)
    along = np.hypot(*np.diff(places, axis=0).T)
    assert along[street].sum() == pytest.approx(turns.length)


def test_ends_are_left_anywhere_on_the_outline():
    land = CostSurface(grid(30, 30), np.ones((30, 30)))
    source, plot = shapely.box(22, 41, 77, 183), Polygon([(200, 60), (290, 90), (260, 190)])
    found = path_between(land, source, plot)
    places, _ = straighten_path(found, land, FREE, source=source, plot=plot)
    least = source.distance(plot)
    assert LineString(places).length == pytest.approx(least)
    assert source.distance(Point(places[0])) < 1e-9
    assert plot.distance(Point(places[-1])) < 1e-9


def test_a_source_on_the_plot_costs_nothing():
    land = CostSurface(grid(9, 9), np.ones((9, 9)))
    assert path_between(land, Point(45, 45), shapely.box(20, 20, 70, 70)).cost == 0


@pytest.mark.parametrize("seed", range(3))
def test_costs_are_a_metric_and_grow_with_friction_and_lumps(seed):
    rng = np.random.default_rng(100 + seed)
    land = random_land(rng, 9, 9, closed=0.0)
    line_cost = LineCost(1.0, rng.uniform(5, 200, 2))
    spots = [centre(land, *rng.integers(0, 9, 2)) for _ in range(4)]
    graph = build_routing_graph(land, None, spots, spots)
    priced = graph.edge_costs(line_cost)

    def matrix(graph, priced):
        return np.array(
            [[w.cost for w in graph.paths(priced, sources=[s], plots=range(4))] for s in range(4)]
        )

    cost = matrix(graph, priced)
    assert cost == pytest.approx(cost.T)
    assert np.diag(cost) == pytest.approx(0)
    assert (cost[:, None, :] <= cost[:, :, None] + cost[None, :, :] + 1e-9).all()
    worse = replace(land, factor=land.factor * rng.uniform(1, 2, (9, 9)))
    dear = matrix(
        build_routing_graph(worse, None, spots, spots),
        build_routing_graph(worse, None, spots, spots).edge_costs(line_cost),
    )
    assert (dear >= cost - 1e-9).all()
    lumps = matrix(graph, graph.edge_costs(LineCost(1.0, line_cost.lumps * 2)))
    assert (lumps >= cost - 1e-9).all()
    assert matrix(graph, graph.edge_costs(LineCost(3.0, line_cost.lumps * 3))) == pytest.approx(
        cost * 3
    )
    both = [w.cost for w in graph.paths(priced, sources=[0, 1], plots=range(4))]
    assert both == pytest.approx(cost[:2].min(axis=0)), "another source never makes it dearer"
