"""
The smallest set of constraints that cannot hold together.

What some plan keeps can hold together, so every conflict contains one of the constraints that the
plan breaks. A smallest set with one constraint of each such collection is either a conflict, and
then no smaller one exists, or some plan keeps it and gives the next collection (implicit hitting
sets: Ignatiev, Previti, Liffiton, Marques-Silva, "Smallest MUS extraction with minimal hitting
set dualization", CP 2015).
"""

from collections.abc import Collection, Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sezgeo.siting.portfolio.milp import SECONDS, place_partially
from sezgeo.siting.portfolio.problem import Constraint, Problem

_KINDS = ("within", "apart", "same", "other", "capacity", "place")
_MOST_ROUNDS = 200
"""So many collections are looked at before a set is told that is only irreducible."""
_SURELY_SMALLEST = 2
"""No single constraint is a conflict: a plant that may stand nowhere is told before."""


def smallest_conflict(problem: Problem, *, seconds: float = SECONDS) -> tuple[Constraint, ...]:
    """
    Return a smallest set of constraints that cannot hold together; without any of them they could.

    That a plot is used once, and where each plant may stand, is not in question.

    Parameters
    ----------
    problem
        A problem, it is to be feared, without a plan.
    seconds
        How long each search may take.

    Returns
    -------
    tuple
        Empty if the problem has a plan. None has fewer constraints, unless the searches end too
        early; also then each constraint is needed.
    """
    conflict = _irreducible(problem, seconds)
    constraints = list(problem.constraints())
    broken: list[list[Constraint]] = []
    while len(conflict) > _SURELY_SMALLEST and len(broken) < _MOST_ROUNDS:
        least = _one_of_each(constraints, broken)
        if len(least) == len(conflict):
            break
        more = _broken_constraints(problem, least, seconds)
        if more is None:
            return tuple(least)
        if not set(least).isdisjoint(more) or not more:  # the search ended too early
            break
        broken.append(more)
    return tuple(conflict)


def _irreducible(problem: Problem, seconds: float) -> list[Constraint]:
    """Drop constraints one by one; what can go with nothing becoming possible is not to blame."""
    conflict = list(problem.constraints())
    if not _impossible(problem, conflict, seconds):
        return []
    for kind in _KINDS:
        rest = [constraint for constraint in conflict if constraint.kind != kind]
        if len(rest) < len(conflict) and _impossible(problem, rest, seconds):
            conflict = rest
    for constraint in list(conflict):
        rest = [other for other in conflict if other != constraint]
        if _impossible(problem, rest, seconds):
            conflict = rest
    return conflict


def _impossible(problem: Problem, constraints: Collection[Constraint], seconds: float) -> bool:
    """Tell whether some constraints cannot hold together; if the search ends early, they may."""
    return place_partially(problem, constraints, seconds=seconds).impossible


def _broken_constraints(
    problem: Problem, least: Sequence[Constraint], seconds: float
) -> list[Constraint] | None:
    """Return what a plan breaks that keeps some constraints, and all it can; None without one."""
    partial = place_partially(problem, least, seconds=seconds)
    if partial.impossible:
        return None
    held = list(least)
    for kind in reversed(_KINDS):
        wider = [*held, *(r for r in problem.constraints() if r.kind == kind and r not in held)]
        if len(wider) > len(held):
            wider_partial = place_partially(problem, wider, seconds=seconds)
            if wider_partial.places is not None:
                held, partial = wider, wider_partial
    return [] if partial.places is None else problem.broken(partial.places)


def _one_of_each(
    constraints: Sequence[Constraint], sets: Sequence[Sequence[Constraint]]
) -> list[Constraint]:
    """Return a smallest set of constraints that holds one of each collection."""
    if not sets:
        return []
    holds = np.array(
        [[constraint in collection for constraint in constraints] for collection in sets],
        dtype=float,
    )
    hitting_set = milp(
        np.ones(len(constraints)),
        integrality=np.ones(len(constraints)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(sparse.csr_array(holds), 1.0, np.inf),
    )
    return [
        constraint
        for constraint, chosen in zip(constraints, np.round(hitting_set.x), strict=True)
        if chosen
    ]
