"""
Land that cannot be built on, as exact outlines: zones of the law, and land that is in use.

A zone's edge is an arc around a corner. It is drawn with 32 chords to a quarter turn, outside the
arc, so that nothing inside a zone is ever offered; the chords give away at most 0.06 % of the
zone's width (30 cm of 500 m).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.layers import Layer
from sezgeo.norms import Plant, Rules
from sezgeo.norms.objects import objects_of
from sezgeo.siting.raster_grid import RasterGrid
from sezgeo.siting.site_search.distance_field import Segments, cells_inside, distances_m

Zones = Literal["least", "widest"]

IN_USE = (
    "sites",
    "plots",
    "housing",
    "industry",
    "green",
    "water_bodies",
    "chp",
    "substations",
    "water_works",
    "airports",
    "universities",
    "schools",
    "hospitals",
    "heritage",
)
"""Layers whose areas are land in use. What they do not show may be in use all the same."""

BARRIERS = ("railways", "roads", "power_lines")
"""Layers of lines that no area may lie across."""

BARRIER_M = 15.0
"""Half the width kept for a line whose true width no layer tells: our assumption."""

_QUARTER = 32
_OUTSIDE = (1 + 1e-9) / np.cos(np.pi / 4 / _QUARTER)  # a hair more, for rounding
_AREAS = (3, 6)


@dataclass(frozen=True, slots=True, eq=False)
class Exclusions:
    """
    Outlines that no candidate may come nearer to than their width.

    Attributes
    ----------
    shapes : numpy.ndarray of geometries
        In the working system; they may overlap.
    width_m : numpy.ndarray
        Width of the zone around each; an area without one excludes itself only.
    tree
        Index over the boxes of the zones.
    """

    shapes: NDArray[np.object_]
    width_m: Floats
    tree: STRtree

    @classmethod
    def of(cls, shapes: NDArray[np.object_], width_m: Floats | None = None) -> "Exclusions":
        """Index outlines; empty ones, and points and lines without a width, are dropped."""
        width = np.zeros(len(shapes)) if width_m is None else width_m
        area = np.isin(shapely.get_type_id(shapes), _AREAS)
        usable = ~shapely.is_empty(shapes) & (area | (width > 0))
        shapes, width = shapes[usable], width[usable]
        reach = width[:, None] * _OUTSIDE * np.array([-1, -1, 1, 1])
        return cls(shapes, width, STRtree(shapely.box(*(shapely.bounds(shapes) + reach).T)))

    def within(self, area: BaseGeometry) -> BaseGeometry:
        """Return all that is excluded and may meet an area, in one shape."""
        near = np.sort(self.tree.query(area, predicate="intersects"))
        return shapely.union_all(buffer_outlines(self.shapes[near], self.width_m[near]))

    def mask(self, block: RasterGrid) -> NDArray[np.bool_]:
        """Tell of every cell whether its centre is excluded."""
        near = np.sort(self.tree.query(block.outline))
        zones = Segments.of(self.shapes[near], -self.width_m[near])
        lines = zones.added_m < 0
        around = replace(zones, ends=zones.ends[lines], added_m=zones.added_m[lines])
        excluded: NDArray[np.bool_] = distances_m(around, block, most_m=1.0) < 0
        return excluded | cells_inside(zones.areas, block)


def exclusions_of(
    layers: Mapping[str, Layer], plant: Plant, rules: Rules, *, zones: Zones = "least"
) -> Exclusions:
    """
    Gather what cannot be built on for one kind of plant.

    Parameters
    ----------
    layers
        All layers there are, by name.
    plant
        What the law must know of the plant.
    rules
        The norms. Prohibitions and setbacks cut land; what a consent may allow does not.
    zones
        Where the law gives a range of widths: `least` cuts what is excluded in any case, `widest`
        also what may be.
    """
    outlines = [*_zones(layers, plant, rules, zones), *_in_use(layers), *_barriers(layers)]
    shapes, widths = zip(*outlines, strict=True) if outlines else ([], [])
    return Exclusions.of(
        np.concatenate([np.array([], dtype=object), *shapes]), np.concatenate([[], *widths])
    )


_Zoned = tuple[NDArray[np.object_], Floats]


def _zones(
    layers: Mapping[str, Layer], plant: Plant, rules: Rules, zones: Zones
) -> Iterator[_Zoned]:
    for rule in rules.values():
        if rule.kind not in ("prohibition", "setback") or not rule.binds(plant.sensitive):
            continue
        objects = objects_of(rule, layers, plant)
        yield objects.shapes, objects.low if zones == "least" else objects.high


def buffer_outlines(
    shapes: NDArray[np.object_], width_m: NDArray[np.float64]
) -> NDArray[np.object_]:
    """
    Widen shapes so that all within the width lies inside.

    Examples
    --------
    >>> [zone] = buffer_outlines(np.array([shapely.Point(0, 0)]), np.array([500.0]))
    >>> bool(shapely.distance(zone.exterior, shapely.Point(0, 0)) >= 500)
    True
    """
    wide = width_m > 0
    grown = shapely.buffer(shapes[wide], width_m[wide] * _OUTSIDE, quad_segs=_QUARTER)
    areas = np.isin(shapely.get_type_id(shapes), _AREAS) & ~wide
    buffered: NDArray[np.object_] = np.append(grown, shapes[areas])
    return buffered


def _in_use(layers: Mapping[str, Layer]) -> Iterator[_Zoned]:
    for name in IN_USE:
        if name in layers:
            shapes = layers[name].frame.geometry.to_numpy()
            yield shapes, np.zeros(len(shapes))


def _barriers(layers: Mapping[str, Layer]) -> Iterator[_Zoned]:
    for name in BARRIERS:
        if name in layers:
            shapes = layers[name].frame.geometry.to_numpy()
            yield shapes, np.full(len(shapes), BARRIER_M)
