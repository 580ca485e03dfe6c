"""
Which share of each plot zones cover.

By shapely, every zone is clipped to the plot, and pieces are joined where several meet. Where
numba is installed and the plots are many, compiled loops add the same areas up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import shapely

from sezgeo.arrays import Floats, Ints, Shapes
from sezgeo.cache import Cache
from sezgeo.planar.buffers import QUARTER, draw_zones
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine, fastest
from sezgeo.threads import in_threads, parts_of

_WORTH_COMPILING = 50_000
"""Pairs from which compiled loops save more than they take to load."""


@dataclass(frozen=True, eq=False)
class Zones:
    """
    Zones made ready to be laid over any plots.

    Attributes
    ----------
    shapes : numpy.ndarray of polygons
    """

    shapes: Shapes

    @classmethod
    def around(
        cls,
        objects: Shapes,
        width_m: float | Floats,
        quarter: int = QUARTER,
        cache: Cache | None = None,
    ) -> "Zones":
        """Draw zones around objects, `width_m` wide, or read them; see `buffers.draw_zones`."""
        return cls(draw_zones(objects, width_m, quarter, cache))

    def share(self, plots: PlotArrays, engine: Engine | None = None) -> Floats:
        """Measure the share of each plot that lies in any zone, from 0 to 1."""
        return self.share_of(plots, *self._near(plots), engine=engine)

    def share_of(
        self, plots: PlotArrays, plot: Ints, zone: Ints, *, engine: Engine | None = None
    ) -> Floats:
        """
        Measure the share of each plot that lies in any of its zones.

        Parameters
        ----------
        plots
            The plots.
        plot, zone : numpy.ndarray of int, shape (pairs,)
            Which zone may reach which plot, by position; a plot without a pair is not covered.
        engine
            `tree` clips by shapely, `grid` adds up in compiled loops; by default the quicker one.

        Returns
        -------
        numpy.ndarray, shape (plots,)
            From 0 to 1.

        Examples
        --------
        >>> from shapely import box
        >>> plots = PlotArrays(np.array([box(0, 0, 10, 10), box(50, 0, 60, 10)]))
        >>> zones = Zones(np.array([box(0, 0, 5, 10), box(4, 0, 6, 10)]))
        >>> zones.share_of(plots, np.array([0, 0]), np.array([0, 1])).tolist()
        [0.6, 0.0]
        """
        if engine is None:
            engine = fastest() if len(plot) >= _WORTH_COMPILING else "tree"
        area = shapely.area(plots.shapes)
        if engine == "grid":
            covered = self._added_up(plots, plot, zone)
            left = np.flatnonzero(np.isnan(covered))
        else:
            covered, left = np.zeros(len(plots)), np.unique(plot)
        if len(left):
            uncounted = np.isin(plot, left)
            clipped = _clipped_m2(plots.shapes, self._copies, plot[uncounted], zone[uncounted])
            covered[left] = clipped[left]
        share = np.divide(covered, area, out=np.zeros(len(plots)), where=area > 0)
        return np.clip(share, 0.0, 1.0)

    def _near(self, plots: PlotArrays) -> tuple[Ints, Ints]:
        """Pair plots with the zones whose boxes they touch."""
        halves = parts_of(len(plots))
        tasks = [partial(self._tree.query, plots.shapes[half]) for half in halves]
        pairs_of_halves = [
            pairs + np.array([[half.start], [0]])
            for pairs, half in zip(in_threads(tasks), halves, strict=True)
        ]
        plot, zone = np.concatenate(pairs_of_halves, axis=1)
        return plot, zone

    def _added_up(self, plots: PlotArrays, plot: Ints, zone: Ints) -> Floats:
        """Add up covered areas in compiled loops; NaN where there are too many edges."""
        from sezgeo.planar.compiled.cover import covered

        order = np.argsort(plot, kind="stable")
        pair_start = np.searchsorted(plot[order], np.arange(len(plots) + 1))
        edges = plots.edges
        plot_start = edges.start[edges.of_geometry(len(plots))]
        area = np.empty(len(plots))
        work = partial(
            covered, edges.ends, plot_start, *self._blocks, pair_start, zone[order].astype(np.int64)
        )
        in_threads([partial(work, half.start, half.stop, area) for half in parts_of(len(plots))])
        return area

    @cached_property
    def _tree(self) -> shapely.STRtree:
        """Return a tree of boxes; it prepares no geometry, so threads may share it."""
        tree = shapely.STRtree(self.shapes)
        tree.query(shapely.Point(0, 0))  # the tree is built when it is first asked
        return tree

    @cached_property
    def _blocks(self) -> tuple[Floats, Ints, Ints, Floats]:
        """Return the zones' edges and their boxes, as compiled loops take them."""
        from sezgeo.planar.compiled.cover import BLOCK, boxes
        from sezgeo.planar.edges import Edges

        edges = Edges.of(self.shapes)
        start = edges.start[edges.of_geometry(len(self.shapes))]
        count = int(np.ceil(np.diff(start) / BLOCK).sum())
        box_start, box = np.empty(len(start), dtype=np.int64), np.empty((count, 4))
        boxes(edges.ends, start, box_start, box)
        return edges.ends, start, box_start, box

    @cached_property
    def _copies(self) -> Sequence[Shapes]:
        """Return the zones once for each thread: they must not share geometries."""
        return self.shapes, shapely.from_wkb(shapely.to_wkb(self.shapes))


def _clipped_m2(plots: Shapes, zones: Sequence[Shapes], plot: Ints, zone: Ints) -> Floats:
    """Clip zones to plots, and measure what is in any; each thread has geometries of its own."""
    halves = parts_of(len(plots) if len(plot) else 0)
    clips = np.empty(len(plot), dtype=object)
    tasks = []
    for half, copies in zip(halves, zones, strict=False):
        rows = np.flatnonzero((plot >= half.start) & (plot < half.stop))
        tasks.append(partial(_clip, plots, copies, plot, zone, rows=rows))
    for rows, pieces in in_threads(tasks):
        clips[rows] = pieces
    return _joined_m2(clips, plot, len(plots))


def _clip(
    plots: Shapes, zones: Shapes, plot: Ints, zone: Ints, *, rows: Ints
) -> tuple[Ints, Shapes]:
    return rows, shapely.intersection(plots[plot[rows]], zones[zone[rows]])


def _joined_m2(clips: Shapes, plot: Ints, count: int) -> Floats:
    """Measure the clips of each plot; where there are several, joined."""
    area = shapely.area(clips)
    met = np.flatnonzero(area > 0)
    order = met[np.argsort(plot[met], kind="stable")]
    covered = np.zeros(count)
    if len(order):
        rows, starts, counts = np.unique(plot[order], return_index=True, return_counts=True)
        covered[rows] = area[order[starts]]
        for place in np.flatnonzero(counts > 1):
            pieces = clips[order[starts[place] : starts[place] + counts[place]]]
            covered[rows[place]] = shapely.area(shapely.union_all(pieces))
    return covered
