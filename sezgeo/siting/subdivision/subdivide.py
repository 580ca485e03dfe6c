"""
Subdivide a piece of land into blocks, roads and plots, as a planner would on a first sketch.

Streets that are given are kept free first. Then the largest block is halved by a new road until
there are as many blocks as asked for, and each block is cut across into one or two rows of plots
that front a road. Nothing is random: the same outline and pattern give the same plots.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, pairwise

import numpy as np
import shapely
from shapely import Polygon, STRtree
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from sezgeo.siting.subdivision.options import BlockPattern, SubdivisionPattern

_HECTARE_M2 = 10_000.0
_BISECTIONS = 45
_GRID_M = 1e-4
_ROUNDING_M = 1e-6
_ROUNDING_M2 = 1e-2
_ORIGIN = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class SubdividedPlot:
    """One plot of a subdivision."""

    shape: Polygon
    block: int
    """Number of its block, from 1, west to east, then south to north."""


def subdivide(outline: Polygon, pattern: SubdivisionPattern) -> tuple[SubdividedPlot, ...]:
    """
    Cut an outline into plots; what is left over is roads, verges and streets.

    Parameters
    ----------
    outline
        Land to subdivide, in metres.
    pattern
        Streets, number of blocks and sizes of plots.

    Returns
    -------
    tuple of SubdividedPlot
        Valid polygons inside the outline that do not overlap, in the order of the blocks and,
        within a block, row by row.

    Examples
    --------
    >>> square = shapely.box(0, 0, 200, 100)
    >>> halves = subdivide(square, SubdivisionPattern(block_patterns=(BlockPattern(rows=1),)))
    >>> [(plot.block, round(plot.shape.area)) for plot in halves]
    [(1, 10000), (1, 10000)]
    """
    patterns = pattern.block_patterns
    cut = [
        (shape, number)
        for number, block in enumerate(_blocks(outline, pattern), start=1)
        for shape in _plots(block, patterns[min(number, len(patterns)) - 1], pattern)
    ]
    shapes = _with_shared_corners([shape for shape, _ in cut])
    return tuple(
        SubdividedPlot(shape, number)
        for shape, (_, number) in zip(shapes, cut, strict=True)
        if shape is not None
    )


def _blocks(outline: Polygon, pattern: SubdivisionPattern) -> list[Polygon]:
    streets = shapely.union_all(
        [street.axis.buffer(street.width_m / 2, cap_style="flat") for street in pattern.streets]
    )
    land = outline.buffer(-pattern.verge_m, join_style="mitre").difference(streets)
    return _split_into(_large(land, pattern.least_ha), pattern.blocks, pattern.road_m, pattern)


def _split_into(
    pieces: list[Polygon], count: int, road_m: float, pattern: SubdivisionPattern
) -> list[Polygon]:
    """Halve the largest piece until there are as many as asked for, or it is too small."""
    while pieces and len(pieces) < count:
        largest = max(pieces, key=_size)
        halves = _halve(largest, road_m, pattern)
        if len(halves) < 2:  # noqa: PLR2004 - no room for a road
            break
        pieces = [*(piece for piece in pieces if piece is not largest), *halves]
    return sorted(pieces, key=lambda piece: (round(piece.centroid.x), round(piece.centroid.y)))


def _size(piece: Polygon) -> tuple[float, float, float]:
    """Order pieces by size; equals, whatever their rounding, from west to east."""
    return round(piece.area, 2), -round(piece.centroid.x, 2), -round(piece.centroid.y, 2)


def _halve(piece: Polygon, road_m: float, pattern: SubdivisionPattern) -> list[Polygon]:
    """Lay a road across the long side, so that both halves are as large."""
    turn = _bearing(piece, pattern)
    flat = rotate(piece, -turn, origin=_ORIGIN)
    west, _, east, _ = flat.bounds
    middle = _cut_at(flat, 0.5)
    half_m = road_m / 2
    sides = _between(flat, west, middle - half_m), _between(flat, middle + half_m, east)
    return [
        rotate(part, turn, origin=_ORIGIN)
        for side in sides
        for part in _large(side, pattern.least_ha)
    ]


def _plots(block: Polygon, cut: BlockPattern, pattern: SubdivisionPattern) -> Iterator[Polygon]:
    sizes = cycle(cut.sizes_ha)
    for part in _split_into([block], cut.parts, pattern.lane_m, pattern):
        turn = _bearing(part, pattern)
        flat = rotate(part, -turn, origin=_ORIGIN)
        pieces = [piece for row in _rows(flat, cut.rows) for piece in _lots(row, sizes)]
        for whole in _join_slivers(pieces, pattern):
            yield rotate(whole, turn, origin=_ORIGIN)


def _rows(flat: Polygon, rows: int) -> list[Polygon]:
    """Part a block along its middle line, south row first."""
    if rows == 1:
        return [flat]
    quarter = rotate(flat, -90, origin=_ORIGIN)
    south, _, north, _ = quarter.bounds
    middle = _cut_at(quarter, 0.5)
    halves = (_between(quarter, south, middle), _between(quarter, middle, north))
    return [rotate(part, 90, origin=_ORIGIN) for half in halves for part in _polygons(half)]


def _lots(row: Polygon, sizes: Iterator[float]) -> list[Polygon]:
    """Cut a row across; the sizes keep their proportions and fill the row."""
    sizes_m2 = [next(sizes) * _HECTARE_M2]
    while sum(sizes_m2) < row.area - _ROUNDING_M2:
        sizes_m2.append(next(sizes) * _HECTARE_M2)
    if len(sizes_m2) > 1 and sum(sizes_m2) - row.area > sizes_m2[-1] / 2 + _ROUNDING_M2:
        sizes_m2.pop()
    shares = np.cumsum(sizes_m2)[:-1] / sum(sizes_m2)
    west, _, east, _ = row.bounds
    cuts = [west, *(_cut_at(row, float(share)) for share in shares), east]
    return [part for low, high in pairwise(cuts) for part in _polygons(_between(row, low, high))]


def _with_shared_corners(shapes: list[Polygon]) -> list[Polygon | None]:
    """Give neighbours the same corners, so that no rounding can make them overlap."""
    borders = shapely.union_all([shape.boundary for shape in shapes], grid_size=_GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    places, owners = STRtree(shapes).query(shapely.point_on_surface(faces), predicate="within")
    whole = [shapely.union_all(faces[places[owners == owner]]) for owner in range(len(shapes))]
    return [max(_polygons(shape), key=_size, default=None) for shape in whole]


def _join_slivers(pieces: list[Polygon], pattern: SubdivisionPattern) -> list[Polygon]:
    """Join each sliver, smallest first, to the neighbour it shares most border with."""
    whole = list(pieces)
    while len(whole) > 1:
        slivers = [place for place, piece in enumerate(whole) if _is_sliver(piece, pattern)]
        if not slivers:
            break
        piece = whole.pop(min(slivers, key=lambda place: whole[place].area))
        shared = [_common_border_m(piece, neighbour) for neighbour in whole]
        best = int(np.argmax(shared))
        union = shapely.union(whole[best], piece, grid_size=_ROUNDING_M)
        if shared[best] > 0 and isinstance(union, Polygon):
            whole[best] = union
    return whole


def _is_sliver(piece: Polygon, pattern: SubdivisionPattern) -> bool:
    compactness_share = 4 * np.pi * piece.area / piece.length**2
    return bool(
        piece.area < pattern.least_ha * _HECTARE_M2
        or compactness_share < pattern.least_compactness_share
    )


def _common_border_m(piece: Polygon, neighbour: Polygon) -> float:
    # cut lines are computed twice, so borders agree to rounding only
    return float(piece.buffer(1e-3).intersection(neighbour.boundary).length)


def _bearing(block: Polygon, pattern: SubdivisionPattern) -> float:
    """Return the direction of a block's long side; of the pattern's axes the nearer one."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))
    sides = np.diff(corners[:3], axis=0)
    long = sides[int(np.argmax(np.hypot(*sides.T).round(3)))]
    own = float(np.degrees(np.arctan2(long[1], long[0]))) % 180
    if pattern.bearing_deg is None:
        return own
    off = (own - pattern.bearing_deg) % 180
    return (pattern.bearing_deg + (90 if 45 <= off < 135 else 0)) % 180  # noqa: PLR2004


def _cut_at(flat: Polygon, share: float) -> float:
    """Find the x west of which lies `share` of the area."""
    low, south, high, north = flat.bounds
    west, target = low, share * flat.area
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if shapely.clip_by_rect(flat, west - 1, south - 1, middle, north + 1).area < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _between(flat: BaseGeometry, west: float, east: float) -> BaseGeometry:
    _, south, _, north = flat.bounds
    return flat.intersection(shapely.box(west, south - 1, max(west, east), north + 1))


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area]


def _large(shape: BaseGeometry, least_ha: float) -> list[Polygon]:
    return [part for part in _polygons(shape) if part.area >= least_ha * _HECTARE_M2]
