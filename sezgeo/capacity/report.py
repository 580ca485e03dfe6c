"""The ledger as a table for people, and as plain data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sezgeo import display
from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.reservation import Reservation, quote
from sezgeo.capacity.sources import CapacitySource, SourceKey
from sezgeo.capacity.timeline import TimeStep, span_text
from sezgeo.capacity.utilities import amount_text
from sezgeo.i18n import Text
from sezgeo.units import quantity


@display.shows(Ledger)
def shown(ledger: Ledger) -> display.View:
    """Show every source: what it has, what is held, what is free."""
    held, sources = len(ledger.reservations), len(ledger.sources)
    head = Text(
        f"Источников: {sources}, резервов: {held}", f"Sources: {sources}, reservations: {held}"
    )
    return display.View(head, (display.Table.of_frame(ledger.table, top=sources),))


def to_dict(ledger: Ledger, keys: list[SourceKey], day: date) -> dict[str, Any]:
    """Return sources and reservations as plain data; what nobody knows is a range to null."""
    return {
        "at": day.isoformat(),
        "sources": [_source_dict(ledger, key, day) for key in keys],
        "reservations": [
            reservation_dict(reservation, day)
            for reservation in ledger.reservations
            if reservation.source in keys
        ],
    }


def _source_dict(ledger: Ledger, key: SourceKey, day: date) -> dict[str, Any]:
    source, reserved = ledger.sources.get(key), ledger.most_reserved(key, day, _next(day))
    return {
        "layer": key.layer,
        "source_id": key.feature,
        "utility": source.utility if source else ledger.by_source[key][0].utility,
        "gone": source is None,
        "capacity": ledger.capacity(key).to_json(),
        "reserved": reserved,
        **_free_range(ledger, key, reserved),
        "steps": [
            {
                "from": step.since.isoformat() if step.since else None,
                "until": step.until.isoformat() if step.until else None,
                "reserved": step.reserved,
                **_free_range(ledger, key, step.reserved),
            }
            for step in ledger.steps(key)
        ],
        "overdrawn": bool(ledger.overdrafts(key)),
    }


def _free_range(ledger: Ledger, key: SourceKey, reserved: float) -> dict[str, float | None]:
    free = ledger.free(key, reserved)
    return {"free_low": free.low, "free_high": free.high}


def reservation_dict(reservation: Reservation, day: date) -> dict[str, Any]:
    """Return one reservation as plain data."""
    return {
        "reservation_id": reservation.number,
        "layer": reservation.source.layer,
        "source_id": reservation.source.feature,
        "utility": reservation.utility,
        "amount": reservation.amount,
        "holder": reservation.holder,
        "from": reservation.since.isoformat(),
        "until": reservation.until.isoformat() if reservation.until else None,
        "plot_id": reservation.plot or None,
        "note": reservation.note or None,
        "in_force": reservation.holds_on(day),
    }


def source_row(ledger: Ledger, source: CapacitySource, day: date) -> tuple[Text | str, ...]:
    """Return what a source has, what is held and what is free on a day, as cells."""
    reserved = ledger.most_reserved(source.key, day, _next(day))
    return (
        source.key.feature,
        source.title,
        amount_text(source.capacity, source.utility),
        quantity(reserved, source.utility) if reserved else "",
        free_text(ledger, source.key, reserved),
    )


def free_text(ledger: Ledger, key: SourceKey, reserved: float) -> Text:
    """Say what is free where so much is held; of an unknown amount, what is taken from it."""
    source, free = ledger.sources[key], ledger.free(key, reserved)
    if free.is_known or not reserved:
        return amount_text(free, source.utility)
    held = quantity(reserved, source.utility)
    return Text(
        "нет данных о всей мощности, из неё зарезервировано {held}", "unknown minus {held}"
    ).fill(held=held)


def course_rows(ledger: Ledger, source: CapacitySource) -> Iterator[tuple[Text, ...]]:
    """Yield what is held and free over time, as cells."""
    for step in ledger.steps(source.key):
        yield (
            span_text(step.since, step.until),
            quantity(step.reserved, source.utility),
            free_text(ledger, source.key, step.reserved),
        )


def warnings(ledger: Ledger) -> Iterator[Text]:
    """Say of which sources more is held than there is, or which are no more in their layer."""
    for key, held in ledger.by_source.items():
        if key not in ledger.sources:
            numbers = ", ".join(reservation.number for reservation in held)
            yield Text(
                f"источника {key} больше нет в слое, а по нему есть резервы: {numbers}",
                f"source {key} is no more in its layer, and is held by {numbers}",
            )
        for step in ledger.overdrafts(key):
            yield _overdraft(ledger, key, step)


def _overdraft(ledger: Ledger, key: SourceKey, step: TimeStep) -> Text:
    source = ledger.sources[key]
    return Text(
        "{title} ({key}): {span} зарезервировано {held}, а всего {capacity}: в обновлённом слое "
        "мощности меньше; снимите резервы (sezgeo ledger release)",
        "{title} ({key}): {span} {held} are held of {capacity}: the layer was updated and says "
        "less; release reservations (sezgeo ledger release)",
    ).fill(
        title=source.title,
        key=str(key),
        span=span_text(step.since, step.until),
        held=quantity(step.reserved, source.utility),
        capacity=amount_text(source.capacity, source.utility),
    )


def reservation_line(reservation: Reservation) -> Text:
    """Say a reservation in one line."""
    plot = Text(", участок {plot}", ", plot {plot}") if reservation.plot else Text.EMPTY
    span = span_text(reservation.since, reservation.until)
    if reservation.until is not None and reservation.until <= reservation.since:
        span = Text("снята до начала", "released before it began")
    return Text(
        "{number}: {holder} держит {amount} на {source}, {span}{plot}",
        "{number}: {holder} holds {amount} of {source}, {span}{plot}",
    ).fill(
        number=reservation.number,
        holder=quote(reservation.holder),
        amount=quantity(reservation.amount, reservation.utility),
        source=str(reservation.source),
        span=span,
        plot=plot.fill(plot=reservation.plot),
    )


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
