"""What one unit more of each source would add to the best plan."""

from collections.abc import Sequence

import numpy as np

from sezgeo.arrays import Floats
from sezgeo.siting.portfolio.milp import SECONDS, Solved, searched
from sezgeo.siting.portfolio.problem import ROUNDING_SHARE, Problem

_MOST_SUMS = 100_000
"""So many sums of needs are looked at before a source is taken to matter."""
_NOTHING = 1e-6
"""A gain up to this is the solver's rounding."""


def worth_of_more(
    problem: Problem,
    base: Solved,
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
    rows = [[at] for at in range(len(problem.capacity))] if groups is None else groups
    gain = np.zeros(len(rows))
    left = [at for at, group in enumerate(rows) if _could_matter(problem, list(group))]
    while left:
        lifts = tuple(tuple(rows[at]) for at in left)
        found = searched(problem, (), 0, lifts, seconds)
        added = found.worth - base.worth
        if found.plan is None or added <= _NOTHING:
            break
        over = problem.used(found.plan) > problem.capacity * (1 + ROUNDING_SHARE)
        best = [at for at in left if over[list(rows[at])].any()]
        gain[best or left] = added  # a base that was cut short is bettered without any source
        left = [at for at in left if at not in best] if best else []
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
