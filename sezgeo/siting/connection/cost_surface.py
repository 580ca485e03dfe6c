"""
The land around plots as lines see it: what a metre costs, and what stands in the way.

Friction is a raster: a factor on the price of a metre, constant in each cell. Barriers are exact
outlines, whatever the cells: to cross one costs a lump, half at each of its edges.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from rasterio.features import geometry_mask
from scipy.ndimage import binary_dilation
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats, Indices
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.selection import accuracy_m
from sezgeo.siting.connection.prices import CrossingPrice, Friction, select_by_words
from sezgeo.siting.raster_grid import RasterGrid

_SHOWN = 3
_AREAS = (3, 6)
_QUARTER = 4
"""Chords to a quarter turn of a barrier's edge: it errs by 2 % of its half width."""


@dataclass(frozen=True, slots=True, eq=False)
class Barrier:
    """
    Something that is crossed at a lump.

    Attributes
    ----------
    kind
        Key of its price.
    title
        The names of the features it is made of.
    shape
        Its area: lines widened, and those that touch made one.
    accuracy_m
        How far off it may be drawn.
    """

    kind: str
    title: Text
    shape: BaseGeometry
    accuracy_m: float


class BarrierEdges(NamedTuple):
    """
    The edges of barriers that segments pass, a row for each segment and barrier that meet.

    Attributes
    ----------
    segment, barrier : numpy.ndarray of int
        Positions of the two.
    edges : numpy.ndarray
        Number of the barrier's edges that the segment passes.
    """

    segment: Indices
    barrier: Indices
    edges: Floats


@dataclass(frozen=True, eq=False)
class CostSurface:
    """
    Land on a grid, and the barriers on it.

    Attributes
    ----------
    grid
        The cells.
    factor : numpy.ndarray, shape (height, width)
        Times the price of a metre; infinite where no line may enter.
    barriers
        What is crossed at a lump.
    """

    grid: RasterGrid
    factor: Floats
    barriers: tuple[Barrier, ...] = ()

    @cached_property
    def _tree(self) -> STRtree:
        shapes = np.array([barrier.shape for barrier in self.barriers], dtype=object)
        shapely.prepare(shapes)
        return STRtree(shapes)

    @cached_property
    def near_barriers(self) -> Bools:
        """Tell which cells lie within two cells of a barrier."""
        if not self.barriers:
            return np.zeros(self.grid.shape, dtype=bool)
        shapes = [barrier.shape for barrier in self.barriers]
        touched = ~geometry_mask(shapes, self.grid.shape, self.grid.transform, all_touched=True)
        near: Bools = binary_dilation(touched, np.ones((3, 3)), iterations=2)
        return near

    def weighted_metres(self, ends: Floats) -> Floats:
        """
        Integrate the factor along straight segments, exactly.

        Parameters
        ----------
        ends : shape (n, 4)
            Both ends of each: x, y, x, y. Beyond the grid its outermost cells go on.

        Returns
        -------
        numpy.ndarray, shape (n,)
            Metres times factor.

        Examples
        --------
        >>> land = CostSurface(RasterGrid(0, 10, 10, 1, 2), np.array([[1.0, 3.0]]))
        >>> land.weighted_metres(np.array([[5.0, 5.0, 15.0, 5.0]])).tolist()
        [20.0]
        """
        grid = self.grid
        x, y = (ends[:, 0::2] - grid.west) / grid.cell_m, (grid.north - ends[:, 1::2]) / grid.cell_m
        segment, places = _cut_at_grid_lines(x, y)
        share = np.diff(places)
        length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
        inside = (np.diff(segment) == 0) & (share > 0) & (length[segment[:-1]] > 0)
        owner, share, middle = (
            segment[:-1][inside],
            share[inside],
            (places[:-1] + places[1:])[inside] / 2,
        )
        column, row = (
            np.floor(c[owner, 0] + middle * (c[owner, 1] - c[owner, 0])).astype(int) for c in (x, y)
        )
        height, width = grid.shape
        factor = self.factor[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
        return np.bincount(owner, share * factor * length[owner], minlength=len(ends)).astype(float)

    def barrier_edges(self, ends: Floats) -> BarrierEdges:
        """
        Count the edges of barriers that short segments pass.

        A segment that begins and ends outside a barrier and meets it passes two, one that begins
        or ends inside passes one. Segments should be no longer than a few cells.

        Parameters
        ----------
        ends : shape (n, 4)
            Both ends of each segment.

        Returns
        -------
        BarrierEdges
            A row for every segment and barrier that meet.
        """
        if not self.barriers or not len(ends):
            nothing = np.zeros(0, dtype=np.intp)
            return BarrierEdges(nothing, nothing, np.zeros(0))
        lines = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)), dtype=object)
        segment, barrier = self._tree.query(lines)
        shapes = self._tree.geometries[barrier]
        starts = shapely.contains_xy(shapes, ends[segment, 0], ends[segment, 1])
        finish = shapely.contains_xy(shapes, ends[segment, 2], ends[segment, 3])
        through = ~starts & ~finish
        through[through] = shapely.intersects(shapes[through], lines[segment[through]])
        # a place on the edge counts as outside, so to touch the edge is not to pass it
        through[through] = ~shapely.touches(shapes[through], lines[segment[through]])
        edges = np.where(through, 2.0, np.where(starts != finish, 1.0, 0.0))
        some = edges > 0
        return BarrierEdges(segment[some], barrier[some], edges[some])


def _cut_at_grid_lines(x: Floats, y: Floats) -> tuple[Indices, Floats]:
    """Cut segments at all grid lines; return segment and place from 0 to 1, sorted."""
    every = np.arange(len(x))
    segments, places = [every, every], [np.zeros(len(x)), np.ones(len(x))]
    for axis in (x, y):
        low, high = axis.min(axis=1), axis.max(axis=1)
        first = np.floor(low) + 1
        count = np.maximum(np.ceil(high) - first, 0).astype(int)
        owner = np.repeat(every, count)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        segments.append(owner)
        places.append((first[owner] + within - axis[owner, 0]) / (axis[owner, 1] - axis[owner, 0]))
    segment, place = np.concatenate(segments), np.concatenate(places)
    order = np.lexsort((place, segment))
    return segment[order], place[order]


def cost_surface_of(
    layers: Mapping[str, Layer],
    grid: RasterGrid,
    friction: Friction,
    crossings: Mapping[str, CrossingPrice],
) -> CostSurface:
    """
    Draw the friction and gather the barriers of a piece of land.

    Parameters
    ----------
    layers
        All layers there are, by name.
    grid
        The cells.
    friction
        What a metre costs where.
    crossings
        What is crossed at a lump, by kind.
    """
    factor = np.full(grid.shape, friction.open)
    for area in sorted(friction.areas, key=lambda area: area.friction):
        shapes = _shapes(layers, area.layer, area.words, grid)
        flat = shapes[np.isin(shapely.get_type_id(shapes), _AREAS)]
        if len(flat):
            inside = ~geometry_mask(flat, grid.shape, grid.transform)
            factor[inside] = np.maximum(factor[inside], area.friction)
    barriers = [
        barrier
        for kind, rule in crossings.items()
        for barrier in _barriers(layers, kind, rule, grid)
    ]
    return CostSurface(grid, factor, tuple(barriers))


def _features_on(
    layers: Mapping[str, Layer], name: str, words: Mapping[str, Sequence[str]], grid: RasterGrid
) -> GeoDataFrame | None:
    layer = layers.get(name)
    if layer is None or layer.is_silent:
        return None
    frame = select_by_words(words, layer.frame)
    on_grid = STRtree(frame.geometry.to_numpy()).query(grid.outline, predicate="intersects")
    return frame.iloc[np.sort(on_grid)]


def _shapes(
    layers: Mapping[str, Layer], name: str, words: Mapping[str, Sequence[str]], grid: RasterGrid
) -> NDArray[np.object_]:
    frame = _features_on(layers, name, words, grid)
    return np.array([], dtype=object) if frame is None else frame.geometry.to_numpy()


def _barriers(
    layers: Mapping[str, Layer], kind: str, rule: CrossingPrice, grid: RasterGrid
) -> Iterator[Barrier]:
    """Widen lines, and make one barrier of all that touch."""
    frame = _features_on(layers, rule.layer, rule.words, grid)
    if frame is None or frame.empty:
        return
    if "level" in frame.columns:  # what stands on a bridge or lies in a tunnel is no barrier
        frame = frame[frame["level"].fillna(0) == 0]
    shapes, titles_of = frame.geometry.to_numpy(), layers[rule.layer].named()
    around = shapely.box(*np.add(grid.outline.bounds, np.array([-1, -1, 1, 1]) * grid.cell_m))
    cut = shapely.intersection(shapes, around)
    lines = ~np.isin(shapely.get_type_id(shapes), _AREAS)
    cut[lines] = shapely.buffer(cut[lines], rule.half_width_m, quad_segs=_QUARTER)
    parts = shapely.get_parts(shapely.union_all(cut))
    whose = STRtree(cut)
    for part in parts[np.isin(shapely.get_type_id(parts), _AREAS)]:
        members = np.sort(whose.query(part, predicate="intersects"))
        titles = dict.fromkeys(titles_of[frame.index[member]] for member in members)
        yield Barrier(
            kind, _joint_title(list(titles)), part, float(accuracy_m(frame)[members].max())
        )


def _joint_title(titles: list[Text]) -> Text:
    more = Text(" и др.", " and others") if len(titles) > _SHOWN else Text.EMPTY
    return Text.join(", ", titles[:_SHOWN]) + more
