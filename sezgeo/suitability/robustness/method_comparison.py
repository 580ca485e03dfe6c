"""The same values ranked by other methods: where they disagree, the reader is told."""

import numpy as np
from pandas import DataFrame

from sezgeo.arrays import Floats
from sezgeo.suitability.mcda.additive import owa
from sezgeo.suitability.mcda.compromise import topsis, vikor
from sezgeo.suitability.mcda.outranking import promethee_ii
from sezgeo.suitability.ranking.ranking import Ranking, ranks

PLOTS_CHECKED = 300
"""Plots compared, the best first: PROMETHEE compares every pair."""

INDIFFERENT = 0.05
"""Difference of values that makes no preference in PROMETHEE."""
STRICT = 0.5
"""Difference of values that makes a full preference in PROMETHEE."""


def cross_check(ranking: Ranking, *, plots: int = PLOTS_CHECKED) -> DataFrame:
    """
    Rank the plots by five methods and show how far the ranks spread.

    TOPSIS (on the values as they are), VIKOR, PROMETHEE II (linear preference) and a cautious OWA
    look at the same values and weights as the weighted sum.

    Parameters
    ----------
    ranking
        The ranking to check.
    plots
        How many plots to compare, the best first.

    Returns
    -------
    ranks : DataFrame, shape (plots, methods and spread)
        Ranks from 1; `spread` is the greatest less the least.

    Examples
    --------
    >>> from sezgeo.suitability.profile import Profile
    >>> from sezgeo.suitability.ranking.ranking import rank
    >>> wish = {"weight": 1, "curve": [[0, 1], [9, 0]], "range": [0, 9], "source": "example"}
    >>> spz = {"spz_m": {"value": 50, "source": "example"}}
    >>> profile = Profile.from_dict(
    ...     {"key": "p", "title_ru": "п", "title_en": "p", "plant": spz, "criteria": {"x_m": wish}}
    ... )
    >>> ranking = rank(DataFrame({"x_m": [2.0, 7.0]}, index=["A", "B"]), profile)
    >>> cross_check(ranking)["spread"].to_dict()
    {'A': 0, 'B': 0}
    """
    best = ranking.ranked[:plots]
    values = ranking.values.loc[best].to_numpy()
    share = ranking.profile.weights.to_numpy()
    more = np.ones(len(share))
    if not len(best):
        return DataFrame(
            columns=["weighted_sum", "topsis", "vikor", "promethee_ii", "owa", "spread"]
        )
    scores: dict[str, Floats] = {
        "weighted_sum": ranking.score.loc[best].to_numpy(),
        "topsis": topsis(values, share, more, normalisation="none"),
        "vikor": -vikor(values, share, more).Q,
        "promethee_ii": promethee_ii(values, share, more, ("linear", INDIFFERENT, STRICT)),
        "owa": owa(values, share, cautious_order_weights(len(share))),
    }
    table = DataFrame(scores, index=best).apply(ranks)
    table["spread"] = table.max(axis=1) - table.min(axis=1)
    return table.astype(int)


def cautious_order_weights(count: int) -> Floats:
    """
    Return order weights that fall evenly from the least value to the greatest.

    Examples
    --------
    >>> cautious_order_weights(3).round(3).tolist()
    [0.5, 0.333, 0.167]
    """
    falling: Floats = np.arange(count, 0, -1) / (count * (count + 1) / 2)
    return falling
