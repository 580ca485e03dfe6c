"""
Who finds the nearest feature: a tree, or a grid where numba is installed and the plots are many.

Both give the same distances. A finder is made once for a layer and asked for every chunk of plots;
each thread has a tree of its own over geometries of its own, since GEOS crashes on geometries that
threads share (shapely 2.2.0, GEOS 3.14.1).
"""

from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Literal, Protocol

import numpy as np
import shapely

from sezgeo.arrays import Floats, Shapes
from sezgeo.planar.queries import Found, PlotArrays, Reached
from sezgeo.threads import in_threads, parts_of

Engine = Literal["tree", "grid"]


class Finder(Protocol):
    """Finds the nearest of some features."""

    def nearest(self, plots: PlotArrays) -> Found:
        """Find the nearest feature of each plot."""
        ...

    def within(self, plots: PlotArrays, reach_m: Floats, enough_m: Floats) -> Reached:
        """
        Find all features within reach of each plot.

        Parameters
        ----------
        plots
            The plots.
        reach_m : numpy.ndarray, shape (plots,)
            Greatest distance to a feature.
        enough_m : numpy.ndarray, shape (plots,)
            A distance up to this need not be exact: any that is no less than the true one will
            do. Below 0 all are exact.
        """
        ...


def fastest() -> Engine:
    """Return the quickest engine there is: the grid needs numba, the extra `sezgeo[fast]`."""
    return "grid" if find_spec("numba") else "tree"


def finder_of(features: Shapes, engine: Engine) -> Finder:
    """
    Make ready to find the nearest of some features.

    Parameters
    ----------
    features
        At least one geometry, none of them empty.
    engine
        `tree` is quick to make; `grid` is quick to ask, and takes a second or so to start.
    """
    if engine == "grid":
        from sezgeo.planar.grid_index import GridIndex

        return GridIndex.of(features)
    return Trees(features)


@dataclass(slots=True, eq=False)
class Trees:
    """A tree over features for every thread."""

    features: Shapes
    made: "list[shapely.STRtree] | None" = None

    def nearest(self, plots: PlotArrays) -> Found:
        """Find the nearest feature of each plot."""
        halves = parts_of(len(plots))
        trees = self._trees(len(halves))
        results = in_threads(
            [
                partial(_nearest, tree, plots.shapes[half])
                for tree, half in zip(trees, halves, strict=True)
            ]
        )
        position, metres = zip(*results, strict=True)
        return np.concatenate(position), np.concatenate(metres)

    def within(self, plots: PlotArrays, reach_m: Floats, enough_m: Floats) -> Reached:  # noqa: ARG002
        """Find all features within reach of each plot; see `Finder`."""
        halves = parts_of(len(plots))
        results = in_threads(
            [
                partial(_within, tree, plots.shapes[half], reach_m[half])
                for tree, half in zip(self._trees(len(halves)), halves, strict=True)
            ]
        )
        plot = [rows + half.start for (rows, _, _), half in zip(results, halves, strict=True)]
        _, feature, metres = zip(*results, strict=True)
        return np.concatenate(plot), np.concatenate(feature), np.concatenate(metres)

    def _trees(self, count: int) -> "list[shapely.STRtree]":
        trees = self.made or [shapely.STRtree(self.features)]
        while len(trees) < count:
            copies = shapely.from_wkb(shapely.to_wkb(self.features))
            trees.append(shapely.STRtree(copies))
        self.made = trees
        return trees[:count]


def _nearest(tree: shapely.STRtree, plots: Shapes) -> Found:
    position = np.full(len(plots), -1, dtype=np.intp)
    metres = np.full(len(plots), np.inf)
    (rows, features), distances = tree.query_nearest(plots, all_matches=False, return_distance=True)
    position[rows], metres[rows] = features, distances
    return position, metres


def _within(tree: shapely.STRtree, plots: Shapes, reach_m: Floats) -> Reached:
    rows, features = tree.query(plots, predicate="dwithin", distance=reach_m)
    return rows, features, shapely.distance(plots[rows], tree.geometries[features])
