"""Low end, likely figure and high end of a figure; and an amount that may be unknown."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple


class Range(NamedTuple):
    """Low end, likely figure and high end; equal where there is no doubt."""

    low: float
    likely: float
    high: float

    def __add__(self, other: tuple[float, ...]) -> "Range":  # type: ignore[override]
        """
        Add two ranges end by end.

        Examples
        --------
        >>> Range(1, 2, 3) + Range(1, 1, 5)
        Range(low=2, likely=3, high=8)
        """
        return Range(*(a + b for a, b in zip(self, other, strict=True)))

    def times(self, other: tuple[float, float, float]) -> "Range":
        """Multiply two ranges end by end; no end may be negative."""
        return Range(*(a * b for a, b in zip(self, other, strict=True)))


NOTHING = Range(0.0, 0.0, 0.0)


Size = Literal["low", "likely", "high"]
"""Which end of the ranges to reckon with: the smallest plant, the likely one, the largest."""

INDEX_OF: Mapping[Size, int] = MappingProxyType({"low": 0, "likely": 1, "high": 2})
"""Where that end stands in a range."""


@dataclass(frozen=True, slots=True)
class Amount:
    """
    How much there is of something, or that nobody knows: then it is nothing or without limit.

    This is the one spelling of an unknown amount; `cell`, `limit` and `to_json` are the borders
    where it becomes NaN in a table, infinity in the arrays of a solver, and null in JSON.

    Attributes
    ----------
    range
        Low end, likely figure and high end; None where nobody knows.

    Examples
    --------
    >>> Amount.exactly(10).less(4).to_json(), UNKNOWN.less(4).to_json()
    (6.0, None)
    >>> Amount.exactly(3).is_below(4), UNKNOWN.is_below(4)
    (True, False)
    """

    range: Range | None = None

    @classmethod
    def exactly(cls, value: float) -> "Amount":
        """Return an amount about which there is no doubt."""
        return cls(Range(float(value), float(value), float(value)))

    @classmethod
    def of_cell(cls, cell: float | None) -> "Amount":
        """Read the cell of a table, where NaN is unknown; so is an empty one."""
        return cls() if cell is None or math.isnan(cell) else cls.exactly(cell)

    @property
    def is_known(self) -> bool:
        """Tell whether anybody has said."""
        return self.range is not None

    @property
    def low(self) -> float:
        """Return what there is at least: nothing where it is unknown."""
        return 0.0 if self.range is None else self.range.low

    @property
    def likely(self) -> float | None:
        """Return the likely figure; None where it is unknown."""
        return None if self.range is None else self.range.likely

    @property
    def high(self) -> float | None:
        """Return what there is at most; None where it is unknown, for nothing limits it."""
        return None if self.range is None else self.range.high

    @property
    def cell(self) -> float:
        """Return the likely figure for a table; NaN where it is unknown."""
        return math.nan if self.range is None else self.range.likely

    @property
    def limit(self) -> float:
        """Return the high end for the arrays of a solver; infinity where it is unknown."""
        return math.inf if self.range is None else self.range.high

    def to_json(self) -> float | None:
        """Return the likely figure as JSON says it; null where it is unknown."""
        return self.likely

    def less(self, taken: float) -> "Amount":
        """Take some of it away; less than nothing is never left."""
        return self._each(lambda end: max(end - taken, 0.0))

    def times(self, factor: float) -> "Amount":
        """Multiply it by a factor that is not negative."""
        return self._each(lambda end: end * factor)

    def is_below(self, need: float) -> bool:
        """Tell whether it is surely less than what is needed; an unknown amount may be enough."""
        return self.range is not None and self.range.high < need

    def _each(self, change: Callable[[float], float]) -> "Amount":
        return Amount() if self.range is None else Amount(Range(*map(change, self.range)))


UNKNOWN = Amount()
"""What nobody has said."""
