"""Placed jointly: equal to trying everything, nothing known exceeded, and why nothing fits."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from sezgeo.siting.portfolio.infeasible_set import smallest_conflict
from sezgeo.siting.portfolio.milp import best_plans, solve
from sezgeo.siting.portfolio.problem import Constraint, Problem, greedy
from sezgeo.siting.portfolio.shadow_prices import shadow_prices
from tests.helpers.portfolio_problems import (
    check_against_everything,
    every_plan,
    keeps,
    random_problem,
)


def two_by_two(worth, draws=(0.0, 0.0), capacity=np.inf):
    """Build a problem of two plants on plots in a row, with one source for all."""
    worth = np.array(worth)
    plots = worth.shape[1]
    return Problem(
        worth=worth,
        allowed=np.ones(worth.shape, dtype=bool),
        covers=np.eye(plots, dtype=bool),
        draws=np.array(draws)[:, np.newaxis],
        served=np.ones((1, plots), dtype=bool),
        capacity=np.array([capacity]),
        metres=np.abs(np.subtract.outer(np.arange(plots), np.arange(plots))) * 9.0,
        apart_m=np.zeros((2, 2)),
        within_m=np.full((2, 2), np.inf),
        spare=np.zeros(plots, dtype=bool),
        site=np.zeros(plots, dtype=int),
        same=np.zeros((2, 2), dtype=bool),
        other=np.zeros((2, 2), dtype=bool),
    )


def test_the_best_plan_is_that_of_trying_everything():
    check_against_everything(range(150))


@pytest.mark.parametrize("seed", range(40))
def test_the_next_best_plans_are_the_next_best_and_none_is_told_twice(seed):
    one = random_problem(seed)
    group = one.alike()

    def told(plan):
        return frozenset((group[p], c) for p, c in enumerate(plan))

    worths = {told(p): one.worth_of(p) for p in every_plan(one)}
    best = sorted(worths.values(), reverse=True)[:4]
    found = [s for s in best_plans(one, 4) if s.plan is not None]
    assert [s.worth for s in found] == pytest.approx(best, abs=1e-6)
    assert len({told(s.plan) for s in found}) == len(found)


def test_the_reasons_cannot_hold_together_and_each_is_needed():
    seen = set()
    for seed in range(30):
        one = random_problem(seed)
        if every_plan(one):
            assert smallest_conflict(one) == ()
            continue
        found = list(smallest_conflict(one))
        seen |= {rule.kind for rule in found}
        assert not every_plan(one, found, optional=True), seed
        for rule in found:
            rest = [other for other in found if other != rule]
            assert every_plan(one, rest, optional=True), (seed, rule)
        assert len(found) == size_of_conflict(one, len(found)), seed
    assert seen == {"place", "capacity", "apart", "within", "same", "other"}


def size_of_conflict(one, most):
    """Count the constraints of a smallest conflict, by trying all sets of fewer than `most`."""
    rules = list(one.constraints())
    broken = set()
    for plan in every_plan(one, [], optional=True):
        placed = [(p, c) for p, c in enumerate(plan) if c is not None]
        broken.add(frozenset(rule for rule in rules if not keeps(one, plan, placed, rule)))
    least = [one for one in broken if not any(other < one for other in broken)]
    sizes = range(1, most)
    return next((n for n in sizes for s in combinations(rules, n) if _hits(least, s)), most)


def _hits(sets, rules):
    return all(not one.isdisjoint(rules) for one in sets)


@pytest.mark.parametrize("seed", range(12))
def test_more_of_a_source_is_worth_what_a_new_search_finds(seed):
    one = random_problem(seed)
    base = solve(one)
    if base.plan is None:
        return
    gain = shadow_prices(one, base)
    assert (gain >= 0).all()
    assert (gain[~np.isfinite(one.capacity)] == 0).all()
    for source in np.flatnonzero(np.isfinite(one.capacity)):
        more = one.capacity.copy()
        more[source] += 1
        best = max(map(one.worth_of, every_plan(replace(one, capacity=more))))
        assert gain[source] == pytest.approx(best - base.worth, abs=1e-6)


def test_a_spare_place_is_used_only_when_asked_about():
    spare = np.array([True, False, False])
    one = replace(two_by_two(worth=[[0.9, 0.5, 0.1], [0.8, 0.1, 0.7]]), spare=spare)
    assert solve(one).plan == (1, 2)
    assert solve(one, extra=1).plan == (0, 2)


def test_a_known_capacity_is_never_exceeded_not_even_by_rounding():
    one = two_by_two(worth=[[1.0, 0.0], [1.0, 0.0]], draws=[1.0, 1.0 + 5e-7], capacity=2.0)
    assert solve(one).impossible
    assert Constraint("capacity", 0) in smallest_conflict(one)
    tenths = replace(one, draws=np.array([[0.1], [0.2]]), capacity=np.array([0.3]))
    assert solve(tenths).plan is not None


def test_greed_loses_where_the_best_place_is_another_plant_s_only_one():
    one = two_by_two(worth=[[0.9, 0.8], [0.8, 0.1]])
    assert one.worth_of(greedy(one)) == pytest.approx(1.0)
    assert solve(one).worth == pytest.approx(1.6)
