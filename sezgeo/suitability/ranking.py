"""Turn measures into a ranking that can explain itself. No geometry here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sezgeo.errors import ProfileError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.measures import Measures
from sezgeo.suitability import shown
from sezgeo.suitability.limits import limit_verdicts
from sezgeo.suitability.matrix import Floats, summed
from sezgeo.suitability.profile import Profile, Wish
from sezgeo.verdict import Outcome, Verdict, worst

TIE_DIGITS = 12
"""Scores equal to this many digits share a rank: below it lies only rounding."""

VALUE_DIGITS = 6
"""Values are reckoned to this many digits: no measure is known so well, and a page can carry them
to the last bit in a third of the space."""

HALF_UP = 0.500000001
"""Halves go up, also those that arithmetic left a hair below: so a spreadsheet, which adds in
another order, rounds every value to the same digit."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ranking:
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

    @property
    def table(self) -> DataFrame:
        """Return one row per plot, best first, equals by plot, excluded plots last."""
        named = (self.rank, self.score, self.low, self.high, self.known_share)
        table = DataFrame({column.name: column for column in named})
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
    def excluded(self) -> pd.Index:
        """Return the plots that no weight can rescue."""
        return self.rank.index[self.rank.isna()]

    def title(self, criterion: str) -> Text:
        """Return what a criterion is called."""
        return self.measures.titles.get(criterion, Text(criterion, criterion))

    def to_dict(self) -> dict[str, Any]:
        """Return all that a page or a file needs, as plain JSON values."""
        return shown.as_dict(self)

    def to_text(self, *, top: int | None = None) -> str:
        """Return the table as text, its first `top` rows, by default all that have a rank."""
        return shown.as_text(self, top=len(self.rank) - len(self.excluded) if top is None else top)

    def __repr__(self) -> str:
        """Show the head of the table in a terminal."""
        return shown.as_text(self)

    def _repr_html_(self) -> str:
        return shown.as_html(self)


def rank(
    measures: Measures | DataFrame,
    profile: Profile,
    *,
    verdicts: Sequence[Verdict] = (),
    plots: DataFrame | None = None,
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
    _check(measured, profile)
    index = measured.values.index
    judged = (*verdicts, *limit_verdicts(measured, profile))
    outcome = _worst(judged, index)
    values, low, high = _valued(measured, profile)
    weights = profile.weights
    stays = (outcome != Outcome.EXCLUDED).to_numpy()
    score = _scored(values, weights, stays).rename("score")
    known = measured.values[list(weights.index)].notna().astype(float)
    return Ranking(
        profile=profile,
        measures=measured,
        verdicts=judged,
        values=values,
        value_low=low,
        value_high=high,
        parts=values * weights,
        score=score,
        low=_scored(low, weights, stays).rename("low"),
        high=_scored(high, weights, stays).rename("high"),
        known_share=_scored(known, weights, np.ones_like(stays)).rename("known_share"),
        outcome=outcome,
        rank=ranks(score),
        about=_about(plots, index),
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


def expected(measures: Measures, name: str, wish: Wish) -> tuple[Floats, Floats, Floats]:
    """
    Return the raw measure to reckon with and the interval it lies in.

    A known measure stands as it is, within the accuracy given. An unknown one lies in its certain
    bounds, or, on a side without a bound, in the declared range of the criterion; it is reckoned
    with at the middle.
    """
    tables = (measures.values, measures.low, measures.high)
    given, least, most = (table[name].to_numpy(dtype=float) for table in tables)
    known = ~np.isnan(given)
    start = np.where(known, given, np.fmin(wish.range[0], most))
    end = np.where(known, given, np.fmax(wish.range[1], least))
    start = np.where(np.isnan(least), start, least)
    end = np.where(np.isnan(most), end, most)
    # an infinite bound bounds nothing: no middle could be taken of it
    start = np.where(known | np.isfinite(start), start, wish.range[0])
    end = np.where(known | np.isfinite(end), end, wish.range[1])
    used = np.where(known, given, (start + end) / 2)
    return used, np.fmin(start, used), np.fmax(end, used)


def _valued(measures: Measures, profile: Profile) -> tuple[DataFrame, DataFrame, DataFrame]:
    """Value what is reckoned with, and the least and greatest value it may have."""
    tables: tuple[dict[str, Floats], ...] = ({}, {}, {})
    for name, wish in profile.criteria.items():
        used, start, end = expected(measures, name, wish)
        curve = wish.valued
        for table, column in zip(tables, (curve.at(used), *curve.extent(start, end)), strict=True):
            table[name] = np.floor(column * 10**VALUE_DIGITS + HALF_UP) / 10**VALUE_DIGITS
    value, low, high = (DataFrame(table, index=measures.values.index) for table in tables)
    return value, low.where(low <= value, value), high.where(high >= value, value)


def _scored(values: DataFrame, weights: Series, stays: NDArray[np.bool_]) -> Series:
    columns = [values[name].to_numpy() * share for name, share in weights.items()]
    # the shares sum to 1 up to rounding, and so may exceed it in the last bit
    score = np.minimum(summed(columns), 1.0)
    return Series(np.where(stays, score, np.nan), index=values.index)


def _worst(verdicts: Sequence[Verdict], plots: pd.Index) -> Series:
    for verdict in verdicts:
        missing = plots.difference(verdict.outcome.index)
        if len(missing):
            what = Text(
                f"участка в выводе правила «{verdict.rule}»:",
                f"plot in the verdict of {verdict.rule!r}:",
            )
            raise UnknownNameError(what, str(missing[0]), map(str, verdict.outcome.index))
    return worst(list(verdicts), plots)


def _check(measures: Measures, profile: Profile) -> None:
    known = [str(name) for name in measures.values.columns]
    asked = dict.fromkeys((*profile.criteria, *profile.limits))
    if missing := [name for name in asked if name not in measures.values.columns]:
        ru, en = zip(*(_missing(name, known) for name in missing), strict=True)
        raise ProfileError(
            Text(
                f"профиль «{profile.key}» просит то, что не измерено: {', '.join(ru)}",
                f"profile {profile.key!r} asks for what was not measured: {', '.join(en)}",
            )
        )
    if not measures.values.index.is_unique:
        twice = measures.values.index[measures.values.index.duplicated()][0]
        raise ProfileError(
            Text(f"участок «{twice}» измерен дважды", f"plot {str(twice)!r} was measured twice")
        )


def _missing(name: str, known: Sequence[str]) -> Iterator[str]:
    near = get_close_matches(name, known, n=1)
    yield f"{name} (есть {near[0]})" if near else name
    yield f"{name} (there is {near[0]})" if near else name


def _about(plots: DataFrame | None, index: pd.Index) -> DataFrame:
    if plots is None:
        return DataFrame(index=index)
    named = [name for name in ("site", "status", "area_ha", "area_m2") if name in plots.columns]
    return DataFrame({name: plots[name] for name in named}, index=plots.index).reindex(index)
