"""What is not known of a connection, said honestly."""

from collections.abc import Iterator
from dataclasses import dataclass

from sezgeo.capacity.utilities import UTILITIES, amount_text
from sezgeo.config.ranges import Amount
from sezgeo.i18n import LANGUAGES, Text
from sezgeo.siting.connection.prices import Voltage
from sezgeo.siting.connection.result import Connection
from sezgeo.siting.connection.sources import CandidateSource
from sezgeo.units import quantity

_TOLD = 3
_COARSE_M = 50.0
"""A barrier drawn less surely than this may not lie where the route crosses it."""


@dataclass(frozen=True, slots=True)
class Doubts:
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


def nothing_near(utility: str, voltage: Voltage | None, doubts: Doubts) -> Text:
    """Say why there is no route at all; what is not known is never called impossible."""
    what = UTILITIES[utility]
    side = _side(voltage)
    if not doubts.seen and doubts.silent:
        names = _listed(list(doubts.silent))
        return Text(
            f"неизвестно: ни один слой не говорит, где ближайший источник ({what.ru}); ждут "
            f"импорта: {names.ru}",
            f"unknown: no layer tells where the nearest source of {what.en} is; waiting for an "
            f"import: {names.en}",
        )
    if doubts.short:
        names = _listed([tap.title for tap in doubts.short])
        return Text(
            f"ни у одного известного источника{side.ru} нет столько свободного: {names.ru}",
            f"no known source{side.en} has so much to spare: {names.en}",
        )
    far = quantity(doubts.radius_m / 1000, "far_km")
    return Text(
        f"неизвестно: в слоях нет источника{side.ru} ближе {far.ru} ({what.ru})",
        f"unknown: the layers hold no source of {what.en}{side.en} within {far.en}",
    )


def no_second(voltage: Voltage | None, doubts: Doubts) -> Text:
    """Say that there is one source where two are needed."""
    side, far = _side(voltage), quantity(doubts.radius_m / 1000, "far_km")
    return Text(
        f"неизвестно: второго независимого источника{side.ru} ближе {far.ru} в слоях нет",
        f"unknown: the layers hold no second independent source{side.en} within {far.en}",
    )


def no_way() -> Text:
    """Say that land closed to lines parts the plot from every source."""
    return Text(
        "трассы нет: закрытые для линий земли отрезают участок от источников",
        "there is no way: land closed to lines parts the plot from the sources",
    )


def notes(
    made: Connection, tap: CandidateSource, doubts: Doubts, given: tuple[float, Amount]
) -> Iterator[Text]:
    """
    Yield what a reader of one connection must know.

    Parameters
    ----------
    made
        The connection.
    tap
        Its source.
    doubts
        What is not known around.
    given
        How far off the outlines may be, and what the plot's own record says is free.
    """
    error_m, own = given
    yield from _of_capacity(made, tap, doubts)
    yield from _of_plot(made, own)
    if made.upper_bound:
        yield _not_all(doubts)
    if error_m > 0:
        error = quantity(error_m, "error_m")
        yield Text(
            f"контуры участка и источника вместе неточны до {error.ru}: диапазон это учёл",
            f"outlines of plot and source may be off by {error.en} together: the range has it",
        )
    coarse_m = max((one.accuracy_m for one in made.crossings), default=0.0)
    if coarse_m > _COARSE_M:
        error = quantity(coarse_m, "error_m")
        yield Text(
            f"преграды нанесены с погрешностью до {error.ru}: пересечения могут быть иными",
            f"barriers are drawn to within {error.en}: what is crossed may differ",
        )


def _of_capacity(made: Connection, tap: CandidateSource, doubts: Doubts) -> Iterator[Text]:
    if not tap.free.is_known:
        yield Text(
            "свободная мощность источника неизвестна: это цена, если она есть",
            "nobody has said what the source can spare: this is the cost if capacity exists",
        )
    else:
        free = amount_text(tap.free, made.utility)
        yield Text(f"у источника свободно {free.ru}", f"the source has {free.en} to spare")
    if doubts.short:
        names = _listed([one.title for one in doubts.short])
        yield Text(
            f"не взяты, свободного мало: {names.ru}", f"not used, too little to spare: {names.en}"
        )


def _of_plot(made: Connection, own: Amount) -> Iterator[Text]:
    """Compare the need with the plot's own record, if it says anything."""
    if not own.is_known or made.feed > 1:
        return
    free = amount_text(own, made.utility)
    if not own.is_below(made.need):
        yield Text(
            f"по записи участка ему уже отведено {free.ru}: подключение может оказаться короче",
            f"by its record the plot already has {free.en}: the connection may be shorter",
        )
    else:
        yield Text(
            f"по записи участка ему отведено {free.ru}: этого мало",
            f"by its record the plot has {free.en}: that is not enough",
        )


def _not_all(doubts: Doubts) -> Text:
    names = _listed(list(doubts.silent))
    ru = f" (пуст слой: {names.ru})" if doubts.silent else ""
    en = f" (an empty layer: {names.en})" if doubts.silent else ""
    return Text(
        f"источники известны не все{ru}: ближе может быть другой, это оценка сверху",
        f"not all sources are known{en}: another may be nearer, so this bounds from above",
    )


def _side(voltage: Voltage | None) -> Text:
    if voltage is None:
        return Text("", "")
    kv = quantity(voltage.kv, "side_kv")
    return Text(f" на {kv.ru}", f" at {kv.en}")


def _listed(titles: list[Text]) -> Text:
    more = len(titles) - _TOLD
    ru, en = ("; ".join(one.say(lang) for one in titles[:_TOLD]) for lang in LANGUAGES)
    return Text(
        ru + (f" и ещё {more}" if more > 0 else ""), en + (f" and {more} more" if more > 0 else "")
    )
