"""What one unit more of each source would add to the best plan."""

from collections.abc import Sequence

import numpy as np

from sezgeo.arrays import Floats
from sezgeo.siting.portfolio.milp import SECONDS, Solution, search
from sezgeo.siting.portfolio.problem import ROUNDING_SHARE, Problem

_MOST_SUMS = 100_000
"""So many sums of needs are looked at before a source is taken to matter."""
_NOTHING = 1e-6
"""A gain up to this is the solver's rounding."""


def shadow_prices(
    problem: Problem,
    base: Solution,
    groups: Sequence[Sequence[int]] | None = None,
    *,
    seconds: float = SECONDS,
) -> Floats:
    """
    Return what one unit more of each source adds to the best plan.

    The solver is free to choose the source that gets more, so that each search finds the one that
    adds most; it is asked again without that one, until none adds anything.

    Parameters
    ----------
    problem
        The plants and places.
    base
        Its solution.
    groups
        Rows of the problem that are one source and get more together; by default each its own.
    seconds
        How long each search may take.

    Returns
    -------
    numpy.ndarray
        One number a group; 0 where the capacity is not known, since nothing is held back there.
    """
    rows = [[number] for number in range(len(problem.capacity))] if groups is None else groups
    gain = np.zeros(len(rows))
    left = [number for number, group in enumerate(rows) if _could_matter(problem, list(group))]
    while left:
        lifts = tuple(tuple(rows[number]) for number in left)
        solution = search(problem, lifts=lifts, seconds=seconds)
        added = solution.worth - base.worth
        if solution.plan is None or added <= _NOTHING:
            break
        over = problem.used(solution.plan) > problem.capacity * (1 + ROUNDING_SHARE)
        lifted = [number for number in left if over[list(rows[number])].any()]
        gain[lifted or left] = added  # a base that was cut short is bettered without any source
        left = [number for number in left if number not in lifted] if lifted else []
    return gain


def _could_matter(problem: Problem, group: list[int]) -> bool:
    """Tell whether any set of plants takes more than a source gives, but not than one unit more."""
    for source in group:
        most = problem.capacity[source]
        reach = (problem.allowed & problem.served[source]).any(axis=1)
        sums = np.zeros(1)
        for draw in problem.draws[reach, source]:
            sums = np.unique(np.concatenate([sums, sums + draw]))
            sums = sums[sums <= (most + 1) * (1 + ROUNDING_SHARE)]
            if len(sums) > _MOST_SUMS:
                return True
        if (sums > most * (1 + ROUNDING_SHARE)).any():
            return True
    return False
