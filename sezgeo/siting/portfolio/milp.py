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
from sezgeo.siting.portfolio.problem import ROUNDING_SHARE, Plan, Problem, Rule

SECONDS = 60.0
"""How long one solution may take before the best found so far is told, with its gap."""
_INFEASIBLE = 2
_SCALE = 1e4
"""Capacities are written as this number: the solver lets every row be off by a millionth."""


@dataclass(frozen=True, slots=True)
class Solved:
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

    plan: Plan | None
    worth: float = 0.0
    gap_share: float = 0.0
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
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
    problem: Problem, *, cuts: Sequence[Plan] = (), extra: int = 0, seconds: float = SECONDS
) -> Solved:
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
    return searched(problem, cuts, extra, (), seconds)


Lifts = tuple[tuple[int, ...], ...]
"""Groups of sources; those of one group may give one unit more."""


def searched(
    problem: Problem, cuts: Sequence[Plan], extra: int, lifts: Lifts, seconds: float
) -> Solved:
    """
    Find the best plan where one group of sources may give one unit more.

    The solver lets every row be a little off, so it is asked until a plan holds by arithmetic.
    """
    barred = list(cuts)
    lifted = [_lifted(problem, group) for group in lifts] or [problem]
    while True:
        rows = _Rows(problem, frozenset(problem.rules()), tuple(barred), extra, lifts)
        found = rows.optimum(seconds)
        if found.plan is None or any(one.holds(found.plan, extra=extra) for one in lifted):
            return found
        barred.append(found.plan)


def _lifted(problem: Problem, group: Sequence[int]) -> Problem:
    more = problem.capacity.copy()
    more[list(group)] += 1
    return replace(problem, capacity=more)


def best_plans(problem: Problem, count: int, *, seconds: float = SECONDS) -> list[Solved]:
    """Find the best plans, best first; fewer where there are no more."""
    found: list[Solved] = []
    while len(found) < count:
        known = [one.plan for one in found if one.plan is not None]
        one = solve(problem, cuts=known, seconds=seconds)
        if one.plan is None:
            return found or [one]
        found.append(one)
    return found


def partial(problem: Problem, rules: Collection[Rule], *, seconds: float = SECONDS) -> Tried:
    """
    Place as many plants as some of the rules let, whatever they are worth.

    Parameters
    ----------
    problem
        The plants and places; each plot is used once, and a plant stands where it may at all.
    rules
        The rules to keep; a plant without its rule `place` may be left out.
    seconds
        How long the solver may search.
    """
    alike = replace(problem, worth=np.ones_like(problem.worth))
    return _Rows(alike, frozenset(rules), (), 0).tried(seconds)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows of the program under some of the rules; variable p·places + c is plant p at c."""

    problem: Problem
    rules: frozenset[Rule]
    cuts: tuple[Plan, ...]
    extra: int
    lifts: Lifts = ()
    """Which sources may give one unit more, one group of them; a variable each, after the rest."""

    def optimum(self, seconds: float) -> Solved:
        """Run the solver for a plan of all plants."""
        found = self.tried(seconds)
        plan = tuple(place for place in found.places or () if place is not None)
        if found.places is None or len(plan) < len(found.places):
            return Solved(None, impossible=found.impossible)
        return Solved(plan, self.problem.worth_of(plan), found.gap_share)

    def tried(self, seconds: float) -> Tried:
        """Run the solver."""
        one, more = self.problem, len(self.lifts)
        found = milp(
            np.concatenate([-one.worth.ravel(), np.zeros(more)]),
            integrality=np.ones(one.worth.size + more),
            bounds=Bounds(0, np.concatenate([one.allowed.ravel().astype(float), np.ones(more)])),
            constraints=[
                LinearConstraint(self._wide(matrix), low, high) for matrix, low, high in self._all()
            ],
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if found.x is None:
            return Tried(None, impossible=found.status == _INFEASIBLE)
        at = np.round(found.x[: one.worth.size]).reshape(one.worth.shape)
        places = [int(row.argmax()) if row.any() else None for row in at]
        return Tried(tuple(places), max(float(found.mip_gap or 0.0), 0.0))

    def _wide(self, matrix: sparse.csr_array) -> sparse.csr_array:
        """Give rows that know nothing of lifts their columns."""
        missing = self.problem.worth.size + len(self.lifts) - matrix.shape[1]
        if not missing:
            return matrix
        none = sparse.csr_array((matrix.shape[0], missing))
        return sparse.csr_array(sparse.hstack([matrix, none]))

    def _all(self) -> Iterator[tuple[sparse.csr_array, Floats | float, Floats | float]]:
        one = self.problem
        must = np.array([Rule("place", p) in self.rules for p in range(one.plants)], dtype=float)
        everywhere = np.ones((1, one.places))
        yield sparse.csr_array(sparse.kron(sparse.eye_array(one.plants), everywhere)), must, 1.0
        once = sparse.kron(np.ones((1, one.plants)), sparse.csr_array(one.covers.T.astype(float)))
        yield sparse.csr_array(once), -np.inf, 1.0
        yield from self._capacities()
        spare = np.tile(one.spare.astype(float), one.plants)[np.newaxis]
        yield sparse.csr_array(spare), -np.inf, float(self.extra)
        if self.cuts:
            known = np.array([self._cut(plan) for plan in self.cuts])
            yield sparse.csr_array(known), -np.inf, one.plants - 1.0
        yield from self._distances()
        for rule in sorted(self.rules):
            if rule.kind in ("same", "other"):
                yield from self._on_sites(rule)

    def _capacities(self) -> Iterator[tuple[sparse.csr_array, float, Floats | float]]:
        one = self.problem
        sources = [r.first for r in sorted(self.rules) if r.kind == "capacity"]
        if not sources:
            return
        taken = np.array([np.kron(one.draws[:, s], one.served[s].astype(float)) for s in sources])
        lifted = np.array([[-float(s in group) for group in self.lifts] for s in sources])
        most = one.capacity[sources]
        scale = _SCALE / np.where(most > 0, most, 1.0)
        scaled = np.hstack([taken, lifted]) * scale[:, np.newaxis]
        yield sparse.csr_array(scaled), -np.inf, most * scale * (1 + ROUNDING_SHARE)
        if self.lifts:
            only = np.concatenate([np.zeros(one.worth.size), np.ones(len(self.lifts))])
            yield sparse.csr_array(only[np.newaxis]), -np.inf, 1.0

    def _cut(self, plan: Plan) -> Floats:
        """Count the plants that stand where the plan has them, or others like them."""
        group = self.problem.alike()
        row = np.zeros((self.problem.plants, self.problem.places))
        for plant, own in enumerate(group):
            row[plant, [c for c, other in zip(plan, group, strict=True) if other == own]] = 1
        return row.ravel()

    def _distances(self) -> Iterator[tuple[sparse.csr_array, float, float]]:
        one = self.problem
        for second in range(one.plants):
            tables: dict[Literal["apart", "within"], Floats]
            tables = {"apart": one.apart_m, "within": one.within_m}
            for kind, table in tables.items():
                bound = [p for p in range(one.plants) if self._tied(kind, p, second)]
                for metres in np.unique(table[bound, second]):
                    group = [p for p in sorted(bound) if table[p, second] == metres]
                    if kind == "apart":
                        yield self._barred(group, second, one.metres < metres)
                    elif Rule("place", second) in self.rules:
                        yield self._bound(group, second, one.metres <= metres)
                    else:
                        yield self._barred(group, second, one.metres > metres)

    def _on_sites(self, rule: Rule) -> Iterator[tuple[sparse.csr_array, float, float]]:
        """Let two plants stand on one site, or on two; a row a site, since sites are few."""
        here: Bools = np.unique(self.problem.site)[:, np.newaxis] == self.problem.site
        there = here if rule.kind == "other" else ~here
        rows = self._at(rule.first, here) + self._at(rule.second, there)
        yield sparse.csr_array(rows), -np.inf, 1.0

    def _tied(self, kind: Literal["apart", "within"], one: int, two: int) -> bool:
        """Tell whether a rule ties two plants; rows of both sides bind closer than one's alone."""
        return Rule(kind, min(one, two), max(one, two)) in self.rules

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
