"""What a connection of a plot is: a route to a source, its length, and what it costs."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame
from shapely import LineString

from sezgeo import display
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.config.ranges import NOTHING, Amount, Range
from sezgeo.crs import WORK_CRS
from sezgeo.i18n import Text
from sezgeo.siting.connection.prices import Prices
from sezgeo.suitability.profile import Profile


@dataclass(frozen=True, slots=True)
class BarrierCrossing:
    """
    Barriers of one kind that a route crosses.

    Attributes
    ----------
    kind
        Key of the kind in the file of prices.
    title
        What is crossed.
    count
        How often; half for one that the route begins or ends in.
    accuracy_m
        How far off they may be drawn.
    """

    kind: str
    title: Text
    count: float
    accuracy_m: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Connection(display.Shown):
    """
    One way to connect a plot to a source of one utility.

    Attributes
    ----------
    plot_id
        The plot.
    utility
        Name of the need, with its unit.
    need
        How much the plant takes.
    feed
        1, or 2 for the second independent feed.
    source_layer, source_id, source
        Layer, key and name of the source.
    voltage_kv
        Class of voltage; None for pipes.
    lines
        Parallel lines that carry the need.
    length_m
        Length of the route.
    cost_mln_rub
        What it costs, in million roubles of the year of the prices, without VAT.
    line_mln_rub, crossings_mln_rub, node_mln_rub
        The parts of the cost.
    crossings
        What is crossed.
    free
        What the source has free; one that is known to have too little is not used.
    shared_m
        Metres of a second feed in the corridor of the first.
    upper_bound
        True if a nearer source may be missing from the layers.
    on_streets
        True if a network of streets is known here; else the length is stretched for lack of it.
    cell_m
        Side of the cells the route was found on.
    route
        From the source to the plot, in metres of EPSG:32637.
    notes
        What a reader must know.
    """

    plot_id: str
    utility: str
    need: float
    feed: int
    source_layer: str
    source_id: str
    source: Text
    voltage_kv: float | None
    lines: int
    length_m: Range
    line_mln_rub: Range
    crossings_mln_rub: Range
    node_mln_rub: Range
    crossings: tuple[BarrierCrossing, ...]
    free: Amount
    shared_m: float
    upper_bound: bool
    on_streets: bool
    cell_m: float
    route: LineString
    notes: tuple[Text, ...] = ()

    @property
    def cost_mln_rub(self) -> Range:
        """Return the whole cost: line, crossings and what stands at the ends."""
        return self.line_mln_rub + self.crossings_mln_rub + self.node_mln_rub


@dataclass(frozen=True, slots=True, repr=False)
class NoConnection(display.Shown):
    """
    Why there is no route for a utility.

    Attributes
    ----------
    plot_id, utility, need, feed
        As in `Connection`.
    why
        What is not known, or stands in the way.
    """

    plot_id: str
    utility: str
    need: float
    feed: int
    why: Text


@dataclass(frozen=True, eq=False, repr=False)
class Connections(display.Shown):
    """
    What it takes to connect one plant on some plots.

    Attributes
    ----------
    profile
        The plant.
    prices
        The prices.
    needs
        What the plant takes, by utility; one it does not take is not there.
    plots
        The plots asked for, in the order of their layer.
    found
        Routes, by site, utility, plot and feed.
    missing
        What could not be connected, in the same order.
    """

    profile: Profile
    prices: Prices
    needs: dict[str, float]
    plots: tuple[str, ...]
    found: tuple[Connection, ...]
    missing: tuple[NoConnection, ...]

    def alone(self, plot_id: str) -> "Connections":
        """Return what was found of one plot, as if nothing else had been asked for."""
        routes = tuple(connection for connection in self.found if connection.plot_id == plot_id)
        missing = tuple(connection for connection in self.missing if connection.plot_id == plot_id)
        return replace(self, plots=(plot_id,), found=routes, missing=missing)

    def of(self, plot_id: str) -> list[Connection | NoConnection]:
        """Return what was found of one plot, and what was not, in the order of the needs."""
        order = list(UTILITIES)
        every: tuple[Connection | NoConnection, ...] = (*self.found, *self.missing)
        results = [result for result in every if result.plot_id == plot_id]
        return sorted(results, key=lambda result: (order.index(result.utility), result.feed))

    def total_mln_rub(self, plot_id: str) -> Range:
        """Return the cost of all connections of a plot that are known: at least so much."""
        return sum(
            (connection.cost_mln_rub for connection in self.found if connection.plot_id == plot_id),
            NOTHING,
        )

    @cached_property
    def table(self) -> DataFrame:
        """
        Return a row for each plot, the least cost of the best-known ones first.

        Returns
        -------
        DataFrame
            `missing_count` connections that are needed and not known, `missing` their names;
            `cost_*_mln_rub` the sum of the known ones; for each utility `UTILITY_cost_mln_rub` and
            `UTILITY_length_m`, all feeds together, missing where nothing is known.
        """
        columns = ["missing_count", "missing", *(f"cost_{end}_mln_rub" for end in Range._fields)]
        columns += [f"{u}_{what}" for u in self.needs for what in ("cost_mln_rub", "length_m")]
        rows = [self._row(plot) for plot in self.plots]
        table = DataFrame(rows, index=pd.Index(self.plots, name="plot_id"), columns=columns)
        table = table.assign(plot=table.index.astype(str))
        order = ["missing_count", "cost_likely_mln_rub", "plot"]
        return table.sort_values(order, kind="stable").drop(columns="plot")

    def _row(self, plot: str) -> dict[str, Any]:
        total = self.total_mln_rub(plot)
        missing = [_name(result) for result in self.of(plot) if isinstance(result, NoConnection)]
        any_known = any(result.plot_id == plot for result in self.found)
        row: dict[str, Any] = {"missing_count": len(missing), "missing": "; ".join(missing)}
        for end, value in zip(Range._fields, total, strict=True):
            row[f"cost_{end}_mln_rub"] = value if any_known else math.nan
        for utility in self.needs:
            feeds = [
                connection
                for connection in self.found
                if (connection.plot_id, connection.utility) == (plot, utility)
            ]
            cost = sum(result.cost_mln_rub.likely for result in feeds)
            length = sum(result.length_m.likely for result in feeds)
            row[f"{utility}_cost_mln_rub"] = cost if feeds else math.nan
            row[f"{utility}_length_m"] = length if feeds else math.nan
        return row

    @cached_property
    def routes(self) -> GeoDataFrame:
        """
        Return the routes for maps and exports, one row each.

        Returns
        -------
        GeoDataFrame
            EPSG:32637; units are in the names of the columns.
        """
        rows = [
            {
                "plot_id": connection.plot_id,
                "utility": connection.utility,
                "feed": connection.feed,
                "source_layer": connection.source_layer,
                "source_id": connection.source_id,
                "source_ru": connection.source.ru,
                "source_en": connection.source.en,
                "need": connection.need,
                "voltage_kv": math.nan if connection.voltage_kv is None else connection.voltage_kv,
                "lines_count": connection.lines,
                "length_low_m": connection.length_m.low,
                "length_m": connection.length_m.likely,
                "length_high_m": connection.length_m.high,
                "cost_low_mln_rub": connection.cost_mln_rub.low,
                "cost_mln_rub": connection.cost_mln_rub.likely,
                "cost_high_mln_rub": connection.cost_mln_rub.high,
                "crossings_count": sum(crossing.count for crossing in connection.crossings),
                "capacity": capacity_word(connection.free),
                "shared_m": connection.shared_m,
                "upper_bound": connection.upper_bound,
                "geometry": connection.route,
            }
            for connection in self.found
        ]
        columns = list(rows[0]) if rows else ["plot_id", "utility", "feed", "geometry"]
        return GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WORK_CRS)

    def __len__(self) -> int:
        """Count the routes."""
        return len(self.found)


def capacity_word(free: Amount) -> str:
    """Return the word by which files say whether anybody knows what a source has."""
    return "known" if free.is_known else "unknown"


def _name(missing: NoConnection) -> str:
    return missing.utility if missing.feed == 1 else f"{missing.utility}, feed {missing.feed}"
