"""Which sources a plant could be connected to: of the right voltage, and open to tapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import Series
from shapely.geometry.base import BaseGeometry

from sezgeo.capacity.sources import SUPPLY_LAYERS, SourceKey, is_operating, is_tappable, sources_of
from sezgeo.config.ranges import Amount
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.selection import Select, accuracy_m, counted, everything
from sezgeo.siting.connection.prices import SearchReach, VoltageClass

Free = Mapping[SourceKey, Amount]
"""Free amount in the unit of the need, where more is known than the layers say."""

_SELECT: Mapping[str, Select] = {"gas": is_tappable, "chp": is_operating}
"""Features of a layer that a plant can be connected to; of other layers all."""


@dataclass(frozen=True, slots=True, eq=False)
class CandidateSource:
    """
    One source that could serve.

    Attributes
    ----------
    key
        Where it comes from.
    title
        What it is called.
    shape
        Its outline.
    accuracy_m
        How far off the outline may be.
    free
        How much it has to give, in the unit of the need.
    complete
        True if no source is missing from its layer.
    """

    key: SourceKey
    title: Text
    shape: BaseGeometry
    accuracy_m: float
    free: Amount
    complete: bool


class NearbySources(NamedTuple):
    """
    Sources that may be the cheapest for plots that stand together.

    Attributes
    ----------
    enough
        Those that have enough, as far as that is known.
    short
        Those that are known to have too little.
    radius_m
        How far was looked.
    """

    enough: list[CandidateSource]
    short: list[CandidateSource]
    radius_m: float


def serves(voltage: VoltageClass) -> Select:
    """
    Select existing substations that have a side of a voltage, as listed or by their class.

    Examples
    --------
    >>> from sezgeo.siting.connection.prices import read
    >>> table = GeoDataFrame({"voltage_kv": [110, 500, 500], "status": ["existing"] * 3,
    ...     "voltages_kv": ["110", "500", "500; 220; 110; 10"]})
    >>> serves(read().voltage(4.5))(table).tolist()
    [True, False, True]
    """

    def select(substations: GeoDataFrame) -> Series:
        listed = substations["voltages_kv"].map(lambda cell: voltage.kv in _voltages(cell))
        classed = substations["voltage_kv"].isin(voltage.from_kv)
        has_side: Series = (listed | classed) & (substations["status"] != "planned")
        return has_side.astype("boolean")

    return select


def _voltages(cell: object) -> list[float]:
    parts = cell.replace(",", ".").split(";") if isinstance(cell, str) else []
    numbers = pd.to_numeric(Series(parts, dtype=object).str.strip(), errors="coerce")
    return numbers.dropna().tolist()


def candidate_sources(
    utility: str, layers: Mapping[str, Layer], voltage: VoltageClass | None, free: Free
) -> list[CandidateSource]:
    """
    List the sources of a utility that a plant can be connected to, whatever they can give.

    Parameters
    ----------
    utility
        Name of the need.
    layers
        All layers there are, by name.
    voltage
        Class of voltage, for electricity.
    free
        What is known of capacities beside the layers; it comes before them.
    """
    sources: list[CandidateSource] = []
    for supply in SUPPLY_LAYERS:
        layer = layers.get(supply.layer) if supply.utility == utility else None
        if layer is None or layer.is_silent:
            continue
        select = serves(voltage) if voltage else _SELECT.get(supply.layer, everything)
        frame = counted(layer.frame, select)
        known = {source.key.feature: source for source in sources_of(supply, layer)}
        for key, shape, accuracy in zip(
            frame.index, frame.geometry, accuracy_m(frame), strict=True
        ):
            source = known[str(key)]
            amount = free.get(source.key, source.capacity)
            sources.append(
                CandidateSource(
                    key=source.key,
                    title=source.title,
                    shape=shape,
                    accuracy_m=float(accuracy),
                    free=amount,
                    complete=layer.is_complete,
                )
            )
    return sources


def silent_layers(utility: str, layers: Mapping[str, Layer]) -> list[Text]:
    """Return the titles of the layers that should hold sources of a utility and hold none."""
    return [
        layers[name].schema.title if name in layers else Text.same(name)
        for name in (supply.layer for supply in SUPPLY_LAYERS if supply.utility == utility)
        if name not in layers or layers[name].is_silent
    ]


def is_short(source: CandidateSource, need: float) -> bool:
    """Tell whether a source is known to have less than is needed; an unknown one may have it."""
    return source.free.is_below(need)


def select_in_reach(
    sources: Sequence[CandidateSource],
    plots: GeoSeries,
    reach: SearchReach,
    *,
    need: float,
    count: int,
) -> NearbySources:
    """
    Keep the sources that may be the cheapest for plots that stand together.

    Parameters
    ----------
    sources
        All sources.
    plots
        The plots of one site.
    reach
        How far to look.
    need
        How much a source must have, as far as that is known.
    count
        How many different sources each plot needs.

    """
    shapes = np.array([source.shape for source in sources], dtype=object)
    metres = shapely.distance(plots.to_numpy()[:, np.newaxis], shapes[np.newaxis, :])
    short = np.array([is_short(source, need) for source in sources], dtype=bool)
    radius = reach.farthest_m
    if not short.all():
        ranked = np.sort(metres[:, ~short], axis=1)
        farthest = ranked[:, : max(count, 1)][:, -1].max()
        radius = float(np.clip(farthest * reach.times, reach.least_m, reach.farthest_m))
    near = (metres <= radius).any(axis=0)
    enough, lacking = (
        [sources[position] for position in np.flatnonzero(near & kind).tolist()]
        for kind in (~short, short)
    )
    return NearbySources(enough, lacking, radius)
