"""What is to be connected: the needs of a plant, by utility, and what its lines cost."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sezgeo.capacity.utilities import UTILITIES, utility_problem
from sezgeo.config.ranges import INDEX_OF, Size
from sezgeo.errors import ProfileError, SitingError
from sezgeo.i18n import Text
from sezgeo.siting.connection import prices
from sezgeo.siting.connection.cost_surface import CostSurface
from sezgeo.siting.connection.least_cost_path import Tariff
from sezgeo.siting.connection.prices import Line, Prices, Voltage
from sezgeo.siting.connection.sources import Free
from sezgeo.suitability.profile import Profile
from sezgeo.units import unit_key

POWER = "power_mw"
M_PER_KM = 1000.0


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """
    How to connect.

    Attributes
    ----------
    utilities
        Which utilities; by default all the plant takes.
    size
        Which end of the needs' ranges.
    prices
        What it costs.
    free
        Free amounts of sources, in the unit of the need, where more is known than layers say.
    """

    utilities: Sequence[str] | None = None
    size: Size = "likely"
    prices: Prices = field(default_factory=prices.read)
    free: Free = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """What is to be connected: one utility of one plant, and what its lines cost."""

    utility: str
    need: float
    feeds: int
    voltage: Voltage | None
    line: Line | Voltage
    asking: ConnectionOptions

    @property
    def lines(self) -> int:
        """Return how many parallel lines carry the need."""
        return math.ceil(self.need / self.voltage.per_line_mw - 1e-9) if self.voltage else 1

    def tariff(self, terrain: CostSurface) -> Tariff:
        """Return the likely cost of a metre and of each barrier, in million roubles."""
        per_km, crossings = self.line.line_mln_per_km.value, self.asking.prices.crossings
        lumps = [crossings[one.kind].price_mln.value for one in terrain.barriers]
        return Tariff(per_km * self.lines / M_PER_KM, np.array(lumps, dtype=float))


def wants_of(profile: Profile, asking: ConnectionOptions) -> list[Demand]:
    """Read what the plant takes; every mistake is told at once."""
    stems = {name.partition("_")[0] for name in UTILITIES}
    bare = [n for n in profile.needs if n.partition("_")[0] in stems and not unit_key(n)]
    if problems := [problem for name in bare if (problem := utility_problem(name))]:
        ru, en = ("; ".join(one.say(lang) for one in problems) for lang in ("ru", "en"))
        raise ProfileError(Text(f"{profile.key}: needs.{ru}", f"{profile.key}: needs.{en}"))
    asked = list(UTILITIES) if asking.utilities is None else list(asking.utilities)
    if problems := [problem for name in asked if (problem := utility_problem(name))]:
        ru, en = ("; ".join(one.say(lang) for one in problems) for lang in ("ru", "en"))
        raise SitingError(Text(ru, en))
    index = INDEX_OF[asking.size]
    taken = {
        n: profile.needs[n].range[index] for n in UTILITIES if n in asked and n in profile.needs
    }
    if not any(amount > 0 for amount in taken.values()):
        choice, first = ", ".join(asked), asked[0]
        raise SitingError(
            Text(
                f"профиль «{profile.key}» ничего такого не берёт: {choice}; добавьте, например, "
                f"[needs.{first}] с value и source",
                f"profile {profile.key!r} takes none of {choice}; add, for example, "
                f"[needs.{first}] with value and source",
            )
        )
    return [_want(profile, name, amount, asking) for name, amount in taken.items() if amount > 0]


def _want(profile: Profile, utility: str, need: float, asking: ConnectionOptions) -> Demand:
    if utility != POWER:
        return Demand(utility, need, 1, None, asking.prices.pipes[utility], asking)
    grid, feeds = profile.needs.get("grid_kv"), profile.needs.get("independent_feeds_count")
    voltage = asking.prices.voltage(need, grid.value if grid else None)
    count = max(int(feeds.range[INDEX_OF[asking.size]]), 1) if feeds else 1
    return Demand(utility, need, count, voltage, voltage, asking)
