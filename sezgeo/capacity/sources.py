"""Which layers hold sources of capacity, and how much each of them is known to have free."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from geopandas import GeoDataFrame
from pandas import Series

from sezgeo.config.ranges import Amount
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.selection import everything, word_is_not

REACTIVE_SHARE = 0.5
"""Reactive over active power at 110 kV at most: order of the Ministry of Energy 380, 23.06.2015."""
MW_PER_MVA = 1 / math.sqrt(1 + REACTIVE_SHARE**2)
"""Active power in each megavolt-ampere of a substation, at that ratio."""


class SourceKey(NamedTuple):
    """One source: its layer and its key there."""

    layer: str
    feature: str

    def __str__(self) -> str:
        """Name the source as the command line does."""
        return f"{self.layer}/{self.feature}"


@dataclass(frozen=True, slots=True)
class SupplyLayer:
    """
    What the features of one layer give.

    Attributes
    ----------
    layer
        Name of the layer.
    utility
        What they give, by the name of the need.
    column
        Their free capacity.
    factor
        Units of the utility in one unit of the column.
    """

    layer: str
    utility: str
    column: str
    factor: float = 1.0


SUPPLY_LAYERS = (
    SupplyLayer("substations", "power_mw", "free_mva", MW_PER_MVA),
    SupplyLayer("gas", "gas_m3_per_h", "free_m3_per_h"),
    SupplyLayer("water_mains", "water_m3_per_day", "free_m3_per_day"),
    SupplyLayer("sewers", "sewage_m3_per_day", "free_m3_per_day"),
    SupplyLayer("heat_networks", "heat_mw", "free_mw"),
    SupplyLayer("chp", "heat_mw", "free_heat_mw"),
)
"""Layers of sources; of several that give the same, the first that holds any is asked first."""


@dataclass(frozen=True, slots=True)
class CapacitySource:
    """
    One source as the layers know it.

    Attributes
    ----------
    utility
        What it gives.
    title
        What people call it.
    capacity
        How much it has free, in the unit of the utility.
    """

    key: SourceKey
    utility: str
    title: Text
    capacity: Amount


def sources_of(supply: SupplyLayer, layer: Layer) -> Iterator[CapacitySource]:
    """Yield the sources of one layer, in its order."""
    free = layer.frame[supply.column].to_numpy(dtype=float) * supply.factor
    for (key, title), capacity in zip(layer.named().items(), free, strict=True):
        amount = Amount.of_cell(capacity)
        yield CapacitySource(SourceKey(supply.layer, str(key)), supply.utility, title, amount)


def all_sources(layers: Mapping[str, Layer]) -> dict[SourceKey, CapacitySource]:
    """Return all sources of all layers by key."""
    return {
        source.key: source
        for supply in SUPPLY_LAYERS
        if supply.layer in layers
        for source in sources_of(supply, layers[supply.layer])
    }


is_tappable = word_is_not("kind", "trunk")
"""Gas pipes and stations a plant can be connected to: nobody taps a trunk line."""


def is_operating(chp: GeoDataFrame) -> Series:
    """Count heat and power plants; one that no source confirms to run is a doubt."""
    return everything(chp).mask(chp["status"] == "not_confirmed")
