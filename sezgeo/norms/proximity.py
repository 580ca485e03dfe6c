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

from sezgeo.arrays import Floats
from sezgeo.cache import Cache
from sezgeo.norms.objects import Objects
from sezgeo.norms.spatial_join import SLACK_M, Close, Plots, Reach
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

    plot: NDArray[np.intp]
    object: NDArray[np.intp]
    metres: Floats
    accuracy: Floats
    touch: NDArray[np.int64]

    def of(self, mine: NDArray[np.bool_]) -> "Pairs":
        """Keep the pairs of some of the plots."""
        keep = mine[self.plot]
        return Pairs(*(column[keep] for column in self._columns))

    @property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        return self.plot, self.object, self.metres, self.accuracy, self.touch


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
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

    touch: NDArray[np.int64]
    object: NDArray[np.intp]
    metres: Floats
    accuracy: Floats


def pairs_of(plots: Plots, objects: Objects, close: Close | None = None) -> Pairs:
    """
    Compare every plot with every object that may reach it.

    Parameters
    ----------
    plots, objects
        Whom to compare.
    close
        Which of them are close, if that was measured already; `outline` counts the objects.
    """
    if close is None:
        reach, (position,) = Reach.of([objects])
        close = reach.close(plots).of(position)
    own = plots.accuracy
    # the outlines were close to some rule that shares them; what this one cannot reach goes
    reached = own[close.plot] + objects.margin[close.outline] + SLACK_M
    close = close.taken(close.metres <= reached)
    rows, found, metres = close.plot, close.outline, close.metres
    together = plots.site[rows] == objects.site[found]
    accuracy = _error(own[rows], objects.accuracy[found], together)
    touch = _touch(metres, accuracy, objects.low[found], objects.high[found])
    touch[(touch == Touch.BETWEEN) & objects.vague[found]] = Touch.VAGUE
    own_zone = objects.registered[found]
    touch[own_zone] = _inside(
        plots.shapes[rows[own_zone]],
        objects.shapes[found[own_zone]],
        metres[own_zone],
        accuracy[own_zone],
    )
    return Pairs(rows, found, metres, accuracy, touch)


def _error(own: Floats, other: Floats, together: NDArray[np.bool_]) -> Floats:
    """Return how far a distance may be off; outlines of one site shift together."""
    return np.where(together, np.abs(own - other), own + other)


def _touch(metres: Floats, accuracy: Floats, low: Floats, high: Floats) -> NDArray[np.int64]:
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


def _inside(
    plots: NDArray[np.object_], zones: NDArray[np.object_], metres: Floats, accuracy: Floats
) -> NDArray[np.int64]:
    """Tell which plots share land with registered zones; a common border is none."""
    overlap = shapely.relate_pattern(plots, zones, "T********")
    return np.select(
        [overlap & (accuracy == 0), overlap, metres < accuracy],
        [Touch.SURE, Touch.AS_DRAWN, Touch.BLURRED],
        default=Touch.CLEAR,
    )


def gravest(plots: Plots, pairs: Pairs) -> NDArray[np.int64]:
    """Return the gravest `Touch` of each plot."""
    touch = np.full(len(plots), int(Touch.CLEAR))
    np.maximum.at(touch, pairs.plot, pairs.touch)
    return touch


def decided(plots: Plots, objects: Objects, pairs: Pairs) -> Decided:
    """Pick for each plot the gravest object, of equally grave ones the deepest in."""
    count = len(plots)
    touch = np.full(count, int(Touch.CLEAR))
    chosen = np.full(count, -1, dtype=np.intp)
    metres, accuracy = np.full(count, np.nan), np.full(count, np.nan)
    if not len(objects):
        return Decided(touch, chosen, metres, accuracy)
    depth = pairs.metres - objects.high[pairs.object]
    order = np.lexsort((pairs.object, depth, -pairs.touch, pairs.plot))
    grave = order[pairs.touch[order] > Touch.CLEAR]
    rows, first = np.unique(pairs.plot[grave], return_index=True)
    at = grave[first]
    touch[rows], chosen[rows] = pairs.touch[at], pairs.object[at]
    metres[rows], accuracy[rows] = pairs.metres[at], pairs.accuracy[at]
    return _with_nearest(plots, objects, Decided(touch, chosen, metres, accuracy))


def _with_nearest(plots: Plots, objects: Objects, found: Decided) -> Decided:
    """Name the nearest object to the plots that nothing reaches."""
    free = np.flatnonzero(found.object < 0)
    if not len(free):
        return found
    nearest, metres = STRtree(objects.shapes).query_nearest(
        plots.shapes[free], all_matches=False, return_distance=True
    )
    rows, items = free[nearest[0]], nearest[1]
    together = plots.site[rows] == objects.site[items]
    found.object[rows], found.metres[rows] = items, metres
    found.accuracy[rows] = _error(plots.accuracy[rows], objects.accuracy[items], together)
    return found


def share_left(
    plots: Plots, objects: Objects, pairs: Pairs, width: Floats, kept: Cache | None = None
) -> Floats:
    """
    Measure the share of each plot that lies outside all zones, as drawn.

    Parameters
    ----------
    plots, objects, pairs
        As compared.
    width : numpy.ndarray, shape (pairs,)
        Width of the zone of each pair, metres.
    kept
        Where drawn zones are kept; by default nowhere.

    Returns
    -------
    numpy.ndarray, shape (plots,)
        From 0 to 1.
    """
    cuts = np.flatnonzero(cutting(objects, pairs, width))
    zones, of_each = _drawn(objects, pairs.object[cuts], width[cuts], kept)
    rows, of_row = np.unique(pairs.plot[cuts], return_inverse=True)
    left: Floats = np.ones(len(plots))
    left[rows] = 1 - zones.share_of(PlotArrays(plots.shapes[rows]), of_row, of_each)
    return left


def cutting(objects: Objects, pairs: Pairs, width: Floats) -> NDArray[np.bool_]:
    """Tell which zones reach their plot."""
    cuts: NDArray[np.bool_] = (pairs.metres < width) | objects.registered[pairs.object]
    return cuts


def zones_over(
    objects: Objects, pairs: Pairs, width: Floats, kept: Cache | None = None
) -> Iterator[tuple[int, BaseGeometry]]:
    """Join the zones that reach each plot, for the plots that any reaches; as `share_left`."""
    cuts = cutting(objects, pairs, width)
    order = np.flatnonzero(cuts)[np.argsort(pairs.plot[cuts], kind="stable")]
    if not len(order):
        return
    zones, of_each = _drawn(objects, pairs.object[order], width[order], kept)
    rows, starts = np.unique(pairs.plot[order], return_index=True)
    for row, mine in zip(rows, np.split(of_each, starts[1:]), strict=True):
        yield int(row), shapely.union_all(zones.shapes[mine])


def _drawn(
    objects: Objects, which: NDArray[np.intp], width: Floats, kept: Cache | None
) -> tuple[Zones, NDArray[np.intp]]:
    """Draw a zone for each object and width, however many plots it reaches; tell whose is which."""
    each, of_each = np.unique(np.column_stack([which, width]), axis=0, return_inverse=True)
    shapes = objects.shapes[each[:, 0].astype(np.intp)]
    return Zones.around(shapes, each[:, 1], cache=kept), of_each
