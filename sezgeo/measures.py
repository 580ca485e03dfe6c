"""Measured plots: the value that criteria hand to the ranking."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from pandas import DataFrame

from sezgeo import display
from sezgeo.i18n import Text

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the numbers of one criterion come from."""

    layer: str
    source: str
    as_of: str
    version: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Measures(display.Shown):
    """
    A table of plots × criteria in physical units, with what is known of each number.

    Attributes
    ----------
    values : DataFrame, shape (plots, criteria)
        Column names carry the unit (`distance_to_rail_m`). NaN is *unknown*, never zero.
    low, high : DataFrame, shape (plots, criteria)
        What the true number lies between: the value less and plus the accuracy of the outlines it
        was measured from, or, for an unknown value, a bound that is certain all the same (the
        nearest substation of an incomplete list is an upper bound of the distance). NaN where
        nothing bounds it.
    evidence : DataFrame of str, shape (plots, criteria)
        Name of the feature measured to; an empty text where a criterion has none.
    origins
        The layers behind each criterion.
    titles
        What each criterion is called; one without a title goes by its column name.
    reasons
        Why a number is unknown, by criterion and plot, where more can be said than that a layer
        is silent.
    names
        Names of features in both languages, by the word used in `evidence`.
    """

    values: DataFrame
    low: DataFrame
    high: DataFrame
    evidence: DataFrame
    origins: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)

    def evidence_name(self, evidence: str) -> Text:
        """Return the name of a feature in both languages."""
        return self.names.get(evidence, Text.same(evidence))

    @classmethod
    def exact(cls, values: DataFrame) -> "Measures":
        """Wrap a plain table whose numbers are exact and come from nowhere in particular."""
        return cls(
            values, values, values, pd.DataFrame("", index=values.index, columns=values.columns)
        )


@display.shows(Measures)
def _measures(measures: Measures) -> display.View:
    plots, criteria = measures.values.shape
    unknown = int(measures.values.isna().to_numpy().sum())
    head = Text(
        "Участков {plots}, показателей {criteria}, неизвестных значений {unknown}",
        "{plots} plots, {criteria} criteria, {unknown} values unknown",
    ).fill(plots=plots, criteria=criteria, unknown=unknown)
    return display.View(head, (display.Table.of_frame(measures.values, top=_SHOWN),))
