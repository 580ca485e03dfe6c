"""
Which share of each plot zones cover.

Every zone is clipped to the plot; pieces are joined only where several meet.
"""

from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from sezgeo.threads import in_threads, parts_of

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Shapes = NDArray[np.object_]


def covered_share(plots: Shapes, zones: Shapes, plot: Ints, zone: Ints) -> Floats:
    """
    Measure the share of each plot that lies in any of its zones.

    Parameters
    ----------
    plots, zones : numpy.ndarray of polygons
    plot, zone : numpy.ndarray of int, shape (pairs,)
        Which zone may reach which plot, by position; a plot without a pair is not covered.

    Returns
    -------
    numpy.ndarray, shape (plots,)
        From 0 to 1.

    Examples
    --------
    >>> from shapely import box
    >>> plots = np.array([box(0, 0, 10, 10), box(50, 0, 60, 10)])
    >>> zones = np.array([box(0, 0, 5, 10), box(4, 0, 6, 10)])
    >>> covered_share(plots, zones, np.array([0, 0]), np.array([0, 1])).tolist()
    [0.6, 0.0]
    """
    clips = _clipped(plots, zones, plot, zone)
    met = np.flatnonzero(shapely.area(clips) > 0)
    order = met[np.argsort(plot[met], kind="stable")]
    covered = np.zeros(len(plots))
    if len(order):
        rows, starts, counts = np.unique(plot[order], return_index=True, return_counts=True)
        covered[rows] = shapely.area(clips[order[starts]])
        for at in np.flatnonzero(counts > 1):
            mine = clips[order[starts[at] : starts[at] + counts[at]]]
            covered[rows[at]] = _joined_m2(mine)
        covered[rows] /= shapely.area(plots[rows])
    return np.minimum(covered, 1.0)


def share_near(plots: Shapes, objects: Shapes, width_m: float, *, quarter: int = 32) -> Floats:
    """
    Measure the share of each plot that lies within a distance of any object.

    Parameters
    ----------
    plots, objects : numpy.ndarray of geometries
    width_m
        The distance.
    quarter
        Segments that a quarter of a circle is drawn with.

    Returns
    -------
    numpy.ndarray, shape (plots,)
        From 0 to 1.
    """
    plot, near = shapely.STRtree(objects).query(plots, predicate="dwithin", distance=width_m)
    each, zone = np.unique(near, return_inverse=True)  # far objects need no zone
    return covered_share(plots, widened(objects[each], width_m, quarter), plot, zone)


def widened(objects: Shapes, width_m: float | Floats, quarter: int = 32) -> Shapes:
    """Draw the zones around objects."""
    width = np.broadcast_to(width_m, len(objects))
    parts = [
        partial(shapely.buffer, objects[half], width[half], quad_segs=quarter)
        for half in parts_of(len(objects))
    ]
    zones: Shapes = np.concatenate(in_threads(parts))
    return zones


def _clipped(plots: Shapes, zones: Shapes, plot: Ints, zone: Ints) -> Shapes:
    """Clip zones to plots; each thread has plots of its own, and zones of its own."""
    halves = parts_of(len(plots) if len(plot) else 0)
    clips = np.empty(len(plot), dtype=object)
    tasks = []
    for number, half in enumerate(halves):
        mine = np.flatnonzero((plot >= half.start) & (plot < half.stop))
        own = zones if number == 0 else shapely.from_wkb(shapely.to_wkb(zones))
        tasks.append(partial(_clip, plots, own, plot, zone, mine))
    for mine, pieces in in_threads(tasks):
        clips[mine] = pieces
    return clips


def _clip(plots: Shapes, zones: Shapes, plot: Ints, zone: Ints, mine: Ints) -> tuple[Ints, Shapes]:
    return mine, shapely.intersection(plots[plot[mine]], zones[zone[mine]])


def _joined_m2(pieces: Shapes) -> float:
    """Measure several overlapping pieces of one plot together."""
    return float(shapely.area(shapely.union_all(pieces)))
