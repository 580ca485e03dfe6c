"""
Plots of which land is surely left, told without drawing a zone.

Inside a plot, near its corners, points are taken, each with the greatest disc around it that lies
in the plot. What of that disc lies beyond the width of every zone is left, at least.
"""

import numpy as np
import shapely

from sezgeo.arrays import Bools, Floats, Indices, Shapes
from sezgeo.norms.objects import Objects
from sezgeo.norms.proximity import Pairs, cutting
from sezgeo.norms.spatial_join import Plots

_SPOTS = 8
"""Corners of a plot to look at, of many about so many."""
_INWARD = 0.05
"""How far inside of a corner a point lies, as a share of the way to the middle of the plot."""
_DRAWN_WIDER = 1.02
"""A zone may be drawn wider than it is, by a hundredth: GEOS smooths bays before it buffers."""
_LEAST_SHARE = 1e-6
"""Share of a plot that no rounding makes nothing."""


def surely_left(plots: Plots, objects: Objects, pairs: Pairs, width: Floats) -> Bools:
    """
    Tell of which plots some land surely lies outside all zones, however they are drawn.

    Parameters
    ----------
    plots, objects, pairs, width
        As in `sezgeo.norms.proximity.share_left`.

    Returns
    -------
    numpy.ndarray of bool, shape (plots,)
        False also where it is not sure; True for plots that no zone reaches.
    """
    cuts = np.flatnonzero(cutting(objects, pairs, width))
    rows, of_row = np.unique(pairs.plot[cuts], return_inverse=True)
    points, plot = _spots(plots.shapes[rows])
    disc = _clearance(plots.shapes[rows[plot]], points)
    # the spots of a plot lie together, as many as `count` from `start` on
    start, count = _runs(plot, len(rows))
    of_pair = np.repeat(np.arange(len(cuts)), count[of_row])
    spot = np.arange(len(of_pair)) - np.repeat(
        np.cumsum(count[of_row]) - count[of_row] - start[of_row], count[of_row]
    )
    pair = cuts[of_pair]
    metres = shapely.distance(points[spot], objects.shapes[pairs.object[pair]])
    np.minimum.at(disc, spot, metres - _DRAWN_WIDER * width[pair])
    share = np.pi * disc.clip(min=0) ** 2 / shapely.area(plots.shapes[rows[plot]])
    left = np.ones(len(plots), dtype=bool)
    left[rows] = False
    left[rows[plot[share > _LEAST_SHARE]]] = True
    return left


def _spots(shapes: Shapes) -> tuple[Shapes, Indices]:
    """Take points inside of some corners of plots; return them and the plot of each."""
    corners, plot = shapely.get_coordinates(shapes, return_index=True)
    start, count = _runs(plot, len(shapes))
    place = np.arange(len(corners)) - start[plot]
    chosen = place % -(-count // _SPOTS)[plot] == 0
    corners, plot = corners[chosen], plot[chosen]
    middle = shapely.get_coordinates(shapely.centroid(shapes))[plot]
    return shapely.points(corners + _INWARD * (middle - corners)), plot


def _runs(plot: Indices, plots: int) -> tuple[Indices, Indices]:
    """Return where the entries of each plot start, and how many there are."""
    count = np.bincount(plot, minlength=plots)
    return np.cumsum(count) - count, count


def _clearance(shapes: Shapes, points: Shapes) -> Floats:
    """Return the radius of the greatest disc around each point in its plot; 0 outside."""
    inside = shapely.contains_xy(shapes, shapely.get_x(points), shapely.get_y(points))
    free: Floats = np.where(inside, shapely.distance(shapely.boundary(shapes), points), 0.0)
    return free
