"""
Solve a placement problem exactly, by the mixed-integer solver HiGHS.

One binary a plant and place. That two plants keep apart is one row a place and a group of plants:
if one of the group stands there, the other plant stands at none of the places too near.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sezgeo.arrays import Bools, Floats
from sezgeo.siting.portfolio.problem import ROUNDING_SHARE, Assignment, Constraint, Problem

SECONDS = 60.0
"""How long one solution may take before the best found so far is told, with its gap."""
_INFEASIBLE = 2
_SCALE = 1e4
"""Capacities are written as this number: the solver lets every row be off by a millionth."""


@dataclass(frozen=True, slots=True)
class Solution:
    """
    What the solver found.

    Attributes
    ----------
    plan
        The best plan found, None if there is none.
    worth
        Its worth.
    gap_share
        How much better a plan could still be, as a share of the worth; 0 is proven best.
    impossible
        True if it is proven that there is no plan.
    """

    plan: Assignment | None
    worth: float = 0.0
    gap_share: float = 0.0
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class PartialSolution:
    """
    What the solver found where plants may be left out.

    Attributes
    ----------
    places
        The place of each plant, None for one left out; None altogether if nothing was found.
    gap_share
        How much better it could still be.
    impossible
        True if it is proven that there is nothing to find.
    """

    places: tuple[int | None, ...] | None
    gap_share: float = 0.0
    impossible: bool = False


def solve(
    problem: Problem, *, cuts: Sequence[Assignment] = (), extra: int = 0, seconds: float = SECONDS
) -> Solution:
    """
    Find the best plan.

    Parameters
    ----------
    problem
        The plants and places.
    cuts
        Plans that are known already; what differs from one only by plants that are alike is the
        same plan.
    extra
        How many spare places may be used.
    seconds
        How long the solver may search.
    """
    return search(problem, cuts=cuts, extra=extra, seconds=seconds)


Lifts = tuple[tuple[int, ...], ...]
"""Groups of sources; those of one group may give one unit more."""


def search(
    problem: Problem,
    *,
    cuts: Sequence[Assignment] = (),
    extra: int = 0,
    lifts: Lifts = (),
    seconds: float = SECONDS,
) -> Solution:
    """
    Find the best plan where one group of sources may give one unit more.

    The solver lets every row be a little off, so it is asked until a plan holds by arithmetic.
    """
    barred = list(cuts)
    lifted = [_lifted(problem, group) for group in lifts] or [problem]
    while True:
        constraints = frozenset(problem.constraints())
        program = _Program(problem, constraints, tuple(barred), extra, lifts=lifts)
        solution = program.optimum(seconds)
        plan = solution.plan
        if plan is None or any(variant.holds(plan, extra=extra) for variant in lifted):
            return solution
        barred.append(plan)


def _lifted(problem: Problem, group: Sequence[int]) -> Problem:
    more = problem.capacity.copy()
    more[list(group)] += 1
    return replace(problem, capacity=more)


def best_plans(problem: Problem, count: int, *, seconds: float = SECONDS) -> list[Solution]:
    """Find the best plans, best first; fewer where there are no more."""
    solutions: list[Solution] = []
    while len(solutions) < count:
        known = [solution.plan for solution in solutions if solution.plan is not None]
        solution = solve(problem, cuts=known, seconds=seconds)
        if solution.plan is None:
            return solutions or [solution]
        solutions.append(solution)
    return solutions


def place_partially(
    problem: Problem, constraints: Collection[Constraint], *, seconds: float = SECONDS
) -> PartialSolution:
    """
    Place as many plants as some of the constraints let, whatever they are worth.

    Parameters
    ----------
    problem
        The plants and places; each plot is used once, and a plant stands where it may at all.
    constraints
        The constraints to keep; a plant without its constraint `place` may be left out.
    seconds
        How long the solver may search.
    """
    alike = replace(problem, worth=np.ones_like(problem.worth))
    return _Program(alike, frozenset(constraints), (), 0).solve_partially(seconds)


@dataclass(frozen=True, slots=True, eq=False)
class _Program:
    """The program under some of the constraints; variable p·places + c is plant p at c."""

    problem: Problem
    constraints: frozenset[Constraint]
    cuts: tuple[Assignment, ...]
    extra: int
    lifts: Lifts = ()
    """Which sources may give one unit more, one group of them; a variable each, after the rest."""

    def optimum(self, seconds: float) -> Solution:
        """Run the solver for a plan of all plants."""
        partial = self.solve_partially(seconds)
        plan = tuple(place for place in partial.places or () if place is not None)
        if partial.places is None or len(plan) < len(partial.places):
            return Solution(None, impossible=partial.impossible)
        return Solution(plan, self.problem.worth_of(plan), partial.gap_share)

    def solve_partially(self, seconds: float) -> PartialSolution:
        """Run the solver."""
        problem, lifts = self.problem, len(self.lifts)
        result = milp(
            np.concatenate([-problem.worth.ravel(), np.zeros(lifts)]),
            integrality=np.ones(problem.worth.size + lifts),
            bounds=Bounds(
                0, np.concatenate([problem.allowed.ravel().astype(float), np.ones(lifts)])
            ),
            constraints=[
                LinearConstraint(self._widened(matrix), low, high)
                for matrix, low, high in self._rows()
            ],
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if result.x is None:
            return PartialSolution(None, impossible=result.status == _INFEASIBLE)
        chosen = np.round(result.x[: problem.worth.size]).reshape(problem.worth.shape)
        places = [int(row.argmax()) if row.any() else None for row in chosen]
        return PartialSolution(tuple(places), max(float(result.mip_gap or 0.0), 0.0))

    def _widened(self, matrix: sparse.csr_array) -> sparse.csr_array:
        """Give rows that know nothing of lifts their columns."""
        missing = self.problem.worth.size + len(self.lifts) - matrix.shape[1]
        if not missing:
            return matrix
        none = sparse.csr_array((matrix.shape[0], missing))
        return sparse.csr_array(sparse.hstack([matrix, none]))

    def _rows(self) -> Iterator[tuple[sparse.csr_array, Floats | float, Floats | float]]:
        problem = self.problem
        must = np.array(
            [Constraint("place", p) in self.constraints for p in range(problem.plants)], dtype=float
        )
        everywhere = np.ones((1, problem.places))
        yield sparse.csr_array(sparse.kron(sparse.eye_array(problem.plants), everywhere)), must, 1.0
        once = sparse.kron(
            np.ones((1, problem.plants)), sparse.csr_array(problem.covers.T.astype(float))
        )
        yield sparse.csr_array(once), -np.inf, 1.0
        yield from self._capacities()
        spare = np.tile(problem.spare.astype(float), problem.plants)[np.newaxis]
        yield sparse.csr_array(spare), -np.inf, float(self.extra)
        if self.cuts:
            known = np.array([self._cut(plan) for plan in self.cuts])
            yield sparse.csr_array(known), -np.inf, problem.plants - 1.0
        yield from self._distances()
        for constraint in sorted(self.constraints):
            if constraint.kind in ("same", "other"):
                yield from self._on_sites(constraint)

    def _capacities(self) -> Iterator[tuple[sparse.csr_array, float, Floats | float]]:
        problem = self.problem
        sources = [r.first for r in sorted(self.constraints) if r.kind == "capacity"]
        if not sources:
            return
        taken = np.array(
            [np.kron(problem.draws[:, s], problem.served[s].astype(float)) for s in sources]
        )
        lifted = np.array([[-float(s in group) for group in self.lifts] for s in sources])
        most = problem.capacity[sources]
        scale = _SCALE / np.where(most > 0, most, 1.0)
        scaled = np.hstack([taken, lifted]) * scale[:, np.newaxis]
        yield sparse.csr_array(scaled), -np.inf, most * scale * (1 + ROUNDING_SHARE)
        if self.lifts:
            only = np.concatenate([np.zeros(problem.worth.size), np.ones(len(self.lifts))])
            yield sparse.csr_array(only[np.newaxis]), -np.inf, 1.0

    def _cut(self, plan: Assignment) -> Floats:
        """Count the plants that stand where the plan has them, or others like them."""
        group = self.problem.alike()
        row = np.zeros((self.problem.plants, self.problem.places))
        for plant, own in enumerate(group):
            row[plant, [c for c, other in zip(plan, group, strict=True) if other == own]] = 1
        return row.ravel()

    def _distances(self) -> Iterator[tuple[sparse.csr_array, float, float]]:
        problem = self.problem
        for second in range(problem.plants):
            tables: dict[Literal["apart", "within"], Floats]
            tables = {"apart": problem.apart_m, "within": problem.within_m}
            for kind, table in tables.items():
                bound = [p for p in range(problem.plants) if self._is_tied(kind, p, second)]
                for metres in np.unique(table[bound, second]):
                    group = [p for p in sorted(bound) if table[p, second] == metres]
                    if kind == "apart":
                        yield self._barred(group, second, problem.metres < metres)
                    elif Constraint("place", second) in self.constraints:
                        yield self._bound(group, second, problem.metres <= metres)
                    else:
                        yield self._barred(group, second, problem.metres > metres)

    def _on_sites(self, constraint: Constraint) -> Iterator[tuple[sparse.csr_array, float, float]]:
        """Let two plants stand on one site, or on two; a row a site, since sites are few."""
        here: Bools = np.unique(self.problem.site)[:, np.newaxis] == self.problem.site
        there = here if constraint.kind == "other" else ~here
        rows = self._at(constraint.first, here) + self._at(constraint.second, there)
        yield sparse.csr_array(rows), -np.inf, 1.0

    def _is_tied(self, kind: Literal["apart", "within"], first: int, second: int) -> bool:
        """Tell whether two plants are tied; rows of both sides bind closer than one's alone."""
        return Constraint(kind, min(first, second), max(first, second)) in self.constraints

    def _barred(
        self, group: list[int], second: int, places: Bools
    ) -> tuple[sparse.csr_array, float, float]:
        """Let one of a group and another plant not stand at such a pair of places."""
        here, there = self._stands(group), self._at(second, places)
        return sparse.csr_array(here + there), -np.inf, 1.0

    def _bound(
        self, group: list[int], second: int, places: Bools
    ) -> tuple[sparse.csr_array, float, float]:
        """Let a plant that must stand somewhere stand at such a pair: few places, short rows."""
        here, there = self._stands(group), self._at(second, places)
        return sparse.csr_array(here - there), -np.inf, 0.0

    def _stands(self, group: list[int]) -> sparse.csr_array:
        who = np.isin(np.arange(self.problem.plants), group).astype(float)[np.newaxis]
        return sparse.csr_array(sparse.kron(who, sparse.eye_array(self.problem.places)))

    def _at(self, plant: int, places: Bools) -> sparse.csr_array:
        who = (np.arange(self.problem.plants) == plant).astype(float)[np.newaxis]
        return sparse.csr_array(sparse.kron(who, sparse.csr_array(places.astype(float))))
