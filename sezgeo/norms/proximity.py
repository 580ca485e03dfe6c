"""
Which objects decide about which plot, and how: distances, widths and accuracies compared.

The accuracies of plot and object add up, since nothing is known of their directions. Two outlines
of one site were drawn after the same site and shift together, so between them only the difference
of their accuracies counts: how far a plant may stand elsewhere within its site.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats, Indices, Ints, Shapes
from sezgeo.cache import Cache
from sezgeo.norms.objects import Objects
from sezgeo.norms.spatial_join import SLACK_M, NearPairs, OutlineIndex, Plots
from sezgeo.planar.covered_share import Zones
from sezgeo.planar.queries import PlotArrays


class Touch(IntEnum):
    """How a plot stands to one object; the greater one decides."""

    CLEAR = 0
    BETWEEN = 1
    """Between the least and the greatest width that the law gives the zone."""
    VAGUE = 2
    """The same, and the record leaves open what the object is."""
    BLURRED = 3
    """Outlines are not accurate enough to tell."""
    AS_DRAWN = 4
    """In the zone as drawn, though the outlines may be off."""
    SURE = 5
    """In the zone, whatever the accuracies."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Plots and objects close enough to matter, by position."""

    plot: Indices
    object: Indices
    metres: Floats
    accuracy: Floats
    touch: Ints

    def of_plots(self, plots: Bools) -> "Pairs":
        """Keep the pairs of some of the plots, given by a mask."""
        keep = plots[self.plot]
        return Pairs(*(column[keep] for column in self._columns))

    @property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        return self.plot, self.object, self.metres, self.accuracy, self.touch


@dataclass(frozen=True, slots=True, eq=False)
class DecidingObjects:
    """
    What decided about each plot.

    Attributes
    ----------
    touch
        The gravest `Touch` of the plot.
    object
        Position of the object that decided, or of the nearest one; -1 where there is none.
    metres, accuracy
        Distance to it, and how far that may be off; NaN where there is none.
    """

    touch: Ints
    object: Indices
    metres: Floats
    accuracy: Floats


def pairs_of(plots: Plots, objects: Objects, near: NearPairs | None = None) -> Pairs:
    """
    Compare every plot with every object that may reach it.

    Parameters
    ----------
    plots, objects
        Whom to compare.
    near
        Which of them are close, if that was measured already; `outline` counts the objects.
    """
    if near is None:
        outlines, (position,) = OutlineIndex.of([objects])
        near = outlines.near(plots).for_objects(position)
    # the outlines were close to some rule that shares them; what this one cannot reach goes
    reach = plots.accuracy[near.plot] + objects.margin[near.outline] + SLACK_M
    near = near.subset(near.metres <= reach)
    rows, items, metres = near.plot, near.outline, near.metres
    together = plots.site[rows] == objects.site[items]
    accuracy = _error(plots.accuracy[rows], objects.accuracy[items], together)
    touch = _touch(metres, accuracy, objects.low[items], objects.high[items])
    touch[(touch == Touch.BETWEEN) & objects.vague[items]] = Touch.VAGUE
    registered = objects.registered[items]
    touch[registered] = _inside(
        plots.shapes[rows[registered]],
        objects.shapes[items[registered]],
        metres[registered],
        accuracy[registered],
    )
    return Pairs(rows, items, metres, accuracy, touch)


def _error(plot: Floats, item: Floats, together: Bools) -> Floats:
    """Return how far a distance may be off; outlines of one site shift together."""
    return np.where(together, np.abs(plot - item), plot + item)


def _touch(metres: Floats, accuracy: Floats, low: Floats, high: Floats) -> Ints:
    """Compare distances with the width of the zone around each object."""
    nearest, farthest = np.maximum(metres - accuracy, 0.0), metres + accuracy
    return np.select(
        [
            farthest < low,
            metres < low,
            nearest >= high,
            (nearest >= low) & (farthest < high),
        ],
        [Touch.SURE, Touch.AS_DRAWN, Touch.CLEAR, Touch.BETWEEN],
        default=Touch.BLURRED,
    )


def _inside(plots: Shapes, zones: Shapes, metres: Floats, accuracy: Floats) -> Ints:
    """Tell which plots share land with registered zones; a common border is none."""
    overlap = shapely.relate_pattern(plots, zones, "T********")
    return np.select(
        [overlap & (accuracy == 0), overlap, metres < accuracy],
        [Touch.SURE, Touch.AS_DRAWN, Touch.BLURRED],
        default=Touch.CLEAR,
    )


def gravest_touch(plots: Plots, pairs: Pairs) -> Ints:
    """Return the gravest `Touch` of each plot."""
    touch = np.full(len(plots), int(Touch.CLEAR))
    np.maximum.at(touch, pairs.plot, pairs.touch)
    return touch


def deciding_objects(plots: Plots, objects: Objects, pairs: Pairs) -> DecidingObjects:
    """Pick for each plot the gravest object, of equally grave ones the deepest in."""
    count = len(plots)
    touch = np.full(count, int(Touch.CLEAR))
    chosen = np.full(count, -1, dtype=np.intp)
    metres, accuracy = np.full(count, np.nan), np.full(count, np.nan)
    if not len(objects):
        return DecidingObjects(touch, chosen, metres, accuracy)
    depth = pairs.metres - objects.high[pairs.object]
    order = np.lexsort((pairs.object, depth, -pairs.touch, pairs.plot))
    grave = order[pairs.touch[order] > Touch.CLEAR]
    rows, first = np.unique(pairs.plot[grave], return_index=True)
    deciding = grave[first]
    touch[rows], chosen[rows] = pairs.touch[deciding], pairs.object[deciding]
    metres[rows], accuracy[rows] = pairs.metres[deciding], pairs.accuracy[deciding]
    return _with_nearest(plots, objects, DecidingObjects(touch, chosen, metres, accuracy))


def _with_nearest(plots: Plots, objects: Objects, deciding: DecidingObjects) -> DecidingObjects:
    """Name the nearest object to the plots that nothing reaches."""
    free = np.flatnonzero(deciding.object < 0)
    if not len(free):
        return deciding
    nearest, metres = STRtree(objects.shapes).query_nearest(
        plots.shapes[free], all_matches=False, return_distance=True
    )
    rows, items = free[nearest[0]], nearest[1]
    together = plots.site[rows] == objects.site[items]
    deciding.object[rows], deciding.metres[rows] = items, metres
    deciding.accuracy[rows] = _error(plots.accuracy[rows], objects.accuracy[items], together)
    return deciding


def share_left(
    plots: Plots, objects: Objects, pairs: Pairs, width: Floats, *, cache: Cache | None = None
) -> Floats:
    """
    Measure the share of each plot that lies outside all zones, as drawn.

    Parameters
    ----------
    plots, objects, pairs
        As compared.
    width : numpy.ndarray, shape (pairs,)
        Width of the zone of each pair, metres.
    cache
        Where drawn zones are kept; by default nowhere.

    Returns
    -------
    numpy.ndarray, shape (plots,)
        From 0 to 1.
    """
    cuts = np.flatnonzero(cutting(objects, pairs, width))
    zones, of_each = _draw(objects, pairs.object[cuts], width[cuts], cache)
    rows, of_row = np.unique(pairs.plot[cuts], return_inverse=True)
    left: Floats = np.ones(len(plots))
    left[rows] = 1 - zones.share_of(PlotArrays(plots.shapes[rows]), of_row, of_each)
    return left


def cutting(objects: Objects, pairs: Pairs, width: Floats) -> Bools:
    """Tell which zones reach their plot."""
    cuts: Bools = (pairs.metres < width) | objects.registered[pairs.object]
    return cuts


def zones_over(
    objects: Objects, pairs: Pairs, width: Floats, *, cache: Cache | None = None
) -> Iterator[tuple[int, BaseGeometry]]:
    """Join the zones that reach each plot, for the plots that any reaches; as `share_left`."""
    cuts = cutting(objects, pairs, width)
    order = np.flatnonzero(cuts)[np.argsort(pairs.plot[cuts], kind="stable")]
    if not len(order):
        return
    zones, of_each = _draw(objects, pairs.object[order], width[order], cache)
    rows, starts = np.unique(pairs.plot[order], return_index=True)
    for row, zones_of_row in zip(rows, np.split(of_each, starts[1:]), strict=True):
        yield int(row), shapely.union_all(zones.shapes[zones_of_row])


def _draw(
    objects: Objects, which: Indices, width: Floats, cache: Cache | None
) -> tuple[Zones, Indices]:
    """Draw a zone for each object and width, however many plots it reaches; tell whose is which."""
    each, of_each = np.unique(np.column_stack([which, width]), axis=0, return_inverse=True)
    shapes = objects.shapes[each[:, 0].astype(np.intp)]
    return Zones.around(shapes, each[:, 1], cache=cache), of_each
