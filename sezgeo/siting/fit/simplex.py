"""
Tiny linear programs, solved in a tenth of the time a general solver takes to set up.

Greatest last variable under `rows @ z <= bounds`, the others held within a reach. The simplex walks
from corner to corner: each is where as many rows hold with equality as there are variables.
"""

from contextlib import suppress

import numpy as np
from scipy.optimize import linprog

from sezgeo.arrays import Floats

_MOST_CORNERS = 150
_EXACT = 1e-11


def maximize_last(rows: Floats, bounds: Floats, reach: Floats) -> Floats | None:
    """
    Find the point with the greatest last coordinate.

    Parameters
    ----------
    rows : numpy.ndarray, shape (rows, variables)
        Coefficients; where the last is positive a row limits the last variable from above.
    bounds : numpy.ndarray, shape (rows,)
        What each row may be at most.
    reach : numpy.ndarray, shape (variables - 1,)
        The other variables lie between minus and plus their reach.

    Returns
    -------
    numpy.ndarray, shape (variables,), or None
        None if no point satisfies all rows.

    Examples
    --------
    >>> roof = np.array([[1.0, 1.0], [-1.0, 1.0]])
    >>> maximize_last(roof, np.array([3.0, 1.0]), np.array([5.0])).round(9).tolist()
    [1.0, 2.0]
    """
    walked = _walked(rows, bounds, reach) if (rows[:, -1] > _EXACT).all() else None
    return _solved(rows, bounds, reach) if walked is None else walked


def _walked(rows: Floats, bounds: Floats, reach: Floats) -> Floats | None:
    """Walk over corners; None where rounding leads astray."""
    free = len(reach)
    held = np.eye(free, free + 1)
    table = np.concatenate([held, -held, rows])
    limit = np.concatenate([reach, reach, bounds])
    lowest = -reach
    tightest = int(((bounds - rows[:, :-1] @ lowest) / rows[:, -1]).argmin())
    corner = [*range(free, 2 * free), 2 * free + tightest]
    inverse, is_fresh = _inverse(table[corner]), True
    for _ in range(_MOST_CORNERS):
        leaving = int(inverse[-1].argmin())
        if inverse[-1, leaving] >= -_EXACT or not np.isfinite(inverse[-1, leaving]):
            point = inverse @ limit[corner]
            if is_fresh:
                return point if (table @ point <= limit + 1e-7).all() else None
            inverse, is_fresh = _inverse(table[corner]), True
            continue
        way = -inverse[:, leaving]
        speed = table @ way
        speed[corner] = 0.0
        room = np.full(len(table), np.inf)
        meets = speed > _EXACT
        left = limit[meets] - table[meets] @ (inverse @ limit[corner])
        room[meets] = np.maximum(left, 0.0) / speed[meets]
        corner[leaving] = entering = int(room.argmin())
        # a swap of one row changes the inverse by a product: cheaper than inverting anew
        swap = table[entering] @ inverse
        swap[leaving] -= 1.0
        inverse, is_fresh = inverse - np.outer(way, swap / speed[entering]), False
    return None


def _inverse(rows: Floats) -> Floats:
    """Invert a corner; NaN where its rows do not meet in one point."""
    inverse = np.full(rows.shape, np.nan)
    with suppress(np.linalg.LinAlgError):
        inverse[:] = np.linalg.inv(rows)
    return inverse


def _solved(rows: Floats, bounds: Floats, reach: Floats) -> Floats | None:
    aim = np.zeros(rows.shape[1])
    aim[-1] = -1.0
    sides = [*((-one, one) for one in reach), (None, None)]
    found = linprog(aim, A_ub=rows, b_ub=bounds, bounds=sides, method="highs-ds")
    point: Floats | None = found.x
    return point
