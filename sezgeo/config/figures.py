"""Figures of a profile: each names its source, or says that it is assumed, and why."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from sezgeo.config.model import Model, ProblemsError
from sezgeo.i18n import Text

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
AtLeastOne = Annotated[float, Field(strict=True, ge=1, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=1)]
Switch = Annotated[bool, Field(strict=True)]
Filled = Annotated[str, Field(min_length=1)]
Pair = tuple[Number, Number]


class Sourced(Model):
    """Base of every figure: it names its source, or says that it is an assumption, and why."""

    source: str = ""
    """Document, publication or derivation behind the figure."""
    assumption: Switch = False
    """True where no source settles the figure."""
    why_ru: str = ""
    """Why the assumption is made, in Russian."""
    why_en: str = ""
    """The same, in English."""

    @property
    def why(self) -> Text:
        """Return the reason of the assumption in both languages."""
        return Text(self.why_ru, self.why_en)

    def _problems(self) -> Iterator[Text]:
        if not (self.source or self.assumption):
            yield Text(
                "нет источника: укажите source или assumption = true с диапазоном и причиной",
                "no source: give `source`, or assumption = true with a range and a reason",
            )
        if self.assumption and not (self.source or (self.why_ru and self.why_en)):
            yield Text(
                "у допущения нет причины: укажите why_ru и why_en",
                "the assumption gives no reason: fill why_ru and why_en",
            )

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if problems := list(self._problems()):
            raise ProblemsError(problems)
        return self


class Need(Sourced):
    """A quantity the plant takes or casts; its name carries the unit."""

    value: Number
    """The figure to reckon with."""
    low: Number | None = None
    """Low end of the range; the value itself where there is none."""
    high: Number | None = None
    """High end of the range; the value itself where there is none."""

    @property
    def range(self) -> tuple[float, float, float]:
        """Return the low end, the value and the high end."""
        low = self.value if self.low is None else self.low
        return low, self.value, self.value if self.high is None else self.high

    def _problems(self) -> Iterator[Text]:
        yield from super()._problems()
        if self.assumption and (self.low is None or self.high is None):
            yield Text(
                "у допущения нет диапазона: укажите low и high",
                "the assumption has no range: give low and high",
            )
        low, value, high = self.range
        if not low <= value <= high:
            yield Text(
                f"{value:g} лежит вне [{low:g}, {high:g}]",
                f"{value:g} lies outside [{low:g}, {high:g}]",
            )
