"""
From many criteria to one number: the weighted sum, and other methods to check it by.

Objectives are +1 where more is better and -1 where less is better.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

Floats = NDArray[np.float64]


def shares(weights: ArrayLike) -> Floats:
    """
    Return weights as shares that sum to 1.

    Raises
    ------
    SezgeoError
        If a weight is negative or unknown, or all are zero.

    Examples
    --------
    >>> shares([1, 3]).tolist()
    [0.25, 0.75]
    """
    raw = np.asarray(weights, dtype=float)
    if raw.ndim != 1 or not np.isfinite(raw).all() or (raw < 0).any() or not raw.sum() > 0:
        raise SezgeoError(
            Text(
                "веса должны быть известны, не меньше нуля и не все нулевые",
                "weights must be known, at least zero and not all zero",
            )
        )
    share: Floats = raw / raw.sum()
    return share


def weighted_sum(values: ArrayLike, weights: ArrayLike) -> Floats:
    """
    Sum the values of each alternative, each times its share of the weight.

    Columns are added one by one in their order, so that a row's sum does not depend, to the last
    bit, on which other rows stand beside it.

    Parameters
    ----------
    values : shape (alternatives, criteria)
        Values on one common scale.
    weights : shape (criteria,)
        Importance of the criteria; only their proportions count.

    Examples
    --------
    >>> weighted_sum([[1.0, 0.0], [0.6, 0.6]], [3, 1]).round(3).tolist()
    [0.75, 0.6]
    """
    table = np.asarray(values, dtype=float)
    return summed([table[:, at] * share for at, share in enumerate(shares(weights))])


def summed(columns: Sequence[Floats]) -> Floats:
    """Add columns one by one, in their order."""
    total = np.zeros_like(columns[0])
    for column in columns:
        total += column
    return total
