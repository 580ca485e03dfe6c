"""
Criteria made ready for one set of layers: done once, then asked for every chunk of plots.

No plot looks at another, so chunks of any size give the same numbers; what a criterion needs to
know of all plots it takes from the layer of plots, like from any other layer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from sezgeo.arrays import Floats
from sezgeo.criteria.counts import Countable
from sezgeo.criteria.criterion import Criterion, Trip
from sezgeo.criteria.distance import Targets
from sezgeo.criteria.ground import survey, why_unknown
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.selection import accuracy_m, told_apart
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine
from sezgeo.terrain.elevation import Elevation


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredColumn:
    """
    What one criterion says of some plots.

    Attributes
    ----------
    value, low, high : numpy.ndarray, shape (plots,)
        The number and what it lies between; NaN is unknown.
    evidence : numpy.ndarray of str, shape (plots,)
        Name of the feature measured to; an empty text where there is none.
    reasons
        Why a number is unknown, by plot, where more can be said than that a layer is silent.
    """

    value: Floats
    low: Floats
    high: Floats
    evidence: NDArray[np.object_]
    reasons: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class TerrainInputs:
    """Heights, and the size of the level pad that a plant needs on them."""

    elevation: Elevation | None = None
    pad_ha: float | None = None

    @property
    def digests(self) -> tuple[str, str]:
        """Return what the heights and the pad are, for a key."""
        heights = "none" if self.elevation is None else self.elevation.digest
        return heights, repr(self.pad_ha)


Prepared = Callable[[GeoDataFrame, PlotArrays], MeasuredColumn]
"""Measures plots; the second argument are the same plots, taken apart once for all criteria."""


def prepare(
    criterion: Criterion,
    layers: Mapping[str, Layer],
    terrain: TerrainInputs,
    engine: Engine = "tree",
) -> Prepared:
    """Make one criterion ready to measure any plots against these layers."""
    used = [layers.get(name) for name in criterion.layers]
    if criterion.rule == "ground":
        return partial(_measure_on_heights, criterion.name, terrain, engine=engine)
    if criterion.rule == "road":
        return partial(_measure_by_road, criterion.trip, used)
    if callable(criterion.method) and criterion.rule == "own":
        return partial(_measure_record, criterion.method, [layer.frame for layer in used if layer])
    speaking = [
        (position, layer)
        for position, layer in enumerate(used)
        if layer is not None and not layer.is_silent
    ]
    if not speaking:
        return _unknown
    if criterion.rule == "count":
        return partial(_count, _Listed.of(criterion, speaking[0][1], engine), criterion.within_m)
    complete = len(speaking) == len(used) and all(layer.is_complete for _, layer in speaking)
    return partial(
        _measure_nearest, _Distances.of(criterion, speaking, complete=complete, engine=engine)
    )


def _unknown(plots: GeoDataFrame, _: PlotArrays) -> MeasuredColumn:
    nothing = np.full(len(plots), np.nan)
    return MeasuredColumn(nothing, nothing, nothing, _blank(plots))


def _measure_record(
    method: Callable[..., Series], frames: list[GeoDataFrame], plots: GeoDataFrame, _: PlotArrays
) -> MeasuredColumn:
    """Take what the record of each plot says: it is exact."""
    exact = method(plots, *frames).to_numpy(dtype=float)
    return MeasuredColumn(exact, exact, exact, _blank(plots))


def _measure_on_heights(
    name: str, terrain: TerrainInputs, plots: GeoDataFrame, arrays: PlotArrays, *, engine: Engine
) -> MeasuredColumn:
    """Measure on the heights."""
    elevation = terrain.elevation
    if elevation is None:
        nothing = _unknown(plots, arrays)
        unknown = Series(nothing.value, index=plots.index, name=name)
        return replace(nothing, reasons=why_unknown(plots, unknown, None))
    value, low, high = survey(
        plots, elevation, name, pad_ha=terrain.pad_ha, engine=engine, arrays=arrays
    )
    reasons = why_unknown(plots, value, elevation, engine)
    return MeasuredColumn(np.asarray(value, dtype=float), low, high, _blank(plots), reasons)


def _measure_by_road(
    trip: Trip, layers: list[Layer | None], plots: GeoDataFrame, _: PlotArrays
) -> MeasuredColumn:
    """Measure by road, and name the destination."""
    from sezgeo.criteria.road_times import journeys_over_layers, reasons_by_plot

    trips = journeys_over_layers(trip, plots, layers)
    last = layers[-1]
    names = np.array([], dtype=object) if last is None else _names(last, last.frame)
    evidence = _named(names, trips.feature)
    return MeasuredColumn(
        trips.value, trips.low, trips.high, evidence, reasons_by_plot(trips, list(plots.index))
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Distances:
    """The features of a distance: those that count, and those that may."""

    sure: Targets
    doubts: Targets
    names: NDArray[np.object_]
    complete: bool

    @classmethod
    def of(
        cls,
        criterion: Criterion,
        speaking: list[tuple[int, Layer]],
        *,
        complete: bool,
        engine: Engine,
    ) -> "_Distances":
        parts = [
            told_apart(layer.frame, criterion.select(position)) for position, layer in speaking
        ]
        sure, maybe = zip(*parts, strict=True)
        names = [_names(layer, frame) for frame, (_, layer) in zip(sure, speaking, strict=True)]
        return cls(
            Targets.of_several(sure, engine),
            Targets.of_several(maybe, engine),
            np.concatenate(names),
            complete,
        )


def _measure_nearest(
    features: _Distances, plots: GeoDataFrame, arrays: PlotArrays
) -> MeasuredColumn:
    """Measure a distance; unknown where an unlisted or a doubtful feature may be nearer."""
    sure, plot_m = features.sure.nearest(arrays), accuracy_m(plots)
    doubts = features.doubts.nearest(arrays)
    low, high = np.maximum(np.minimum(sure.low, doubts.low) - plot_m, 0.0), sure.high + plot_m
    if not features.complete:
        low = np.zeros(len(plots))
    known = features.complete & np.isfinite(high) & (sure.metres <= doubts.metres)
    return MeasuredColumn(
        np.where(known, sure.metres, np.nan),
        np.where(np.isfinite(low), low, np.nan),
        np.where(np.isfinite(high), high, np.nan),
        _named(features.names, sure.feature),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    """The features of a count: those listed, and those that may belong to them."""

    features: Countable
    nearest: Targets
    names: NDArray[np.object_]
    complete: bool

    @classmethod
    def of(cls, criterion: Criterion, layer: Layer, engine: Engine) -> "_Listed":
        counts = criterion.select(0)(layer.frame)
        listed = counts.fillna(value=False).to_numpy(dtype=bool)
        possible = counts.fillna(value=True).to_numpy(dtype=bool)
        features = layer.frame[listed]
        return cls(
            Countable.of(layer.frame[possible], listed[possible], engine),
            Targets.of(features, engine),
            _names(layer, features),
            layer.is_complete,
        )


def _count(
    listed: _Listed, within_m: float, plots: GeoDataFrame, arrays: PlotArrays
) -> MeasuredColumn:
    """Count what is listed; a doubtful or an unlisted feature can only add."""
    counts = listed.features.around(plots, arrays, within_m)
    values = counts.drawn.astype(float)
    nearest = np.where(values > 0, listed.nearest.nearest(arrays).feature, -1)
    return MeasuredColumn(
        values,
        counts.surely.astype(float),
        counts.maybe.astype(float) if listed.complete else np.full(len(plots), np.nan),
        _named(listed.names, nearest),
    )


def _names(layer: Layer, features: GeoDataFrame) -> NDArray[np.object_]:
    """Return the Russian names of some features of a layer."""
    names = layer.named()
    return np.array([names[key].ru for key in features.index], dtype=object)


def _named(names: NDArray[np.object_], positions: NDArray[np.intp]) -> NDArray[np.object_]:
    """Look up names by position; an empty text for position -1."""
    return np.append(names, "")[positions]


def _blank(plots: GeoDataFrame) -> NDArray[np.object_]:
    return np.full(len(plots), "", dtype=object)
