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
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats

_CHUNK = 8_000
"""Places times edges reckoned at once: what stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class GrowingRectangle:
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


def slack(
    edges: Floats, places: Floats, box: GrowingRectangle, halves: Floats | None = None
) -> Floats:
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
    halves : numpy.ndarray, shape (places, 2)
        Half sides of each place's own rectangle, where they are not those of `box`.

    Returns
    -------
    numpy.ndarray, shape (places,)
        Slack in metres; negative where an edge enters the rectangle as it is.

    Examples
    --------
    >>> plot = edges_of(shapely.box(0, 0, 100, 60))
    >>> float(slack(plot, np.array([[50.0, 30.0, 0.0]]), GrowingRectangle(40, 25))[0])
    5.0
    """
    if halves is None:
        halves = np.array([[box.long_m, box.wide_m]])
    growth = (box.long_growth, box.wide_growth)
    step = max(1, _CHUNK // max(len(edges), 1))
    if len(places) <= step:
        return _slack(edges, places, halves, growth)
    own = np.broadcast_to(halves, (len(places), 2))
    chunks = [slice(at, at + step) for at in range(0, len(places), step)]
    return np.concatenate([_slack(edges, places[at], own[at], growth) for at in chunks])


def _slack(edges: Floats, places: Floats, halves: Floats, growth: tuple[float, float]) -> Floats:
    # places run along the last axis: numpy is several times slower along short ones
    x, y = (edges[:, :, axis].T[..., None] - places[:, axis] for axis in (0, 1))
    cos, sin = np.cos(places[:, 2]), np.sin(places[:, 2])
    (x0, x1), (y0, y1) = x * cos + y * sin, y * cos - x * sin
    dx, dy = x1 - x0, y1 - y0
    # an edge along an axis divides by zero: any of its points is as near to that axis
    with np.errstate(divide="ignore", invalid="ignore"):
        at_x, at_y = _nearest(x0 / -dx), _nearest(y0 / -dy)
        beside, beside_there = (
            (np.abs(x0 + at * dx) - halves[:, 0]) / growth[0] for at in (at_x, at_y)
        )
        above_there, above = (
            (np.abs(y0 + at * dy) - halves[:, 1]) / growth[1] for at in (at_x, at_y)
        )
        here, there = above_there - beside, beside_there - above
        # where `beside` decides at its least, and where `above` does; else they meet in between
        share = _nearest(here / (here + there))
        crossed = beside + share * (beside_there - beside)
        least: Floats = np.maximum(crossed, above).min(axis=0)
    return least


def _nearest(share: Floats) -> Floats:
    """Return where on each edge a coordinate is nearest to zero: 0 its start, 1 its end."""
    nearest: Floats = np.fmin(np.fmax(share, 0.0), 1.0)
    return nearest
