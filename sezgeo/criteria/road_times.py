"""
Journeys by road behind the criteria: the number, its bounds, and why it may be unknown.

Times are for a usual day; free roads bound them from below and the rush hour from above.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from geopandas import GeoDataFrame

from sezgeo.arrays import Floats, Indices
from sezgeo.criteria.criterion import Destination, Trip
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.selection import accuracy_m
from sezgeo.transport.access_points import front_doors, straight_minutes
from sezgeo.transport.graph import RoadGraph, network_of
from sezgeo.transport.rules import RoadRules, Vehicle, shipped
from sezgeo.transport.travel_time import Reason, Reasons, Travel, people_within, travel, travel_onto


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """
    What one criterion by road says of every plot.

    Attributes
    ----------
    value, low, high : numpy.ndarray, shape (plots,)
        The number and what it lies between: on free roads, and in the rush hour. NaN is unknown;
        an unknown number may have bounds all the same.
    feature : numpy.ndarray of int, shape (plots,)
        Position of the destination among the targets, or of the motorway among the roads; -1 if
        there is none.
    reason : numpy.ndarray of Reason or None, shape (plots,)
        Why the number is unknown.
    """

    value: Floats
    low: Floats
    high: Floats
    feature: Indices
    reason: Reasons

    @classmethod
    def unknown(cls, plots: int, reason: Reason) -> "Journeys":
        """Return nothing for every plot, and why."""
        nothing = np.full(plots, np.nan)
        nowhere = np.full(plots, -1, dtype=np.intp)
        return cls(nothing, nothing, nothing, nowhere, np.full(plots, reason, dtype=object))


def journeys(
    trip: Trip,
    plots: GeoDataFrame,
    roads: GeoDataFrame,
    *targets: GeoDataFrame,
    rules: RoadRules | None = None,
) -> Journeys:
    """
    Measure one criterion by road, with its bounds and the reasons of what is unknown.

    Parameters
    ----------
    trip
        What the criterion measures.
    plots
        Plots.
    roads
        Roads, with `class`; for lorries `maxheight_m`, `maxweight_t` and `no_truck` too.
    targets
        What the trip leads to, unless that is the motorway: features, or homes with `people`.
    rules
        Speeds, vehicles and assumptions; by default the shipped ones. Another lorry or another
        hour is another set of rules.
    """
    rules_used = shipped() if rules is None else rules
    if not len(roads) or not all(len(frame) for frame in targets):
        return Journeys.unknown(len(plots), Reason.NO_DATA)
    graph = network_of(roads, rules_used.network)
    if graph.is_empty:
        return Journeys.unknown(len(plots), Reason.SCHEMATIC)
    return _TRIPS[trip.to](
        plots, graph, *targets, vehicle=rules_used.vehicle(trip.vehicle), rules=rules_used
    )


def journeys_over_layers(
    trip: Trip, plots: GeoDataFrame, layers: Sequence[Layer | None]
) -> Journeys:
    """
    Measure one criterion by road over layers, which may be missing, silent or incomplete.

    In an incomplete layer a way may be shorter or a destination nearer: a time is then unknown,
    but bounded from above, and a count of people is what is listed, bounded from below.
    """
    speaking = [layer for layer in layers if layer is not None and not layer.is_silent]
    if len(speaking) < len(layers):
        return Journeys.unknown(len(plots), Reason.NO_DATA)
    trips = journeys(trip, plots, *(layer.frame for layer in speaking))
    if all(layer.is_complete for layer in speaking):
        return trips
    nothing = np.full(len(plots), np.nan)
    if trip.to == "people":
        return replace(trips, low=trips.value, high=nothing)
    known = ~np.isnan(trips.value)
    reason = trips.reason.copy()
    reason[known] = Reason.INCOMPLETE
    return replace(trips, value=nothing, low=np.where(known, 0.0, trips.low), reason=reason)


def reasons_by_plot(trips: Journeys, plots: Sequence[str]) -> dict[str, Text]:
    """Return the reason of every unknown, by plot."""
    return {
        plot: reason.value
        for plot, reason in zip(plots, trips.reason, strict=True)
        if reason is not None
    }


def _to_nearest(
    plots: GeoDataFrame,
    graph: RoadGraph,
    targets: GeoDataFrame,
    *,
    vehicle: Vehicle,
    rules: RoadRules,
) -> Journeys:
    ways = travel(plots, graph, targets, vehicle=vehicle, rules=rules)
    slack = accuracy_m(plots) + _picked(accuracy_m(targets), ways.target)
    return _timed(ways, ways.target, slack, rules)


def _onto_motorway(
    plots: GeoDataFrame, graph: RoadGraph, *, vehicle: Vehicle, rules: RoadRules
) -> Journeys:
    motorway = graph.traits["class"].isin(rules.network.motorway_classes).to_numpy()
    lines = np.flatnonzero(motorway & graph.is_open(vehicle))
    if not len(lines):
        return Journeys.unknown(len(plots), Reason.NO_MOTORWAY)
    ways = travel_onto(plots, graph, lines, vehicle=vehicle, rules=rules)
    row = np.where(ways.target >= 0, graph.row[ways.target], -1)
    return _timed(ways, row, accuracy_m(plots), rules)


def _timed(ways: Travel, feature: Indices, slack_m: Floats, rules: RoadRules) -> Journeys:
    """Turn free roads into usual ones, bounded by free roads and the rush hour.

    How far off the outlines may be is driven at the speed of a yard.
    """
    slack = straight_minutes(slack_m, rules.access)
    free = np.where(np.isfinite(ways.minutes), ways.minutes, np.nan)
    known = np.array([reason is None for reason in ways.reason], dtype=bool)
    bounded = np.maximum(free - slack, 0.0) * rules.congestion.low
    return Journeys(
        np.where(known, free * rules.congestion.value, np.nan),
        np.where(known, bounded, np.where(np.isnan(free), np.nan, 0.0)),
        (free + slack) * rules.congestion.high,
        feature,
        ways.reason,
    )


def _people(
    plots: GeoDataFrame,
    graph: RoadGraph,
    homes: GeoDataFrame,
    *,
    vehicle: Vehicle,
    rules: RoadRules,
) -> Journeys:
    """Count those within reach on a usual day, in the rush hour, and on free roads.

    On free roads everyone whose home is far from any road of the layer is counted too.
    """
    crowd = rules.congestion
    usual, rush, free = people_within(
        plots,
        graph,
        homes,
        vehicle=vehicle,
        rules=rules,
        minutes=[rules.commute.minutes / times for times in (crowd.value, crowd.high, crowd.low)],
    )
    doors = front_doors(homes, graph, vehicle=vehicle, access=rules.access)
    off_road = homes["people"].drop(homes.index[doors.owner]).sum()
    reason = np.array([Reason.NO_GATE if gone else None for gone in np.isnan(usual)], dtype=object)
    nowhere = np.full(len(plots), -1, dtype=np.intp)
    return Journeys(usual, rush, free + off_road, nowhere, reason)


def _picked(values: Floats, positions: Indices) -> Floats:
    """Look values up by position; 0 for position -1."""
    return np.append(values, 0.0)[positions]


_TRIPS: Mapping[Destination, Callable[..., Journeys]] = {
    "nearest": _to_nearest,
    "motorway": _onto_motorway,
    "people": _people,
}
