"""What the site plan of one plot shows: its surroundings, what may be built, where it fits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.cache import Cache
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms import Plant, Rules
from sezgeo.norms.objects import objects_of
from sezgeo.planar.buffers import draw_zones
from sezgeo.reports.cartography.map_frame import MapFrame
from sezgeo.siting.fit.result import Fits

WIDTH_MM, HEIGHT_MM = 180.0, 85.0
HAIR_MM = 0.3
"""Kept free around the frames, so that their lines are drawn whole."""
MAP_MM = (122.0, HEIGHT_MM - 2 * HAIR_MM)
_MARGIN = 0.18
_QUARTER = 16
"""Segments that a quarter of a circle is drawn with: enough for the eye."""


class PlanBuilding(NamedTuple):
    """A building on the plan: what it is, its sides in metres, where it stands."""

    title: Text
    sides_m: tuple[float, float]
    outline: Polygon


@dataclass(frozen=True, slots=True, eq=False)
class SitePlan:
    """
    What the site plan of one plot shows.

    Attributes
    ----------
    plot_id
        The plot.
    outline
        Its outline.
    schematic
        True where the outline was not surveyed; it is drawn dashed then.
    layers
        All layers there are, by name.
    zones
        Edges of the zones that norms draw around objects, at their greatest width.
    own_m
        Least and greatest width of the plant's own sanitary zone; nothing where it casts none.
    land
        What may be built on, if the plant names buildings.
    buildings
        The plant's buildings.
    routes
        Ways to connection points: what for, and the line.
    """

    plot_id: str
    outline: BaseGeometry
    schematic: bool
    layers: Mapping[str, Layer]
    zones: tuple[BaseGeometry, ...] = ()
    own_m: tuple[float, float] | None = None
    land: BaseGeometry | None = None
    buildings: tuple[PlanBuilding, ...] = ()
    routes: tuple[tuple[Text, LineString], ...] = ()


def plan_of(
    plot_id: str,
    layers: Mapping[str, Layer],
    plant: Plant,
    edges: Iterable[BaseGeometry],
    *,
    fits: Fits | None = None,
    routes: Iterable[tuple[Text, LineString]] = (),
) -> SitePlan:
    """
    Gather what the site plan of one plot shows.

    Parameters
    ----------
    plot_id
        The plot.
    layers
        All layers there are, by name.
    plant
        What the law must know of the plant.
    edges
        Edges of the zones of norms, from `edges_of`.
    fits
        Where its buildings stand, if they are known.
    routes
        Ways to connection points: what for, and the line in the working system.
    """
    row = layers["plots"].frame.loc[plot_id]
    low, _, high = plant.spz_m
    return SitePlan(
        plot_id=plot_id,
        outline=row.geometry,
        schematic=row.get("nature") != "surveyed",
        layers=layers,
        zones=tuple(_within(edges, frame_around(row.geometry).outline)),
        own_m=(low, high) if high > 0 else None,
        land=None if fits is None else fits.land[plot_id],
        buildings=() if fits is None else _buildings(fits, plot_id),
        routes=tuple(routes),
    )


def frame_around(outline: BaseGeometry) -> MapFrame:
    """Return the window of the plan around a plot."""
    return MapFrame.around(outline.bounds, *MAP_MM, margin=_MARGIN)


def edges_of(
    layers: Mapping[str, Layer], plant: Plant, rules: Rules, cache: Cache | None = None
) -> Iterator[BaseGeometry]:
    """Yield the edges of the zones that norms draw around objects, each once, at their widest."""
    yielded = set()
    for rule in rules.values():
        if not rule.binds(plant.sensitive) or rule.width == "plant":
            continue  # the plant's own zone is drawn around the plot
        objects = objects_of(rule, layers, plant)
        zones = draw_zones(objects.shapes, objects.high, _QUARTER, cache)
        for edge in shapely.boundary(zones):
            if not edge.is_empty and edge.wkb not in yielded:
                yielded.add(edge.wkb)
                yield edge


def _within(edges: Iterable[BaseGeometry], window: Polygon) -> Iterator[BaseGeometry]:
    """Yield what of the edges lies in the window."""
    clipped = shapely.intersection(np.array([*edges], dtype=object), window)
    yield from clipped[~shapely.is_empty(clipped)]


def _buildings(fits: Fits, plot: str) -> tuple[PlanBuilding, ...]:
    titles, sizes = fits.footprint.titles(fits.size), fits.footprint.sizes_m(fits.size)
    # a plant that does not fit places no buildings
    outlines = fits.placements[plot].buildings
    return tuple(map(PlanBuilding._make, zip(titles, sizes, outlines, strict=False)))
