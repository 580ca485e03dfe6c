"""
The ledger of capacities: who holds how much of each source from when, and what is free.

What a source has free is what its layer says; reservations are taken from it, day by day. Where
the layer says nothing, what is free is unknown, and so is whether a reservation can be kept.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

import pandas as pd
from pandas import DataFrame

from sezgeo import display
from sezgeo.capacity.reservation import (
    Reservation,
    ReservationRequest,
    quote,
    read_amount,
    read_day,
    text_problems,
)
from sezgeo.capacity.rows import LAYER, read_rows
from sezgeo.capacity.sources import CapacitySource, SourceKey, all_sources
from sezgeo.capacity.timeline import TimeStep, clip_steps, span_text
from sezgeo.capacity.utilities import UTILITIES, amount_text
from sezgeo.config.ranges import UNKNOWN, Amount
from sezgeo.errors import LedgerError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.units import quantity

Read = TypeVar("Read")

ROUNDING_SHARE = 1e-9
"""Sums of reservations are rounded by no more than this share of a capacity."""


@dataclass(frozen=True, repr=False)
class Ledger(display.Shown):
    """
    The sources, and what is held of them.

    Attributes
    ----------
    sources
        The sources by key.
    reservations
        All reservations, also those that have ended, in the order they were made.
    """

    sources: Mapping[SourceKey, CapacitySource]
    reservations: tuple[Reservation, ...] = ()

    @classmethod
    def of(cls, layers: Mapping[str, Layer]) -> "Ledger":
        """Read the ledger from the layers; without a layer of reservations nothing is held."""
        held = read_rows(layers[LAYER].frame) if LAYER in layers else ()
        return cls(all_sources(layers), tuple(held))

    @cached_property
    def by_source(self) -> dict[SourceKey, list[Reservation]]:
        """Return the reservations of each source that has any."""
        by_source: dict[SourceKey, list[Reservation]] = {}
        for reservation in self.reservations:
            by_source.setdefault(reservation.source, []).append(reservation)
        return by_source

    def steps(self, key: SourceKey) -> list[TimeStep]:
        """Return how much of a source is held over time, from before all reservations on."""
        held = [r for r in self.by_source.get(key, []) if r.until is None or r.until > r.since]
        days = sorted({d for r in held for d in (r.since, r.until) if d is not None})
        starts: list[date | None] = [None, *days]
        ends: list[date | None] = [*days, None]
        return [
            TimeStep(a, b, math.fsum(r.amount for r in held if a is not None and r.holds_on(a)))
            for a, b in zip(starts, ends, strict=True)
        ]

    def most_reserved(self, key: SourceKey, since: date, until: date | None = None) -> float:
        """Return the most that is held on any day of a span."""
        return max(step.reserved for step in clip_steps(self.steps(key), since, until))

    def capacity(self, key: SourceKey) -> Amount:
        """Return what a source has, reservations not taken off."""
        return self.sources[key].capacity if key in self.sources else UNKNOWN

    def free(self, key: SourceKey, reserved: float) -> Amount:
        """Return what is left of a source, never below zero."""
        return self.capacity(key).less(reserved)

    def free_from(self, day: date) -> dict[SourceKey, Amount]:
        """Return what is free for good from a day on, of each source that somebody holds."""
        return {key: self.free(key, self.most_reserved(key, day)) for key in self.by_source}

    def overdrafts(self, key: SourceKey) -> list[TimeStep]:
        """List the times in which more is held than there is: its layer says less than it did."""
        capacity = self.capacity(key).times(1 + ROUNDING_SHARE)
        return [step for step in self.steps(key) if capacity.is_below(step.reserved)]

    @property
    def table(self) -> DataFrame:
        """
        Return one row a source: what it has, and the most that is held of it on any day.

        Returns
        -------
        DataFrame
            `capacity`, `held` and `free` in the unit of `utility`; missing is unknown.
        """
        held = {key: max(step.reserved for step in self.steps(key)) for key in self.sources}
        rows = [
            (
                source.title.say(),
                source.utility,
                source.capacity.cell,
                held[key],
                self.free(key, held[key]).cell,
            )
            for key, source in self.sources.items()
        ]
        names = pd.Index([key.feature for key in self.sources], name="source")
        return DataFrame(rows, names, ["title", "utility", "capacity", "held", "free"])

    def source(self, name: str) -> CapacitySource:
        """
        Find a source by its key, or by `layer/key`.

        Raises
        ------
        UnknownNameError
            If there is none.
        LedgerError
            If several layers have one of that key.
        """
        matches = [
            source for key, source in self.sources.items() if name in (key.feature, str(key))
        ]
        if not matches:
            known = [key.feature for key in self.sources]
            raise UnknownNameError(Text("источник", "source"), name[:80], known)
        if len(matches) > 1:
            choices = ", ".join(str(source.key) for source in matches)
            raise LedgerError(
                [
                    Text(
                        f"{name}: таких источников несколько, выберите: {choices}",
                        f"{name}: several sources are called so, choose one of {choices}",
                    )
                ]
            )
        return matches[0]

    def read_request(self, request: ReservationRequest) -> Reservation:
        """
        Read what a user wants to reserve; its number is still empty.

        Raises
        ------
        LedgerError
            With every problem of the words, or if there is not so much on some day of the span.
        UnknownNameError
            If there is no such source.
        """
        source = self.source(request.source)
        problems = list(text_problems(request))
        utility, amount = _read_or_note(problems, read_amount, request.amount) or ("", 0.0)
        since = _read_or_note(problems, read_day, request.since)
        until = _read_or_note(problems, read_day, request.until) if request.until else None
        if utility and utility != source.utility:
            problems.append(
                Text(
                    "{source} даёт: {given} ({name}), а просят {wanted}",
                    "{source} gives {given} ({name}), not {wanted}",
                ).fill(
                    source=str(source.key),
                    given=UTILITIES[source.utility],
                    name=source.utility,
                    wanted=utility,
                )
            )
        if since and until and until <= since:
            problems.append(
                Text(
                    f"резерв заканчивается {until}, раньше начала {since}: --until позже --from",
                    f"it ends {until}, before it begins {since}: --until must be after --from",
                )
            )
        if problems or since is None:
            raise LedgerError(problems)
        return Reservation(
            number="",
            source=source.key,
            utility=utility,
            amount=amount,
            holder=request.holder.strip(),
            since=since,
            until=until,
            plot=request.plot.strip(),
            note=request.note.strip(),
        )

    def with_reservation(self, new: Reservation) -> "Ledger":
        """
        Return the ledger with one reservation more.

        Raises
        ------
        LedgerError
            If there is not so much free on every day of its span; it says how much is free from
            when to when, and who holds the rest.
        """
        ledger = replace(self, reservations=(*self.reservations, new))
        capacity = self.capacity(new.source).times(1 + ROUNDING_SHARE)
        if capacity.is_below(ledger.most_reserved(new.source, new.since, new.until)):
            raise LedgerError([self._too_much(new)])
        return ledger

    def _too_much(self, new: Reservation) -> Text:
        source = self.sources[new.source]
        steps = clip_steps(self.steps(new.source), new.since, new.until)
        return Text(
            "{title} ({key}): просят {amount}, всего {capacity}. Свободно: {free}",
            "{title} ({key}): {amount} asked for, {capacity} in all. Free: {free}",
        ).fill(
            title=source.title,
            key=str(source.key),
            amount=quantity(new.amount, new.utility),
            capacity=amount_text(source.capacity, new.utility),
            free=Text.join("; ", [self._left(new.source, step, new.utility) for step in steps]),
        )

    def _left(self, key: SourceKey, step: TimeStep, utility: str) -> Text:
        """Say what is free in a step, and who holds the rest."""
        left = amount_text(self.free(key, step.reserved), utility)
        held = [r for r in self.by_source.get(key, []) if step.since and r.holds_on(step.since)]
        holders = Text.join(
            ", ",
            [f"{quote(r.holder)} " + quantity(r.amount, utility) + f", {r.number}" for r in held],
        )
        note = Text(" (держат {holders})", " (held by {holders})") if held else Text.EMPTY
        return span_text(step.since, step.until) + ": " + left + note.fill(holders=holders)

    def find(self, number: str) -> Reservation:
        """
        Find a reservation by its number.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        for reservation in self.reservations:
            if reservation.number == number:
                return reservation
        known = [reservation.number for reservation in self.reservations]
        raise UnknownNameError(Text("резерв", "reservation"), number[:80], known)

    def with_release(self, number: str, day: date) -> "Ledger":
        """
        Return the ledger with a reservation ended; before its first day it never begins.

        Raises
        ------
        UnknownNameError
            If there is no such reservation.
        LedgerError
            If it has ended by then.
        """
        reservation = self.find(number)
        if reservation.until is not None and reservation.until <= day:
            raise LedgerError(
                [
                    Text(
                        f"резерв {number} и так заканчивается {reservation.until}",
                        f"reservation {number} ends {reservation.until} as it is",
                    )
                ]
            )
        ended = replace(reservation, until=max(day, reservation.since))
        reservations = tuple(ended if r is reservation else r for r in self.reservations)
        return replace(self, reservations=reservations)


def _read_or_note(problems: list[Text], read: Callable[[str], Read], words: str) -> Read | None:
    """Read some words; what is wrong with them is added to the problems."""
    try:
        return read(words)
    except LedgerError as error:
        problems += error.problems
        return None
