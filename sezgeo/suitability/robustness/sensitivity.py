"""How far weights may move before the leader loses: one at a time, and all together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sezgeo.arrays import Floats
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.suitability.mcda.additive import weighted_sum
from sezgeo.suitability.mcda.decision_matrix import decision_matrix, shares

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Dethroning:
    """
    The smallest change of weights that takes the lead from the leader.

    Attributes
    ----------
    leader, rival
        Rows of the alternatives; at the new weights both score the same.
    weights : shape (criteria,)
        The new shares.
    moved
        Share of the whole weight that has to move from some criteria to others, 0 to 1.
    """

    leader: int
    rival: int
    weights: Floats
    moved: float


def one_at_a_time(
    values: ArrayLike, weights: ArrayLike, criterion: int, steps: ArrayLike
) -> Floats:
    """
    Score alternatives while one weight moves and the others keep their proportions.

    Parameters
    ----------
    values : shape (alternatives, criteria)
        Values from 0 to 1.
    weights : shape (criteria,)
        Weights to start from.
    criterion
        Column whose weight moves.
    steps : shape (steps,)
        Shares to give it, from 0 to 1.

    Returns
    -------
    scores : shape (steps, alternatives)
        A straight line over the share for each alternative.

    Examples
    --------
    >>> one_at_a_time([[1, 0], [0, 1]], [1, 1], 0, [0, 0.5, 1]).tolist()
    [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    """
    own, rest = _two_ends(values, weights, criterion)
    share = np.asarray(steps, dtype=float)[:, None]
    scores: Floats = share * own + (1 - share) * rest
    return scores


def lead_interval(values: ArrayLike, weights: ArrayLike, criterion: int) -> tuple[float, float]:
    """
    Return between which shares of one criterion the leader stays first.

    The others keep their proportions. Exact: the scores are straight lines over the share.

    Examples
    --------
    >>> low, high = lead_interval([[1.0, 0.2], [0.5, 0.6]], [0.5, 0.5], 0)
    >>> round(low, 3), high
    (0.444, 1.0)
    """
    own, rest = _two_ends(values, weights, criterion)
    share = float(shares(weights)[criterion])
    leader = int(np.argmax(weighted_sum(values, weights)))
    lead_at_none, lead_at_all = rest[leader] - rest, own[leader] - own
    slope = lead_at_all - lead_at_none
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = -lead_at_none / slope
    # the leader leads now, so it overtook all it gains on before, and meets all it loses to later
    before = float(crossing[slope > _ROUNDING].max(initial=0.0))
    after = float(crossing[slope < -_ROUNDING].min(initial=1.0))
    return min(before, share), max(after, share)


def dethrone(values: ArrayLike, weights: ArrayLike) -> Dethroning | None:
    """
    Find the smallest change of weights that takes the lead from the leader.

    Exact, by a linear programme for each rival that could be the nearest: the least total of
    shares moved, such that the rival scores as much as the leader.

    Parameters
    ----------
    values : shape (alternatives, criteria)
        Values from 0 to 1.
    weights : shape (criteria,)
        Weights to start from.

    Returns
    -------
    dethroning
        Nothing if no weights at all bring another to the top.

    Examples
    --------
    >>> change = dethrone([[1.0, 0.0], [0.0, 1.0]], [0.7, 0.3])
    >>> change.rival, change.weights.round(3).tolist(), round(change.moved, 3)
    (1, [0.5, 0.5], 0.2)
    """
    share = shares(weights)
    table = decision_matrix(values, len(share))
    leader = int(np.argmax(weighted_sum(table, share)))
    ahead = table[leader] - table
    gaps, spread = ahead @ share, np.ptp(ahead, axis=1)
    catchable = (ahead.min(axis=1) <= 0) & (np.arange(len(table)) != leader)
    # moving a share s between two criteria closes the gap by at most s times their difference
    bound = np.divide(gaps, spread, out=np.zeros_like(gaps), where=spread > 0)
    best: Dethroning | None = None
    for rival in sorted(np.flatnonzero(catchable), key=lambda row: (bound[row], row)):
        if best and bound[rival] >= best.moved - _ROUNDING:
            break
        moved, new = _least_move(ahead[rival], share)
        if best is None or moved < best.moved - _ROUNDING:
            best = Dethroning(leader, int(rival), new, moved)
    return best


def _least_move(ahead: Floats, share: Floats) -> tuple[float, Floats]:
    """Solve for the shares nearest to `share` at which the leader is ahead by nothing."""
    from scipy.optimize import linprog

    count = len(share)
    # variables: what each criterion gains, then what each loses
    solution = linprog(
        np.full(2 * count, 0.5),
        A_ub=[np.concatenate([ahead, -ahead])],
        b_ub=[-float(ahead @ share)],
        A_eq=[np.concatenate([np.ones(count), -np.ones(count)])],
        b_eq=[0.0],
        bounds=[(0, None)] * count + [(0, part) for part in share],
        method="highs",
    )
    if solution.x is None:
        raise SezgeoError(
            Text("задача не решена: ", "the programme failed: ") + str(solution.message)
        )
    gained, lost = solution.x[:count], solution.x[count:]
    return float(solution.fun), share + gained - lost


def _two_ends(values: ArrayLike, weights: ArrayLike, criterion: int) -> tuple[Floats, Floats]:
    """Return the scores with all weight on one criterion, and with none on it."""
    share = shares(weights)
    table = decision_matrix(values, len(share))
    others = share.copy()
    others[criterion] = 0.0
    # a lone criterion has no others: they keep no proportions, and nothing moves
    rest = weighted_sum(table, others) if others.any() else table[:, criterion]
    return table[:, criterion].copy(), rest
