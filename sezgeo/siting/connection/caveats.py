"""What is not known of a connection, said honestly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sezgeo.capacity.utilities import UTILITIES, amount_text
from sezgeo.config.ranges import Amount
from sezgeo.i18n import Text
from sezgeo.siting.connection.prices import VoltageClass
from sezgeo.siting.connection.result import Connection
from sezgeo.siting.connection.sources import CandidateSource
from sezgeo.units import quantity

_NAMED = 3
_COARSE_M = 50.0
"""A barrier drawn less surely than this may not lie where the route crosses it."""


@dataclass(frozen=True, slots=True)
class KnowledgeGaps:
    """
    What is not known of the sources of one utility around one site.

    Attributes
    ----------
    silent
        Titles of layers that should hold sources and hold none.
    short
        Sources that are known to have too little.
    seen
        True if the layers hold any source that a plant could be connected to.
    radius_m
        How far was looked.
    """

    silent: tuple[Text, ...]
    short: tuple[CandidateSource, ...]
    seen: bool
    radius_m: float


def no_source(utility: str, voltage: VoltageClass | None, gaps: KnowledgeGaps) -> Text:
    """Say why there is no route at all; what is not known is never called impossible."""
    title, side = UTILITIES[utility], _at_voltage(voltage)
    if not gaps.seen and gaps.silent:
        return Text(
            "неизвестно: ни один слой не говорит, где ближайший источник ({utility}); ждут "
            "импорта: {layers}",
            "unknown: no layer tells where the nearest source of {utility} is; waiting for an "
            "import: {layers}",
        ).fill(utility=title, layers=_list_titles(gaps.silent))
    if gaps.short:
        return Text(
            "ни у одного известного источника{side} нет столько свободного: {sources}",
            "no known source{side} has so much to spare: {sources}",
        ).fill(side=side, sources=_list_titles([source.title for source in gaps.short]))
    return Text(
        "неизвестно: в слоях нет источника{side} ближе {radius} ({utility})",
        "unknown: the layers hold no source of {utility}{side} within {radius}",
    ).fill(side=side, radius=quantity(gaps.radius_m / 1000, "far_km"), utility=title)


def no_second_feed(voltage: VoltageClass | None, gaps: KnowledgeGaps) -> Text:
    """Say that there is one source where two are needed."""
    return Text(
        "неизвестно: второго независимого источника{side} ближе {radius} в слоях нет",
        "unknown: the layers hold no second independent source{side} within {radius}",
    ).fill(side=_at_voltage(voltage), radius=quantity(gaps.radius_m / 1000, "far_km"))


def no_path() -> Text:
    """Say that land closed to lines parts the plot from every source."""
    return Text(
        "трассы нет: закрытые для линий земли отрезают участок от источников",
        "there is no way: land closed to lines parts the plot from the sources",
    )


def notes(
    connection: Connection,
    source: CandidateSource,
    gaps: KnowledgeGaps,
    *,
    error_m: float,
    plot_free: Amount,
) -> Iterator[Text]:
    """
    Yield what a reader of one connection must know.

    Parameters
    ----------
    connection
        The connection.
    source
        Its source.
    gaps
        What is not known around.
    error_m
        How far off the outlines may be.
    plot_free
        What the plot's own record says is free.
    """
    yield from _capacity_notes(connection, source, gaps)
    yield from _plot_notes(connection, plot_free)
    if connection.upper_bound:
        yield _incomplete_note(gaps)
    if error_m > 0:
        yield Text(
            "контуры участка и источника вместе неточны до {error}: диапазон это учёл",
            "outlines of plot and source may be off by {error} together: the range has it",
        ).fill(error=quantity(error_m, "error_m"))
    coarse_m = max((crossing.accuracy_m for crossing in connection.crossings), default=0.0)
    if coarse_m > _COARSE_M:
        yield Text(
            "преграды нанесены с погрешностью до {error}: пересечения могут быть иными",
            "barriers are drawn to within {error}: what is crossed may differ",
        ).fill(error=quantity(coarse_m, "error_m"))


def _capacity_notes(
    connection: Connection, source: CandidateSource, gaps: KnowledgeGaps
) -> Iterator[Text]:
    if not source.free.is_known:
        yield Text(
            "свободная мощность источника неизвестна: это цена, если она есть",
            "nobody has said what the source can spare: this is the cost if capacity exists",
        )
    else:
        free = amount_text(source.free, connection.utility)
        yield Text("у источника свободно {free}", "the source has {free} to spare").fill(free=free)
    if gaps.short:
        names = _list_titles([candidate.title for candidate in gaps.short])
        yield Text("не взяты, свободного мало: ", "not used, too little to spare: ") + names


def _plot_notes(connection: Connection, plot_free: Amount) -> Iterator[Text]:
    """Compare the need with the plot's own record, if it says anything."""
    if not plot_free.is_known or connection.feed > 1:
        return
    free = amount_text(plot_free, connection.utility)
    if not plot_free.is_below(connection.need):
        yield Text(
            "по записи участка ему уже отведено {free}: подключение может оказаться короче",
            "by its record the plot already has {free}: the connection may be shorter",
        ).fill(free=free)
    else:
        yield Text(
            "по записи участка ему отведено {free}: этого мало",
            "by its record the plot has {free}: that is not enough",
        ).fill(free=free)


def _incomplete_note(gaps: KnowledgeGaps) -> Text:
    empty = Text(" (пуст слой: {layers})", " (an empty layer: {layers})")
    return Text(
        "источники известны не все{empty}: ближе может быть другой, значение — верхняя граница",
        "not all sources are known{empty}: another may be nearer, so this bounds from above",
    ).fill(empty=empty.fill(layers=_list_titles(gaps.silent)) if gaps.silent else Text.EMPTY)


def _at_voltage(voltage: VoltageClass | None) -> Text:
    if voltage is None:
        return Text.EMPTY
    return Text(" на ", " at ") + quantity(voltage.kv, "side_kv")


def _list_titles(titles: Sequence[Text]) -> Text:
    more = len(titles) - _NAMED
    rest = Text(f" и ещё {more}", f" and {more} more") if more > 0 else Text.EMPTY
    return Text.join("; ", titles[:_NAMED]) + rest
