"""How large a plot is, how well shaped, and how full its site is."""

import math

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from sezgeo.crs import geodesic_area_ha
from sezgeo.planar.rectangle import largest_sides_m

_HECTARE_M2 = 10_000.0

TAKEN = ("occupied", "under_construction")
"""Statuses of land that somebody builds on or works on already."""


def area_ha(plots: GeoDataFrame) -> Series:
    """
    Measure the true area of each plot, on the ellipsoid as the cadastre does.

    Parameters
    ----------
    plots
        Plots.

    Returns
    -------
    area_ha
        Hectares, indexed like `plots`.

    Examples
    --------
    >>> from shapely import box
    >>> square = box(400_000, 6_170_000, 400_200, 6_170_100)
    >>> plots = GeoDataFrame(geometry=[square], index=["A"], crs=32637)
    >>> area_ha(plots).round(3).to_dict()
    {'A': 2.001}
    """
    return Series(geodesic_area_ha(plots.geometry), index=plots.index, name="area_ha")


def compactness_share(plots: GeoDataFrame) -> Series:
    """
    Measure how compact each plot is: its area over that of a circle with its perimeter.

    This is the isoperimetric quotient, 4 pi A / P^2 (Polsby and Popper, Yale Law & Policy Review
    9, 1991): 1 for a circle, 0.785 for a square, near 0 for a strip.

    Parameters
    ----------
    plots
        Plots.

    Returns
    -------
    compactness_share
        Between 0 and 1, indexed like `plots`.

    Examples
    --------
    >>> from shapely import box
    >>> plots = GeoDataFrame(
    ...     geometry=[box(0, 0, 9, 9), box(0, 0, 1, 99)], index=["square", "strip"], crs=32637)
    >>> compactness_share(plots).round(3).to_dict()
    {'square': 0.785, 'strip': 0.031}
    """
    share = 4 * math.pi * plots.area / plots.length**2
    return Series(share, name="compactness_share")


def largest_rectangle_ha(plots: GeoDataFrame) -> Series:
    """
    Measure the largest rectangle, at any angle, that fits into each plot.

    Parameters
    ----------
    plots
        Plots.

    Returns
    -------
    largest_rectangle_ha
        Hectares, true as `area_ha` is, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Polygon
    >>> triangle = Polygon([(400e3, 6170e3), (400.4e3, 6170e3), (400e3, 6170.2e3)])
    >>> plots = GeoDataFrame(geometry=[triangle], index=["A"], crs=32637)
    >>> largest_rectangle_ha(plots).round(3).to_dict()
    {'A': 2.001}
    """
    sides = largest_sides_m(plots.geometry)
    hectares = sides[:, 0] * sides[:, 1] / _HECTARE_M2 * _stretch(plots) ** 2
    return Series(hectares, index=plots.index, name="largest_rectangle_ha")


def largest_rectangle_short_side_m(plots: GeoDataFrame) -> Series:
    """
    Measure the short side of the largest rectangle that fits into each plot.

    Parameters
    ----------
    plots
        Plots.

    Returns
    -------
    largest_rectangle_short_side_m
        Metres on the ground, indexed like `plots`.

    Examples
    --------
    >>> from shapely import box
    >>> strip = box(400_000, 6_170_000, 400_500, 6_170_100)
    >>> plots = GeoDataFrame(geometry=[strip], index=["A"], crs=32637)
    >>> largest_rectangle_short_side_m(plots).round(1).to_dict()
    {'A': 100.0}
    """
    metres = largest_sides_m(plots.geometry)[:, 1] * _stretch(plots)
    return Series(metres, index=plots.index, name="largest_rectangle_short_side_m")


def site_occupied_share(plots: GeoDataFrame, site_plots: GeoDataFrame) -> Series:
    """
    Measure which share of the land of each plot's site is occupied or under construction.

    Parameters
    ----------
    plots
        Plots, with `site`.
    site_plots
        All plots of the sites, with `site` and `status`.

    Returns
    -------
    site_occupied_share
        Between 0 and 1, the same for all plots of a site, indexed like `plots`; missing where
        nothing is known of the site.

    Examples
    --------
    >>> from shapely import box
    >>> plots = GeoDataFrame(
    ...     {"site": ["miet"] * 3, "status": ["occupied", "reserved", "free"]},
    ...     geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 40, 10)],
    ...     index=["A", "B", "C"], crs=32637)
    >>> site_occupied_share(plots, plots).to_dict()
    {'A': 0.25, 'B': 0.25, 'C': 0.25}
    """
    land, site = site_plots.area, site_plots["site"].to_numpy()
    taken = land.where(site_plots["status"].isin(TAKEN), 0.0)
    share = taken.groupby(site).sum() / land.groupby(site).sum()
    return Series(plots["site"].map(share), name="site_occupied_share", dtype=float)


def _stretch(plots: GeoDataFrame) -> NDArray[np.float64]:
    """Return metres on the ground per metre on the plane, at each plot."""
    true_m2 = geodesic_area_ha(plots.geometry) * _HECTARE_M2
    plane_m2 = plots.area.to_numpy()
    ratio = np.divide(true_m2, plane_m2, out=np.full(len(plots), math.nan), where=plane_m2 > 0)
    return np.asarray(np.sqrt(ratio), dtype=float)
