"""How much a ranking bears: random weights, random data, and rules that are not settled."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from sezgeo import display
from sezgeo.arrays import Floats
from sezgeo.errors import ProfileError
from sezgeo.i18n import Text
from sezgeo.suitability.mcda.sampling import random_weights
from sezgeo.suitability.mcda.smaa import smaa
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.robustness.open_constraints import exclusion_draws
from sezgeo.units import per_cent

DRAWS = 10_000
"""Draws by default: a share is then known to about one per cent."""
_ROWS_SHOWN = 10
_HEADS = (Text("участок", "plot"), Text("первый", "first"), Text("в тройке", "in three"))
_LAW = 4
"""Stream of random numbers for the law; the first three are for weights and data."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Robustness(display.Shown):
    """
    What is left of a ranking over all weights and all that its data may be.

    Attributes
    ----------
    acceptability : DataFrame, shape (ranked plots, ranks)
        Share of the draws in which a plot takes each rank, from 1; plots as in the table.
    central_weights : DataFrame, shape (ranked plots, criteria)
        Mean of the weights that put a plot first; missing if none does.
    confidence : Series
        Share of the possible data in which a plot is first under its central weights.
    eligible : Series
        Share of the draws in which no rule with an open width or boundary excludes a plot.
    draws, seed
        How it was drawn: the same again gives the same again.
    """

    acceptability: DataFrame
    central_weights: DataFrame
    confidence: Series
    eligible: Series
    draws: int
    seed: int

    @property
    def first(self) -> Series:
        """Return the share of the draws in which each plot is first."""
        return self.acceptability[1].rename("first")

    def among(self, ranks: int) -> Series:
        """Return the share of the draws in which each plot is among the first `ranks`."""
        first = [rank for rank in self.acceptability.columns if int(rank) <= ranks]
        return self.acceptability[first].sum(axis=1).rename(f"among_{ranks}")


@display.shows(Robustness)
def _robustness(robustness: Robustness) -> display.View:
    head = Text(
        "Испытаний {draws}: доля первых мест, доля мест в первой тройке",
        "{draws} draws: share of first ranks, share among the first three",
    ).fill(draws=robustness.draws)
    table = DataFrame({"first": robustness.first, "three": robustness.among(3)})
    best = table.sort_values(["first", "three"], ascending=False, kind="stable").head(_ROWS_SHOWN)
    rows = [
        (str(plot), *(per_cent(float(share)).say() for share in shares))
        for plot, shares in zip(best.index, best.to_numpy(), strict=True)
    ]
    return display.View(head, (display.Table.of(_HEADS, rows, (1, 2)),))


def robustness_of(
    ranking: Ranking, *, draws: int = DRAWS, seed: int = 0, within_ranges: bool = False
) -> Robustness:
    """
    Draw weights, data and the law at random and count how often each plot takes each rank.

    Data are what is unknown and what boundaries leave open; of the law, sanitary zones whose class
    is not confirmed, and the distances to them. A plot that a draw excludes takes no rank in it.

    Parameters
    ----------
    ranking
        The ranking; excluded plots take no part, whatever the weights.
    draws
        How many times weights and data are drawn.
    seed
        Start of the random numbers.
    within_ranges
        Whether weights stay within the ranges the profile gives; else all weights are drawn from.

    Raises
    ------
    ProfileError
        If weights are to stay within ranges and a criterion of the profile has none.

    Examples
    --------
    >>> from sezgeo.suitability.ranking.ranking import rank
    >>> wish = {"weight": 1, "curve": [[0, 1], [9, 0]], "range": [0, 9], "source": "example"}
    >>> spz = {"spz_m": {"value": 50, "source": "example"}}
    >>> profile = Profile.from_dict(
    ...     {"key": "p", "title_ru": "п", "title_en": "p", "plant": spz, "criteria": {"x_m": wish}}
    ... )
    >>> ranking = rank(DataFrame({"x_m": [2.0, 7.0]}, index=["A", "B"]), profile)
    >>> robustness_of(ranking, draws=100).first.to_dict()
    {'A': 1.0, 'B': 0.0}
    """
    best = ranking.ranked
    names = list(ranking.values.columns)
    weights = _weights(ranking.profile, draws, seed) if within_ranges else None
    if not len(best):
        return _nothing_ranked(best, names, draws, seed)
    values, low, high = (
        table.loc[best].to_numpy()
        for table in (ranking.values, ranking.value_low, ranking.value_high)
    )
    of_law = np.random.SeedSequence(seed, spawn_key=(_LAW,))
    excluded = exclusion_draws(ranking, best, draws, of_law)
    counts = smaa(values, draws, seed, low=low, high=high, weights=weights, excluded=excluded)
    ranks = np.arange(1, counts.acceptability.shape[1] + 1)
    return Robustness(
        acceptability=DataFrame(counts.acceptability, index=best, columns=ranks),
        central_weights=DataFrame(counts.central_weights, index=best, columns=names),
        confidence=Series(counts.confidence, index=best, name="confidence"),
        eligible=Series(1 - excluded.mean(axis=0), index=best, name="eligible"),
        draws=draws,
        seed=seed,
    )


def _nothing_ranked(plots: pd.Index, names: list[str], draws: int, seed: int) -> Robustness:
    return Robustness(
        acceptability=DataFrame(index=plots, columns=[1], dtype=float),
        central_weights=DataFrame(index=plots, columns=names, dtype=float),
        confidence=Series(index=plots, dtype=float),
        eligible=Series(index=plots, dtype=float),
        draws=draws,
        seed=seed,
    )


def _weights(profile: Profile, draws: int, seed: int) -> Floats:
    ranges = {name: wish.weight_range for name, wish in profile.criteria.items()}
    known = [pair for pair in ranges.values() if pair]
    if len(known) < len(ranges):
        without = ", ".join(name for name, pair in ranges.items() if not pair)
        raise ProfileError(
            Text(
                f"профиль «{profile.key}»: нет weight_range у {without}",
                f"profile {profile.key!r}: no weight_range for {without}",
            )
        )
    low, high = np.array(known).T
    return random_weights(len(ranges), draws, seed, low=low, high=high)
