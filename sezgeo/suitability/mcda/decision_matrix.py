"""Decision matrices and weights as checked arrays, for the methods of aggregation."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sezgeo.arrays import Floats
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text


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


def decision_matrix(matrix: ArrayLike, criteria: int) -> Floats:
    """
    Return a decision matrix as an array of finite numbers.

    Parameters
    ----------
    matrix : shape (alternatives, criteria)
        What each alternative measures.
    criteria
        How many columns it must have.

    Raises
    ------
    SezgeoError
        If it has another shape or holds unknown numbers.
    """
    table = np.atleast_2d(np.asarray(matrix, dtype=float))
    if table.ndim != 2 or table.shape[1] != criteria:  # noqa: PLR2004 (rows and columns)
        shape = " × ".join(map(str, table.shape))
        raise SezgeoError(
            Text(
                "матрица {shape}, а критериев {criteria}",
                "the matrix is {shape}, but there are {criteria} criteria",
            ).fill(shape=shape, criteria=str(criteria))
        )
    if not np.isfinite(table).all():
        raise SezgeoError(
            Text(
                "в матрице есть неизвестные значения: сначала нормируйте их",
                "the matrix holds unknown numbers: value them first",
            )
        )
    return table


def signs(objectives: ArrayLike) -> Floats:
    """
    Return objectives as an array of +1 (more is better) and -1 (less is better).

    Raises
    ------
    SezgeoError
        If one is neither.
    """
    sign = np.asarray(objectives, dtype=float)
    if sign.ndim != 1 or not np.isin(sign, (-1, 1)).all():
        raise SezgeoError(
            Text("направления критериев: только +1 и -1", "objectives are +1 and -1 only")
        )
    return sign


def sum_columns(columns: Sequence[Floats]) -> Floats:
    """Add columns one by one, in their order."""
    total = np.zeros_like(columns[0])
    for column in columns:
        total += column
    return total
