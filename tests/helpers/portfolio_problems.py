"""Small problems of joint placing at random, and the solver against trying everything."""

from itertools import product

import numpy as np
import pytest

from sezgeo.siting.portfolio.milp import solve
from sezgeo.siting.portfolio.problem import Problem, greedy


def random_problem(seed):
    """Draw a small problem of every kind of rule; about a third cannot be solved."""
    rng = np.random.default_rng(seed)
    plants, plots = int(rng.integers(1, 5)), int(rng.integers(3, 8))
    covers = np.eye(plots, dtype=bool)
    if rng.random() < 0.5:  # two plots joined, and three
        covers = np.vstack([covers, covers[0] | covers[1], covers[:3].any(axis=0)])
    places = len(covers)
    spots = rng.uniform(0, 1000, (places, 2))
    metres = np.hypot(*(spots[:, None] - spots).transpose(2, 0, 1))
    utilities = rng.integers(0, 3, (plants, 2)).astype(float) / 10
    served = rng.random((3, places)) < 0.6
    draws = utilities[:, [0, 0, 1]]
    apart = np.triu(rng.choice([0, 0, 0, 300, 500], (plants, plants)), 1).astype(float)
    within = np.triu(rng.choice([np.inf, np.inf, np.inf, 600], (plants, plants)), 1)
    within = np.where(np.triu(np.ones_like(within), 1) > 0, within, np.inf)
    same, other = (rng.random((2, plants, plants)) < 0.12) & np.triu(
        np.ones((plants, plants)), 1
    ).astype(bool)
    worth = np.round(rng.random((plants, places)), 3)
    if plants > 1 and rng.random() < 0.4:  # two of a kind
        worth[1], draws[1] = worth[0], draws[0]
    return Problem(
        worth=worth,
        allowed=rng.random((plants, places)) < 0.8,
        covers=covers,
        draws=draws,
        served=served,
        capacity=rng.choice([0.2, 0.3, 0.6, np.inf], 3),
        metres=metres,
        apart_m=apart + apart.T,
        within_m=np.minimum(within, within.T),
        spare=np.zeros(places, dtype=bool),
        site=rng.integers(0, 3, places),
        same=same | same.T,
        other=other | other.T,
    )


def _satisfies(one, plan, rules):
    """Judge a plan, None for a plant not placed, in loops of its own."""
    placed = [(p, c) for p, c in enumerate(plan) if c is not None]
    if any(not one.allowed[p, c] for p, c in placed):
        return False
    if placed and sum(one.covers[c].astype(int) for _, c in placed).max() > 1:
        return False
    return all(keeps(one, plan, placed, rule) for rule in rules)


def keeps(one, plan, placed, rule):
    """Tell whether a plan keeps one rule."""
    a, b = rule.first, rule.second
    if rule.kind == "place":
        return plan[a] is not None
    if rule.kind == "capacity":
        return sum(one.draws[p, a] for p, c in placed if one.served[a, c]) <= one.capacity[a] + 1e-9
    if None in (plan[a], plan[b]):
        return True
    metres = one.metres[plan[a], plan[b]]
    if rule.kind in ("apart", "within"):
        return metres >= one.apart_m[a, b] if rule.kind == "apart" else metres <= one.within_m[a, b]
    return (one.site[plan[a]] == one.site[plan[b]]) == (rule.kind == "same")


def every_plan(one, rules=None, *, optional=False):
    """Return all plans that keep the rules; with `optional` a plant may stay without a place."""
    rules = list(one.constraints()) if rules is None else rules
    choices = [*range(one.places), *([None] if optional else [])]
    return [p for p in product(choices, repeat=one.plants) if _satisfies(one, p, rules)]


def check_against_everything(seeds):
    """Compare the solver with trying everything; `make proof-portfolio` does it for 500 seeds."""
    solved = 0
    for seed in seeds:
        one = random_problem(seed)
        plans = every_plan(one)
        found = solve(one)
        if not plans:
            assert found.impossible, seed
            continue
        solved += 1
        assert one.holds(found.plan), seed
        assert found.worth == pytest.approx(max(map(one.worth_of, plans)), abs=1e-6), seed
        assert found.gap_share <= 1e-6
        quick = greedy(one)
        assert quick is None or one.worth_of(quick) <= found.worth + 1e-6
    assert 0.2 < solved / len(seeds) < 1
