"""Plots that the law may yet exclude: drawn by what is open of widths and boundaries."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from sezgeo.arrays import Bools, Floats, Indices
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.verdict import Outcome, Verdict

_CELLS_AT_ONCE = 5_000_000
_STREAM = 5
"""Stream of random numbers of its own."""


def exclusion_draws(
    ranking: Ranking, plots: pd.Index, draws: int, seed: np.random.SeedSequence
) -> Bools:
    """
    Draw in which cases a rule would exclude which plots.

    Of a rule that excludes, the width is drawn evenly between its ends, one for all plots that
    share it (the plant's own sanitary class, or one neighbour's), and the distance within the
    accuracy of the outlines. Only the object that decided counts. Where nothing was measured
    nothing is drawn: a silent layer excludes nobody.

    Parameters
    ----------
    ranking
        The ranking and its verdicts.
    plots
        Plots to draw for.
    draws
        How many draws.
    seed
        Start of the random numbers.

    Returns
    -------
    excluded : shape (draws, plots)
        True where a plot is out.
    """
    excluded = np.zeros((draws, len(plots)), dtype=bool)
    seeds = seed.spawn(len(ranking.verdicts))
    for verdict, start in zip(ranking.verdicts, seeds, strict=True):
        rows = _undecided(verdict, plots)
        if len(rows):
            random = np.random.default_rng(start)
            for chunk, out in _draw(verdict, plots[rows], draws, random):
                excluded[chunk, rows] |= out
    return excluded


def open_rules(ranking: Ranking, draws: int, seed: int, *, top: int) -> DataFrame:
    """
    Say of each rule with an open width or boundary how often settling it would change the top.

    Counted are the draws in which, all else staying as reckoned, the plots it excludes make other
    plots than now the first `top`.

    Returns
    -------
    answers : DataFrame, shape (rules, ...)
        `plots` it may exclude, `changes_top_share` of the draws; the greatest share first.
    """
    plots = ranking.ranked
    seeds = np.random.SeedSequence(seed, spawn_key=(_STREAM,)).spawn(len(ranking.verdicts))
    answers = []
    for verdict, start in zip(ranking.verdicts, seeds, strict=True):
        rows = _undecided(verdict, plots)
        if len(rows):
            # the first `top` are others as soon as one of them is out
            leading = rows[rows < top]
            random = np.random.default_rng(start)
            changed = sum(
                int(out[:, np.isin(rows, leading)].any(axis=1).sum())
                for _, out in _draw(verdict, plots[rows], draws, random)
            )
            answers.append((verdict.rule, len(rows), changed / draws))
    table = DataFrame(answers, columns=["rule", "plots", "changes_top_share"]).set_index("rule")
    return table.sort_values("changes_top_share", ascending=False, kind="stable")


def _undecided(verdict: Verdict, plots: pd.Index) -> Indices:
    """Find the plots that the rule may exclude or not, as far as is known."""
    if verdict.width_of.empty:
        return np.empty(0, dtype=np.intp)
    open_ = verdict.outcome[plots].isin([Outcome.UNKNOWN, Outcome.CONDITIONAL])
    measured = _numbers(verdict.measured, plots)
    ends = _numbers(verdict.required_high, plots)
    return np.flatnonzero(open_.to_numpy() & np.isfinite(measured) & np.isfinite(ends))


def _draw(
    verdict: Verdict, plots: pd.Index, draws: int, random: np.random.Generator
) -> Iterator[tuple[Indices, Bools]]:
    """Yield rows of draws, as a column, and which plots are out in them."""
    measured, low, high = (
        _numbers(column, plots)
        for column in (verdict.measured, verdict.required_low, verdict.required_high)
    )
    accuracy = np.nan_to_num(_numbers(verdict.accuracy, plots))
    keys, _ = pd.factorize(verdict.width_of[plots])
    step = max(1, _CELLS_AT_ONCE // len(plots))
    for start in range(0, draws, step):
        rows = np.arange(start, min(start + step, draws))[:, None]
        share = random.random((len(rows), keys.max() + 1))[:, keys]
        shift = random.uniform(-1, 1, (len(rows), len(plots))) * accuracy
        yield rows, np.maximum(measured + shift, 0.0) < low + share * (high - low)


def _numbers(column: Series, plots: pd.Index) -> Floats:
    return column.reindex(plots).to_numpy(dtype=float)
