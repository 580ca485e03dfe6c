"""From many criteria to one number by adding up: the weighted sum, and ordered ones (OWA)."""

import numpy as np
from numpy.typing import ArrayLike

from sezgeo.arrays import Floats
from sezgeo.suitability.mcda.decision_matrix import decision_matrix, shares, sum_columns


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

    Returns
    -------
    scores : shape (alternatives,)
        Greater is better.

    Examples
    --------
    >>> weighted_sum([[1.0, 0.0], [0.6, 0.6]], [3, 1]).round(3).tolist()
    [0.75, 0.6]
    """
    share = shares(weights)
    table = decision_matrix(values, len(share))
    return sum_columns([table[:, column] * part for column, part in enumerate(share)])


def tradeoff(order_weights: ArrayLike) -> float:
    """
    Return how far order weights let criteria make up for one another, from 0 to 1.

    Source: Jiang H., Eastman J.R. (2000), Int. J. Geographical Information Science 14(2).

    Examples
    --------
    >>> tradeoff([1, 1, 1]), tradeoff([1, 0, 0])
    (1.0, 0.0)
    """
    order = shares(order_weights)
    count = len(order)
    if count == 1:
        return 1.0
    spread = count * float(((order - 1 / count) ** 2).sum()) / (count - 1)
    return 1.0 - float(np.sqrt(spread))


def owa(values: ArrayLike, weights: ArrayLike, order_weights: ArrayLike) -> Floats:
    """
    Average the values of each alternative, weighted by criterion and by order.

    The form of IDRISI and TerrSet: the less the order weights let criteria make up for one another,
    the nearer the weights of the criteria come to equal ones. So all order weight on the least
    value gives the minimum whatever the weights of the criteria, equal order weights give the
    weighted sum, and all of it on the greatest value gives the maximum. Equal values share the
    order weights of their places.

    Parameters
    ----------
    values : shape (alternatives, criteria)
        Values on one common scale.
    weights : shape (criteria,)
        Importance of the criteria.
    order_weights : shape (criteria,)
        Importance of the places: the first goes to the least value of an alternative, the last to
        its greatest.

    Returns
    -------
    scores : shape (alternatives,)
        Greater is better.

    Examples
    --------
    >>> owa([[174, 187, 201]], [1, 1, 1], [0.5, 0.3, 0.2]).round(1).tolist()
    [183.3]
    """
    share, order = shares(weights), shares(order_weights)
    table = decision_matrix(values, len(share))
    decision_matrix(order, len(share))
    allowed = tradeoff(order)
    effective = allowed * share + (1 - allowed) / len(share)
    places = np.argsort(table, axis=1, kind="stable")
    ordered = np.take_along_axis(table, places, axis=1)
    mass = _shared(ordered, order) * effective[places]
    scores: Floats = (mass * ordered).sum(axis=1) / mass.sum(axis=1)
    return scores


def _shared(ordered: Floats, order: Floats) -> Floats:
    """Give equal values the mean of the order weights of their places."""
    rows, count = ordered.shape
    starts = np.ones((rows, count), dtype=bool)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    group = np.cumsum(starts.ravel()) - 1
    sums = np.bincount(group, weights=np.tile(order, rows))
    shared: Floats = (sums / np.bincount(group))[group].reshape(rows, count)
    return shared
