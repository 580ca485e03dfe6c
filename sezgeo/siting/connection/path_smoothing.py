"""
Ways pulled straight, where that costs no more.

The cheapest way over a web of cells turns at cells only. A straight stretch that costs no more than
the corners it cuts takes their place: over even land the way becomes the straight line itself.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats
from sezgeo.siting.connection.cost_surface import CostSurface
from sezgeo.siting.connection.least_cost_path import LeastCostPath, Tariff, nearest

_HAIR = 1e-9
"""Rounding may make a stretch dearer by this share of its cost."""


def pulled(
    way: LeastCostPath,
    terrain: CostSurface,
    tariff: Tariff,
    tips: tuple[BaseGeometry, BaseGeometry],
) -> tuple[Floats, Bools]:
    """
    Pull a way straight between its stretches of street, and slide its ends to where it is shortest.

    Parameters
    ----------
    way
        The way.
    terrain, tariff
        The land and what a line costs on it.
    tips
        The source and the plot.

    Returns
    -------
    tuple
        Places, shape (places, 2), and for each step whether it runs along a street.
    """
    places, street = [way.xy[:1]], [np.zeros(0, dtype=bool)]
    for first, last in _runs(way.street):
        stretch = way.xy[first : last + 1]
        if not way.street[first]:
            stretch = _straight(stretch, terrain, tariff)
        places.append(stretch[1:])
        street.append(np.full(len(stretch) - 1, way.street[first]))
    return _slid(np.vstack(places), terrain, tariff, tips), np.concatenate(street)


def _slid(
    xy: Floats, terrain: CostSurface, tariff: Tariff, tips: tuple[BaseGeometry, BaseGeometry]
) -> Floats:
    """Move each end along its outline to the place nearest to the next turn, if that is cheaper."""
    source, plot = tips
    slid = xy.copy()
    if len(xy) == 2:  # noqa: PLR2004 - two ends and no turn
        slid[:] = shapely.get_coordinates(shapely.shortest_line(source, plot))
    else:
        slid[0], slid[-1] = nearest(source, xy[1:2])[0], nearest(plot, xy[-2:-1])[0]
    before, after = (costs(places, terrain, tariff) for places in (xy, slid))
    for end, step in ((0, 0), (-1, -1)):
        if after[step] > before[step]:
            slid[end] = xy[end]
    return slid


def _runs(street: Bools) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of every stretch that runs all along streets or all off."""
    turns = np.flatnonzero(np.diff(street)) + 1
    yield from zip(np.r_[0, turns].tolist(), np.r_[turns, len(street)].tolist(), strict=True)


def _straight(xy: Floats, terrain: CostSurface, tariff: Tariff) -> Floats:
    """Cut corners, first the greatest, then those between what is left."""
    so_far = np.r_[0.0, np.cumsum(costs(xy, terrain, tariff))]

    def cut(first: int, last: int) -> list[int]:
        if last - first < 2 or _no_dearer(first, last):  # noqa: PLR2004 - one step has no corner
            return [first, last]
        middle = (first + last) // 2
        before, after = cut(first, middle), cut(middle, last)
        if _no_dearer(before[-2], after[1]):
            return [*before[:-1], *after[1:]]
        return [*before, *after[1:]]

    def _no_dearer(first: int, last: int) -> bool:
        chord = costs(xy[[first, last]], terrain, tariff).sum()
        return bool(chord <= (so_far[last] - so_far[first]) * (1 + _HAIR))

    return xy[cut(0, len(xy) - 1)]


def costs(xy: Floats, terrain: CostSurface, tariff: Tariff) -> Floats:
    """
    Price each step of a way off the streets.

    Returns
    -------
    numpy.ndarray, shape (places - 1,)
    """
    ends = np.hstack([xy[:-1], xy[1:]])
    met, of = short(ends, terrain.grid.cell_m)
    segment, barrier, edges = terrain.edges_met(met)
    return tariff.of(terrain.metres(ends), (of[segment], barrier, edges))


def short(ends: Floats, most_m: float) -> tuple[Floats, np.ndarray]:
    """
    Cut segments into equal pieces no longer than `most_m`.

    Returns
    -------
    tuple
        Ends of the pieces, shape (pieces, 4), and the segment each is cut from.

    Examples
    --------
    >>> pieces, of = short(np.array([[0.0, 0.0, 3.0, 0.0]]), 2.0)
    >>> pieces.tolist(), of.tolist()
    ([[0.0, 0.0, 1.5, 0.0], [1.5, 0.0, 3.0, 0.0]], [0, 0])
    """
    length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    count = np.maximum(np.ceil(length / most_m), 1).astype(int)
    of = np.repeat(np.arange(len(ends)), count)
    which = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    start, step = ends[of, :2], (ends[of, 2:] - ends[of, :2]) / count[of, np.newaxis]
    first = start + step * which[:, np.newaxis]
    # the last piece ends where the segment does, to the last bit
    last = np.where((which + 1 == count[of])[:, np.newaxis], ends[of, 2:], first + step)
    return np.hstack([first, last]), of
