"""
What an import has to say: one finding for each thing, with a stable code and a cure.

`codes.toml` is the one home of the codes, their texts and their order: the most decisive first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from sezgeo import display
from sezgeo.config import toml
from sezgeo.config.model import Model
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

Severity = Literal["refuse", "repair", "info"]
ImportOutcome = Literal["accept", "repair", "refuse"]

SHIPPED = Path(__file__).with_name("codes.toml")

ROWS_NAMED = 20
"""Findings of one kind that are told row by row; the rest are counted."""

_ECHO_CHARACTERS = 40
_LONG_NUMBER = 1e15
_WEIGHT: Mapping[Severity, int] = {"refuse": 0, "repair": 1, "info": 2}


class Code(Model):
    """One kind of finding."""

    severity: Severity
    """What it does to the delivery, unless the case decides otherwise."""
    ru: str
    """What is wrong, in Russian, with named slots."""
    en: str
    """The same, in English."""
    cure_ru: str
    """What to do about it, in Russian."""
    cure_en: str
    """The same, in English."""


@cache
def codes() -> Mapping[str, Code]:
    """Return every code there is, the most decisive first."""
    return read_codes(SHIPPED)


def read_codes(path: Path) -> Mapping[str, Code]:
    """
    Read the codes of findings.

    Raises
    ------
    SezgeoError
        With every problem of the file, each with its place.
    """
    return toml.read(dict[str, Code], path, error=SezgeoError)


@cache
def _places() -> Mapping[str, int]:
    return {name: place for place, name in enumerate(codes())}


@dataclass(frozen=True, slots=True, repr=False)
class Finding(display.Shown):
    """
    One thing the import has to say.

    Attributes
    ----------
    row
        Feature it speaks of, counted from 1; None where it speaks of the whole delivery.
    id
        Key of that feature, as far as it could be read.
    place
        Longitude and latitude of it, where they are known.
    """

    code: str
    severity: Severity
    message: Text
    cure: Text
    row: int | None = None
    id: str = ""
    column: str = ""
    place: tuple[float, float] | None = None

    def __str__(self) -> str:
        """Write the finding as one line."""
        where = Text("строка {row}: ", "row {row}: ").fill(row=str(self.row)) if self.row else ""
        name = f"{self.id}: " if self.id else ""
        return f"{self.code}  {where}{name}{self.message}"

    def to_dict(self) -> dict[str, object]:
        """Return the finding for JSON, with both languages."""
        return {
            "code": self.code,
            "severity": self.severity,
            "row": self.row,
            "id": self.id or None,
            "column": self.column or None,
            "place": list(self.place) if self.place else None,
            "message": str(self.message),
            "cure": str(self.cure),
            "message_ru": self.message.ru,
            "message_en": self.message.en,
            "cure_ru": self.cure.ru,
            "cure_en": self.cure.en,
        }


@display.shows(Finding)
def _finding(one: Finding) -> display.View:
    return display.View(str(one), (display.Lines([one.cure] if one.cure.en else []),))


def finding(
    code: str,
    *,
    severity: Severity | None = None,
    row: int | None = None,
    id: str = "",  # noqa: A002  # the word of the contract, in JSON too
    column: str = "",
    **slots: object,
) -> Finding:
    """
    Make a finding; whatever came out of the delivery is escaped and cut on its way in.

    Examples
    --------
    >>> finding("ID_MISSING", row=3).message.en
    'the id is empty'
    """
    kind = codes()[code]
    filling = {name: _harmless(value) for name, value in slots.items()}
    filling["column"] = echo(column)
    return Finding(
        code,
        severity or kind.severity,
        Text(kind.ru, kind.en).fill(**filling),
        Text(kind.cure_ru, kind.cure_en).fill(**filling),
        row,
        echo(id),
        echo(column),
    )


def _harmless(value: object) -> object:
    if isinstance(value, int | float) and abs(value) >= _LONG_NUMBER:
        return f"{float(value):.6g}"
    return echo(value) if isinstance(value, str | bytes) else value


def echo(value: object) -> str:
    r"""
    Write something of a delivery so that it cannot harm: escaped, at most 40 characters.

    Examples
    --------
    >>> echo("a\nb\u202e"), len(echo("x" * 999))
    ('a\\nb\\u202e', 40)
    """
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    visible = "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii")
        for c in text[: _ECHO_CHARACTERS + 1]
    )
    if len(visible) <= _ECHO_CHARACTERS:
        return visible
    return visible[: _ECHO_CHARACTERS - 1] + "…"


def listing(names: Iterable[object], limit: int = 8) -> Text:
    """Name the first few things of a list, each escaped, and count the rest."""
    escaped = [echo(name) for name in names]
    first, more = Text.same(", ".join(escaped[:limit])), len(escaped) - limit
    return first if more <= 0 else first + Text(f" и ещё {more}", f" and {more} more")


def for_rows(rows: Sequence[int], tell: Iterator[Finding]) -> list[Finding]:
    """
    Tell one kind of finding row by row, and only count what is past the first twenty.

    Parameters
    ----------
    rows
        All rows concerned.
    tell
        Findings for them, in the same order; drawn only as far as needed.
    """
    findings = [each for each, _ in zip(tell, rows[:ROWS_NAMED], strict=False)]
    rest = len(rows) - len(findings)
    if rest > 0 and findings:
        more = Text(" (и ещё строк: {n})", " (and {n} more rows)").fill(n=rest)
        findings[-1] = replace(findings[-1], message=findings[-1].message + more)
    return findings


def abridge(findings: Sequence[Finding]) -> list[Finding]:
    """Return the first twenty findings of one kind; the last of them counts the rest."""
    return for_rows(range(len(findings)), iter(findings))


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put findings in order: what refuses first, then by the order of the codes and the rows."""
    return tuple(
        sorted(
            findings,
            key=lambda each: (_WEIGHT[each.severity], _places()[each.code], each.row or 0),
        )
    )


def outcome(findings: Iterable[Finding]) -> ImportOutcome:
    """Tell what the findings together mean for the delivery."""
    severities = {each.severity for each in findings}
    if "refuse" in severities:
        return "refuse"
    return "repair" if "repair" in severities else "accept"


class UnreadableError(SezgeoError):
    """A delivery that cannot be read any further; it carries the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(findings[0].message)


def unreadable(code: str, **slots: object) -> UnreadableError:
    """Make the error that stops the reading, from one refusing finding."""
    return UnreadableError(finding(code, severity="refuse", **slots))  # type: ignore[arg-type]
