"""
The nearest feature and the features within a distance: what most criteria are made of.

Distances are straight lines between outlines in the working system; a plot that touches or lies
inside a feature is 0 m from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from sezgeo.layers.selection import accuracy_m
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine, Finder, finder_of

_MOST_ACCURACIES = 16
"""Distinct accuracies told apart; beyond that they are rounded up, which only widens bounds."""


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """
    The nearest feature of each plot, by position.

    Attributes
    ----------
    metres : numpy.ndarray, shape (plots,)
        Distance; infinite where there is no feature at all.
    feature : numpy.ndarray of int, shape (plots,)
        Position of the nearest feature among those asked; -1 where there is none.
    """

    metres: NDArray[np.float64]
    feature: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """
    The nearest feature of each plot, and what its distance lies between; see `Targets`.

    Attributes
    ----------
    metres, feature
        As in `Reach`.
    low, high : numpy.ndarray, shape (plots,)
        Least and greatest distance, given how far off features may be; infinite where there is
        none.
    """

    metres: NDArray[np.float64]
    feature: NDArray[np.intp]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """
    Features made ready to be measured to, once for any number of plots.

    A farther feature drawn coarsely may be the nearest one in truth, so each accuracy is asked
    for its own nearest feature.

    Attributes
    ----------
    classes
        For each accuracy: how far off its features may be, their positions, and their finder.
    """

    classes: tuple[tuple[float, NDArray[np.intp], Finder], ...]

    @classmethod
    def of(cls, features: GeoDataFrame, engine: Engine = "tree") -> "Targets":
        """Make features ready; see `sezgeo.planar.spatial_index` for the engines."""
        return cls.of_several([features], engine)

    @classmethod
    def of_several(cls, frames: Sequence[GeoDataFrame], engine: Engine = "tree") -> "Targets":
        """Make the features of several layers ready, in their order."""
        accuracy = _few(np.concatenate([accuracy_m(frame) for frame in frames]))
        shapes = np.concatenate([frame.geometry.to_numpy() for frame in frames])
        rows = [(float(off), np.flatnonzero(accuracy == off)) for off in np.unique(accuracy)]
        return cls(tuple((off, mine, finder_of(shapes[mine], engine)) for off, mine in rows))

    def bounded(self, plots: PlotArrays) -> Bounded:
        """Find the nearest feature of each plot, and bound the distance by the features' errors."""
        low, high, metres = (np.full(len(plots), np.inf) for _ in range(3))
        feature = np.full(len(plots), -1, dtype=np.intp)
        for off, rows, finder in self.classes:
            found, distance = finder.nearest(plots)
            nearer = distance < metres
            metres = np.where(nearer, distance, metres)
            feature = np.where(nearer, rows[found], feature)
            low, high = np.minimum(low, distance - off), np.minimum(high, distance + off)
        return Bounded(metres, feature, low, high)


def asking(plots: GeoDataFrame) -> PlotArrays:
    """Take the outlines of plots, to ask for what is nearest to them."""
    return PlotArrays(plots.geometry.to_numpy())


def reach(plots: GeoDataFrame, features: GeoDataFrame) -> Reach:
    """Find the nearest feature of each plot; of several equally near ones, one."""
    metres = np.full(len(plots), np.inf)
    nearest = np.full(len(plots), -1, dtype=np.intp)
    if len(features):
        nearest, metres = finder_of(features.geometry.to_numpy(), "tree").nearest(asking(plots))
    return Reach(metres, nearest)


def distance_m(plots: GeoDataFrame, features: GeoDataFrame, *, name: str) -> Series:
    """
    Measure from each plot to the nearest feature.

    Parameters
    ----------
    plots, features
        Any geometries, in one metric system.
    name
        Name of the measure.

    Returns
    -------
    Series
        Metres, indexed like `plots`; missing where there is no feature.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> wells = GeoDataFrame(geometry=[Point(13, 14), Point(5, 99)], crs=32637)
    >>> distance_m(plots, wells, name="distance_to_well_m").to_dict()
    {'A': 5.0}
    """
    metres = reach(plots, features).metres
    return Series(np.where(np.isinf(metres), np.nan, metres), index=plots.index, name=name)


def bounds_m(
    plots: GeoDataFrame, features: GeoDataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Bound the distance to the nearest feature, given how far off the outlines may be.

    The errors of plot and feature add up linearly: nothing is known of their direction.

    Returns
    -------
    tuple of numpy.ndarray, shape (plots,)
        Least and greatest distance; infinite where there is no feature.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(
    ...     {"accuracy_m": [10.0]}, geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> wells = GeoDataFrame(
    ...     {"accuracy_m": [5.0, 80.0]}, geometry=[Point(110, 5), Point(160, 5)], crs=32637)
    >>> bounds_m(plots, wells)
    (array([60.]), array([115.]))
    """
    found, own = Targets.of(features).bounded(asking(plots)), accuracy_m(plots)
    return np.maximum(found.low - own, 0.0), found.high + own


def _few(accuracy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round accuracies up to a few distinct ones."""
    if len(np.unique(accuracy)) <= _MOST_ACCURACIES:
        return accuracy
    steps = np.quantile(accuracy, np.linspace(0, 1, _MOST_ACCURACIES), method="higher")
    return np.asarray(steps[np.searchsorted(steps, accuracy)], dtype=float)
