"""Low end, likely figure and high end of a figure that nobody knows for sure."""

from collections.abc import Mapping
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
