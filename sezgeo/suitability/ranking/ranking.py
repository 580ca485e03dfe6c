"""Turn measures into a ranking that can explain itself. No geometry here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from sezgeo import display
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.measures import Measures
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.limits import limit_verdicts
from sezgeo.suitability.ranking.scores import check, value_measures, weigh
from sezgeo.verdict import Outcome, Verdict, worst

TIE_DIGITS = 12
"""Scores equal to this many digits share a rank: below it lies only rounding."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ranking(display.Shown):
    """
    The ranking of plots for one kind of plant.

    Attributes
    ----------
    profile
        What the plant wants.
    measures
        The raw measures it was ranked by.
    verdicts
        Every rule applied: those given, then one for each bound of the profile.
    values : DataFrame, shape (plots, criteria)
        Value from 0 to 1 of each measure; of an unknown one, at the middle of what it may be.
    value_low, value_high : DataFrame, shape (plots, criteria)
        Least and greatest value each measure may have.
    parts : DataFrame, shape (plots, criteria)
        What each criterion adds to the score; a row sums to `score`.
    score, low, high : Series
        Score from 0 to 1 and the interval it lies in; missing where the plot is excluded.
    known_share : Series
        Share of the weight that rests on a known measure.
    outcome : Series of int
        Worst `Outcome` of all verdicts.
    rank : Series of Int64
        From 1, the best; equal scores share a rank; missing where the plot is excluded.
    about : DataFrame
        Site, status and the like of each plot, for the table; may have no columns.
    names
        What people call the words of `about`, by column and word.
    """

    profile: Profile
    measures: Measures
    verdicts: tuple[Verdict, ...]
    values: DataFrame
    value_low: DataFrame
    value_high: DataFrame
    parts: DataFrame
    score: Series
    low: Series
    high: Series
    known_share: Series
    outcome: Series
    rank: Series
    about: DataFrame
    names: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)

    @property
    def table(self) -> DataFrame:
        """Return one row per plot, best first, equals by plot, excluded plots last."""
        columns = (self.rank, self.score, self.low, self.high, self.known_share)
        table = DataFrame({column.name: column for column in columns})
        table["outcome"] = [Outcome(code).key for code in self.outcome]
        for name in self.about.columns:
            table[name] = self.about[name]
        return table.loc[self.order]

    @property
    def order(self) -> pd.Index:
        """Return the plots in the order of the table."""
        keys = DataFrame(
            {
                "rank": self.rank.astype(float).fillna(np.inf).to_numpy(),
                "plot": self.rank.index.astype(str),
            },
            index=self.rank.index,
        )
        return keys.sort_values(["rank", "plot"], kind="stable").index

    @property
    def ranked(self) -> pd.Index:
        """Return the plots that have a rank, the best first, equals by plot."""
        return self.order[: len(self.order) - len(self.excluded)]

    @property
    def excluded(self) -> pd.Index:
        """Return the plots that no weight can rescue."""
        return self.rank.index[self.rank.isna()]

    def title(self, criterion: str) -> Text:
        """Return what a criterion is called."""
        return self.measures.titles.get(criterion, Text.same(criterion))

    def to_dict(self) -> dict[str, Any]:
        """Return all that a page or a file needs, as plain JSON values."""
        order = list(self.order)
        parts = self.parts.loc[order].to_numpy().tolist()
        rows = self.table.to_dict("records")
        return {
            "profile": self.profile.key,
            "title": {"ru": self.profile.title_ru, "en": self.profile.title_en},
            "weights": {name: float(share) for name, share in self.profile.weights.items()},
            "plots": [
                {"plot_id": str(plot)}
                | {str(name): display.json_value(cell) for name, cell in row.items()}
                | {"parts": dict(zip(self.parts.columns, part, strict=True))}
                for plot, row, part in zip(order, rows, parts, strict=True)
            ],
        }

    def to_text(self, *, top: int | None = None) -> str:
        """Return the table as text, its first `top` rows, by default all that have a rank."""
        return display.text(display.view(self), top=len(self.ranked) if top is None else top)


def rank(
    measures: Measures | DataFrame,
    profile: Profile,
    *,
    verdicts: Sequence[Verdict] = (),
    plots: DataFrame | None = None,
    names: Mapping[str, Mapping[str, Text]] | None = None,
) -> Ranking:
    """
    Rank plots by the weighted sum of their valued measures.

    The value curves have fixed anchors and no plot looks at another, so a plot that leaves changes
    neither a score nor the order of the rest.

    Parameters
    ----------
    measures
        Raw measures, plots × criteria; NaN is unknown. A plain table counts as exact.
    profile
        Weights, value curves and bounds of one kind of plant.
    verdicts
        What rules outside the profile say of the plots.
    plots
        The plots' own columns, to be shown in the table.
    names
        What people call the words of these columns, by column and word.

    Raises
    ------
    ProfileError
        If the profile asks for a measure that is not there; all such are named.
    UnknownNameError
        If a verdict says nothing of one of the plots.

    Examples
    --------
    >>> wish = {"weight": 1, "curve": [[0, 1], [1000, 0]], "range": [0, 1000], "source": "example"}
    >>> spz = {"spz_m": {"value": 50, "source": "example"}}
    >>> profile = Profile.from_dict(
    ...     {"key": "p", "title_ru": "п", "title_en": "p", "plant": spz, "criteria": {"x_m": wish}}
    ... )
    >>> rank(DataFrame({"x_m": [200.0, None]}, index=["A", "B"]), profile).score.to_dict()
    {'A': 0.8, 'B': 0.5}
    """
    measured = measures if isinstance(measures, Measures) else Measures.exact(measures)
    check(measured, profile)
    index = measured.values.index
    judged = (*verdicts, *limit_verdicts(measured, profile))
    outcome = _worst(judged, index)
    tables = value_measures(measured, profile)
    values, low, high = (DataFrame(table, index=index) for table in tables)
    scored = weigh(measured, profile.weights, tables, outcome)
    return Ranking(
        profile=profile,
        measures=measured,
        verdicts=judged,
        values=values,
        value_low=low,
        value_high=high,
        parts=values * profile.weights,
        score=scored["score"],
        low=scored["low"],
        high=scored["high"],
        known_share=scored["known_share"],
        outcome=outcome,
        rank=ranks(scored["score"]),
        about=_about(plots, index),
        names=names or {},
    )


def ranks(score: Series) -> Series:
    """
    Rank scores from 1, the best; equals share a rank, missing scores get none.

    Examples
    --------
    >>> ranks(Series({"A": 0.5, "B": 0.9, "C": 0.5, "D": float("nan")})).tolist()
    [2, 1, 2, <NA>]
    """
    placed = score.round(TIE_DIGITS).rank(ascending=False, method="min")
    return placed.astype("Int64").rename("rank")


def _worst(verdicts: Sequence[Verdict], plots: pd.Index) -> Series:
    for verdict in verdicts:
        missing = plots.difference(verdict.outcome.index)
        if len(missing):
            what = Text(
                f"вывод по ограничению «{verdict.rule}»: участок",
                f"plot in the verdict of {verdict.rule!r}:",
            )
            raise UnknownNameError(what, str(missing[0]), map(str, verdict.outcome.index))
    return worst(verdicts, plots)


def _about(plots: DataFrame | None, index: pd.Index) -> DataFrame:
    if plots is None:
        return DataFrame(index=index)
    shown = [name for name in ("site", "status", "area_ha", "area_m2") if name in plots.columns]
    return DataFrame({name: plots[name] for name in shown}, index=plots.index).reindex(index)
