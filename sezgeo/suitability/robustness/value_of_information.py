"""What to find out first: the unknown whose answer would most often change the top three."""

from typing import NamedTuple

import numpy as np
from pandas import DataFrame

from sezgeo.arrays import Bools, Floats, Indices
from sezgeo.suitability.ranking.ranking import TIE_DIGITS, Ranking
from sezgeo.suitability.ranking.scores import expected_measure
from sezgeo.verdict import Outcome

TOP = 3
"""Plots at the top that an answer may change."""


class _Unknown(NamedTuple):
    """One criterion that is not measured on some of the plots in the running."""

    name: str
    rows: Indices
    """Places among the plots in the running."""
    start: Floats
    end: Floats
    """What each raw measure lies between."""


def find_out_first(ranking: Ranking, draws: int, seed: int, *, top: int = TOP) -> DataFrame:
    """
    Say for each criterion how often learning it would change which plots are at the top.

    For each criterion that is unknown on some plots, answers are drawn evenly from what each raw
    measure lies between, all else staying as reckoned; counted are the draws in which other plots
    than now make up the first `top`.

    Parameters
    ----------
    ranking
        The ranking as it stands.
    draws
        How many answers to try.
    seed
        Start of the random numbers.
    top
        How many plots count as the top.

    Returns
    -------
    answers : DataFrame, shape (criteria with unknowns, ...)
        `plots` with the unknown, `changes_top_share` of the draws, `weight` of the criterion; what
        is to be found out first stands first.

    Examples
    --------
    >>> from sezgeo.suitability.profile import Profile
    >>> from sezgeo.suitability.ranking.ranking import rank
    >>> wish = {"weight": 1, "curve": [[0, 1], [9, 0]], "range": [0, 9], "source": "example"}
    >>> spz = {"spz_m": {"value": 50, "source": "example"}}
    >>> profile = Profile.from_dict(
    ...     {"key": "p", "title_ru": "п", "title_en": "p", "plant": spz, "criteria": {"x_m": wish}}
    ... )
    >>> table = DataFrame({"x_m": [3.0, 5.0, None]}, index=["A", "B", "C"])
    >>> find_out_first(rank(table, profile), 2000, 1, top=1).round(1)["changes_top_share"].to_dict()
    {'x_m': 0.3}
    """
    running = (ranking.outcome != Outcome.EXCLUDED).to_numpy()
    weights = ranking.profile.weights
    score = ranking.score.to_numpy()[running].round(TIE_DIGITS)
    seeds = np.random.SeedSequence(seed).spawn(len(weights))
    answers = []
    for name, start in zip(weights.index, seeds, strict=True):
        unknown = _unknown(ranking, str(name), running)
        if not len(unknown.rows):
            continue
        part = ranking.parts[name].to_numpy()[running]
        drawn = _answers(ranking, unknown, draws, np.random.default_rng(start))
        rest = score[unknown.rows] - part[unknown.rows]
        changed = _changes_top(score, unknown.rows, rest + drawn, top)
        answers.append((name, len(unknown.rows), changed, float(weights[name])))
    columns = ["criterion", "plots", "changes_top_share", "weight"]
    table = DataFrame(answers, columns=columns).set_index("criterion")
    return table.sort_values(["changes_top_share", "weight"], ascending=False, kind="stable")


def _unknown(ranking: Ranking, name: str, running: Bools) -> _Unknown:
    raw = ranking.measures.values[name].to_numpy(dtype=float)[running]
    rows = np.flatnonzero(np.isnan(raw))
    _, start, end = expected_measure(ranking.measures, name, ranking.profile.criteria[name])
    return _Unknown(name, rows, start[running][rows], end[running][rows])


def _answers(
    ranking: Ranking, unknown: _Unknown, draws: int, random: np.random.Generator
) -> Floats:
    """Draw what the criterion would add to each plot's score, shape (draws, unknown plots)."""
    raw = random.uniform(unknown.start, unknown.end, (draws, len(unknown.rows)))
    curve = ranking.profile.criteria[unknown.name].value_function
    parts: Floats = curve.at(raw) * float(ranking.profile.weights[unknown.name])
    return parts


def _changes_top(score: Floats, rows: Indices, drawn: Floats, top: int) -> float:
    """
    Return the share of draws, each of new scores in some rows, that put other plots at the top.

    Equals at the edge of the top all count as in it, so a mere tie changes nothing.
    """
    if len(score) <= top:
        return 0.0
    now = score >= np.partition(score, -top)[-top]
    changed = 0
    for answer in drawn:
        new = score.copy()
        new[rows] = answer.round(TIE_DIGITS)
        changed += bool(((new >= np.partition(new, -top)[-top]) != now).any())
    return changed / len(drawn)
