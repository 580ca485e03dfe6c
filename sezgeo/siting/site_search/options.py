"""What areas to look for, and by what."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from sezgeo.criteria import Elevation
from sezgeo.layers import Layer
from sezgeo.norms import Plant, Rules
from sezgeo.siting.site_search.exclusions import Exclusions, Zones, exclusions_of
from sezgeo.suitability.profile import Profile

_HECTARE_M2 = 10_000.0


@dataclass(frozen=True, slots=True)
class SearchTarget:
    """
    What areas to look for.

    Attributes
    ----------
    area_ha
        Size of each.
    count
        How many at most.
    apart_m
        Least distance between them.
    elongation
        Length over width of the rectangle that grows.
    least_compactness_share
        Area over that of a circle with the same perimeter; 0.79 is a square, 0.70 a rectangle of
        2 to 1.
    """

    area_ha: float
    count: int = 5
    apart_m: float = 1000.0
    elongation: float = 1.5
    least_compactness_share: float = 0.45

    @property
    def area_m2(self) -> float:
        """Return the size in square metres."""
        return self.area_ha * _HECTARE_M2

    @property
    def side_m(self) -> float:
        """Return the side of a square of that size."""
        return sqrt(self.area_m2)


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """
    What to look for, and by what.

    Attributes
    ----------
    profile
        What the plant wants.
    target
        Size, shape, number and distance of the areas.
    layers
        All layers there are, by name; features outside the region count too.
    rules
        The norms.
    zones
        Which width of a zone excludes, where the law gives a range.
    elevation
        Heights, if there are any.
    """

    profile: Profile
    target: SearchTarget
    layers: Mapping[str, Layer]
    rules: Rules
    zones: Zones = "least"
    elevation: Elevation | None = None

    @property
    def plant(self) -> Plant:
        """Return what the law must know of the plant."""
        plant = self.profile.plant
        return Plant(spz_m=plant.spz_m.range, sensitive=plant.sensitive)

    @property
    def exclusions(self) -> Exclusions:
        """Gather what no area may share land with."""
        return exclusions_of(self.layers, self.plant, self.rules, zones=self.zones)
