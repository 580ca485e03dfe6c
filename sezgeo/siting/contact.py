"""
How close a rectangle comes to a boundary: the arithmetic under every placement.

A rectangle of half sides `a + u t` and `b + v t` grows with its slack `t`. The slack of a place is
the greatest `t` at which no edge of the boundary enters the rectangle: with `u = v = 1` it is the
clearance in metres around a building, with `a = b = 0` the size of the largest rectangle of the
aspect `u : v`. Between the two places on an edge where each coordinate is least the slack of an
edge is piecewise linear, so that it is found in closed form.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_CHUNK = 8_000
"""Places times edges reckoned at once: what stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Box:
    """
    A rectangle that grows with its slack, by half sides in metres.

    Attributes
    ----------
    long_m, wide_m
        Half sides at slack 0, along and across its direction.
    long_growth, wide_growth
        How much each half side grows by a metre of slack.
    """

    long_m: float
    wide_m: float
    long_growth: float = 1.0
    wide_growth: float = 1.0

    @property
    def least(self) -> float:
        """Return the slack at which one side has shrunk to nothing."""
        return -min(self.long_m / self.long_growth, self.wide_m / self.wide_growth)

    def turning(self, slack: float | Floats) -> Floats:
        """Return how fast the slack may change with the angle, in metres a radian."""
        long = np.maximum(self.long_m + self.long_growth * np.asarray(slack), 0.0)
        wide = np.maximum(self.wide_m + self.wide_growth * np.asarray(slack), 0.0)
        fastest: Floats = np.maximum(wide / self.long_growth, long / self.wide_growth)
        return fastest


def edges_of(shape: BaseGeometry) -> Floats:
    """List the edges of all rings, shape (edges, 2 ends, 2 coordinates)."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    pieces = [
        np.stack([xy[:-1], xy[1:]], axis=1) for xy in (shapely.get_coordinates(r) for r in rings)
    ]
    edges = np.concatenate(pieces) if pieces else np.empty((0, 2, 2))
    longer: Floats = edges[(edges[:, 0] != edges[:, 1]).any(axis=1)]
    return longer


def slack(edges: Floats, places: Floats, box: Box) -> Floats:
    """
    Measure how far a rectangle can grow before an edge enters it.

    Parameters
    ----------
    edges : numpy.ndarray, shape (edges, 2, 2)
        The boundary.
    places : numpy.ndarray, shape (places, 3)
        Centre and angle of each place; whether the centre lies inside is not looked at.
    box
        The rectangle.

    Returns
    -------
    numpy.ndarray, shape (places,)
        Slack in metres; negative where an edge enters the rectangle as it is.

    Examples
    --------
    >>> plot = edges_of(shapely.box(0, 0, 100, 60))
    >>> float(slack(plot, np.array([[50.0, 30.0, 0.0]]), Box(40, 25))[0])
    5.0
    """
    step = max(1, _CHUNK // max(len(edges), 1))
    parts = [_slack(edges, places[at : at + step], box) for at in range(0, len(places), step)]
    return np.concatenate(parts) if parts else np.empty(0)


def _slack(edges: Floats, places: Floats, box: Box) -> Floats:
    cos, sin = np.cos(places[:, 2, None]), np.sin(places[:, 2, None])
    x, y = places[:, 0, None], places[:, 1, None]
    (x0, y0), (x1, y1) = (
        _framed(edges[None, :, end, 0] - x, edges[None, :, end, 1] - y, cos, sin) for end in (0, 1)
    )
    dx, dy = x1 - x0, y1 - y0
    at_x, at_y = _crossing(x0, dx), _crossing(y0, dy)
    beside = (np.abs(x0 + at_x * dx) - box.long_m) / box.long_growth
    above = (np.abs(y0 + at_y * dy) - box.wide_m) / box.wide_growth
    beside_there = (np.abs(x0 + at_y * dx) - box.long_m) / box.long_growth
    above_there = (np.abs(y0 + at_x * dy) - box.wide_m) / box.wide_growth
    here, there = beside - above_there, beside_there - above
    between = here < 0
    share = np.divide(here, here - there, out=np.zeros_like(here), where=between & (there > 0))
    met = np.where(there > 0, beside + share * (beside_there - beside), above)
    least: Floats = np.where(between, met, beside).min(axis=1)
    return least


def _framed(x: Floats, y: Floats, cos: Floats, sin: Floats) -> tuple[Floats, Floats]:
    """Turn coordinates into the frame of each place."""
    return x * cos + y * sin, y * cos - x * sin


def _crossing(start: Floats, run: Floats) -> Floats:
    """Return where on each edge a coordinate is nearest to zero: 0 its start, 1 its end."""
    at = np.divide(-start, run, out=np.zeros_like(start), where=run != 0)
    share: Floats = np.clip(at, 0.0, 1.0)
    return share
