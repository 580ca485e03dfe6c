"""
What is nearest or within reach by an exact grid, with the loops of `sezgeo.planar.compiled`.

The edges of all features are sorted into square cells. Around a plot, cells are looked at ring by
ring until no edge farther off can be nearer; of an edge and a plot the distance is exact. A plot
inside a feature, or around one, is 0 m from it; a hole is outside. Parts are kept by cell, since
what lies near is asked for together.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sezgeo.arrays import Floats, Ints, Shapes
from sezgeo.planar.compiled.cells import into_bands, into_cells
from sezgeo.planar.compiled.reach import within
from sezgeo.planar.compiled.search import search
from sezgeo.planar.edges import Edges
from sezgeo.planar.queries import Found, PlotArrays, Reached
from sezgeo.threads import in_threads, parts_of

_EDGES_PER_CELL = 2.0
_ENTRIES_PER_EDGE = 4.0
"""A long edge lies in many cells; on average no more than so many."""
_MOST_ROWS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class GridIndex:
    """
    The edges of features, sorted into cells.

    Attributes
    ----------
    edges
        Of all features.
    corner, cell_m, size
        Lower left corner, side of a cell, cells along x and y.
    in_cell, of_cell
        Edges in each cell: `of_cell[in_cell[c] : in_cell[c + 1]]`.
    begun_in, begun_of
        Parts whose first point lies in each cell, likewise.
    rows
        Count and height of the bands that edges of polygons are sorted into as well.
    in_row, in_run, of_run, run_x
        Edges of polygons in each band, those of one part in a run: see `into_bands`.
    part
        Part of each edge.
    """

    edges: Edges
    corner: tuple[float, float]
    cell_m: float
    size: tuple[int, int]
    in_cell: Ints
    of_cell: Ints
    begun_in: Ints
    begun_of: Ints
    rows: tuple[int, float]
    in_row: Ints
    in_run: Ints
    of_run: Ints
    run_x: Floats
    part: Ints

    @classmethod
    def of(cls, features: Shapes) -> "GridIndex":
        """Sort the edges of features; there must be one feature at least, and none empty."""
        edges = Edges.of(features)
        ends = edges.ends
        low = np.minimum(ends[:, :2], ends[:, 2:]).min(axis=0)
        span = np.maximum(np.maximum(ends[:, :2], ends[:, 2:]).max(axis=0) - low, 1.0)
        cell_m = _cell_m(ends, span)
        size = (int(span[0] / cell_m) + 1, int(span[1] / cell_m) + 1)
        corner = (float(low[0]), float(low[1]))
        begun = ends[edges.start[:-1], :2]
        cell = ((begun - low) // cell_m).astype(np.int64) @ np.array([1, size[0]])
        edges = edges.sorted_by(np.argsort(cell, kind="stable"))
        ends, part, begun = edges.ends, edges.part, edges.ends[edges.start[:-1], :2]
        rows = _bands(ends[edges.solid[part]], float(span[1]))
        in_cell, of_cell = into_cells(ends, corner, cell_m, size)
        begun_in, begun_of = into_cells(np.hstack([begun, begun]), corner, cell_m, size)
        in_row, in_run, of_run, run_x = into_bands(ends, part, edges.solid, corner[1], rows)
        return cls(
            edges=edges,
            corner=corner,
            cell_m=cell_m,
            size=size,
            in_cell=in_cell,
            of_cell=of_cell,
            begun_in=begun_in,
            begun_of=begun_of,
            rows=rows,
            in_row=in_row,
            in_run=in_run,
            of_run=of_run,
            run_x=run_x,
            part=part,
        )

    def nearest(self, plots: PlotArrays) -> Found:
        """Find the nearest feature of each plot."""
        metres = np.empty(len(plots))
        part = np.empty(len(plots), dtype=np.int64)
        work = partial(search, *self._arguments(plots))
        in_threads(
            [partial(work, half.start, half.stop, metres, part) for half in parts_of(len(plots))]
        )
        feature = np.append(self.edges.owner, -1)[part]
        return feature.astype(np.intp), metres

    def within(self, plots: PlotArrays, reach_m: Floats, enough_m: Floats) -> Reached:
        """Find all features within reach of each plot; see `Finder`."""
        owner = self.edges.owner
        count = int(owner.max()) + 1
        work = partial(within, *self._arguments(plots), owner, count, reach_m, enough_m)
        results = in_threads(
            [partial(work, half.start, half.stop) for half in parts_of(len(plots))]
        )
        plot, feature, metres = (np.concatenate(column) for column in zip(*results, strict=True))
        return plot, feature, metres

    def _arguments(self, plots: PlotArrays) -> tuple[Any, ...]:
        """Return plots and grid as compiled loops take them."""
        outlines = plots.edges
        return (
            *(
                outlines.ends,
                outlines.start,
                outlines.solid,
                outlines.of_geometry(len(plots)),
                plots.order,
            ),
            *(self.edges.ends, self.edges.start, self.part),
            *(self.corner, self.cell_m, self.size, self.rows),
            *(self.in_cell, self.of_cell, self.begun_in, self.begun_of),
            *(self.in_row, self.in_run, self.of_run, self.run_x),
        )


def _cell_m(ends: Floats, span: Floats) -> float:
    """Choose the side of a cell: a few edges in each, and no edge in too many."""
    even = np.sqrt(span[0] * span[1] * _EDGES_PER_CELL / len(ends))
    length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]).mean()
    return float(max(even, length / _ENTRIES_PER_EDGE, span.max() / 20_000))


def _bands(ends: Floats, high_m: float) -> tuple[int, float]:
    """Choose the bands for the edges of polygons: their count and height."""
    if not len(ends):
        return 1, high_m
    tall = float(np.abs(ends[:, 3] - ends[:, 1]).mean())
    count = int(min(_MOST_ROWS, max(1.0, high_m / max(tall, 1e-3)), len(ends)))
    return count, high_m / count
