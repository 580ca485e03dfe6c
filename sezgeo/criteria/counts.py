"""
How many features lie within a distance of each plot, as drawn and given how far off they may be.

Accuracies of plot and feature add up; two outlines of one site shift together, so between them
only the difference counts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.arrays import Floats, Ints
from sezgeo.layers.selection import accuracy_m
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine, Finder, finder_of


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """
    How many features lie within a distance of each plot.

    Attributes
    ----------
    surely, drawn, maybe : numpy.ndarray of int, shape (plots,)
        Those within it whatever the accuracies, those within it as drawn, and those that may be.
    """

    surely: Ints
    drawn: Ints
    maybe: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Countable:
    """
    Features made ready to be counted around any plots.

    Attributes
    ----------
    finder
        Finds them; None where there are none.
    accuracy : numpy.ndarray, shape (features,)
        How far each outline may be off.
    site
        Site of each, if their layer has a column of them.
    listed : numpy.ndarray of bool, shape (features,)
        False for those whose record leaves open whether they count: they only may.
    """

    finder: Finder | None
    accuracy: Floats
    site: NDArray[Any] | None
    listed: NDArray[np.bool_]

    @classmethod
    def of(
        cls, features: GeoDataFrame, listed: NDArray[np.bool_], engine: Engine = "tree"
    ) -> "Countable":
        """Make features ready; see `sezgeo.planar.spatial_index` for the engines."""
        finder = finder_of(features.geometry.to_numpy(), engine) if len(features) else None
        site = features["site"].to_numpy(dtype=object) if "site" in features.columns else None
        return cls(finder, accuracy_m(features), site, listed)

    def around(self, plots: GeoDataFrame, arrays: PlotArrays, radius_m: float) -> Counts:
        """Count features within `radius_m`; `arrays` are the same plots."""
        if self.finder is None:
            return Counts(*np.zeros((3, len(plots)), dtype=np.int64))
        plot_m, feature_m = accuracy_m(plots), float(self.accuracy.max())
        # a distance that no accuracy can bring over the radius need not be known exactly
        plot, feature, metres = self.finder.within(
            arrays, radius_m + plot_m + feature_m, radius_m - plot_m - feature_m
        )
        error = plot_m[plot] + self.accuracy[feature]
        same_site = self._same_site(plots, plot, feature)
        error[same_site] = np.abs(plot_m[plot[same_site]] - self.accuracy[feature[same_site]])
        listed = self.listed[feature]
        within = (
            listed & (metres + error <= radius_m),
            listed & (metres <= radius_m),
            metres - error <= radius_m,
        )
        return Counts(*(np.bincount(plot[pairs], minlength=len(plots)) for pairs in within))

    def _same_site(self, plots: GeoDataFrame, plot: Ints, feature: Ints) -> NDArray[np.bool_]:
        """Tell which plots and features were drawn after one site."""
        if self.site is None or "site" not in plots.columns:
            return np.zeros(len(plot), dtype=bool)
        sites = np.concatenate([plots["site"].to_numpy(dtype=object), self.site])
        code = pd.factorize(sites)[0]
        plot_site, feature_site = code[: len(plots)][plot], code[len(plots) :][feature]
        same: NDArray[np.bool_] = (plot_site == feature_site) & (plot_site >= 0)
        return same
