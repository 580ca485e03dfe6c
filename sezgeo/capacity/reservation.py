"""One reservation: who holds how much of which source from when, read from a user's words."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sezgeo.capacity.sources import SourceKey
from sezgeo.capacity.utilities import utility_problem
from sezgeo.errors import LedgerError
from sezgeo.i18n import Text

LONGEST_HOLDER = 120
LONGEST_NOTE = 500
_SHOWN = 40
_YEARS = (1900, 2200)


@dataclass(frozen=True, slots=True)
class ReservationRequest:
    """
    What a user says when reserving, word for word.

    Attributes
    ----------
    source
        Key of the source, or `layer/key`.
    amount
        Utility with its unit, and how much: `power_mw=12`.
    since, until
        Year or ISO date; free again from `until`, empty for good.
    """

    source: str
    amount: str
    holder: str
    since: str
    until: str = ""
    plot: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """
    A share of a source's capacity that somebody holds.

    Attributes
    ----------
    number
        Its number, as in `R-12`.
    source
        The source.
    utility
        What is held, by the name of the need.
    amount
        How much, in the unit of the utility.
    since
        First day.
    until
        From this day it is free again; None holds it for good. Not later than `since` if it was
        released before it began.
    plot
        Plot it is for; may be empty.
    """

    number: str
    source: SourceKey
    utility: str
    amount: float
    holder: str
    since: date
    until: date | None = None
    plot: str = ""
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def read_amount(words: str) -> tuple[str, float]:
    """
    Read an amount with its utility.

    Raises
    ------
    LedgerError
        If the utility, its unit or the number is missing or makes no sense.

    Examples
    --------
    >>> read_amount("power_mw=12,5")
    ('power_mw', 12.5)
    """
    name, sign, number = (part.strip() for part in words.partition("="))
    if not sign:
        raise LedgerError(
            [
                Text(
                    f"{quote(words)}: нужно ресурс=сколько, например power_mw=12",
                    f"{quote(words)}: utility=amount is needed, such as power_mw=12",
                )
            ]
        )
    problems = [problem] if (problem := utility_problem(name[:_SHOWN])) else []
    try:
        amount = float(number.replace(",", "."))
    except ValueError:
        amount = math.nan
    if not 0 < amount < math.inf:
        problems.append(
            Text(
                f"{quote(number)}: сколько держать, пишут числом больше нуля",
                f"{quote(number)}: how much to hold is a number above zero",
            )
        )
    if problems:
        raise LedgerError(problems)
    return name, amount


def read_day(words: str) -> date:
    """
    Read a day; a year alone is its first day.

    Raises
    ------
    LedgerError
        If it is neither.

    Examples
    --------
    >>> read_day("2027").isoformat(), read_day("2027-03-01").isoformat()
    ('2027-01-01', '2027-03-01')
    """
    try:
        day = date.fromisoformat(f"{words}-01-01" if len(words) == len("2027") else words)
    except ValueError:
        day = date.min
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise LedgerError(
            [
                Text(
                    f"{quote(words)}: нужен год или день вида 2027-03-01, с {_YEARS[0]} по "
                    f"{_YEARS[1]} год",
                    f"{quote(words)}: a year or a day like 2027-03-01 is needed, from {_YEARS[0]} "
                    f"to {_YEARS[1]}",
                )
            ]
        )
    return day


def text_problems(request: ReservationRequest) -> Iterator[Text]:
    """Say what is wrong with the texts of a reservation: empty, too long, or not plain."""
    if not request.holder.strip():
        yield Text("не сказано, кто держит: --holder", "nobody holds it: give --holder")
    for option, text, most in (
        ("--holder", request.holder, LONGEST_HOLDER),
        ("--note", request.note, LONGEST_NOTE),
    ):
        if len(text) > most:
            yield Text(
                f"{option}: {len(text)} знаков, можно не больше {most}",
                f"{option}: {len(text)} characters, at most {most} will do",
            )
        if not all(_plain(letter) for letter in text):
            yield Text(
                f"{option} {quote(text)}: в тексте невидимые или управляющие знаки, уберите их",
                f"{option} {quote(text)}: take out invisible and control characters",
            )


def _plain(letter: str) -> bool:
    """Tell whether a character shows; controls, turns of direction and line breaks do not."""
    return unicodedata.category(letter)[0] != "C" and unicodedata.category(letter) not in (
        "Zl",
        "Zp",
    )


def quote(text: str) -> str:
    """Show what was said, escaped and not too long."""
    return repr(text[:_SHOWN] + ("…" if len(text) > _SHOWN else ""))
