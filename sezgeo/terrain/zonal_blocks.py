"""
Slopes under many plots at once, with the loops of `sezgeo.terrain.compiled.zonal`.

The raster is cut into blocks that overlap; plots are sorted by block, and a slope is computed once
for all plots of a block. A plot too large for the overlap gets a block of its own. Shares of cells
are exact, so the numbers are those of `sezgeo.terrain.zonal`, whatever the blocks and chunks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from sezgeo.arrays import Floats, Ints
from sezgeo.crs import WORK_CRS
from sezgeo.planar.edges import Edges
from sezgeo.planar.queries import PlotArrays
from sezgeo.terrain.cell_coverage import LEAST_SHARE
from sezgeo.terrain.cell_size import NODE_STEP, Nodes, Window
from sezgeo.terrain.compiled.zonal import MEAN, P95, SHARE, measure
from sezgeo.terrain.elevation import Elevation
from sezgeo.terrain.patch import SEGMENT_M, place
from sezgeo.terrain.zonal import WAYS, box_centres, whole_share
from sezgeo.threads import in_threads, parts_of

_BLOCK, _OVERLAP = 2048, 128
"""Cells of a block's side, and how many it reaches over into the next ones."""
_STRIP = 32
"""Rows of cells in which plots are taken from west to east."""
_KEPT = 4
"""Blocks kept: 76 MB each."""
_ASKED = {"mean_slope_deg": MEAN, "slope_p95_deg": P95, "elevation_covered_share": SHARE}


def survey_blocks(
    plots: PlotArrays, off_m: Floats, elevation: Elevation, name: str
) -> tuple[Floats, Floats, Floats, Floats]:
    """
    Measure plots as drawn, and wherever they may truly lie.

    Parameters
    ----------
    plots
        Outlines in the working system.
    off_m
        Stated accuracy of each.
    elevation
        Heights.
    name
        One of `sezgeo.criteria.ground.ZONAL`.

    Returns
    -------
    values, least, most, cell_m : numpy.ndarray, shape (plots,)
        The measure as drawn, its bounds over all places, and the side of a cell at the plot.
    """
    work = partial(_measured, elevation=elevation, what=_ASKED[name])
    doubtful = off_m > 0
    if _is_work(elevation.crs):
        outlines, still = _Outlines.of(plots.edges, len(plots)), np.zeros((1, 2))
        ways = np.vstack([still, _on_grid(WAYS, elevation)]) if doubtful.any() else still
        measures = work(outlines, ways, off_m)
    else:
        outlines = _segmented(plots.shapes)
        measures = work(outlines)
        if doubtful.any():
            outlines, off = _segmented(plots.shapes[doubtful]), off_m[doubtful]
            sides = [work(outlines.moved(off[:, None] * way)) for way in WAYS]
            measures = np.repeat(measures, len(WAYS) + 1, axis=1)
            measures[doubtful, 1:] = np.hstack(sides)
    if name == "elevation_covered_share":
        measures = whole_share(measures)
    return (
        measures[:, 0],
        measures.min(axis=1),
        measures.max(axis=1),
        _cell_m(plots.shapes, elevation),
    )


def _is_work(crs: CRS) -> bool:
    return bool(crs.to_2d() == CRS(WORK_CRS))


def _placed(xy: Floats, elevation: Elevation) -> Floats:
    """Bring points to (column, row) of the raster; NaN where its system has no place for them."""
    with np.errstate(invalid="ignore"):
        spots = place(xy, elevation.transform, elevation.crs)
    spots[~np.isfinite(spots)] = np.nan
    return spots


def _on_grid(ways: Floats, elevation: Elevation) -> Floats:
    """Turn ways in metres of the working system into columns and rows of its grid."""
    a, b, _, d, e, _ = (float(part) for part in (~elevation.transform)[:6])
    turned: Floats = ways @ np.array([[a, d], [b, e]])
    return turned


def _cell_m(shapes: NDArray[np.object_], elevation: Elevation) -> Floats:
    """Return the shorter side of the cell in the middle of each plot, if that is asked."""
    if elevation.accuracy_m == 0:
        return np.ones(len(shapes))
    spots = np.floor(_placed(box_centres(shapes), elevation))
    cells = np.nan_to_num(spots).astype(np.int64)
    sides = np.empty(len(shapes))
    for key, rows in _sorted(cells // _BLOCK):
        window = Window(int(key[1]) * _BLOCK, int(key[0]) * _BLOCK, _BLOCK, _BLOCK)
        nodes = Nodes.of(elevation.transform, elevation.crs, window)
        sides[rows] = nodes.at(cells[rows, 1], cells[rows, 0]).least_m
    return sides


@dataclass(frozen=True, slots=True, eq=False)
class _Outlines:
    """
    Polygons as edges; what is no polygon covers nothing and is left out.

    Attributes
    ----------
    ends : numpy.ndarray, shape (edges, 4)
        As in `Edges`.
    start : numpy.ndarray, shape (polygons + 1,)
        First edge of each polygon.
    """

    ends: Floats
    start: Ints

    @classmethod
    def of(cls, edges: Edges, count: int) -> "_Outlines":
        if edges.solid.all():
            return cls(edges.ends, edges.start[edges.of_geometry(count)])
        solid = edges.solid[edges.part]
        owner = edges.owner[edges.part[solid]]
        return cls(edges.ends[solid], np.searchsorted(owner, np.arange(count + 1)))

    def moved(self, ways: Floats) -> "_Outlines":
        """Move each polygon its way: shape (polygons, 2)."""
        way = np.repeat(ways, np.diff(self.start), axis=0)
        return _Outlines(self.ends + np.hstack([way, way]), self.start)

    def placed(self, elevation: Elevation) -> Floats:
        """Bring both ends of all edges to (column, row) of the raster: shape (edges, 4)."""
        if _is_work(elevation.crs):
            return _placed(self.ends.reshape(-1, 2), elevation).reshape(-1, 4)
        begins = _placed(self.ends[:, :2], elevation)
        return np.hstack([begins, begins[self._following()]])

    def _following(self) -> Ints:
        """Tell which edge begins where each one ends: other systems are dear to get to."""
        goes_on = np.append((self.ends[1:, :2] == self.ends[:-1, 2:]).all(axis=1), False)
        here = np.arange(len(self.ends))
        # a ring ends where it began, and so do several that share this point
        began = np.maximum.accumulate(np.where(np.append(False, goes_on[:-1]), 0, here))
        return np.where(goes_on[: len(here)], here + 1, began)


def _segmented(shapes: NDArray[np.object_]) -> _Outlines:
    """Cut edges into pieces first: a straight line of one system bends in another."""
    return _Outlines.of(Edges.of(shapely.segmentize(shapes, SEGMENT_M)), len(shapes))


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """
    A window of the raster.

    Attributes
    ----------
    heights
        With one cell more on every side.
    slope
        Of the cells that plots have asked for.
    corner
        First row and column on the raster.
    nodes, node
        What steps come from; row and column of the first one, and cells between them.
    """

    heights: Floats
    slope: Floats
    corner: tuple[int, int]
    nodes: Floats
    node: tuple[int, int, int]

    @classmethod
    def of(cls, elevation: Elevation, window: Window) -> "_Block":
        """Read that part of a window where the raster lies."""
        row, column, height, width = _common(window, elevation.extent)
        nodes = Nodes.of(elevation.transform, elevation.crs, Window(row, column, height, width))
        return cls(
            elevation.window(Window(row - 1, column - 1, height + 2, width + 2)).heights,
            np.zeros((height, width)),
            (row, column),
            np.ascontiguousarray(np.moveaxis(nodes.values, 0, -1)),
            (*nodes.first, NODE_STEP),
        )


@lru_cache(maxsize=_KEPT)
def _block(elevation: Elevation, row: int, column: int) -> _Block:
    side = _BLOCK + _OVERLAP
    return _Block.of(elevation, Window(row * _BLOCK, column * _BLOCK, side, side))


def _common(window: Window, extent: Window) -> Window:
    """Return what two windows share; an empty window at the corner of one if nothing."""
    row, column = max(window.row, extent.row), max(window.column, extent.column)
    height = min(window.row + window.height, extent.row + extent.height) - row
    width = min(window.column + window.width, extent.column + extent.width) - column
    shared = Window(row, column, height, width)
    return shared if min(height, width) > 0 else Window(window.row, window.column, 0, 0)


def _measured(
    outlines: _Outlines,
    ways: Floats | None = None,
    off: Floats | None = None,
    *,
    elevation: Elevation,
    what: int,
) -> Floats:
    """Measure outlines moved all `ways`, in cells."""
    ends, start = outlines.placed(elevation), outlines.start
    count = len(start) - 1
    ways = np.zeros((1, 2)) if ways is None else ways
    off = np.zeros(count) if off is None else off
    results = np.full((count, len(ways)), 0.0 if what == SHARE else np.nan)
    low, high = _boxes(start, ends, np.abs(ways).max(axis=0) * off[:, None])
    for block, plots in _by_block(elevation, low, high):
        work = partial(measure, ends, start, ways, off, plots)
        block_of = (block.heights, block.slope, block.corner, block.nodes, block.node)
        where = (*block_of, LEAST_SHARE, what, results)
        parts = parts_of(len(plots), len(ways))
        in_threads([partial(work, part.start, part.stop, *where) for part in parts])
    return results


def _boxes(start: Ints, ends: Floats, reach: Floats) -> tuple[Ints, Ints]:
    """Return first and last column and row of each outline, wherever it may lie."""
    count = len(start) - 1
    low, high = np.zeros((count, 2), dtype=np.int64), np.full((count, 2), -1)
    filled = np.flatnonzero(np.diff(start))
    if len(filled):
        begins = start[filled]
        least = np.minimum.reduceat(ends[:, :2], begins) - reach[filled]
        most = np.maximum.reduceat(ends[:, :2], begins) + reach[filled]
        known = np.asarray(np.isfinite(least + most).all(axis=1))
        low[filled[known]], high[filled[known]] = np.floor(least[known]) - 1, np.ceil(most[known])
    return low, high


def _by_block(elevation: Elevation, low: Ints, high: Ints) -> Iterator[tuple[_Block, Ints]]:
    """Sort outlines by the block they lie in."""
    plots = np.flatnonzero(high[:, 0] >= low[:, 0])
    # neighbours one after another: their cells are still at hand
    plots = plots[np.lexsort((low[plots, 0], low[plots, 1] // _STRIP))]
    row, column, height, width = elevation.extent
    first = np.array([column, row]) // _BLOCK
    last = np.array([column + width - 1, row + height - 1]) // _BLOCK
    corner = np.clip(low[plots] // _BLOCK, first, last)
    # beyond the last block lies nothing
    within = (high[plots] < corner * _BLOCK + _BLOCK + _OVERLAP) | (corner == last)
    fits = within.all(axis=1)
    groups = list(_sorted(corner[fits]))
    for pair in (groups[position : position + 2] for position in range(0, len(groups), 2)):
        reads = [partial(_block, elevation, int(row), int(column)) for (column, row), _ in pair]
        for block, (_, rows) in zip(in_threads(reads), pair, strict=True):
            yield block, plots[fits][rows]
    for plot in plots[~fits]:
        (column, row), (right, below) = low[plot].tolist(), high[plot].tolist()
        window = Window(row, column, below + 1 - row, right + 1 - column)
        yield _Block.of(elevation, window), np.array([plot])


def _sorted(keys: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield each pair of numbers there is, and the positions where it stands."""
    if not len(keys):
        return
    order = np.lexsort(keys.T)
    firsts = np.flatnonzero(np.append(True, (np.diff(keys[order], axis=0) != 0).any(axis=1)))
    for rows in np.split(order, firsts[1:]):
        yield keys[rows[0]], rows
