"""
Which share of each plot zones cover.

Every zone is clipped to the plot; pieces are joined only where several meet.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

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
    clips = shapely.intersection(plots[plot], zones[zone])
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


def _joined_m2(pieces: Shapes) -> float:
    """Measure several overlapping pieces of one plot together."""
    return float(shapely.area(shapely.union_all(pieces)))
