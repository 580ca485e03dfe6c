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

from sezgeo.siting.allocation import ROUNDING_SHARE, Flags, Floats, Plan, Problem, Rule

SECONDS = 60.0
"""How long one solution may take before the best found so far is told, with its gap."""
_INFEASIBLE = 2
_MOST_SUMS = 100_000
"""So many sums of needs are looked at before a source is taken to matter."""
_NOTHING = 1e-6
"""A gain up to this is the solver's rounding."""
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
    return _searched(problem, cuts, extra, (), seconds)


Lifts = tuple[tuple[int, ...], ...]
"""Groups of sources; those of one group may give one unit more."""


def _searched(
    problem: Problem, cuts: Sequence[Plan], extra: int, lifts: Lifts, seconds: float
) -> Solved:
    """Search until a plan holds by plain arithmetic: the solver lets every row be a little off."""
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
        found = _searched(problem, (), 0, lifts, seconds)
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


def reasons(problem: Problem, *, seconds: float = SECONDS) -> tuple[Rule, ...]:
    """
    Return a smallest set of rules that cannot hold together: without any one of them they could.

    Rules are dropped one by one; what can be dropped with nothing becoming possible is not to
    blame. That a plot is used once, and where each plant may stand, is not in question.

    Returns
    -------
    tuple
        Empty if the problem has a plan.
    """
    kept = list(problem.rules())
    if _possible(problem, kept, seconds):
        return ()
    for kind in ("within", "apart", "same", "other", "capacity", "place"):
        rest = [rule for rule in kept if rule.kind != kind]
        if len(rest) < len(kept) and not _possible(problem, rest, seconds):
            kept = rest
    for rule in list(kept):
        rest = [other for other in kept if other != rule]
        if not _possible(problem, rest, seconds):
            kept = rest
    return tuple(kept)


def _possible(problem: Problem, rules: Collection[Rule], seconds: float) -> bool:
    """Tell whether some rules can hold together; if the search ends early, they may."""
    idle = replace(problem, worth=np.zeros_like(problem.worth))
    return not _Rows(idle, frozenset(rules), (), 0).optimum(seconds).impossible


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
            return Solved(None, impossible=found.status == _INFEASIBLE)
        at = np.round(found.x[: one.worth.size]).reshape(one.worth.shape)
        if not at.any(axis=1).all():  # plants that need not be placed
            return Solved(None)
        plan = tuple(int(place) for place in at.argmax(axis=1))
        return Solved(plan, one.worth_of(plan), max(float(found.mip_gap or 0.0), 0.0))

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
        here: Flags = np.unique(self.problem.site)[:, np.newaxis] == self.problem.site
        there = here if rule.kind == "other" else ~here
        rows = self._at(rule.first, here) + self._at(rule.second, there)
        yield sparse.csr_array(rows), -np.inf, 1.0

    def _tied(self, kind: Literal["apart", "within"], one: int, two: int) -> bool:
        """Tell whether a rule ties two plants; rows of both sides bind closer than one's alone."""
        return Rule(kind, min(one, two), max(one, two)) in self.rules

    def _barred(
        self, group: list[int], second: int, places: Flags
    ) -> tuple[sparse.csr_array, float, float]:
        """Let one of a group and another plant not stand at such a pair of places."""
        here, there = self._stands(group), self._at(second, places)
        return sparse.csr_array(here + there), -np.inf, 1.0

    def _bound(
        self, group: list[int], second: int, places: Flags
    ) -> tuple[sparse.csr_array, float, float]:
        """Let a plant that must stand somewhere stand at such a pair: few places, short rows."""
        here, there = self._stands(group), self._at(second, places)
        return sparse.csr_array(here - there), -np.inf, 0.0

    def _stands(self, group: list[int]) -> sparse.csr_array:
        who = np.isin(np.arange(self.problem.plants), group).astype(float)[np.newaxis]
        return sparse.csr_array(sparse.kron(who, sparse.eye_array(self.problem.places)))

    def _at(self, plant: int, places: Flags) -> sparse.csr_array:
        who = (np.arange(self.problem.plants) == plant).astype(float)[np.newaxis]
        return sparse.csr_array(sparse.kron(who, sparse.csr_array(places.astype(float))))
