"""
Which plots objects may reach, and how far apart they are: asked once for all rules.

Rules share outlines, so each outline is measured once, however many rules measure to it. A tree of
boxes, each as wide as the zones around its outline, is made once and asked for every chunk of
plots; each thread has a tree and outlines of its own, since GEOS crashes on geometries that threads
share (shapely 2.2.0, GEOS 3.14.1).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.arrays import Bools, Floats, Indices, Shapes
from sezgeo.norms.line_pieces import pieces_of
from sezgeo.norms.objects import Objects
from sezgeo.threads import in_threads, parts_of

_CHUNK = 4000
"""Plots compared at once, so that memory stays bounded."""
SLACK_M = 1e-6
"""Pairs are told apart by their distance; a pair more does no harm, one less would."""
_LARGE = 64
"""Corners from which on an outline is worth preparing."""


@dataclass(frozen=True, slots=True, eq=False)
class Plots:
    """
    What norms look at of plots.

    Attributes
    ----------
    shapes
        Outlines.
    accuracy
        How far an outline may be off; one that states none is taken as drawn.
    site
        Site each stands on.
    """

    shapes: Shapes
    accuracy: Floats
    site: NDArray[np.object_]

    @classmethod
    def of(cls, frame: GeoDataFrame) -> "Plots":
        """Take plots from the frame of their layer."""
        accuracy = np.nan_to_num(frame["accuracy_m"].to_numpy(dtype=float))
        return cls(frame.geometry.to_numpy(), accuracy, frame["site"].to_numpy(dtype=object))

    def __len__(self) -> int:
        """Count the plots."""
        return len(self.shapes)

    def subset(self, part: slice | Indices) -> "Plots":
        """Keep some of the plots, by position."""
        return Plots(self.shapes[part], self.accuracy[part], self.site[part])


@dataclass(frozen=True, slots=True, eq=False)
class NearPairs:
    """Plots and outlines close enough to matter, by position, and how far apart they are."""

    plot: Indices
    outline: Indices
    metres: Floats

    def subset(self, keep: Bools | Indices) -> "NearPairs":
        """Keep some of the pairs, by mask or position."""
        return NearPairs(self.plot[keep], self.outline[keep], self.metres[keep])

    def for_objects(self, position: Indices) -> "NearPairs":
        """Name objects in place of outlines; outlines at position -1 are left out."""
        if not (position >= 0).any():
            return self.subset(np.empty(0, dtype=np.intp))
        outline = position[self.outline]
        return NearPairs(self.plot, outline, self.metres).subset(outline >= 0)


@dataclass(slots=True, eq=False)
class OutlineIndex:
    """
    The outlines that rules measure to, each once.

    Attributes
    ----------
    shapes
        Outlines.
    margin
        How far off an outline may matter to a plot that is drawn exactly.
    """

    shapes: Shapes
    margin: Floats
    _built: "list[_Tree]" = field(default_factory=list)

    @classmethod
    def of(cls, rules: Sequence[Objects]) -> "tuple[OutlineIndex, list[Indices]]":
        """
        Gather the outlines of several rules, given by their objects.

        Returns
        -------
        index
            The outlines.
        positions
            For each rule: which of its objects each outline is, -1 if none.
        """
        place: dict[tuple[int, int], int] = {}
        outlines = [_places(objects.shapes, place) for objects in rules]
        shapes, margin = np.empty(len(place), dtype=object), np.zeros(len(place))
        positions = []
        for objects, outline in zip(rules, outlines, strict=True):
            shapes[outline] = objects.shapes
            margin[outline] = np.maximum(margin[outline], objects.margin)
            position = np.full(len(place), -1, dtype=np.intp)
            position[outline] = np.arange(len(objects))
            positions.append(position)
        return cls(shapes, margin), positions

    def near(self, plots: Plots) -> NearPairs:
        """Find every outline that may matter to a plot, by plot."""
        halves = parts_of(len(plots))
        tasks = [
            partial(_near, tree, plots.shapes[half], plots.accuracy[half])
            for tree, half in zip(self._trees(len(halves)), halves, strict=True)
        ]
        starts = [half.start for half in halves]
        return _joined(in_threads(tasks), starts)

    def _trees(self, count: int) -> "list[_Tree]":
        while len(self._built) < count:
            copies = shapely.from_wkb(shapely.to_wkb(self.shapes)) if self._built else self.shapes
            self._built.append(_Tree.of(copies, self.margin))
        return self._built[:count]


def _places(shapes: Shapes, place: dict[tuple[int, int], int]) -> Indices:
    """Find the place of each geometry, or give it one; one that is there twice has two."""
    seen: Counter[int] = Counter()
    places = np.empty(len(shapes), dtype=np.intp)
    for position, shape in enumerate(shapes):
        places[position] = place.setdefault((id(shape), seen[id(shape)]), len(place))
        seen[id(shape)] += 1
    return places


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """Outlines of one thread, in pieces."""

    pieces: Shapes
    outline: Indices
    margin: Floats
    bounds: Floats
    large: Bools
    boxes: shapely.STRtree

    @classmethod
    def of(cls, shapes: Shapes, margin: Floats) -> "_Tree":
        pieces, outline = pieces_of(shapes)
        bounds = shapely.bounds(pieces).reshape(-1, 4)
        large = shapely.get_num_coordinates(pieces) >= _LARGE
        if large.any():
            # the first thread measures to the outlines of the layer, which others may hold
            pieces[large] = shapely.from_wkb(shapely.to_wkb(pieces[large]))
            shapely.prepare(pieces[large])
        tree = shapely.STRtree(_boxes(bounds, margin[outline] + SLACK_M))
        return cls(pieces, outline, margin[outline], bounds, large, tree)


def _boxes(bounds: Floats, margin: Floats) -> Shapes:
    west, south, east, north = (bounds + np.outer(margin, [-1, -1, 1, 1])).T
    return np.asarray(shapely.box(west, south, east, north), dtype=object)


def _near(tree: _Tree, shapes: Shapes, accuracy: Floats) -> NearPairs:
    starts = range(0, len(shapes), _CHUNK)
    parts = [slice(start, start + _CHUNK) for start in starts]
    return _joined([_measured(tree, shapes[part], accuracy[part]) for part in parts], starts)


def _measured(tree: _Tree, shapes: Shapes, accuracy: Floats) -> NearPairs:
    """Measure between the plots and the pieces whose boxes meet."""
    bounds = shapely.bounds(shapes)
    plot, piece = tree.boxes.query(_boxes(bounds, accuracy))
    reach = accuracy[plot] + tree.margin[piece] + SLACK_M
    in_reach = _apart(bounds[plot], tree.bounds[piece]) <= reach
    plot, piece, reach = plot[in_reach], piece[in_reach], reach[in_reach]
    if tree.large.any():
        # many corners are measured to one by one, so who is too far must be known before
        within = ~tree.large[piece]
        large = np.flatnonzero(~within)
        within[large] = shapely.dwithin(
            tree.pieces[piece[large]], shapes[plot[large]], reach[large]
        )
        plot, piece, reach = plot[within], piece[within], reach[within]
    metres = shapely.distance(shapes[plot], tree.pieces[piece])
    near = NearPairs(plot, tree.outline[piece], metres).subset(metres <= reach)
    return _nearest_pieces(near) if len(tree.pieces) > tree.outline.max(initial=-1) + 1 else near


def _nearest_pieces(near: NearPairs) -> NearPairs:
    """Keep of the pieces of an outline the one that is nearest to the plot."""
    near = near.subset(np.lexsort((near.metres, near.outline, near.plot)))
    same = (np.diff(near.plot) == 0) & (np.diff(near.outline) == 0)
    return near.subset(~np.append(False, same)[: len(near.plot)])


def _apart(one: Floats, other: Floats) -> Floats:
    """Return the distance between boxes."""
    beside = np.maximum(one[:, :2] - other[:, 2:], other[:, :2] - one[:, 2:]).clip(min=0)
    apart: Floats = np.hypot(beside[:, 0], beside[:, 1])
    return apart


def _joined(parts: Sequence[NearPairs], starts: Sequence[int]) -> NearPairs:
    """Join what was found in parts of the plots."""
    if not parts:
        none = np.empty(0, dtype=np.intp)
        return NearPairs(none, none, np.empty(0))
    return NearPairs(
        np.concatenate([part.plot + start for part, start in zip(parts, starts, strict=True)]),
        np.concatenate([part.outline for part in parts]),
        np.concatenate([part.metres for part in parts]),
    )
