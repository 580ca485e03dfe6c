"""The course of a reservation in time: steps in which nothing changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sezgeo.i18n import Text


@dataclass(frozen=True, slots=True)
class TimeStep:
    """
    A time in which nothing changes.

    Attributes
    ----------
    since
        First day; None for all days before the first reservation.
    until
        Day after the last; None if it lasts.
    reserved
        How much is held.
    """

    since: date | None
    until: date | None
    reserved: float


def span_text(since: date | None, until: date | None) -> Text:
    """Say from when to when; the last day is the one before `until`."""
    if since is None and until is None:
        return Text("всегда", "always")
    ru = " ".join(([f"с {since}"] if since else []) + ([f"до {until}"] if until else []))
    en = " ".join(([f"from {since}"] if since else []) + ([f"until {until}"] if until else []))
    return Text(ru, en)


def clip_steps(steps: Sequence[TimeStep], since: date, until: date | None) -> Iterator[TimeStep]:
    """Cut a course of steps to a span."""
    for step in steps:
        start = since if step.since is None else max(step.since, since)
        ends = [day for day in (step.until, until) if day is not None]
        end = min(ends) if ends else None
        if end is None or start < end:
            yield TimeStep(start, end, step.reserved)
