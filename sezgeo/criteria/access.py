"""How far plots lie from people, tracks, roads and airports."""

from geopandas import GeoDataFrame
from pandas import Series

from sezgeo.criteria.distance import distance_m
from sezgeo.layers.selection import counted, word_is

is_rapid_transit = word_is("kind", "metro", "mcc", "mcd")
"""Stations of the metro, the Central Circle and the Diameters, but not of suburban trains."""


def distance_to_metro_m(plots: GeoDataFrame, stations: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest station of the metro, the MCC or the MCD.

    Parameters
    ----------
    plots
        Plots.
    stations
        Stations, with `kind`.

    Returns
    -------
    distance_to_metro_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> stations = GeoDataFrame(
    ...     {"kind": ["rail", "mcd"]}, geometry=[Point(20, 5), Point(710, 5)], crs=32637)
    >>> distance_to_metro_m(plots, stations).to_dict()
    {'A': 700.0}
    """
    return distance_m(plots, counted(stations, is_rapid_transit), name="distance_to_metro_m")


def distance_to_rail_m(plots: GeoDataFrame, railways: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest railway track.

    Parameters
    ----------
    plots
        Plots.
    railways
        Tracks of any kind.

    Returns
    -------
    distance_to_rail_m
        Metres in a straight line, indexed like `plots`; 0 where a track crosses the plot.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> railways = GeoDataFrame(geometry=[LineString([(40, -9), (40, 9)])], crs=32637)
    >>> distance_to_rail_m(plots, railways).to_dict()
    {'A': 30.0}
    """
    return distance_m(plots, railways, name="distance_to_rail_m")


def distance_to_freight_station_m(plots: GeoDataFrame, freight_stations: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest station that takes freight.

    Parameters
    ----------
    plots
        Plots.
    freight_stations
        Freight stations and terminals.

    Returns
    -------
    distance_to_freight_station_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> yards = GeoDataFrame(geometry=[Point(5, 2010)], crs=32637)
    >>> distance_to_freight_station_m(plots, yards).to_dict()
    {'A': 2000.0}
    """
    return distance_m(plots, freight_stations, name="distance_to_freight_station_m")


def distance_to_motorway_junction_m(plots: GeoDataFrame, junctions: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest place where lorries enter a motorway.

    Parameters
    ----------
    plots
        Plots.
    junctions
        Motorway junctions.

    Returns
    -------
    distance_to_motorway_junction_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> junctions = GeoDataFrame(geometry=[Point(1510, 5)], crs=32637)
    >>> distance_to_motorway_junction_m(plots, junctions).to_dict()
    {'A': 1500.0}
    """
    return distance_m(plots, junctions, name="distance_to_motorway_junction_m")


def distance_to_airport_m(plots: GeoDataFrame, airports: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest airport.

    Parameters
    ----------
    plots
        Plots.
    airports
        Airports; their reference points or their land.

    Returns
    -------
    distance_to_airport_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> airports = GeoDataFrame(geometry=[Point(15_010, 5)], crs=32637)
    >>> distance_to_airport_m(plots, airports).to_dict()
    {'A': 15000.0}
    """
    return distance_m(plots, airports, name="distance_to_airport_m")


def distance_to_university_m(plots: GeoDataFrame, universities: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest university or research institute.

    Parameters
    ----------
    plots
        Plots.
    universities
        Universities and institutes.

    Returns
    -------
    distance_to_university_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> universities = GeoDataFrame(geometry=[Point(5, -600)], crs=32637)
    >>> distance_to_university_m(plots, universities).to_dict()
    {'A': 600.0}
    """
    return distance_m(plots, universities, name="distance_to_university_m")
