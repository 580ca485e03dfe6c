"""Weights from judgements: pairwise (AHP), ranked, swing; and how far experts agree."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from pandas import DataFrame

from sezgeo.arrays import Floats
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.suitability.mcda.decision_matrix import shares

CONSISTENCY_LIMIT = 0.10
"""Consistency ratio above which judgements are to be revised (Saaty 1980)."""

_RECIPROCAL_SLACK = 0.02
"""How far a judgement and its mirror may miss 1: people write a third as 0.33."""

_RANDOM_INDEX = (
    0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
)  # fmt: skip


class Ahp(NamedTuple):
    """Weights from pairwise judgements, and how consistent the judgements are."""

    weights: Floats
    consistency_ratio: float


class Judgement(NamedTuple):
    """One judgement that does not fit the others."""

    row: int
    column: int
    given: float
    """How many times the row was said to matter as much as the column."""
    implied: float
    """What the other judgements imply."""


def random_index(count: int) -> float:
    """
    Return the consistency index that random judgements of `count` criteria have on average.

    Up to 15 criteria by the table of Saaty T.L. (1980), The Analytic Hierarchy Process; beyond it
    by the line of Alonso J.A., Lamata M.T. (2006), which meets the table there.

    Examples
    --------
    >>> random_index(7), round(random_index(16), 3)
    (1.32, 1.598)
    """
    if count <= len(_RANDOM_INDEX):
        return _RANDOM_INDEX[count - 1]
    return (2.7699 * count - 4.3513 - count) / (count - 1)


def ahp(pairwise: ArrayLike) -> Ahp:
    """
    Derive weights from pairwise judgements (AHP, principal eigenvector).

    Source: Saaty T.L. (1980), The Analytic Hierarchy Process.

    Parameters
    ----------
    pairwise : shape (criteria, criteria)
        How many times the row matters as much as the column; its mirror is one over it.

    Returns
    -------
    weights, consistency_ratio
        Above 0.10 the judgements contradict one another too much to be used.

    Raises
    ------
    SezgeoError
        If the judgements are no positive reciprocal square.

    Examples
    --------
    >>> answer = ahp([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]])
    >>> answer.weights.round(3).tolist(), round(answer.consistency_ratio, 6) + 0
    ([0.6, 0.3, 0.1], 0.0)
    """
    judgements = _judgements(pairwise)
    values, vectors = np.linalg.eig(judgements)
    principal = int(np.argmax(values.real))
    weights = shares(np.abs(vectors[:, principal].real))
    count = len(judgements)
    if random_index(count) == 0:
        return Ahp(weights, 0.0)
    index = (float(values[principal].real) - count) / (count - 1)
    return Ahp(weights, max(index, 0.0) / random_index(count))


def most_inconsistent(pairwise: ArrayLike, count: int = 3) -> list[Judgement]:
    """
    Return the judgements that contradict the others most, the worst first.

    The contradiction of a judgement is its distance, in times, to the proportion of the two
    weights that all judgements together give.

    Examples
    --------
    >>> worst = most_inconsistent([[1, 2, 9], [1 / 2, 1, 3], [1 / 9, 1 / 3, 1]], 1)[0]
    >>> worst.row, worst.column, worst.given, round(worst.implied, 1)
    (0, 2, 9.0, 7.9)
    """
    judgements = _judgements(pairwise)
    weights = ahp(judgements).weights
    implied = weights[:, None] / weights[None, :]
    # where all miss by as much, the strongest judgement is the one to look at
    missed = np.abs(np.log(judgements / implied)).round(9)
    rows, columns = np.triu_indices(len(judgements), 1)
    order = np.lexsort((-np.abs(np.log(judgements[rows, columns])), -missed[rows, columns]))
    return [
        Judgement(
            int(row), int(column), float(judgements[row, column]), float(implied[row, column])
        )
        for row, column in zip(rows[order][:count], columns[order][:count], strict=True)
    ]


def rank_order_centroid(n: int) -> Floats:
    """
    Return weights for `n` criteria of which only the order is known, the most important first.

    The centre of all weights that keep the order. Source: Barron F.H., Barrett B.E. (1996),
    Management Science 42(11).

    Raises
    ------
    SezgeoError
        If there is no criterion.

    Examples
    --------
    >>> rank_order_centroid(3).round(3).tolist()
    [0.611, 0.278, 0.111]
    """
    if n < 1:
        raise SezgeoError(Text("нужен хотя бы один критерий", "at least one criterion is needed"))
    inverse = 1 / np.arange(1, n + 1)
    centroid: Floats = np.cumsum(inverse[::-1])[::-1] / n
    return centroid


def swing(points: ArrayLike) -> Floats:
    """
    Return weights from swing points.

    Each criterion gets points for its swing from the worst to the best; the greatest swing gets
    100. Source: von Winterfeldt D., Edwards W. (1986).

    Examples
    --------
    >>> swing([100, 60, 40]).tolist()
    [0.5, 0.3, 0.2]
    """
    return shares(points)


def agreement(experts: DataFrame) -> float:
    """
    Return how far experts agree on the order of the criteria (Kendall's W).

    Corrected for ties. Source: Kendall M.G. (1948), Rank Correlation Methods.

    Parameters
    ----------
    experts : shape (experts, criteria)
        Weights each expert gives.

    Returns
    -------
    w
        From 0 (no agreement) to 1 (one order); 1 for a single expert, or where nobody
        distinguishes any criteria.

    Examples
    --------
    >>> agreement(DataFrame([[0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0.2, 0.3, 0.5]])).__round__(3)
    0.111
    """
    ranks = experts.rank(axis=1)
    judges, items = ranks.shape
    if judges == 1:
        return 1.0
    spread = float(((ranks.sum() - judges * (items + 1) / 2) ** 2).sum())
    ties = sum(
        float((counts**3 - counts).sum())
        for _, row in ranks.iterrows()
        for counts in [row.value_counts().to_numpy()]
    )
    most = judges**2 * (items**3 - items) / 12 - judges * ties / 12
    return spread / most if most > 0 else 1.0


def _judgements(pairwise: ArrayLike) -> Floats:
    judgements = np.asarray(pairwise, dtype=float)
    square = judgements.ndim == 2 and judgements.shape[0] == judgements.shape[1] >= 1  # noqa: PLR2004
    if not square or not np.isfinite(judgements).all() or (judgements <= 0).any():
        raise SezgeoError(
            Text(
                "парные суждения: нужна квадратная матрица положительных чисел",
                "pairwise judgements: a square matrix of positive numbers is needed",
            )
        )
    missed = np.abs(judgements * judgements.T - 1)
    if missed.max() > _RECIPROCAL_SLACK:
        row, column = map(int, np.unravel_index(missed.argmax(), missed.shape))
        raise SezgeoError(
            Text(
                f"суждения {row + 1}–{column + 1} и {column + 1}–{row + 1} не обратны друг другу: "
                f"{judgements[row, column]:g} и {judgements[column, row]:g}",
                f"judgements {row + 1}–{column + 1} and {column + 1}–{row + 1} are no mirror of "
                f"each other: {judgements[row, column]:g} and {judgements[column, row]:g}",
            )
        )
    return judgements
