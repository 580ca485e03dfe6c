"""Tell the ledger: as a table for people, and as plain data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sezgeo import display
from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.reservation import Reservation, quoted
from sezgeo.capacity.sources import Source, SourceKey
from sezgeo.capacity.timeline import Step, span
from sezgeo.capacity.utilities import amount_text
from sezgeo.i18n import Text
from sezgeo.units import quantity


@display.shows(Ledger)
def shown(ledger: Ledger) -> display.View:
    """Show every source: what it has, what is held, what is free."""
    held, sources = len(ledger.reservations), len(ledger.sources)
    head = Text(
        f"Источников: {sources}, броней: {held}", f"Sources: {sources}, reservations: {held}"
    )
    return display.View(head, (display.Table.of_frame(ledger.table, top=sources),))


def plain(ledger: Ledger, keys: list[SourceKey], day: date) -> dict[str, Any]:
    """Return sources and reservations as plain data; what nobody knows is a range to null."""
    return {
        "at": day.isoformat(),
        "sources": [_source(ledger, key, day) for key in keys],
        "reservations": [
            reservation(one, day) for one in ledger.reservations if one.source in keys
        ],
    }


def _source(ledger: Ledger, key: SourceKey, day: date) -> dict[str, Any]:
    source, reserved = ledger.sources.get(key), ledger.most_reserved(key, day, _next(day))
    return {
        "layer": key.layer,
        "source_id": key.feature,
        "utility": source.utility if source else ledger.by_source[key][0].utility,
        "gone": source is None,
        "capacity": ledger.capacity(key).to_json(),
        "reserved": reserved,
        **_free(ledger, key, reserved),
        "steps": [
            {
                "from": step.since.isoformat() if step.since else None,
                "until": step.until.isoformat() if step.until else None,
                "reserved": step.reserved,
                **_free(ledger, key, step.reserved),
            }
            for step in ledger.steps(key)
        ],
        "overdrawn": bool(ledger.overdrawn(key)),
    }


def _free(ledger: Ledger, key: SourceKey, reserved: float) -> dict[str, float | None]:
    free = ledger.free(key, reserved)
    return {"free_low": free.low, "free_high": free.high}


def reservation(one: Reservation, day: date) -> dict[str, Any]:
    """Return one reservation as plain data."""
    return {
        "reservation_id": one.number,
        "layer": one.source.layer,
        "source_id": one.source.feature,
        "utility": one.utility,
        "amount": one.amount,
        "holder": one.holder,
        "from": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "plot_id": one.plot or None,
        "note": one.note or None,
        "in_force": one.holds_on(day),
    }


def source_row(ledger: Ledger, source: Source, day: date) -> tuple[Text | str, ...]:
    """Return what a source has, what is held and what is free on a day, as cells."""
    reserved = ledger.most_reserved(source.key, day, _next(day))
    return (
        source.key.feature,
        source.title,
        amount_text(source.capacity, source.utility),
        quantity(reserved, source.utility) if reserved else "",
        left(ledger, source.key, reserved),
    )


def left(ledger: Ledger, key: SourceKey, reserved: float) -> Text:
    """Say what is free where so much is held; of an unknown amount, what is taken from it."""
    source, free = ledger.sources[key], ledger.free(key, reserved)
    if free.is_known or not reserved:
        return amount_text(free, source.utility)
    held = quantity(reserved, source.utility)
    return Text("неизвестно минус {held}", "unknown minus {held}").fill(held=held)


def over_course(ledger: Ledger, source: Source) -> Iterator[tuple[Text, ...]]:
    """Yield what is held and free over time, as cells."""
    for step in ledger.steps(source.key):
        yield (
            span(step.since, step.until),
            quantity(step.reserved, source.utility),
            left(ledger, source.key, step.reserved),
        )


def warnings(ledger: Ledger) -> Iterator[Text]:
    """Say of which sources more is held than there is, or which are no more in their layer."""
    for key, held in ledger.by_source.items():
        if key not in ledger.sources:
            numbers = ", ".join(one.number for one in held)
            yield Text(
                f"источника {key} больше нет в слое, а на нём брони: {numbers}",
                f"source {key} is no more in its layer, and is held by {numbers}",
            )
        for step in ledger.overdrawn(key):
            yield _overdrawn(ledger, key, step)


def _overdrawn(ledger: Ledger, key: SourceKey, step: Step) -> Text:
    source, when = ledger.sources[key], span(step.since, step.until)
    held = quantity(step.reserved, source.utility)
    has = amount_text(source.capacity, source.utility)
    return Text(
        f"{source.title.ru} ({key}): {when.ru} занято {held.ru}, а всего {has.ru}: слой обновили, "
        "мощности меньше; снимите брони (sezgeo ledger release)",
        f"{source.title.en} ({key}): {when.en} {held.en} are held of {has.en}: the layer was "
        "updated and says less; release reservations (sezgeo ledger release)",
    )


def told(one: Reservation) -> Text:
    """Say a reservation in one line."""
    when, much = span(one.since, one.until), quantity(one.amount, one.utility)
    plot = Text(f", участок {one.plot}", f", plot {one.plot}") if one.plot else Text("", "")
    if one.until is not None and one.until <= one.since:
        when = Text("снята до начала", "released before it began")
    return Text(
        f"{one.number}: {quoted(one.holder)} держит {much.ru} на {one.source}, {when.ru}{plot.ru}",
        f"{one.number}: {quoted(one.holder)} holds {much.en} of {one.source}, {when.en}{plot.en}",
    )


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
