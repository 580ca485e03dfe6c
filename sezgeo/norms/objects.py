"""
The objects of a rule: features of its layer with the width of their zones, and registered zones.

What a record does not say stays open: a feature whose kind or class is empty gets every width
its table might give it, and may turn out to be no object at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.arrays import Bools, Floats, Shapes
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms.rule import Rule, ZoneWidth
from sezgeo.plant import Plant

_COMPARE = {
    "above": np.greater,
    "up_to": np.less_equal,
    "at_least": np.greater_equal,
    "below": np.less,
}


@dataclass(frozen=True, slots=True, eq=False)
class Objects:
    """
    What a rule measures to, one entry each.

    Attributes
    ----------
    shapes
        Outlines.
    low, high
        Least and greatest width of the zone around each; a registered zone has width 0.
    accuracy
        How far the outline may be off; one that states none is taken as drawn.
    vague
        True where the record leaves open what the object is, and so how wide its zone.
    registered
        True where the outline is itself a zone from the register.
    name
        What people call it, in Russian.
    site
        Site it stands on, an empty text where it stands on none.
    """

    shapes: Shapes
    low: Floats
    high: Floats
    accuracy: Floats
    vague: Bools
    registered: Bools
    name: NDArray[np.object_]
    site: NDArray[np.object_]

    def __len__(self) -> int:
        """Count the objects."""
        return len(self.shapes)

    @property
    def margin(self) -> Floats:
        """Return how far off each object may matter to a plot that is drawn exactly."""
        margin: Floats = np.maximum(self.low, self.high) + self.accuracy
        return margin

    def subset(self, keep: NDArray[Any]) -> "Objects":
        """Keep some of the objects, by mask or position."""
        return Objects(*(column[keep] for column in _columns(self)))


def objects_of(rule: Rule, layers: Mapping[str, Layer], plant: Plant) -> Objects:
    """Gather the objects of a rule; registered zones take the place of those they are for."""
    layer = layers.get(rule.layer) if rule.layer != "zones" else None
    features = _features(rule, layer, plant) if layer is not None else no_objects()
    zones = _zones(rule, layers.get("zones"))
    return _concatenated(_unregistered(features, zones.shapes), zones)


def names_of(rule: Rule, layers: Mapping[str, Layer]) -> dict[str, Text]:
    """Return the names of what a rule measures to, by their Russian form."""
    sources = [layers[name] for name in dict.fromkeys((rule.layer, "zones")) if name in layers]
    return {name.ru: name for layer in sources for name in layer.named().values()}


def _features(rule: Rule, layer: Layer, plant: Plant) -> Objects:
    frame = layer.frame
    low, high, vague = _widths(rule, frame, plant)
    is_one = _is_object(rule, frame)
    doubt = np.isnan(is_one)
    objects = _objects(layer, np.where(doubt, 0.0, low), high, vague=vague | doubt)
    return objects.subset((is_one != 0) & ~np.isnan(high) & ~_spared(rule, frame))


def _is_object(rule: Rule, frame: GeoDataFrame) -> Floats:
    answer = np.ones(len(frame))
    for column, words in rule.where.items():
        answer = _both(answer, _word(frame, column, words))
    for column, words in rule.where_not.items():
        answer = np.where(_word(frame, column, words) == 1, 0.0, answer)
    return answer


def _spared(rule: Rule, frame: GeoDataFrame) -> Bools:
    """Find the features that count only if their own zone is known, and it is not."""
    spared = np.zeros(len(frame), dtype=bool)
    for column, words in rule.spare_unknown.items():
        spared |= _word(frame, column, words) == 1
    return spared & np.isnan(_numbers(frame, "spz_high_m"))


def _widths(rule: Rule, frame: GeoDataFrame, plant: Plant) -> tuple[Floats, Floats, Bools]:
    """Return least and greatest width of each zone, NaN if none, and whether its class is open."""
    if rule.width == "plant":
        least, _, most = plant.spz_m
        vague = np.zeros(len(frame), dtype=bool)
        return np.full(len(frame), least), np.full(len(frame), most), vague
    if rule.width == "feature":
        high = _numbers(frame, "spz_high_m")
        unset = np.isnan(high)
        low = np.where(unset, 0.0, np.nan_to_num(_numbers(frame, "spz_low_m")))
        return low, np.where(unset, rule.widest[1], high), unset
    return _table_widths(rule, frame)


def _table_widths(rule: Rule, frame: GeoDataFrame) -> tuple[Floats, Floats, Bools]:
    """Take the first line that surely fits, or else the span of all that may."""
    low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    settled, vague = np.zeros((2, len(frame)), dtype=bool)
    for line in rule.metres:
        fits = _fits(line, frame)
        may = ~settled & (fits != 0)
        low = np.where(may, np.fmin(low, line.metres[0]), low)
        high = np.where(may, np.fmax(high, line.metres[1]), high)
        vague |= may & np.isnan(fits)
        settled |= fits == 1
    return low, high, vague


def _fits(line: ZoneWidth, frame: GeoDataFrame) -> Floats:
    answer = np.ones(len(frame))
    for column, words in line.words.items():
        answer = _both(answer, _word(frame, column, words))
    for key, compare in _COMPARE.items():
        for column, number in getattr(line, key).items():
            cells = _numbers(frame, column)
            answer = _both(answer, np.where(np.isnan(cells), np.nan, compare(cells, number)))
    return answer


def _both(first: Floats, second: Floats) -> Floats:
    """Join two answers: a no decides, an open one stays open."""
    return np.where((first == 0) | (second == 0), 0.0, first * second)


def _word(frame: GeoDataFrame, column: str, words: tuple[str, ...]) -> Floats:
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    cells = frame[column]
    return np.where(cells.isna(), np.nan, cells.isin(words).astype(float))


def _numbers(frame: GeoDataFrame, column: str) -> Floats:
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    return np.asarray(pd.to_numeric(frame[column], errors="coerce"), dtype=float)


def _zones(rule: Rule, zones: Layer | None) -> Objects:
    if zones is None or not rule.zone_kind:
        return no_objects()
    none = np.zeros(len(zones.frame))
    of_kind = (zones.frame["kind"] == rule.zone_kind).to_numpy(dtype=bool)
    objects = _objects(zones, none, none, vague=none.astype(bool))
    return replace(objects, registered=~objects.registered).subset(of_kind)


def _unregistered(features: Objects, zones: Shapes) -> Objects:
    """
    Take out what registered zones stand for.

    Of a line, only the stretch inside a zone; of other objects, the one nearest to the middle of
    the zone that lies in it: a neighbour that merely stands in somebody's zone keeps its own.
    """
    if not len(zones) or not len(features):
        return features
    linear = np.isin(shapely.get_dimensions(features.shapes), (1,))
    rest = shapely.difference(features.shapes, shapely.union_all(zones))
    shapes = np.where(linear, rest, features.shapes)
    keep = ~shapely.is_empty(shapes)
    for zone in zones:
        inside = np.flatnonzero(shapely.intersects(zone, features.shapes) & ~linear & keep)
        if len(inside):
            keep[inside[shapely.distance(zone.centroid, features.shapes[inside]).argmin()]] = False
    return replace(features, shapes=shapes).subset(keep)


def _objects(layer: Layer, low: Floats, high: Floats, *, vague: Bools) -> Objects:
    frame = layer.frame
    sites = frame["site"].fillna("") if "site" in frame.columns else np.full(len(frame), "")
    return Objects(
        shapes=frame.geometry.to_numpy(),
        low=low,
        high=high,
        accuracy=np.nan_to_num(_numbers(frame, "accuracy_m")),
        vague=vague,
        registered=np.zeros(len(frame), dtype=bool),
        name=np.array([name.ru for name in layer.named().values()], dtype=object),
        site=np.asarray(sites, dtype=object),
    )


def no_objects() -> Objects:
    """Return no objects."""
    objects, numbers, flags = (np.array([], dtype=kind) for kind in (object, float, bool))
    return Objects(
        shapes=objects,
        low=numbers,
        high=numbers,
        accuracy=numbers,
        vague=flags,
        registered=flags,
        name=objects,
        site=objects,
    )


def _concatenated(first: Objects, second: Objects) -> Objects:
    pairs = zip(_columns(first), _columns(second), strict=True)
    return Objects(*(np.concatenate(pair) for pair in pairs))


def _columns(objects: Objects) -> tuple[NDArray[Any], ...]:
    return tuple(getattr(objects, column.name) for column in fields(objects))
