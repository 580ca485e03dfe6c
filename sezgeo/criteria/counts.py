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

    def around(self, plots: GeoDataFrame, asking: PlotArrays, radius_m: float) -> Counts:
        """Count features within `radius_m`; `asking` are the same plots."""
        if self.finder is None:
            return Counts(*np.zeros((3, len(plots)), dtype=np.int64))
        own, off = accuracy_m(plots), float(self.accuracy.max())
        # a distance that no accuracy can bring over the radius need not be known exactly
        plot, found, metres = self.finder.within(asking, radius_m + own + off, radius_m - own - off)
        error = own[plot] + self.accuracy[found]
        together = self._together(plots, plot, found)
        error[together] = np.abs(own[plot[together]] - self.accuracy[found[together]])
        listed = self.listed[found]
        within = (
            listed & (metres + error <= radius_m),
            listed & (metres <= radius_m),
            metres - error <= radius_m,
        )
        return Counts(*(np.bincount(plot[one], minlength=len(plots)) for one in within))

    def _together(self, plots: GeoDataFrame, plot: Ints, found: Ints) -> NDArray[np.bool_]:
        """Tell which plots and features were drawn after one site."""
        if self.site is None or "site" not in plots.columns:
            return np.zeros(len(plot), dtype=bool)
        both = np.concatenate([plots["site"].to_numpy(dtype=object), self.site])
        code = pd.factorize(both)[0]
        own, other = code[: len(plots)][plot], code[len(plots) :][found]
        same: NDArray[np.bool_] = (own == other) & (own >= 0)
        return same
