"""Measure all plots by all criteria, and say how sure each number is."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.elevation import Elevation
from sezgeo.criteria.ground import survey, why_unknown
from sezgeo.criteria.hazard import NEIGHBOURHOOD_M
from sezgeo.criteria.journeys import Journeys, over_layers, told
from sezgeo.criteria.nearest import (
    bounds_m,
    counted,
    doubtful,
    reach,
    together,
    within_count,
)
from sezgeo.criteria.table import CRITERIA
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.measures import Measures, Origin


def measure(
    plots: Layer,
    layers: Mapping[str, Layer],
    names: Iterable[str] | None = None,
    *,
    elevation: Elevation | None = None,
    pad_ha: float | None = None,
) -> Measures:
    """
    Measure plots by the criteria asked for.

    A layer that is missing or empty makes its criteria unknown. In an incomplete layer another
    feature may be nearer than the nearest one listed: the distance is unknown, but no greater
    than the one listed. The bounds of a known distance are the distance less and plus the
    stated accuracies of plot and feature; an outline that states none is taken as drawn.

    Parameters
    ----------
    plots
        The plots.
    layers
        All layers there are, by name.
    names
        Criteria to measure; by default all of the table.
    elevation
        Heights; without them all that the ground decides is unknown.
    pad_ha
        Size of the plant's level pad; by default the whole plot is levelled.

    Raises
    ------
    UnknownNameError
        If the table has no such criterion.
    """
    asked = [_criterion(name) for name in (CRITERIA if names is None else names)]
    roads = _by_road(plots.frame, asked, layers)
    rows = {
        criterion.name: _grounded(plots.frame, criterion.name, elevation, pad_ha)
        if criterion.rule == "ground"
        else _driven(plots.frame, roads[criterion.name], layers.get(criterion.layers[-1]))
        if criterion.rule == "road"
        else _measured(plots.frame, criterion, layers)
        for criterion in asked
    }
    index = plots.frame.index
    values, low, high, evidence = (
        DataFrame({name: row[part] for name, row in rows.items()}, index=index) for part in range(4)
    )
    return Measures(
        values,
        low,
        high,
        evidence,
        {criterion.name: _origins(plots, criterion, layers, elevation) for criterion in asked},
        {criterion.name: criterion.title for criterion in asked},
        {name: told(found, list(index)) for name, found in roads.items()}
        | {
            each.name: why_unknown(plots.frame, rows[each.name][0], elevation)
            for each in asked
            if each.rule == "ground"
        },
        _both_names(asked, layers),
    )


_Row = tuple[Series, NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]


def _criterion(name: str) -> Criterion:
    if name not in CRITERIA:
        raise UnknownNameError(Text("критерия", "criterion"), name, CRITERIA)
    return CRITERIA[name]


def _origins(
    plots: Layer,
    criterion: Criterion,
    layers: Mapping[str, Layer],
    elevation: Elevation | None,
) -> tuple[Origin, ...]:
    there = tuple(layers[name].origin for name in criterion.layers if name in layers)
    heights = (elevation.origin,) if elevation and criterion.rule == "ground" else ()
    return (plots.origin, *there, *heights)


def _grounded(
    plots: GeoDataFrame, name: str, elevation: Elevation | None, pad_ha: float | None
) -> _Row:
    """Measure on the heights."""
    if elevation is None:
        return _unknown(plots)
    value, low, high = survey(plots, elevation, name, pad_ha=pad_ha)
    return value, low, high, np.full(len(plots), "", dtype=object)


def _by_road(
    plots: GeoDataFrame, asked: list[Criterion], layers: Mapping[str, Layer]
) -> dict[str, Journeys]:
    return {
        each.name: over_layers(each.name, plots, [layers.get(name) for name in each.layers])
        for each in asked
        if each.rule == "road"
    }


def _driven(plots: GeoDataFrame, found: Journeys, layer: Layer | None) -> _Row:
    """Take what was measured by road, and name the destination."""
    value = Series(found.value, index=plots.index)
    names = Series(dtype=object) if layer is None else _names(layer)
    return value, found.low, found.high, _named(names, found.feature)


def _measured(plots: GeoDataFrame, criterion: Criterion, layers: Mapping[str, Layer]) -> _Row:
    """Return value, low, high and evidence of one criterion."""
    if not criterion.layers:
        value = criterion.function(plots)
        exact = value.to_numpy(dtype=float)
        return value, exact, exact, np.full(len(plots), "", dtype=object)
    there = [layers.get(name) for name in criterion.layers]
    spoken = [
        (position, layer)
        for position, layer in enumerate(there)
        if layer is not None and not layer.is_silent
    ]
    if not spoken:
        return _unknown(plots)
    if criterion.rule == "count":
        return _counted(plots, criterion, spoken[0][1])
    complete = len(spoken) == len(there) and all(layer.is_complete for _, layer in spoken)
    return _nearest(plots, criterion, spoken, complete=complete)


def _unknown(plots: GeoDataFrame) -> _Row:
    nothing = np.full(len(plots), np.nan)
    blank = np.full(len(plots), "", dtype=object)
    return Series(nothing, index=plots.index), nothing, nothing, blank


def _nearest(
    plots: GeoDataFrame, criterion: Criterion, spoken: list[tuple[int, Layer]], *, complete: bool
) -> _Row:
    """Measure a distance; unknown where an unlisted or a doubtful feature may be nearer."""
    sure = [counted(layer.frame, criterion.select(position)) for position, layer in spoken]
    maybe = [doubtful(layer.frame, criterion.select(position)) for position, layer in spoken]
    features, doubts = together(sure), together(maybe)
    found = reach(plots, features)
    low, high = bounds_m(plots, features)
    low = np.minimum(low, bounds_m(plots, doubts)[0]) if complete else np.zeros(len(plots))
    known = complete & np.isfinite(high) & (found.metres <= reach(plots, doubts).metres)
    names = [_names(layer)[frame.index] for frame, (_, layer) in zip(sure, spoken, strict=True)]
    return (
        Series(np.where(known, found.metres, np.nan), index=plots.index),
        np.where(np.isfinite(low), low, np.nan),
        np.where(np.isfinite(high), high, np.nan),
        _named(pd.concat(names), found.feature),
    )


def _counted(plots: GeoDataFrame, criterion: Criterion, layer: Layer) -> _Row:
    """Count what is listed; a doubtful or an unlisted feature can only add."""
    select = criterion.select(0)
    features = counted(layer.frame, select)
    maybe = layer.frame[select(layer.frame).fillna(value=True).to_numpy(dtype=bool)]
    low = within_count(plots, features, radius_m=NEIGHBOURHOOD_M, slack=-1)
    high = within_count(plots, maybe, radius_m=NEIGHBOURHOOD_M, slack=1).astype(float)
    values = criterion.function(plots, layer.frame)
    found = reach(plots, features)
    nearest = np.where(values > 0, found.feature, -1)
    return (
        values,
        low.astype(float),
        high if layer.is_complete else np.full(len(plots), np.nan),
        _named(_names(layer).loc[features.index], nearest),
    )


def _both_names(asked: list[Criterion], layers: Mapping[str, Layer]) -> dict[str, Text]:
    """Return the names of all features measured to, by their Russian form."""
    used = dict.fromkeys(name for each in asked for name in each.layers if name in layers)
    return {name.ru: name for layer in used for name in layers[layer].named().values()}


def _names(layer: Layer) -> Series:
    return Series({key: name.ru for key, name in layer.named().items()}, dtype=object)


def _named(names: Series, positions: NDArray[np.intp]) -> NDArray[np.object_]:
    """Look up names by position; an empty text for position -1."""
    return np.append(names.to_numpy(dtype=object), "")[positions]
