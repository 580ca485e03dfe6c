"""
The smallest set of rules that cannot hold together.

What some plan keeps can hold together, so every conflict contains one of the rules that the plan
breaks. A smallest set with one rule of each such collection is either a conflict, and then no
smaller one exists, or some plan keeps it and gives the next collection (implicit hitting sets:
Ignatiev, Previti, Liffiton, Marques-Silva, "Smallest MUS extraction with minimal hitting set
dualization", CP 2015).
"""

from collections.abc import Collection, Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sezgeo.siting.portfolio.milp import SECONDS, partial
from sezgeo.siting.portfolio.problem import Problem, Rule

_KINDS = ("within", "apart", "same", "other", "capacity", "place")
_MOST_ROUNDS = 200
"""So many collections are looked at before a set is told that is only irreducible."""
_SURELY_SMALLEST = 2
"""No single rule is a conflict: a plant that may stand nowhere is told before."""


def reasons(problem: Problem, *, seconds: float = SECONDS) -> tuple[Rule, ...]:
    """
    Return a smallest set of rules that cannot hold together: without any one of them they could.

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
        Empty if the problem has a plan. None has fewer rules, unless the searches end too early;
        also then each rule is needed.
    """
    kept = _irreducible(problem, seconds)
    rules = list(problem.rules())
    broken: list[list[Rule]] = []
    while len(kept) > _SURELY_SMALLEST and len(broken) < _MOST_ROUNDS:
        least = _one_of_each(rules, broken)
        if len(least) == len(kept):
            break
        more = _broken(problem, least, seconds)
        if more is None:
            return tuple(least)
        if not set(least).isdisjoint(more) or not more:  # the search ended too early
            break
        broken.append(more)
    return tuple(kept)


def _irreducible(problem: Problem, seconds: float) -> list[Rule]:
    """Drop rules one by one; what can go with nothing becoming possible is not to blame."""
    kept = list(problem.rules())
    if not _impossible(problem, kept, seconds):
        return []
    for kind in _KINDS:
        rest = [rule for rule in kept if rule.kind != kind]
        if len(rest) < len(kept) and _impossible(problem, rest, seconds):
            kept = rest
    for rule in list(kept):
        rest = [other for other in kept if other != rule]
        if _impossible(problem, rest, seconds):
            kept = rest
    return kept


def _impossible(problem: Problem, rules: Collection[Rule], seconds: float) -> bool:
    """Tell whether some rules cannot hold together; if the search ends early, they may."""
    return partial(problem, rules, seconds=seconds).impossible


def _broken(problem: Problem, least: Sequence[Rule], seconds: float) -> list[Rule] | None:
    """Return what a plan that keeps some rules, and what else it can, breaks; None without one."""
    found = partial(problem, least, seconds=seconds)
    if found.impossible:
        return None
    kept = list(least)
    for kind in reversed(_KINDS):
        wider = [*kept, *(r for r in problem.rules() if r.kind == kind and r not in kept)]
        if len(wider) > len(kept):
            better = partial(problem, wider, seconds=seconds)
            if better.places is not None:
                kept, found = wider, better
    return [] if found.places is None else problem.broken(found.places)


def _one_of_each(rules: Sequence[Rule], sets: Sequence[Sequence[Rule]]) -> list[Rule]:
    """Return a smallest set of rules that holds one of each collection."""
    if not sets:
        return []
    holds = np.array([[rule in one for rule in rules] for one in sets], dtype=float)
    found = milp(
        np.ones(len(rules)),
        integrality=np.ones(len(rules)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(sparse.csr_array(holds), 1.0, np.inf),
    )
    return [rule for rule, taken in zip(rules, np.round(found.x), strict=True) if taken]
