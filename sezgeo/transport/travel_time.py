"""
Travel by road: the quickest way from plots to destinations, and why there may be none.

A time is known or it is not. A plot without a road near it, a destination nobody can drive to and
a drawing that is no network all give an unknown with its reason, never a large number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import dijkstra

from sezgeo.arrays import Floats, Indices
from sezgeo.i18n import Text
from sezgeo.transport.access_points import Gates, front_doors, gates
from sezgeo.transport.graph import METRES_PER_KM, MINUTES_PER_HOUR, RoadGraph
from sezgeo.transport.rules import RoadRules, Vehicle

_PLOTS_AT_ONCE = 64
"""Rows of the table of times kept in memory: 64 × 100,000 junctions are 51 MB."""


class Reason(Enum):
    """Why a time by road is unknown."""

    NO_DATA = Text("в нужных слоях нет данных", "the layers it takes hold no data")
    SCHEMATIC = Text(
        "слой дорог схематичный: загрузите дороги OpenStreetMap (sezgeo fetch osm roads)",
        "the roads layer is schematic: import OpenStreetMap roads (sezgeo fetch osm roads)",
    )
    NO_MOTORWAY = Text("в слое дорог нет автомагистралей", "the roads layer holds no motorway")
    NO_GATE = Text(
        "рядом с участком нет дороги, на которую можно выехать",
        "no road near the plot that one may turn onto",
    )
    NO_DESTINATION = Text(
        "ни один из пунктов назначения не стоит у дороги",
        "none of the destinations stands by a road",
    )
    NO_WAY = Text("по дорогам слоя туда не проехать", "the roads of the layer do not lead there")
    MAY_BE_NEARER = Text(
        "ближе может оказаться пункт, к которому в слое нет дороги",
        "a destination the layer has no road to may be nearer",
    )
    INCOMPLETE = Text(
        "слой неполный: путь может быть короче, а пункт ближе",
        "a layer is incomplete: the way may be shorter, or a destination nearer",
    )


Reasons = NDArray[np.object_]
"""A `Reason` per plot, or None where the number is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """
    The way of each plot to its nearest destination, on free roads.

    Attributes
    ----------
    minutes : numpy.ndarray, shape (plots,)
        Infinite where there is no way.
    target : numpy.ndarray of int, shape (plots,)
        Position of the destination; -1 where there is no way.
    reason : numpy.ndarray of Reason or None, shape (plots,)
        Why the time is unknown, although `minutes` may bound it; None where it is known.
    """

    minutes: Floats
    target: Indices
    reason: Reasons

    @classmethod
    def none(cls, plots: int, reason: Reason) -> "Travel":
        """Return what is known where nobody can travel: nothing, and why."""
        nowhere = np.full(plots, -1, dtype=np.intp)
        return cls(np.full(plots, np.inf), nowhere, np.full(plots, reason, dtype=object))


def travel(
    plots: GeoDataFrame,
    graph: RoadGraph,
    targets: GeoDataFrame,
    *,
    vehicle: Vehicle,
    rules: RoadRules,
) -> Travel:
    """
    Find the quickest way from each plot to any of the targets.

    Parameters
    ----------
    plots, targets
        Where journeys begin and may end, in the metric system of the roads.
    graph
        The roads.
    vehicle
        Decides speeds and closed roads.
    rules
        How far a plot or a target may lie from its road.
    """
    if graph.is_empty:
        return Travel.none(len(plots), Reason.SCHEMATIC)
    plot_gates = _gates_of_plots(plots, graph, vehicle=vehicle, rules=rules)
    reach_m = rules.access.destination_m
    target_gates = gates(targets, graph, vehicle=vehicle, access=rules.access, within_m=reach_m)
    if not len(target_gates):
        return Travel.none(len(plots), Reason.NO_DESTINATION)
    wide, nodes = graph.with_points(
        np.concatenate([plot_gates.line, target_gates.line]),
        np.concatenate([plot_gates.at_m, target_gates.at_m]),
    )
    links = _links(
        target_gates.owner,
        nodes[len(plot_gates) :],
        target_gates.minutes,
        shape=(len(targets), wide.size),
    )
    ways = _by_quickest_gate(
        plot_gates,
        *_to_any(wide.minutes(vehicle), links),
        nodes[: len(plot_gates)],
        plots=len(plots),
    )
    lost = np.setdiff1d(np.arange(len(targets)), target_gates.owner)
    doubt = _may_beat(ways.minutes, plots, targets.iloc[lost], vehicle)
    ways.reason[doubt & np.isfinite(ways.minutes)] = Reason.MAY_BE_NEARER
    return ways


def travel_onto(
    plots: GeoDataFrame, graph: RoadGraph, lines: Indices, *, vehicle: Vehicle, rules: RoadRules
) -> Travel:
    """
    Find the quickest way from each plot onto any of some roads.

    Parameters
    ----------
    plots, graph, vehicle, rules
        As in `travel`.
    lines : numpy.ndarray of int
        Positions of the roads among the graph's lines; `target` is one of them.
    """
    plot_gates = _gates_of_plots(plots, graph, vehicle=vehicle, rules=rules)
    wide, nodes = graph.with_points(plot_gates.line, plot_gates.at_m)
    on = np.isin(graph.stops.line, lines)
    owner, to = graph.stops.line[on], graph.stops.node[on]
    links = _links(owner, to, np.zeros(len(to)), shape=(len(graph.lines), wide.size))
    return _by_quickest_gate(
        plot_gates, *_to_any(wide.minutes(vehicle), links), nodes, plots=len(plots)
    )


def people_within(
    plots: GeoDataFrame,
    graph: RoadGraph,
    homes: GeoDataFrame,
    *,
    vehicle: Vehicle,
    rules: RoadRules,
    minutes: Sequence[float],
) -> NDArray[np.float64]:
    """
    Count the people who can drive to each plot in so many minutes of free road.

    Parameters
    ----------
    plots
        Where they drive to.
    graph
        The roads.
    homes
        Where they live, with `people`; those of homes far from any road are not counted.
    vehicle, rules
        How they drive.
    minutes
        Longest journeys.

    Returns
    -------
    numpy.ndarray, shape (minutes, plots)
        People; NaN for a plot with no gate, or where a home within reach holds nobody knows how
        many.
    """
    plot_gates = _gates_of_plots(plots, graph, vehicle=vehicle, rules=rules)
    doors = front_doors(homes, graph, vehicle=vehicle, access=rules.access)
    wide, nodes = graph.with_points(
        np.concatenate([plot_gates.line, doors.line]), np.concatenate([plot_gates.at_m, doors.at_m])
    )
    links = _links(
        plot_gates.owner,
        nodes[: len(plot_gates)],
        plot_gates.minutes,
        shape=(len(plots), wide.size),
    )
    back = _turned_round(wide.minutes(vehicle), links)
    people = homes["people"].to_numpy(dtype=float)[doors.owner]
    count = np.full((len(minutes), len(plots)), np.nan)
    served = np.unique(plot_gates.owner)
    for first in range(0, len(served), _PLOTS_AT_ONCE):
        batch = served[first : first + _PLOTS_AT_ONCE]
        reached = dijkstra(back, indices=wide.size + batch, limit=max(minutes))
        late = reached[:, nodes[len(plot_gates) :]] + doors.minutes
        for row, longest in enumerate(minutes):
            count[row, batch] = np.where(late <= longest, people, 0.0).sum(axis=1)
    return count


def _gates_of_plots(
    plots: GeoDataFrame, graph: RoadGraph, *, vehicle: Vehicle, rules: RoadRules
) -> Gates:
    access = rules.access
    return gates(plots, graph, vehicle=vehicle, access=access, within_m=access.plot_m)


def _links(owner: Indices, node: Indices, minutes: Floats, *, shape: tuple[int, int]) -> csr_array:
    """Return the ways between owners and nodes, the quickest of several."""
    order = np.lexsort((minutes, node, owner))
    owner, node, minutes = owner[order], node[order], minutes[order]
    first = np.ones(len(owner), dtype=bool)
    first[1:] = (np.diff(owner) != 0) | (np.diff(node) != 0)
    return csr_array((minutes[first], (owner[first], node[first])), shape=shape)


def _turned_round(roads: csr_array, links: csr_array) -> csr_array:
    """Reverse the roads and add a node per target, after the roads' own, that leads to its doors.

    A search from a target through reversed roads reaches every place from which it can be
    reached.
    """
    back = vstack([roads.T.tocsr(), links]).tocsr()
    back.resize((back.shape[0], back.shape[0]))
    return back


def _to_any(roads: csr_array, links: csr_array) -> tuple[Floats, Indices]:
    """Return the minutes from every node to the nearest target, and which one that is."""
    first = roads.shape[0]
    joined = np.flatnonzero(np.diff(links.indptr))
    minutes, _, source = dijkstra(
        _turned_round(roads, links),
        indices=first + joined,
        min_only=True,
        return_predecessors=True,
    )
    return minutes[:first], source[:first].astype(np.intp) - first


def _by_quickest_gate(
    plot_gates: Gates, reached: Floats, target: Indices, nodes: Indices, *, plots: int
) -> Travel:
    """Take the quickest gate of each plot."""
    ways = Travel.none(plots, Reason.NO_GATE)
    whole = reached[nodes] + plot_gates.minutes
    best = np.lexsort((whole, plot_gates.owner))
    first = np.ones(len(best), dtype=bool)
    first[1:] = np.diff(plot_gates.owner[best]) != 0
    best = best[first]
    ways.reason[plot_gates.owner[best]] = Reason.NO_WAY
    best = best[np.isfinite(whole[best])]
    ways.reason[plot_gates.owner[best]] = None
    ways.minutes[plot_gates.owner[best]] = whole[best]
    ways.target[plot_gates.owner[best]] = target[nodes[best]]
    return ways


def _may_beat(
    minutes: Floats, plots: GeoDataFrame, lost: GeoDataFrame, vehicle: Vehicle
) -> NDArray[np.bool_]:
    """Tell where a target without a road, driven to straight at full speed, would be nearer."""
    if lost.empty:
        return np.zeros(len(plots), dtype=bool)
    (plot, _), metres = shapely.STRtree(lost.geometry.to_numpy()).query_nearest(
        plots.geometry.to_numpy(), all_matches=False, return_distance=True
    )
    least = np.full(len(plots), np.inf)
    least[plot] = metres / (vehicle.most_kmh * METRES_PER_KM / MINUTES_PER_HOUR)
    return np.asarray(least < minutes)
