"""Arrange the buildings of a plant into compact blocks: rows of buildings inside one rectangle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sezgeo.arrays import Floats

BuildingSize = tuple[float, float]

_MOST = 5
"""Blocks kept: none of them is larger both ways than another."""


@dataclass(frozen=True, slots=True, eq=False)
class RowBlock:
    """
    Buildings in rows.

    Attributes
    ----------
    sides : numpy.ndarray, shape (buildings, 2)
        Sides of each building, along and across the block.
    centres : numpy.ndarray, shape (buildings, 2)
        Their middles, from the middle of the block.
    long_m, wide_m
        Sides of the block.
    """

    sides: Floats
    centres: Floats
    long_m: float
    wide_m: float


def row_blocks(sizes: Sequence[BuildingSize], gap_m: float) -> list[RowBlock]:
    """
    Lay out buildings in rows, in several ways.

    Parameters
    ----------
    sizes
        Length and width of each building, the largest first.
    gap_m
        Gap between buildings.

    Returns
    -------
    list of RowBlock
        From the smallest on the ground; each in the order of `sizes`.

    Examples
    --------
    >>> [(b.long_m, b.wide_m) for b in row_blocks([(60.0, 30.0), (20.0, 10.0)], 10.0)]
    [(80.0, 30.0), (60.0, 50.0)]
    """
    candidates = [
        _rows(sides, row_m, gap_m)
        for sides in _orientations(sizes)
        for row_m in _row_lengths(sides, gap_m)
    ]
    candidates.sort(key=lambda block: (round(block.long_m * block.wide_m, 3), block.long_m))
    smallest: list[RowBlock] = []
    for block in candidates:
        if not any(_takes_no_more(smaller, block) for smaller in smallest):
            smallest.append(block)
    return smallest[:_MOST]


def _orientations(sizes: Sequence[BuildingSize]) -> Iterator[Floats]:
    """Leave the largest building lengthwise; the others lie along it, or stand across."""
    along = np.array(sizes, dtype=float)
    yield along
    across = along.copy()
    across[1:] = across[1:, ::-1]
    if len(sizes) > 1 and not np.array_equal(across, along):
        yield across


def _row_lengths(sides: Floats, gap_m: float) -> list[float]:
    """List the lengths of rows worth a try: of the first building and of those that follow it."""
    sums = np.cumsum(sides[:, 0] + gap_m) - gap_m
    return sorted({round(float(length), 6) for length in (sides[:, 0].max(), *sums)})


def _rows(sides: Floats, row_m: float, gap_m: float) -> RowBlock:
    """Fill rows one after the other, in the order of depth."""
    order = sorted(range(len(sides)), key=lambda i: (i != 0, -sides[i, 1], i))
    corners = np.zeros_like(sides)
    x = y = depth = 0.0
    for i in order:
        if x > 0 and x + sides[i, 0] > row_m + 1e-9:
            x, y, depth = 0.0, y + depth + gap_m, 0.0
        corners[i] = x, y
        x, depth = x + sides[i, 0] + gap_m, max(depth, sides[i, 1])
    extent = (corners + sides).max(axis=0)
    return RowBlock(sides, corners + sides / 2 - extent / 2, float(extent[0]), float(extent[1]))


def _takes_no_more(block: RowBlock, other: RowBlock) -> bool:
    """Tell whether a block takes no more room than another, either way round."""
    own_sides, other_sides = (
        sorted((block.long_m, block.wide_m)),
        sorted((other.long_m, other.wide_m)),
    )
    return own_sides[0] <= other_sides[0] + 1e-9 and own_sides[1] <= other_sides[1] + 1e-9
