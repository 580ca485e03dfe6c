"""Tell how plots are connected: in words, and as plain data."""

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
def shown(found: Connections) -> display.View:
    """Show what each plot costs to connect, the best known and cheapest first."""
    plots, routes, missing = len(found.plots), len(found.found), len(found.missing)
    title = found.profile.title
    head = Text(
        f"{title.ru}: участков {plots}, путей {routes}, неизвестно {missing}",
        f"{title.en}: {plots} plots, {routes} routes, {missing} not known",
    )
    return display.View(head, (display.Table.of_frame(found.table),))


@display.shows(Connection)
def shown_route(one: Connection) -> display.View:
    """Show one route with its cost in parts and its doubts."""
    return display.View(one.plot_id, (display.Lines(list(_route(one))),))


@display.shows(NoConnection)
def shown_missing(one: NoConnection) -> display.View:
    """Say why there is no route."""
    return display.View(one.plot_id, (display.Lines(list(_missing(one))),))


def lines(found: Connections, plot: str) -> Iterator[Text]:
    """Yield the answer for one plot line by line: each route, its cost in parts, its doubts."""
    title = found.profile.title
    yield Text(f"{plot}: подключение, {title.ru}", f"{plot}: connection, {title.en}")
    for one in found.of(plot):
        yield from _missing(one) if isinstance(one, NoConnection) else _route(one)
    yield from _total(found, plot)
    yield from based_on(found)


def headline(one: Connection | NoConnection) -> Text:
    """Name what is led to the plot, how much of it, and the feed if it is the second."""
    what, amount = UTILITIES[one.utility], quantity(one.need, one.utility)
    second = one.feed > 1
    return Text(
        f"{what.ru}, {amount.ru}" + (f", ввод {one.feed}" if second else ""),
        f"{what.en}, {amount.en}" + (f", feed {one.feed}" if second else ""),
    )


def _missing(one: NoConnection) -> Iterator[Text]:
    head = headline(one)
    yield Text(f"  {head.ru}: {one.why.ru}", f"  {head.en}: {one.why.en}")


def _route(one: Connection) -> Iterator[Text]:
    head, how = headline(one), way(one)
    yield Text(
        f"  {head.ru}, источник: {one.source.ru}{how.ru}",
        f"  {head.en}: from {one.source.en}{how.en}",
    )
    length, cost = metres(one.length_m), money(one.cost_mln_rub)
    yield Text(f"    {length.ru}; {cost.ru}", f"    {length.en}; {cost.en}")
    parts = [money(p) for p in (one.line_mln_rub, one.crossings_mln_rub, one.node_mln_rub)]
    yield Text(
        "    линия {line}; пересечения {over}; узлы {node}",
        "    line {line}; crossings {over}; ends {node}",
    ).fill(line=parts[0], over=parts[1], node=parts[2])
    for passed in one.crossings:
        count = Text(*(number(passed.count, lang) for lang in LANGUAGES))
        yield Text(
            f"    пересекает {count.ru}×: {passed.title.ru}",
            f"    crosses {count.en}×: {passed.title.en}",
        )
    if one.feed > 1:
        shared = quantity(one.shared_m, "shared_m")
        yield Text(
            f"    в одном коридоре с первым вводом {shared.ru}",
            f"    {shared.en} in one corridor with the first feed",
        )
    yield from (Text(f"    – {note.ru}", f"    – {note.en}") for note in one.notes)


def way(one: Connection) -> Text:
    """Tell the class of voltage and the parallel lines, of a route for power."""
    if one.voltage_kv is None:
        return Text("", "")
    kv = quantity(one.voltage_kv, "voltage_kv")
    many = one.lines > 1
    return Text(
        f", {kv.ru}" + (f", параллельных линий: {one.lines}" if many else ""),
        f", {kv.en}" + (f", {one.lines} parallel lines" if many else ""),
    )


def _total(found: Connections, plot: str) -> Iterator[Text]:
    both = found.of(plot)
    lost = [headline(one) for one in both if isinstance(one, NoConnection)]
    names = Text(*("; ".join(one.say(lang) for one in lost) for lang in LANGUAGES))
    if len(lost) == len(both):
        yield Text(
            "Итого: неизвестно, ни одной трассы проложить не к чему",
            "In all: unknown, there is nothing to lead a single route to",
        )
        return
    total = money(found.total_mln_rub(plot))
    if lost:
        yield Text(
            f"Итого по тому, что известно: {total.ru}; сверх этого неизвестно: {names.ru}",
            f"In all, of what is known: {total.en}; beyond that unknown: {names.en}",
        )
    else:
        yield Text(f"Итого: {total.ru}", f"In all: {total.en}")


def based_on(found: Connections) -> Iterator[Text]:
    """Yield what the figures rest on: the year of the prices, the grid, the streets."""
    year = found.prices.year
    yield Text(
        f"Цены {year} года без НДС, диапазоны в основном приняты нами (свои: --prices FILE).",
        f"Prices of {year} without VAT; most ranges are assumptions of ours (--prices FILE for "
        "your own).",
    )
    if not found.found:
        return
    sides = sorted({one.cell_m for one in found.found})
    cells = Text(*("; ".join(number(side, lang) for side in sides) for lang in LANGUAGES))
    yield Text(
        f"Трассы найдены на клетках {cells.ru} м в шестнадцати направлениях (длиннее до 2,8 %) "
        "и спрямлены, где это не дороже.",
        f"Routes were found on cells of {cells.en} m in sixteen directions (up to 2.8 % longer) "
        "and pulled straight where that costs no more.",
    )
    if not all(one.on_streets for one in found.found):
        low, likely, high = found.prices.detour.range
        value = [Text(*(number(v, lang) for lang in LANGUAGES)) for v in (likely, low, high)]
        yield Text(
            "Сети улиц в слоях нет: длина трассы умножена на {v} ({low}–{high}).",
            "The layers hold no network of streets: lengths are multiplied by {v} ({low}–{high}).",
        ).fill(v=value[0], low=value[1], high=value[2])


def why_missing(found: Connections) -> Iterator[Text]:
    """Yield each reason why something is not known once, with the number of plots it holds for."""
    plots: dict[tuple[str, int, Text], int] = {}
    for one in found.missing:
        key = (one.utility, one.feed, one.why)
        plots[key] = plots.get(key, 0) + 1
    for (utility, feed, why), count in plots.items():
        what = UTILITIES[utility]
        yield Text(
            f"{what.ru}" + (f", ввод {feed}" if feed > 1 else "") + f" (участков: {count}): "
            f"{why.ru}",
            f"{what.en}" + (f", feed {feed}" if feed > 1 else "") + f" ({count} plots): {why.en}",
        )


def metres(length: Range) -> Text:
    """Write a length with its range."""
    found = ranged(Range(*(round(value) for value in length)))
    return Text("{range} м", "{range} m").fill(range=found)


def money(cost: Range) -> Text:
    r"""
    Write a cost with its range.

    Examples
    --------
    >>> money(Range(1.5, 12.25, 130.0)).en
    'RUB 12.2 (1.5–130) m'
    """
    found = ranged(cost)
    return Text(f"{found.ru} млн руб.", f"RUB {found.en} m")


def ranged(values: Range) -> Text:
    """Write a likely figure with its range, no finer than prices are known."""
    low, likely, high = (_few(value) for value in values)
    if values.low == values.high:
        return likely
    return Text(f"{likely.ru} ({low.ru}–{high.ru})", f"{likely.en} ({low.en}–{high.en})")


def _few(value: float) -> Text:
    digits = 0 if value >= 100 or value == round(value) else 1  # noqa: PLR2004
    return Text(*(number(value, lang, digits) for lang in LANGUAGES))


def plain(found: Connections) -> dict[str, Any]:
    """Return the whole answer as plain data; what is unknown is null."""
    return {
        "profile": found.profile.key,
        "prices_year": found.prices.year,
        "needs": found.needs,
        "plots": [
            {
                "plot_id": plot,
                "cost_mln_rub": _ends(found.total_mln_rub(plot))
                if any(one.plot_id == plot for one in found.found)
                else None,
                "connections": [_plain(one) for one in found.of(plot)],
            }
            for plot in found.table.index
        ],
    }


def _plain(one: Connection | NoConnection) -> dict[str, Any]:
    asked = {"utility": one.utility, "need": one.need, "feed": one.feed}
    if isinstance(one, NoConnection):
        return asked | {"cost_mln_rub": None, "why": {"ru": one.why.ru, "en": one.why.en}}
    return asked | {
        "source_layer": one.source_layer,
        "source_id": one.source_id,
        "source": {"ru": one.source.ru, "en": one.source.en},
        "voltage_kv": one.voltage_kv,
        "lines": one.lines,
        "length_m": _ends(one.length_m),
        "cost_mln_rub": _ends(one.cost_mln_rub),
        "parts_mln_rub": {
            "line": _ends(one.line_mln_rub),
            "crossings": _ends(one.crossings_mln_rub),
            "ends": _ends(one.node_mln_rub),
        },
        "crossings": [
            {"kind": p.kind, "title": {"ru": p.title.ru, "en": p.title.en}, "count": p.count}
            for p in one.crossings
        ],
        "capacity": capacity_word(one.free),
        "free": one.free.to_json(),
        "shared_m": round(one.shared_m, 1),
        "upper_bound": one.upper_bound,
        "on_streets": one.on_streets,
        "cell_m": one.cell_m,
        "route": _degrees(one),
        "notes": [{"ru": note.ru, "en": note.en} for note in one.notes],
    }


def _ends(values: Range) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values._asdict().items()}


def _degrees(one: Connection) -> list[list[float]]:
    """Return the places of a route as longitude and latitude, to 0.1 m."""
    [line] = GeoSeries([one.route], crs=WORK_CRS).to_crs(MAP_CRS)
    return [[round(x, 6), round(y, 6)] for x, y in line.coords]
