"""The least effort by which measures reach a wanted sum of points: a mixed-integer programme."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sezgeo.arrays import Floats

_MARGIN = 1e-6
"""How far above the target to aim: values are rounded to six digits before they are summed."""
_ROUNDING = 1e-12


class PiecewiseMeasure(NamedTuple):
    """One measure as the solver sees it: straight between its bends."""

    name: str
    raws: Floats
    """Raw measures at the bends, rising: where the measure may go."""
    efforts: Floats
    """What it costs to bring it to each bend."""
    points: Floats
    """What it adds to the score there."""


def least_effort(measures: Sequence[PiecewiseMeasure], target: float) -> Mapping[str, float] | None:
    """
    Choose a value for every measure: least effort in sum, points in sum not below the target.

    A value is a mix of two neighbouring bends; a whole number per piece says which two.

    Returns
    -------
    values
        Raw value of each measure; nothing if the target is out of reach.

    Examples
    --------
    >>> raws, efforts, points = np.array([[0.0, 100.0], [1.0, 0.0], [0.5, 0.0]])
    >>> measure = PiecewiseMeasure("x_m", raws, efforts, points)
    >>> round(least_effort([measure], 0.25)["x_m"], 2)
    50.0
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    target = min(
        target + _MARGIN, max(target, sum(float(measure.points.max()) for measure in measures))
    )
    bends = sum(len(measure.raws) for measure in measures)
    pieces = sum(max(len(measure.raws) - 1, 1) for measure in measures)
    rows, least, most = [], [], []
    points = np.concatenate([*(measure.points for measure in measures), np.zeros(pieces)])
    rows.append(points)
    least.append(target - _ROUNDING)
    most.append(np.inf)
    bend, piece = 0, bends
    for measure in measures:
        for row, low, high in _constraints(len(measure.raws), bend, piece, bends + pieces):
            rows.append(row)
            least.append(low)
            most.append(high)
        bend += len(measure.raws)
        piece += max(len(measure.raws) - 1, 1)
    solution = milp(
        np.concatenate([*(measure.efforts for measure in measures), np.zeros(pieces)]),
        constraints=LinearConstraint(np.array(rows), least, most),
        integrality=np.repeat([0, 1], [bends, pieces]),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if solution.x is None:
        return None
    starts = np.cumsum([0, *(len(measure.raws) for measure in measures)])
    return {
        measure.name: float(solution.x[start : start + len(measure.raws)] @ measure.raws)
        for measure, start in zip(measures, starts, strict=False)
    }


def _constraints(
    count: int, bend: int, piece: int, width: int
) -> Iterator[tuple[Floats, float, float]]:
    """Yield the constraints of one measure: shares sum to 1, one piece, only its two ends used."""
    pieces = max(count - 1, 1)
    shares, chosen = np.zeros(width), np.zeros(width)
    shares[bend : bend + count] = 1
    chosen[piece : piece + pieces] = 1
    yield shares, 1.0, 1.0
    yield chosen, 1.0, 1.0
    for end in range(count):
        row = np.zeros(width)
        row[bend + end] = 1
        row[[piece + side for side in (end - 1, end) if 0 <= side < pieces]] = -1
        yield row, -np.inf, 0.0
