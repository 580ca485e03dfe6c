"""Whom a plot has for neighbours: housing, water, its own cluster, and those that harm it."""

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import Series

from sezgeo.capacity.sources import is_operating
from sezgeo.criteria.counts import within_count
from sezgeo.criteria.distance import distance_m
from sezgeo.layers.selection import counted, together, word_is

NEIGHBOURHOOD_M = 2000.0
"""Radius of the neighbourhood, in the names of the counts too: a choice of ours, half an hour on
foot, not a norm."""

is_pharma = word_is("cluster", "pharma")
is_battery = word_is("cluster", "battery")
is_hostile = word_is("hostile", "yes")
is_sewage_works = word_is("kind", "wwtp")


def distance_to_housing_m(plots: GeoDataFrame, housing: GeoDataFrame) -> Series:
    """
    Measure from each plot's boundary to the nearest housing.

    Parameters
    ----------
    plots
        Plots.
    housing
        Residential areas.

    Returns
    -------
    distance_to_housing_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> housing = GeoDataFrame(geometry=[box(310, 0, 400, 90)], crs=32637)
    >>> distance_to_housing_m(plots, housing).to_dict()
    {'A': 300.0}
    """
    return distance_m(plots, housing, name="distance_to_housing_m")


def distance_to_water_body_m(plots: GeoDataFrame, water_bodies: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest river or lake.

    Parameters
    ----------
    plots
        Plots.
    water_bodies
        Shores, or the lines of small rivers.

    Returns
    -------
    distance_to_water_body_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> rivers = GeoDataFrame(geometry=[LineString([(0, 130), (90, 130)])], crs=32637)
    >>> distance_to_water_body_m(plots, rivers).to_dict()
    {'A': 120.0}
    """
    return distance_m(plots, water_bodies, name="distance_to_water_body_m")


def distance_to_hostile_neighbour_m(
    plots: GeoDataFrame, industry: GeoDataFrame, chp: GeoDataFrame, water_works: GeoDataFrame
) -> Series:
    """
    Measure from each plot to the nearest neighbour that harms clean production.

    Those are plants marked hostile, running heat and power plants, and sewage treatment works.
    One that stands in two layers is one neighbour: the nearest outline decides. Guides to good
    manufacturing practice (EU GMP 3.1, WHO TRS 986 annex 2) ask for an environment with minimal
    risk of contamination and name no distance; this measure is a proxy for it.

    Parameters
    ----------
    plots
        Plots.
    industry
        Plants, with `hostile`.
    chp
        Heat and power plants, with `status`.
    water_works
        Water and sewage works, with `kind`.

    Returns
    -------
    distance_to_hostile_neighbour_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> industry = GeoDataFrame(
    ...     {"hostile": ["no", "yes"]}, geometry=[Point(20, 5), Point(910, 5)], crs=32637)
    >>> chp = GeoDataFrame({"status": ["operating"]}, geometry=[Point(710, 5)], crs=32637)
    >>> works = GeoDataFrame({"kind": ["water_works"]}, geometry=[Point(50, 5)], crs=32637)
    >>> distance_to_hostile_neighbour_m(plots, industry, chp, works).to_dict()
    {'A': 700.0}
    """
    harmful = together(
        [
            counted(industry, is_hostile),
            counted(chp, is_operating),
            counted(water_works, is_sewage_works),
        ]
    )
    return distance_m(plots, harmful, name="distance_to_hostile_neighbour_m")


def pharma_neighbours_within_2km_count(plots: GeoDataFrame, industry: GeoDataFrame) -> Series:
    """
    Count the listed pharma and biotech plants within 2 km of each plot.

    Parameters
    ----------
    plots
        Plots.
    industry
        Plants, with `cluster`.

    Returns
    -------
    pharma_neighbours_within_2km_count
        Number of plants, indexed like `plots`; a plant on the plot itself counts.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> industry = GeoDataFrame(
    ...     {"cluster": ["pharma", "pharma", "battery"]},
    ...     geometry=[Point(2010, 5), Point(2011, 5), Point(20, 5)], crs=32637)
    >>> pharma_neighbours_within_2km_count(plots, industry).to_dict()
    {'A': 1.0}
    """
    near = counted(industry, is_pharma)
    return _neighbours(plots, near, industry).rename("pharma_neighbours_within_2km_count")


def battery_neighbours_within_2km_count(plots: GeoDataFrame, industry: GeoDataFrame) -> Series:
    """
    Count the listed battery plants within 2 km of each plot.

    Parameters
    ----------
    plots
        Plots.
    industry
        Plants, with `cluster`.

    Returns
    -------
    battery_neighbours_within_2km_count
        Number of plants, indexed like `plots`; a plant on the plot itself counts.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> industry = GeoDataFrame({"cluster": ["battery"]}, geometry=[Point(5, 5)], crs=32637)
    >>> battery_neighbours_within_2km_count(plots, industry).to_dict()
    {'A': 1.0}
    """
    near = counted(industry, is_battery)
    return _neighbours(plots, near, industry).rename("battery_neighbours_within_2km_count")


def _neighbours(plots: GeoDataFrame, near: GeoDataFrame, listed: GeoDataFrame) -> Series:
    """Count neighbours; where no plant at all is listed, nothing is known."""
    if listed.empty:
        return Series(np.nan, index=plots.index)
    counts = within_count(plots, near, radius_m=NEIGHBOURHOOD_M)
    return pd.Series(counts.astype(float), index=plots.index)
