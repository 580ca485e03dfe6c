"""
Paths straightened, where that costs no more.

The cheapest path over a graph of cells turns at cells only. A straight stretch that costs no more
than the corners it cuts takes their place: over even land the path becomes the straight line.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats
from sezgeo.siting.connection.cost_surface import CostSurface
from sezgeo.siting.connection.least_cost_path import LeastCostPath, LineCost, nearest_points

_TOLERANCE_SHARE = 1e-9
"""Rounding may make a stretch dearer by this share of its cost."""


def straighten_path(
    path: LeastCostPath,
    surface: CostSurface,
    line_cost: LineCost,
    *,
    source: BaseGeometry,
    plot: BaseGeometry,
) -> tuple[Floats, Bools]:
    """
    Straighten a path between its stretches of street, and slide its ends to where it is shortest.

    Parameters
    ----------
    path
        The path.
    surface, line_cost
        The land and what a line costs on it.
    source, plot
        Outlines of what it leads from and to.

    Returns
    -------
    tuple
        Places, shape (places, 2), and for each step whether it runs along a street.
    """
    places, street = [path.xy[:1]], [np.zeros(0, dtype=bool)]
    for first, last in _runs(path.street):
        stretch = path.xy[first : last + 1]
        if not path.street[first]:
            stretch = _straighten(stretch, surface, line_cost)
        places.append(stretch[1:])
        street.append(np.full(len(stretch) - 1, path.street[first]))
    xy = _slide_ends(np.vstack(places), surface, line_cost, source=source, plot=plot)
    return xy, np.concatenate(street)


def _slide_ends(
    xy: Floats,
    surface: CostSurface,
    line_cost: LineCost,
    *,
    source: BaseGeometry,
    plot: BaseGeometry,
) -> Floats:
    """Move each end along its outline to the place nearest to the next turn, if that is cheaper."""
    moved = xy.copy()
    if len(xy) == 2:  # noqa: PLR2004 - two ends and no turn
        moved[:] = shapely.get_coordinates(shapely.shortest_line(source, plot))
    else:
        moved[0], moved[-1] = nearest_points(source, xy[1:2])[0], nearest_points(plot, xy[-2:-1])[0]
    before, after = (step_costs(places, surface, line_cost) for places in (xy, moved))
    for end, step in ((0, 0), (-1, -1)):
        if after[step] > before[step]:
            moved[end] = xy[end]
    return moved


def _runs(street: Bools) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of every stretch that runs all along streets or all off."""
    turns = np.flatnonzero(np.diff(street)) + 1
    yield from zip(np.r_[0, turns].tolist(), np.r_[turns, len(street)].tolist(), strict=True)


def _straighten(xy: Floats, surface: CostSurface, line_cost: LineCost) -> Floats:
    """Cut corners, first the greatest, then those between what is left."""
    so_far = np.r_[0.0, np.cumsum(step_costs(xy, surface, line_cost))]

    def cut(first: int, last: int) -> list[int]:
        if last - first < 2 or _no_dearer(first, last):  # noqa: PLR2004 - one step has no corner
            return [first, last]
        middle = (first + last) // 2
        before, after = cut(first, middle), cut(middle, last)
        if _no_dearer(before[-2], after[1]):
            return [*before[:-1], *after[1:]]
        return [*before, *after[1:]]

    def _no_dearer(first: int, last: int) -> bool:
        chord = step_costs(xy[[first, last]], surface, line_cost).sum()
        return bool(chord <= (so_far[last] - so_far[first]) * (1 + _TOLERANCE_SHARE))

    return xy[cut(0, len(xy) - 1)]


def step_costs(xy: Floats, surface: CostSurface, line_cost: LineCost) -> Floats:
    """
    Price each step of a path off the streets.

    Returns
    -------
    numpy.ndarray, shape (places - 1,)
    """
    ends = np.hstack([xy[:-1], xy[1:]])
    pieces, owner = split_segments(ends, surface.grid.cell_m)
    passed = surface.barrier_edges(pieces)
    passed = passed._replace(segment=owner[passed.segment])
    return line_cost.of(surface.weighted_metres(ends), passed)


def split_segments(ends: Floats, most_m: float) -> tuple[Floats, np.ndarray]:
    """
    Cut segments into equal pieces no longer than `most_m`.

    Returns
    -------
    tuple
        Ends of the pieces, shape (pieces, 4), and the segment each is cut from.

    Examples
    --------
    >>> pieces, owner = split_segments(np.array([[0.0, 0.0, 3.0, 0.0]]), 2.0)
    >>> pieces.tolist(), owner.tolist()
    ([[0.0, 0.0, 1.5, 0.0], [1.5, 0.0, 3.0, 0.0]], [0, 0])
    """
    length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    count = np.maximum(np.ceil(length / most_m), 1).astype(int)
    owner = np.repeat(np.arange(len(ends)), count)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    start, step = ends[owner, :2], (ends[owner, 2:] - ends[owner, :2]) / count[owner, np.newaxis]
    first = start + step * number[:, np.newaxis]
    # the last piece ends where the segment does, to the last bit
    last = np.where((number + 1 == count[owner])[:, np.newaxis], ends[owner, 2:], first + step)
    return np.hstack([first, last]), owner
