"""How plots are connected: in words, and as plain data."""

from collections.abc import Iterator
from typing import Any

from geopandas import GeoSeries

from sezgeo import display
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.config.ranges import Range
from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.i18n import LANGUAGES, Text, number
from sezgeo.siting.connection.result import (
    Connection,
    Connections,
    NoConnection,
    capacity_word,
)
from sezgeo.units import quantity


@display.shows(Connections)
def shown(connections: Connections) -> display.View:
    """Show what each plot costs to connect, the best known and cheapest first."""
    plots, routes, missing = (
        len(connections.plots),
        len(connections.found),
        len(connections.missing),
    )
    head = connections.profile.title + Text(
        f": участков {plots}, путей {routes}, неизвестно {missing}",
        f": {plots} plots, {routes} routes, {missing} not known",
    )
    return display.View(head, (display.Table.of_frame(connections.table),))


@display.shows(Connection)
def shown_connection(connection: Connection) -> display.View:
    """Show one route with its cost in parts and its caveats."""
    return display.View(connection.plot_id, (display.Lines(list(_connection_lines(connection))),))


@display.shows(NoConnection)
def shown_missing(missing: NoConnection) -> display.View:
    """Say why there is no route."""
    return display.View(missing.plot_id, (display.Lines(list(_missing_lines(missing))),))


def lines(connections: Connections, plot: str) -> Iterator[Text]:
    """Yield the answer for one plot line by line: each route, its cost in parts, its caveats."""
    yield f"{plot}: " + Text("подключение, ", "connection, ") + connections.profile.title
    for result in connections.of(plot):
        yield from _result_lines(result)
    yield from _total_lines(connections, plot)
    yield from assumptions(connections)


def headline(result: Connection | NoConnection) -> Text:
    """Name what is led to the plot, how much of it, and the feed if it is the second."""
    what = UTILITIES[result.utility] + ", " + quantity(result.need, result.utility)
    return what + _feed_text(result.feed)


def _feed_text(feed: int) -> Text:
    return Text(f", ввод {feed}", f", feed {feed}") if feed > 1 else Text.EMPTY


def _result_lines(result: Connection | NoConnection) -> Iterator[Text]:
    return _missing_lines(result) if isinstance(result, NoConnection) else _connection_lines(result)


def _missing_lines(missing: NoConnection) -> Iterator[Text]:
    yield "  " + headline(missing) + ": " + missing.why


def _connection_lines(connection: Connection) -> Iterator[Text]:
    source = connection.source + voltage_text(connection)
    yield "  " + headline(connection) + Text(", источник: ", ": from ") + source
    yield "    " + length_text(connection.length_m) + "; " + cost_text(connection.cost_mln_rub)
    yield Text(
        "    линия {line}; пересечения {over}; узлы {node}",
        "    line {line}; crossings {over}; ends {node}",
    ).fill(
        line=cost_text(connection.line_mln_rub),
        over=cost_text(connection.crossings_mln_rub),
        node=cost_text(connection.node_mln_rub),
    )
    for crossing in connection.crossings:
        yield Text("    пересекает {count}×: {title}", "    crosses {count}×: {title}").fill(
            count=crossing.count, title=crossing.title
        )
    if connection.feed > 1:
        yield Text(
            "    в одном коридоре с первым вводом {shared}",
            "    {shared} in one corridor with the first feed",
        ).fill(shared=quantity(connection.shared_m, "shared_m"))
    yield from ("    – " + note for note in connection.notes)


def voltage_text(connection: Connection) -> Text:
    """Tell the class of voltage and the parallel lines, of a route for power."""
    if connection.voltage_kv is None:
        return Text.EMPTY
    count = connection.lines
    parallel = Text(f", параллельных линий: {count}", f", {count} parallel lines")
    voltage = ", " + quantity(connection.voltage_kv, "voltage_kv")
    return voltage + parallel if count > 1 else voltage


def _total_lines(connections: Connections, plot: str) -> Iterator[Text]:
    results = connections.of(plot)
    missing = [headline(result) for result in results if isinstance(result, NoConnection)]
    if len(missing) == len(results):
        yield Text(
            "Итого: неизвестно, ни одной трассы проложить не к чему",
            "In all: unknown, there is nothing to lead a single route to",
        )
        return
    total = cost_text(connections.total_mln_rub(plot))
    if missing:
        yield Text(
            "Итого по тому, что известно: {total}; сверх этого неизвестно: {missing}",
            "In all, of what is known: {total}; beyond that unknown: {missing}",
        ).fill(total=total, missing=Text.join("; ", missing))
    else:
        yield Text("Итого: ", "In all: ") + total


def assumptions(connections: Connections) -> Iterator[Text]:
    """Yield what the figures rest on: the year of the prices, the grid, the streets."""
    year = connections.prices.year
    yield Text(
        f"Цены {year} года, без НДС; диапазоны в основном приняты как допущение.",
        f"Prices of {year} without VAT; most ranges are assumptions.",
    )
    if not connections.found:
        return
    cells_m = sorted({connection.cell_m for connection in connections.found})
    yield Text(
        "Трассы построены по сетке {cells} м в шестнадцати направлениях (завышение длины до "
        "2,8 %) и спрямлены, где это не дороже.",
        "Routes were found on cells of {cells} m in sixteen directions (up to 2.8 % longer) "
        "and pulled straight where that costs no more.",
    ).fill(cells=Text.join("; ", [Text.same("{side}").fill(side=side) for side in cells_m]))
    if not all(connection.on_streets for connection in connections.found):
        low, likely, high = connections.prices.detour.range
        yield Text(
            "Сети улиц в слоях нет: длина трассы умножена на {v} ({low}–{high}).",
            "The layers hold no network of streets: lengths are multiplied by {v} ({low}–{high}).",
        ).fill(v=likely, low=low, high=high)


def missing_reasons(connections: Connections) -> Iterator[Text]:
    """Yield each reason why something is not known once, with the number of plots it holds for."""
    plots: dict[tuple[str, int, Text], int] = {}
    for missing in connections.missing:
        key = (missing.utility, missing.feed, missing.why)
        plots[key] = plots.get(key, 0) + 1
    for (utility, feed, reason), count in plots.items():
        plots_text = Text(f" (участков: {count}): ", f" ({count} plots): ")
        yield UTILITIES[utility] + _feed_text(feed) + plots_text + reason


def length_text(length: Range) -> Text:
    """Write a length with its range."""
    figures = range_text(Range(*(round(value) for value in length)))
    return Text("{range} м", "{range} m").fill(range=figures)


def cost_text(cost: Range) -> Text:
    r"""
    Write a cost with its range.

    Examples
    --------
    >>> cost_text(Range(1.5, 12.25, 130.0)).en
    'RUB 12.2 (1.5–130) m'
    """
    return Text("{range} млн руб.", "RUB {range} m").fill(range=range_text(cost))


def range_text(values: Range) -> Text:
    """Write a likely figure with its range, no finer than prices are known."""
    low, likely, high = (_rounded(value) for value in values)
    if values.low == values.high:
        return likely
    return likely + " (" + low + "–" + high + ")"


def _rounded(value: float) -> Text:
    digits = 0 if value >= 100 or value == round(value) else 1  # noqa: PLR2004
    return Text(*(number(value, lang, digits) for lang in LANGUAGES))


def to_dict(connections: Connections) -> dict[str, Any]:
    """Return the whole answer as plain data; what is unknown is null."""
    return {
        "profile": connections.profile.key,
        "prices_year": connections.prices.year,
        "needs": connections.needs,
        "plots": [
            {
                "plot_id": plot,
                "cost_mln_rub": _range_dict(connections.total_mln_rub(plot))
                if any(result.plot_id == plot for result in connections.found)
                else None,
                "connections": [_result_dict(result) for result in connections.of(plot)],
            }
            for plot in connections.table.index
        ],
    }


def _result_dict(result: Connection | NoConnection) -> dict[str, Any]:
    demand = {"utility": result.utility, "need": result.need, "feed": result.feed}
    if isinstance(result, NoConnection):
        return demand | {"cost_mln_rub": None, "why": {"ru": result.why.ru, "en": result.why.en}}
    return demand | {
        "source_layer": result.source_layer,
        "source_id": result.source_id,
        "source": {"ru": result.source.ru, "en": result.source.en},
        "voltage_kv": result.voltage_kv,
        "lines": result.lines,
        "length_m": _range_dict(result.length_m),
        "cost_mln_rub": _range_dict(result.cost_mln_rub),
        "parts_mln_rub": {
            "line": _range_dict(result.line_mln_rub),
            "crossings": _range_dict(result.crossings_mln_rub),
            "ends": _range_dict(result.node_mln_rub),
        },
        "crossings": [
            {"kind": p.kind, "title": {"ru": p.title.ru, "en": p.title.en}, "count": p.count}
            for p in result.crossings
        ],
        "capacity": capacity_word(result.free),
        "free": result.free.to_json(),
        "shared_m": round(result.shared_m, 1),
        "upper_bound": result.upper_bound,
        "on_streets": result.on_streets,
        "cell_m": result.cell_m,
        "route": _degrees(result),
        "notes": [{"ru": note.ru, "en": note.en} for note in result.notes],
    }


def _range_dict(values: Range) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values._asdict().items()}


def _degrees(connection: Connection) -> list[list[float]]:
    """Return the places of a route as longitude and latitude, to 0.1 m."""
    [line] = GeoSeries([connection.route], crs=WORK_CRS).to_crs(MAP_CRS)
    return [[round(x, 6), round(y, 6)] for x, y in line.coords]
