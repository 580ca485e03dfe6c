"""Methods that look for the alternative nearest to an ideal: TOPSIS and VIKOR."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sezgeo.arrays import Floats
from sezgeo.suitability.mcda.decision_matrix import decision_matrix, shares, signs

Normalisation = Literal["vector", "minmax", "none"]


class Vikor(NamedTuple):
    """What VIKOR says of each alternative; in all three smaller is better."""

    S: Floats
    """Weighted sum of the losses to the best."""
    R: Floats
    """Greatest weighted loss to the best."""
    Q: Floats
    """Compromise of the two, 0 to 1."""


def topsis(
    matrix: ArrayLike,
    weights: ArrayLike,
    objectives: ArrayLike,
    normalisation: Normalisation = "vector",
) -> Floats:
    """
    Score alternatives by their closeness to the ideal (TOPSIS).

    Source: Hwang C.L., Yoon K. (1981); Tzeng G.H., Huang J.J. (2011), Multiple Attribute Decision
    Making. The ideal is taken from the alternatives themselves, so a plot that leaves may reorder
    the rest: a cross-check, not the score.

    Parameters
    ----------
    matrix : shape (alternatives, criteria)
        Raw measures, any units.
    weights : shape (criteria,)
        Importance of the criteria.
    objectives : shape (criteria,)
        +1 where more is better, -1 where less is.
    normalisation
        `vector` divides a column by its length, `minmax` stretches it to 0–1, `none` leaves it.

    Returns
    -------
    closeness : shape (alternatives,)
        From 0 (at the worst) to 1 (at the ideal); 0.5 for all where nothing tells them apart.

    Examples
    --------
    >>> topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6]], [0.3, 0.4, 0.3], [1, 1, 1]).round(3).tolist()
    [0.316, 0.645, 0.671]
    """
    share = shares(weights)
    table = decision_matrix(matrix, len(share))
    sign = signs(objectives)
    decision_matrix(sign, len(share))
    weighted = _normalise(table, normalisation) * share * sign
    best, worst = weighted.max(axis=0), weighted.min(axis=0)
    to_best = np.sqrt(((weighted - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - worst) ** 2).sum(axis=1))
    whole = to_best + to_worst
    closeness: Floats = np.divide(to_worst, whole, out=np.full_like(whole, 0.5), where=whole > 0)
    return closeness


def vikor(matrix: ArrayLike, weights: ArrayLike, objectives: ArrayLike, v: float = 0.5) -> Vikor:
    """
    Score alternatives by their regret against the best of each criterion (VIKOR).

    Source: Opricovic S., Tzeng G.H. (2004), European J. Operational Research 156(2).

    Parameters
    ----------
    matrix : shape (alternatives, criteria)
        Raw measures, any units.
    weights : shape (criteria,)
        Importance of the criteria.
    objectives : shape (criteria,)
        +1 where more is better, -1 where less is.
    v
        Weight of the sum of losses against the greatest loss.

    Returns
    -------
    S, R, Q
        Smaller is better in all three.

    Examples
    --------
    >>> vikor([[1, 3000], [2, 3750], [5, 4500]], [0.5, 0.5], [-1, 1]).Q.tolist()
    [1.0, 0.0, 1.0]
    """
    share = shares(weights)
    table = decision_matrix(matrix, len(share)) * signs(objectives)
    loss = (1 - _stretch(table)) * share
    # a criterion in which all are equal tells nobody apart, so nobody loses by it
    loss = np.where(np.ptp(table, axis=0) > 0, loss, 0.0)
    s, r = loss.sum(axis=1), loss.max(axis=1)
    return Vikor(s, r, v * _stretch(s) + (1 - v) * _stretch(r))


def _normalise(table: Floats, how: Normalisation) -> Floats:
    if how == "vector":
        length = np.sqrt((table**2).sum(axis=0))
        divided: Floats = table / np.where(length > 0, length, 1.0)
        return divided
    return _stretch(table) if how == "minmax" else table


def _stretch(table: Floats) -> Floats:
    """Stretch each column to 0–1; a column of equal numbers becomes zeros."""
    span = np.ptp(table, axis=0)
    stretched: Floats = (table - table.min(axis=0)) / np.where(span > 0, span, 1.0)
    return stretched
