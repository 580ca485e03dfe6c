"""
How long it takes to drive from plots to where plants need to be: criteria by road.

Each function measures on the roads of a layer of lines; `sezgeo.transport.rules` holds the
speeds, the congestion and how far off the road a plot may lie, with their sources. A plot from
which nobody can drive there is unknown, and `sezgeo.criteria.road_times` says why.
"""

from typing import TYPE_CHECKING

import numpy as np
import shapely
from geopandas import GeoDataFrame, points_from_xy
from pandas import DataFrame, Series

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from sezgeo.transport.rules import RoadRules, Vehicle

SECONDS_PER_HOUR = 3600.0


def drive_time_to_airport_min(
    plots: GeoDataFrame, roads: GeoDataFrame, airports: GeoDataFrame
) -> Series:
    """
    Measure the time by car from each plot to the nearest airport.

    Parameters
    ----------
    plots
        Plots.
    roads
        Roads, with `class`.
    airports
        Airports; their reference points or their land.

    Returns
    -------
    drive_time_to_airport_min
        Minutes on a usual day, indexed like `plots`; missing where nobody can drive there.

    Examples
    --------
    15.4 km of street at 60 km/h take 15.4 minutes on a free road, 1.54 times as long on a usual
    day:

    >>> from shapely import LineString, Point, box
    >>> plots = GeoDataFrame(geometry=[box(-9, 0, 0, 9)], index=["A"], crs=32637)
    >>> roads = GeoDataFrame(
    ...     {"class": ["street"]}, geometry=[LineString([(0, 0), (15_400, 0)])], crs=32637)
    >>> airports = GeoDataFrame(geometry=[Point(15_400, 0)], crs=32637)
    >>> drive_time_to_airport_min(plots, roads, airports).round(1).to_dict()
    {'A': 23.7}
    """
    return _series("drive_time_to_airport_min", plots, roads, airports)


def drive_time_to_motorway_min(plots: GeoDataFrame, roads: GeoDataFrame) -> Series:
    """
    Measure the time by car from each plot onto the nearest motorway or its ramp.

    Parameters
    ----------
    plots
        Plots.
    roads
        Roads, with `class`.

    Returns
    -------
    drive_time_to_motorway_min
        Minutes on a usual day, indexed like `plots`; missing where nobody can drive there.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> plots = GeoDataFrame(geometry=[box(-9, 0, 0, 9)], index=["A"], crs=32637)
    >>> roads = GeoDataFrame(
    ...     {"class": ["street", "motorway"]}, crs=32637,
    ...     geometry=[LineString([(0, 0), (3000, 0)]), LineString([(3000, 0), (3000, 99)])])
    >>> drive_time_to_motorway_min(plots, roads).round(2).to_dict()
    {'A': 4.62}
    """
    return _series("drive_time_to_motorway_min", plots, roads)


def drive_time_to_rail_freight_min(
    plots: GeoDataFrame, roads: GeoDataFrame, freight_stations: GeoDataFrame
) -> Series:
    """
    Measure the time by car from each plot to the nearest station that takes freight.

    Parameters
    ----------
    plots
        Plots.
    roads
        Roads, with `class`.
    freight_stations
        Freight stations and terminals.

    Returns
    -------
    drive_time_to_rail_freight_min
        Minutes on a usual day, indexed like `plots`; missing where nobody can drive there.

    Examples
    --------
    >>> from shapely import LineString, Point, box
    >>> plots = GeoDataFrame(geometry=[box(-9, 0, 0, 9)], index=["A"], crs=32637)
    >>> roads = GeoDataFrame(
    ...     {"class": ["street"]}, geometry=[LineString([(0, 0), (6000, 0)])], crs=32637)
    >>> yards = GeoDataFrame(geometry=[Point(6000, 0)], crs=32637)
    >>> drive_time_to_rail_freight_min(plots, roads, yards).round(2).to_dict()
    {'A': 9.24}
    """
    return _series("drive_time_to_rail_freight_min", plots, roads, freight_stations)


def drive_time_to_university_min(
    plots: GeoDataFrame, roads: GeoDataFrame, universities: GeoDataFrame
) -> Series:
    """
    Measure the time by car from each plot to the nearest university or institute.

    Parameters
    ----------
    plots
        Plots.
    roads
        Roads, with `class`.
    universities
        Universities and institutes.

    Returns
    -------
    drive_time_to_university_min
        Minutes on a usual day, indexed like `plots`; missing where nobody can drive there.

    Examples
    --------
    A one-way street leads there, but not back:

    >>> from shapely import LineString, Point, box
    >>> plots = GeoDataFrame(
    ...     geometry=[box(-9, 0, 0, 9), box(1000, 0, 1009, 9)], index=["A", "B"], crs=32637)
    >>> roads = GeoDataFrame(
    ...     {"class": ["street"], "oneway": ["yes"]}, crs=32637,
    ...     geometry=[LineString([(0, 0), (600, 0), (1000, 0)])])
    >>> universities = GeoDataFrame(geometry=[Point(600, 0)], crs=32637)
    >>> drive_time_to_university_min(plots, roads, universities).round(3).to_dict()
    {'A': 0.924, 'B': nan}
    """
    return _series("drive_time_to_university_min", plots, roads, universities)


def truck_time_to_motorway_min(plots: GeoDataFrame, roads: GeoDataFrame) -> Series:
    """
    Measure the time of a heavy lorry from each plot onto the nearest motorway or its ramp.

    Parameters
    ----------
    plots
        Plots.
    roads
        Roads, with `class`, `maxheight_m`, `maxweight_t` and `no_truck`.

    Returns
    -------
    truck_time_to_motorway_min
        Minutes on a usual day, indexed like `plots`; missing where no lorry can drive there.

    Examples
    --------
    A bridge of 3.5 m stops a lorry of 4 m:

    >>> from shapely import LineString, box
    >>> plots = GeoDataFrame(geometry=[box(-9, 0, 0, 9)], index=["A"], crs=32637)
    >>> roads = GeoDataFrame(
    ...     {"class": ["street", "motorway"], "maxheight_m": [3.5, None]}, crs=32637,
    ...     geometry=[LineString([(0, 0), (3000, 0)]), LineString([(3000, 0), (3000, 99)])])
    >>> truck_time_to_motorway_min(plots, roads).to_dict()
    {'A': nan}
    """
    return _series("truck_time_to_motorway_min", plots, roads)


def truck_time_to_rail_freight_min(
    plots: GeoDataFrame, roads: GeoDataFrame, freight_stations: GeoDataFrame
) -> Series:
    """
    Measure the time of a heavy lorry from each plot to the nearest station that takes freight.

    Parameters
    ----------
    plots
        Plots.
    roads
        Roads, with `class`, `maxheight_m`, `maxweight_t` and `no_truck`.
    freight_stations
        Freight stations and terminals.

    Returns
    -------
    truck_time_to_rail_freight_min
        Minutes on a usual day, indexed like `plots`; missing where no lorry can drive there.

    Examples
    --------
    >>> from shapely import LineString, Point, box
    >>> plots = GeoDataFrame(geometry=[box(-9, 0, 0, 9)], index=["A"], crs=32637)
    >>> roads = GeoDataFrame(
    ...     {"class": ["trunk"]}, geometry=[LineString([(0, 0), (7000, 0)])], crs=32637)
    >>> yards = GeoDataFrame(geometry=[Point(7000, 0)], crs=32637)
    >>> truck_time_to_rail_freight_min(plots, roads, yards).round(2).to_dict()
    {'A': 9.24}
    """
    return _series("truck_time_to_rail_freight_min", plots, roads, freight_stations)


def people_within_45min_count(
    plots: GeoDataFrame, roads: GeoDataFrame, population: GeoDataFrame
) -> Series:
    """
    Count the people who can drive to each plot within 45 minutes of a usual day.

    Parameters
    ----------
    plots
        Plots.
    roads
        Roads, with `class`.
    population
        Where people live, with `people`.

    Returns
    -------
    people_within_45min_count
        People, indexed like `plots`; missing for a plot with no road near it.

    Examples
    --------
    >>> from shapely import LineString, Point, box
    >>> plots = GeoDataFrame(geometry=[box(-9, 0, 0, 9)], index=["A"], crs=32637)
    >>> roads = GeoDataFrame(
    ...     {"class": ["street"]}, geometry=[LineString([(0, 0), (60_000, 0)])], crs=32637)
    >>> population = GeoDataFrame(
    ...     {"people": [300, 500]}, geometry=[Point(9000, 0), Point(59_000, 0)], crs=32637)
    >>> people_within_45min_count(plots, roads, population).to_dict()
    {'A': 300.0}
    """
    return _series("people_within_45min_count", plots, roads, population)


def _series(name: str, plots: GeoDataFrame, *layers: GeoDataFrame) -> Series:
    from sezgeo.criteria.road_times import journeys

    return Series(journeys(name, plots, *layers).value, index=plots.index, name=name)


def as_osmnx(roads: GeoDataFrame, *, vehicle: "Vehicle", rules: "RoadRules") -> "MultiDiGraph":
    """
    Return the network as osmnx keeps graphs: for its plots, its routes and its GraphML files.

    Parameters
    ----------
    roads
        Roads, as the criteria take them.
    vehicle
        Decides speeds and closed roads.
    rules
        What makes lines a network.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes with `x` and `y`; edges with `length` in metres, `speed_kph`, and `travel_time` in
        seconds of free road, as osmnx names them.
    """
    import osmnx

    from sezgeo.transport.graph import METRES_PER_KM, network_of

    graph = network_of(roads, rules.network)
    start, end, metres, line = graph.edges()
    usable = graph.is_open(vehicle)[line]
    back = usable & (graph.traits["oneway"] != "yes").to_numpy()[line]
    way = [
        np.concatenate([part[usable], other[back]]) for part, other in ((start, end), (end, start))
    ]
    of, length = (np.concatenate([part[usable], part[back]]) for part in (line, metres))
    speed = graph.speed_kmh(vehicle)[of]
    seconds = length / (speed * METRES_PER_KM / SECONDS_PER_HOUR)
    edges = DataFrame({"u": way[0], "v": way[1], "length": length, "speed_kph": speed})
    edges = edges.assign(travel_time=seconds, osmid=graph.row[of], oneway=False)
    edges["key"] = edges.groupby(["u", "v"]).cumcount()
    x, y = graph.stops.xy.T
    nodes = GeoDataFrame({"x": x, "y": y}, geometry=points_from_xy(x, y), crs=roads.crs)
    shapes = shapely.linestrings(np.stack([graph.stops.xy[way[0]], graph.stops.xy[way[1]]], axis=1))
    drawn = GeoDataFrame(edges, geometry=shapes, crs=roads.crs).set_index(["u", "v", "key"])
    return osmnx.convert.graph_from_gdfs(nodes, drawn)
