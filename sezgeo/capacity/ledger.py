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
    Words,
    quoted,
    read_amount,
    read_day,
    text_problems,
)
from sezgeo.capacity.rows import LAYER, read_rows
from sezgeo.capacity.sources import Source, SourceKey, every_source
from sezgeo.capacity.timeline import Step, span, within
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.errors import LedgerError, UnknownNameError
from sezgeo.i18n import LANGUAGES, Text
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

    sources: Mapping[SourceKey, Source]
    reservations: tuple[Reservation, ...] = ()

    @classmethod
    def of(cls, layers: Mapping[str, Layer]) -> "Ledger":
        """Read the ledger from the layers; without a layer of reservations nothing is held."""
        held = read_rows(layers[LAYER].frame) if LAYER in layers else ()
        return cls(every_source(layers), tuple(held))

    @cached_property
    def by_source(self) -> dict[SourceKey, list[Reservation]]:
        """Return the reservations of each source that has any."""
        found: dict[SourceKey, list[Reservation]] = {}
        for one in self.reservations:
            found.setdefault(one.source, []).append(one)
        return found

    def steps(self, key: SourceKey) -> list[Step]:
        """Return how much of a source is held over time, from before all reservations on."""
        held = [r for r in self.by_source.get(key, []) if r.until is None or r.until > r.since]
        days = sorted({d for r in held for d in (r.since, r.until) if d is not None})
        starts: list[date | None] = [None, *days]
        ends: list[date | None] = [*days, None]
        return [
            Step(a, b, math.fsum(r.amount for r in held if a is not None and r.holds_on(a)))
            for a, b in zip(starts, ends, strict=True)
        ]

    def most_reserved(self, key: SourceKey, since: date, until: date | None = None) -> float:
        """Return the most that is held on any day of a span."""
        return max(step.reserved for step in within(self.steps(key), since, until))

    def capacity(self, key: SourceKey) -> float:
        """Return what a source has, reservations not taken off; NaN if nobody has said."""
        return self.sources[key].capacity if key in self.sources else math.nan

    def free(self, key: SourceKey, reserved: float) -> float:
        """Return what is left of a source, never below zero; NaN if nobody knows what it has."""
        left = self.capacity(key) - reserved
        return left if math.isnan(left) else max(left, 0.0)

    def free_from(self, day: date) -> dict[SourceKey, float]:
        """Return what is free for good from a day on, of each source that somebody holds."""
        return {key: self.free(key, self.most_reserved(key, day)) for key in self.by_source}

    def overdrawn(self, key: SourceKey) -> list[Step]:
        """List the times in which more is held than there is: its layer says less than it did."""
        most = self.capacity(key) * (1 + ROUNDING_SHARE)
        return [step for step in self.steps(key) if step.reserved > most]

    @property
    def table(self) -> DataFrame:
        """
        Return one row a source: what it has, and the most that is held of it on any day.

        Returns
        -------
        DataFrame
            `capacity`, `held` and `free` in the unit of `utility`; missing is unknown.
        """
        most = {key: max(step.reserved for step in self.steps(key)) for key in self.sources}
        rows = [
            (one.title.say(), one.utility, one.capacity, most[key], self.free(key, most[key]))
            for key, one in self.sources.items()
        ]
        names = pd.Index([key.feature for key in self.sources], name="source")
        return DataFrame(rows, names, ["title", "utility", "capacity", "held", "free"])

    def source(self, name: str) -> Source:
        """
        Find a source by its key, or by `layer/key`.

        Raises
        ------
        UnknownNameError
            If there is none.
        LedgerError
            If several layers have one of that key.
        """
        found = [one for key, one in self.sources.items() if name in (key.feature, str(key))]
        if not found:
            known = [key.feature for key in self.sources]
            raise UnknownNameError(Text("источник", "source"), name[:80], known)
        if len(found) > 1:
            named = ", ".join(str(one.key) for one in found)
            raise LedgerError(
                [
                    Text(
                        f"{name}: таких источников несколько, выберите: {named}",
                        f"{name}: several sources are called so, choose one of {named}",
                    )
                ]
            )
        return found[0]

    def planned(self, words: Words) -> Reservation:
        """
        Read what a user wants to reserve; its number is still empty.

        Raises
        ------
        LedgerError
            With every problem of the words, or if there is not so much on some day of the span.
        UnknownNameError
            If there is no such source.
        """
        source = self.source(words.source)
        problems = list(text_problems(words))
        utility, amount = _tried(problems, read_amount, words.amount) or ("", 0.0)
        since = _tried(problems, read_day, words.since)
        until = _tried(problems, read_day, words.until) if words.until else None
        if utility and utility != source.utility:
            gives = UTILITIES[source.utility]
            problems.append(
                Text(
                    f"{source.key} даёт: {gives.ru} ({source.utility}), а просят {utility}",
                    f"{source.key} gives {gives.en} ({source.utility}), not {utility}",
                )
            )
        if since and until and until <= since:
            problems.append(
                Text(
                    f"бронь кончается {until}, раньше начала {since}: --until позже --from",
                    f"it ends {until}, before it begins {since}: --until must be after --from",
                )
            )
        if problems or since is None:
            raise LedgerError(problems)
        holder, note = words.holder.strip(), words.note.strip()
        return Reservation(
            "", source.key, utility, amount, holder, since, until, words.plot.strip(), note
        )

    def with_one(self, new: Reservation) -> "Ledger":
        """
        Return the ledger with one reservation more.

        Raises
        ------
        LedgerError
            If there is not so much free on every day of its span; it says how much is free from
            when to when, and who holds the rest.
        """
        ledger = replace(self, reservations=(*self.reservations, new))
        most = self.capacity(new.source) * (1 + ROUNDING_SHARE)
        if ledger.most_reserved(new.source, new.since, new.until) > most:
            raise LedgerError([self._too_much(new)])
        return ledger

    def _too_much(self, new: Reservation) -> Text:
        source = self.sources[new.source]
        asked, has = quantity(new.amount, new.utility), quantity(source.capacity, new.utility)
        spans = list(within(self.steps(new.source), new.since, new.until))
        told = [self._left(new.source, step, new.utility) for step in spans]
        return Text(
            f"{source.title.ru} ({source.key}): просят {asked.ru}, всего {has.ru}. Свободно: "
            + "; ".join(text.ru for text in told),
            f"{source.title.en} ({source.key}): {asked.en} asked for, {has.en} in all. Free: "
            + "; ".join(text.en for text in told),
        )

    def _left(self, key: SourceKey, step: Step, utility: str) -> Text:
        """Say what is free in a step, and who holds the rest."""
        left = quantity(self.free(key, step.reserved), utility)
        held = [r for r in self.by_source.get(key, []) if step.since and r.holds_on(step.since)]
        ru, en = (
            ", ".join(
                f"{quoted(r.holder)} {quantity(r.amount, utility).say(lang)}, {r.number}"
                for r in held
            )
            for lang in LANGUAGES
        )
        when = span(step.since, step.until)
        return Text(
            f"{when.ru}: {left.ru}" + (f" (держат {ru})" if ru else ""),
            f"{when.en}: {left.en}" + (f" (held by {en})" if en else ""),
        )

    def find(self, number: str) -> Reservation:
        """
        Find a reservation by its number.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        for one in self.reservations:
            if one.number == number:
                return one
        known = [one.number for one in self.reservations]
        raise UnknownNameError(Text("резерв", "reservation"), number[:80], known)

    def released(self, number: str, day: date) -> "Ledger":
        """
        Return the ledger with a reservation ended; before its first day it never begins.

        Raises
        ------
        UnknownNameError
            If there is no such reservation.
        LedgerError
            If it has ended by then.
        """
        old = self.find(number)
        if old.until is not None and old.until <= day:
            raise LedgerError(
                [
                    Text(
                        f"бронь {number} и так кончается {old.until}",
                        f"reservation {number} ends {old.until} as it is",
                    )
                ]
            )
        ended = replace(old, until=max(day, old.since))
        kept = tuple(ended if one is old else one for one in self.reservations)
        return replace(self, reservations=kept)


def _tried(problems: list[Text], read: Callable[[str], Read], words: str) -> Read | None:
    """Read some words; what is wrong with them is added to the problems."""
    try:
        return read(words)
    except LedgerError as error:
        problems += error.problems
        return None
