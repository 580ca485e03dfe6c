"""
The nearest feature of each plot: what most criteria are made of.

Distances are straight lines between outlines in the working system; a plot that touches or lies
inside a feature is 0 m from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.layers.selection import accuracy_m
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine, Finder, finder_of

_MOST_ACCURACIES = 16
"""Distinct accuracies told apart; beyond that they are rounded up, which only widens bounds."""


@dataclass(frozen=True, slots=True, eq=False)
class NearestFeatures:
    """
    The nearest feature of each plot, and what its distance lies between; see `Targets`.

    Attributes
    ----------
    metres : numpy.ndarray, shape (plots,)
        Distance; infinite where there is no feature at all.
    feature : numpy.ndarray of int, shape (plots,)
        Position of the nearest feature among all; -1 where there is none.
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
        return cls(
            tuple((off, positions, finder_of(shapes[positions], engine)) for off, positions in rows)
        )

    def nearest(self, plots: PlotArrays) -> NearestFeatures:
        """Find the nearest feature of each plot, and bound the distance by the features' errors."""
        low, high, metres = (np.full(len(plots), np.inf) for _ in range(3))
        feature = np.full(len(plots), -1, dtype=np.intp)
        for off, positions, finder in self.classes:
            features, distance = finder.nearest(plots)
            nearer = distance < metres
            metres = np.where(nearer, distance, metres)
            feature = np.where(nearer, positions[features], feature)
            low, high = np.minimum(low, distance - off), np.minimum(high, distance + off)
        return NearestFeatures(metres, feature, low, high)


def plot_arrays(plots: GeoDataFrame) -> PlotArrays:
    """Take the outlines of plots apart, once for all that is measured from them."""
    return PlotArrays(plots.geometry.to_numpy())


def _few(accuracy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round accuracies up to a few distinct ones."""
    if len(np.unique(accuracy)) <= _MOST_ACCURACIES:
        return accuracy
    steps = np.quantile(accuracy, np.linspace(0, 1, _MOST_ACCURACIES), method="higher")
    return np.asarray(steps[np.searchsorted(steps, accuracy)], dtype=float)
