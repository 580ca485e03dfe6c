"""From measures to values and scores: what a plot gets by itself, whoever else is ranked."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import numpy as np
from pandas import DataFrame, Series

from sezgeo.arrays import Floats
from sezgeo.errors import ProfileError
from sezgeo.i18n import Text
from sezgeo.measures import Measures
from sezgeo.suitability.mcda.decision_matrix import sum_columns
from sezgeo.suitability.profile import Profile, Wish
from sezgeo.suitability.ranking.limits import limit_outcomes
from sezgeo.verdict import Outcome, worst_of

VALUE_DIGITS = 6
"""Values are reckoned to this many digits: no measure is known so well, and a page can carry them
to the last bit in a third of the space."""

HALF_UP = 0.500000001
"""Halves go up, also those that arithmetic left a hair below: so a spreadsheet, which adds in
another order, rounds every value to the same digit."""

Values = tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]
"""Value of each measure, and the least and greatest it may have, by criterion."""


def scores(measures: Measures, profile: Profile, outcome: Series) -> DataFrame:
    """
    Score plots: what a ranking says of each by itself, and no more.

    Parameters
    ----------
    measures, profile
        As in `rank`.
    outcome : Series of int
        The worst `Outcome` of the rules outside the profile, indexed like the measures.

    Returns
    -------
    DataFrame
        `outcome`, `score`, `low`, `high` and `known_share`, as in a `Ranking`.

    Raises
    ------
    ProfileError
        If the profile asks for a measure that is not there; all such are named.
    """
    check(measures, profile)
    judged = (outcome, *limit_outcomes(measures, profile).values())
    worst = worst_of(judged, measures.values.index)
    scored = weigh(measures, profile.weights, value_measures(measures, profile), worst)
    return DataFrame({"outcome": worst, **scored})


def expected_measure(measures: Measures, name: str, wish: Wish) -> tuple[Floats, Floats, Floats]:
    """
    Return the raw measure to reckon with and the interval it lies in.

    A known measure stands as it is, within the accuracy given. An unknown one lies in its certain
    bounds, or, on a side without a bound, in the declared range of the criterion; it is reckoned
    with at the middle.
    """
    tables = (measures.values, measures.low, measures.high)
    measured, least, most = (table[name].to_numpy(dtype=float) for table in tables)
    known = ~np.isnan(measured)
    start = np.where(known, measured, np.fmin(wish.range[0], most))
    end = np.where(known, measured, np.fmax(wish.range[1], least))
    start = np.where(np.isnan(least), start, least)
    end = np.where(np.isnan(most), end, most)
    # an infinite bound bounds nothing: no middle could be taken of it
    start = np.where(known | np.isfinite(start), start, wish.range[0])
    end = np.where(known | np.isfinite(end), end, wish.range[1])
    used = np.where(known, measured, (start + end) / 2)
    return used, np.fmin(start, used), np.fmax(end, used)


def value_measures(measures: Measures, profile: Profile) -> Values:
    """Value what is reckoned with, and the least and greatest value it may have."""
    values: dict[str, Floats] = {}
    lows: dict[str, Floats] = {}
    highs: dict[str, Floats] = {}
    for name, wish in profile.criteria.items():
        used, start, end = expected_measure(measures, name, wish)
        value, low, high = (
            np.floor(column * 10**VALUE_DIGITS + HALF_UP) / 10**VALUE_DIGITS
            for column in (wish.value_function.at(used), *wish.value_function.extent(start, end))
        )
        values[name] = value
        lows[name], highs[name] = np.fmin(low, value), np.fmax(high, value)
    return values, lows, highs


def weigh(
    measures: Measures, weights: Series, tables: Values, outcome: Series
) -> dict[str, Series]:
    """Weigh what was valued; an excluded plot has no score."""
    stays = (outcome != Outcome.EXCLUDED).to_numpy()
    known: dict[str, Floats] = {
        name: measures.values[name].notna().to_numpy().astype(float)
        for name in map(str, weights.index)
    }
    columns = {
        name: np.where(stays, _weighted_sum(table, weights), np.nan)
        for name, table in zip(("score", "low", "high"), tables, strict=True)
    }
    columns["known_share"] = _weighted_sum(known, weights)
    index = measures.values.index
    return {name: Series(column, index=index, name=name) for name, column in columns.items()}


def _weighted_sum(values: Mapping[str, Floats], weights: Series) -> Floats:
    columns = [values[str(name)] * share for name, share in weights.items()]
    # the shares sum to 1 up to rounding, and so may exceed it in the last bit
    return np.minimum(sum_columns(columns), 1.0)


def check(measures: Measures, profile: Profile) -> None:
    """Refuse measures that cannot be ranked: raises ProfileError."""
    known = [str(name) for name in measures.values.columns]
    needed = dict.fromkeys((*profile.criteria, *profile.limits))
    if missing := [name for name in needed if name not in measures.values.columns]:
        problem = Text(
            f"профиль «{profile.key}» просит то, что не измерено: ",
            f"profile {profile.key!r} asks for what was not measured: ",
        )
        raise ProfileError(problem + Text.join(", ", [_missing(name, known) for name in missing]))
    if not measures.values.index.is_unique:
        twice = measures.values.index[measures.values.index.duplicated()][0]
        raise ProfileError(
            Text(f"участок «{twice}» измерен дважды", f"plot {str(twice)!r} was measured twice")
        )


def _missing(name: str, known: Sequence[str]) -> Text:
    near = get_close_matches(name, known, n=1)
    return name + Text(f" (есть {near[0]})", f" (there is {near[0]})") if near else Text.same(name)
