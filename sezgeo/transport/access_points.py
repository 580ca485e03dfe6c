"""Where plots, destinations and homes meet the roads."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely import STRtree

from sezgeo.arrays import Floats, Indices
from sezgeo.transport.graph import METRES_PER_KM, MINUTES_PER_HOUR, RoadGraph
from sezgeo.transport.rules import Access, Vehicle

_AREA = 2


@dataclass(frozen=True, slots=True, eq=False)
class Gates:
    """
    Where outlines meet the roads, sorted by outline.

    Attributes
    ----------
    owner : numpy.ndarray of int, shape (gates,)
        Position of the outline.
    line, at_m : numpy.ndarray, shape (gates,)
        The road, and the distance from its start.
    minutes : numpy.ndarray, shape (gates,)
        Time for the straight way from the outline to the road.
    """

    owner: Indices
    line: Indices
    at_m: Floats
    minutes: Floats

    def __len__(self) -> int:
        """Count the gates."""
        return len(self.owner)


def gates(
    outlines: GeoDataFrame, graph: RoadGraph, *, vehicle: Vehicle, access: Access, within_m: float
) -> Gates:
    """
    Find the nearest points of several roads to each outline.

    Parameters
    ----------
    outlines
        Plots or destinations; of a polygon its boundary counts.
    graph
        The roads.
    vehicle
        Decides which roads are open.
    access
        How many gates there may be, and which roads nobody may turn off.
    within_m
        A road farther than this gives no gate.
    """
    shapes = outlines.geometry.to_numpy()
    edges = np.where(shapely.get_dimensions(shapes) == _AREA, shapely.boundary(shapes), shapes)
    owner, line = graph.tree.query(edges, predicate="dwithin", distance=within_m)
    usable = may_turn_off(graph, vehicle=vehicle, access=access)[line]
    owner, line = owner[usable], line[usable]
    metres = shapely.distance(edges[owner], graph.lines[line])
    order = np.lexsort((line, metres, owner))
    order = order[_place_among_own(owner[order]) < access.gates]
    owner, line, metres = owner[order], line[order], metres[order]
    links = shapely.shortest_line(graph.lines[line], edges[owner])
    at_m = shapely.line_locate_point(graph.lines[line], shapely.get_point(links, 0))
    return Gates(owner, line, at_m, straight_minutes(metres, access))


def front_doors(
    homes: GeoDataFrame, graph: RoadGraph, *, vehicle: Vehicle, access: Access
) -> Gates:
    """Join each home to its nearest road only: there are many of them."""
    usable = np.flatnonzero(may_turn_off(graph, vehicle=vehicle, access=access))
    places = shapely.point_on_surface(homes.geometry.to_numpy())
    (owner, near), metres = STRtree(graph.lines[usable]).query_nearest(
        places, max_distance=access.plot_m, all_matches=False, return_distance=True
    )
    line = usable[near]
    at_m = shapely.line_locate_point(graph.lines[line], places[owner])
    return Gates(owner, line, at_m, straight_minutes(metres, access))


def may_turn_off(graph: RoadGraph, *, vehicle: Vehicle, access: Access) -> NDArray[np.bool_]:
    """Tell which roads one may turn off into a yard."""
    closed = graph.traits["class"].isin(access.closed_classes).to_numpy()
    return np.asarray(graph.is_open(vehicle) & ~closed)


def straight_minutes(metres: Floats, access: Access) -> Floats:
    """Return the time for a straight way off the roads."""
    return metres / (access.speed_kmh * METRES_PER_KM / MINUTES_PER_HOUR)


def _place_among_own(owner: Indices) -> Indices:
    """Return the place of each row among its owner's, from 0; `owner` is sorted."""
    if not len(owner):
        return owner
    starts = np.flatnonzero(np.r_[True, np.diff(owner) != 0])
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))
