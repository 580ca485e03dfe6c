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

from sezgeo.arrays import Floats
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms.rule import Case, Rule
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

    shapes: NDArray[np.object_]
    low: Floats
    high: Floats
    accuracy: Floats
    vague: NDArray[np.bool_]
    registered: NDArray[np.bool_]
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

    def taken(self, keep: NDArray[Any]) -> "Objects":
        """Keep some of the objects, by mask or position."""
        return Objects(*(column[keep] for column in _columns(self)))


def objects_of(rule: Rule, layers: Mapping[str, Layer], plant: Plant) -> Objects:
    """Gather the objects of a rule; registered zones take the place of those they are for."""
    layer = layers.get(rule.layer) if rule.layer != "zones" else None
    found = _features(rule, layer, plant) if layer is not None else nothing()
    zones = _zones(rule, layers.get("zones"))
    return _joined(_unregistered(found, zones.shapes), zones)


def names_of(rule: Rule, layers: Mapping[str, Layer]) -> dict[str, Text]:
    """Return the names of what a rule measures to, by their Russian form."""
    there = [layers[name] for name in dict.fromkeys((rule.layer, "zones")) if name in layers]
    return {name.ru: name for layer in there for name in layer.named().values()}


def _features(rule: Rule, layer: Layer, plant: Plant) -> Objects:
    frame = layer.frame
    low, high, vague = _widths(rule, frame, plant)
    is_one = _is_object(rule, frame)
    doubt = np.isnan(is_one)
    wrapped = _wrapped(layer, np.where(doubt, 0.0, low), high, vague=vague | doubt)
    return wrapped.taken((is_one != 0) & ~np.isnan(high) & ~_spared(rule, frame))


def _is_object(rule: Rule, frame: GeoDataFrame) -> Floats:
    answer = np.ones(len(frame))
    for column, words in rule.where.items():
        answer = _both(answer, _word(frame, column, words))
    for column, words in rule.where_not.items():
        answer = np.where(_word(frame, column, words) == 1, 0.0, answer)
    return answer


def _spared(rule: Rule, frame: GeoDataFrame) -> NDArray[np.bool_]:
    """Find the features that count only if their own zone is known, and it is not."""
    spared = np.zeros(len(frame), dtype=bool)
    for column, words in rule.spare_unknown.items():
        spared |= _word(frame, column, words) == 1
    return spared & np.isnan(_numbers(frame, "spz_high_m"))


def _widths(
    rule: Rule, frame: GeoDataFrame, plant: Plant
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return least and greatest width of each zone, NaN if none, and whether its class is open."""
    if rule.width == "plant":
        least, _, most = plant.spz_m
        sure = np.zeros(len(frame), dtype=bool)
        return np.full(len(frame), least), np.full(len(frame), most), sure
    if rule.width == "feature":
        high = _numbers(frame, "spz_high_m")
        unset = np.isnan(high)
        low = np.where(unset, 0.0, np.nan_to_num(_numbers(frame, "spz_low_m")))
        return low, np.where(unset, rule.widest[1], high), unset
    return _tabled(rule, frame)


def _tabled(rule: Rule, frame: GeoDataFrame) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Take the first line that surely fits, or else the span of all that may."""
    low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    settled, vague = np.zeros((2, len(frame)), dtype=bool)
    for case in rule.metres:
        fits = _fits(case, frame)
        may = ~settled & (fits != 0)
        low = np.where(may, np.fmin(low, case.metres[0]), low)
        high = np.where(may, np.fmax(high, case.metres[1]), high)
        vague |= may & np.isnan(fits)
        settled |= fits == 1
    return low, high, vague


def _fits(case: Case, frame: GeoDataFrame) -> Floats:
    answer = np.ones(len(frame))
    for column, words in case.words.items():
        answer = _both(answer, _word(frame, column, words))
    for key, compare in _COMPARE.items():
        for column, number in getattr(case, key).items():
            cells = _numbers(frame, column)
            answer = _both(answer, np.where(np.isnan(cells), np.nan, compare(cells, number)))
    return answer


def _both(one: Floats, other: Floats) -> Floats:
    """Join two answers: a no decides, an open one stays open."""
    return np.where((one == 0) | (other == 0), 0.0, one * other)


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
        return nothing()
    none = np.zeros(len(zones.frame))
    mine = (zones.frame["kind"] == rule.zone_kind).to_numpy(dtype=bool)
    found = _wrapped(zones, none, none, vague=none.astype(bool))
    return replace(found, registered=~found.registered).taken(mine)


def _unregistered(found: Objects, zones: NDArray[np.object_]) -> Objects:
    """
    Take out what registered zones stand for.

    Of a line, only the stretch inside a zone; of other objects, the one nearest to the middle of
    the zone that lies in it: a neighbour that merely stands in somebody's zone keeps its own.
    """
    if not len(zones) or not len(found):
        return found
    linear = np.isin(shapely.get_dimensions(found.shapes), (1,))
    rest = shapely.difference(found.shapes, shapely.union_all(zones))
    shapes = np.where(linear, rest, found.shapes)
    keep = ~shapely.is_empty(shapes)
    for zone in zones:
        inside = np.flatnonzero(shapely.intersects(zone, found.shapes) & ~linear & keep)
        if len(inside):
            keep[inside[shapely.distance(zone.centroid, found.shapes[inside]).argmin()]] = False
    return replace(found, shapes=shapes).taken(keep)


def _wrapped(layer: Layer, low: Floats, high: Floats, *, vague: NDArray[np.bool_]) -> Objects:
    frame = layer.frame
    sites = frame["site"].fillna("") if "site" in frame.columns else np.full(len(frame), "")
    return Objects(
        frame.geometry.to_numpy(),
        low,
        high,
        np.nan_to_num(_numbers(frame, "accuracy_m")),
        vague,
        np.zeros(len(frame), dtype=bool),
        np.array([name.ru for name in layer.named().values()], dtype=object),
        np.asarray(sites, dtype=object),
    )


def nothing() -> Objects:
    """Return no objects."""
    text, number, truth = (np.array([], dtype=kind) for kind in (object, float, bool))
    return Objects(text, number, number, number, truth, truth, text, text)


def _joined(one: Objects, other: Objects) -> Objects:
    pairs = zip(_columns(one), _columns(other), strict=True)
    return Objects(*(np.concatenate(pair) for pair in pairs))


def _columns(objects: Objects) -> tuple[NDArray[Any], ...]:
    return tuple(getattr(objects, name.name) for name in fields(objects))
