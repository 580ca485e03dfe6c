"""
Earth to move for a level pad.

The pad stands at the balanced height, the mean height of the ground under it: what is cut fills
the rest, so no earth is brought or carted away. With the ground z over the pad A,

    h = (1 / A) ∫ z dA,    cut = ∫ max(z - h, 0) dA = fill,    cut and fill = ∫ |z - h| dA.

(The median height would move a little less earth in all, but leave some over.) Left out: slopes
round the pad, swelling of loosened earth, topsoil, and what the soil is like.
"""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.terrain.patch import Patch, place

_SAMPLES_PER_SIDE = 48
"""Points along each side of the pad's box at which the ground is looked at."""

_HECTARE_M2 = 10_000.0


def cut_and_fill(patch: Patch, plot: BaseGeometry, pad_ha: float | None = None) -> float:
    """
    Measure cut plus fill for a level pad on a plot.

    Parameters
    ----------
    patch
        Heights under the plot.
    plot
        Outline, in the working system.
    pad_ha
        Size of the pad; by default the whole plot.

    Returns
    -------
    float
        Cubic metres; NaN where a height under the pad is unknown or the pad does not fit.
    """
    pad = plot if pad_ha is None else pad_of(plot, pad_ha)
    if pad is None:
        return np.nan
    spots = samples(pad)
    on_grid = place(spots, patch.transform, patch.crs)
    ground = patch.at(on_grid[:, 0], on_grid[:, 1])
    return float(np.abs(ground - ground.mean()).mean() * pad.area)


def pad_of(plot: BaseGeometry, pad_ha: float) -> BaseGeometry | None:
    """
    Draw a plot in evenly from its boundary until the largest piece left has the pad's size.

    Parameters
    ----------
    plot
        Outline, in metres.
    pad_ha
        Size of the pad.

    Returns
    -------
    shapely geometry or None
        The pad, within 0.1 % of its size; None where the plot is smaller.

    Examples
    --------
    >>> from shapely import box
    >>> pad_of(box(0, 0, 300, 300), 4).bounds
    (50.0, 50.0, 250.0, 250.0)
    """
    pad_m2 = pad_ha * _HECTARE_M2
    if _largest(plot).area < pad_m2 * (1 - 1e-9):
        return None
    inner, outer = 0.0, float(np.sqrt(plot.area))
    for _ in range(60):
        middle = (inner + outer) / 2
        if _largest(plot.buffer(-middle, join_style="mitre")).area >= pad_m2:
            inner = middle
        else:
            outer = middle
    return _largest(plot.buffer(-round(inner, 9), join_style="mitre"))


def samples(pad: BaseGeometry) -> Floats:
    """
    Spread points evenly over a pad, along the sides of its tightest box.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        Each point stands for the same area.
    """
    ring = shapely.get_coordinates(shapely.oriented_envelope(pad))
    corner, along, across = ring[0], ring[1] - ring[0], ring[3] - ring[0]
    steps = (np.arange(_SAMPLES_PER_SIDE) + 0.5) / _SAMPLES_PER_SIDE
    u, v = (grid.ravel()[:, None] for grid in np.meshgrid(steps, steps))
    spots = corner + u * along + v * across
    inside = shapely.contains_xy(pad, spots[:, 0], spots[:, 1])
    points: Floats = spots[inside]
    return points


def _largest(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    return max(parts, key=shapely.area) if len(parts) else shape
