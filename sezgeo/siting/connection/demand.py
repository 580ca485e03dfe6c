"""What is to be connected: the needs of a plant, by utility, and what its lines cost."""

import math
from dataclasses import dataclass

import numpy as np

from sezgeo.capacity.utilities import UTILITIES, utility_problem
from sezgeo.config.ranges import INDEX_OF
from sezgeo.errors import ProfileError, SitingError
from sezgeo.i18n import Text
from sezgeo.siting.connection.cost_surface import CostSurface
from sezgeo.siting.connection.least_cost_path import LineCost
from sezgeo.siting.connection.options import ConnectionOptions
from sezgeo.siting.connection.prices import PipePrice, VoltageClass
from sezgeo.siting.connection.result import NoConnection
from sezgeo.suitability.profile import Profile
from sezgeo.units import unit_key

POWER = "power_mw"
M_PER_KM = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """What is to be connected: one utility of one plant, and what its lines cost."""

    utility: str
    need: float
    feeds: int
    voltage: VoltageClass | None
    line: PipePrice | VoltageClass
    options: ConnectionOptions

    @property
    def lines(self) -> int:
        """Return how many parallel lines carry the need."""
        return math.ceil(self.need / self.voltage.per_line_mw - 1e-9) if self.voltage else 1

    def line_cost(self, surface: CostSurface) -> LineCost:
        """Return the likely cost of a metre and of each barrier, in million roubles."""
        per_km, crossings = self.line.line_mln_per_km.value, self.options.prices.crossings
        lumps = [crossings[barrier.kind].price_mln.value for barrier in surface.barriers]
        return LineCost(per_km * self.lines / M_PER_KM, np.array(lumps, dtype=float))

    def not_met(self, plot: str, feed: int, *, why: Text) -> NoConnection:
        """Return that one feed of a plot could not be connected, and why."""
        return NoConnection(plot, self.utility, self.need, feed, why=why)


def demands_of(profile: Profile, options: ConnectionOptions) -> list[Demand]:
    """Read what the plant takes; every mistake is named at once."""
    stems = {name.partition("_")[0] for name in UTILITIES}
    bare = [
        name for name in profile.needs if name.partition("_")[0] in stems and not unit_key(name)
    ]
    if problems := [problem for name in bare if (problem := utility_problem(name))]:
        raise ProfileError(f"{profile.key}: needs." + Text.join("; ", problems))
    names = list(UTILITIES) if options.utilities is None else list(options.utilities)
    if problems := [problem for name in names if (problem := utility_problem(name))]:
        raise SitingError(Text.join("; ", problems))
    index = INDEX_OF[options.size]
    needs = {
        name: profile.needs[name].range[index]
        for name in UTILITIES
        if name in names and name in profile.needs
    }
    if not any(amount > 0 for amount in needs.values()):
        choice, first = ", ".join(names), names[0]
        raise SitingError(
            Text(
                f"профиль «{profile.key}» ничего такого не берёт: {choice}; добавьте, например, "
                f"[needs.{first}] с value и source",
                f"profile {profile.key!r} takes none of {choice}; add, for example, "
                f"[needs.{first}] with value and source",
            )
        )
    return [_demand(profile, name, amount, options) for name, amount in needs.items() if amount > 0]


def _demand(profile: Profile, utility: str, need: float, options: ConnectionOptions) -> Demand:
    if utility != POWER:
        pipe = options.prices.pipes[utility]
        return Demand(utility, need, feeds=1, voltage=None, line=pipe, options=options)
    grid, feeds = profile.needs.get("grid_kv"), profile.needs.get("independent_feeds_count")
    voltage = options.prices.voltage(need, grid.value if grid else None)
    count = max(int(feeds.range[INDEX_OF[options.size]]), 1) if feeds else 1
    return Demand(utility, need, feeds=count, voltage=voltage, line=voltage, options=options)
