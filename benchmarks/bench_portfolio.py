"""Speed of joint placing; the limit holds on two cores that do nothing else."""

import numpy as np
import pytest

from sezgeo.siting.portfolio.milp import best_plans, solve
from sezgeo.siting.portfolio.problem import Problem, greedy
from sezgeo.siting.portfolio.shadow_prices import shadow_prices

PLANTS, PLOTS, UTILITIES, SITES = 12, 300, 5, 10


def zone(seed):
    """Ten sites of thirty plots; half of the plants may not stand in the zones of the others."""
    rng = np.random.default_rng(seed)
    site = np.repeat(np.arange(SITES), PLOTS // SITES)
    middle = rng.uniform(0, 30_000, (SITES, 2))
    spots = middle[site] + rng.uniform(-500, 500, (PLOTS, 2))
    pharma = np.arange(PLANTS) < PLANTS // 2
    kind = np.where(pharma, 0, 1 + (np.arange(PLANTS) % 2))
    apart_m = np.where(pharma[:, None] ^ pharma, 300.0, 0.0) + 50.0 * (pharma[:, None] & pharma)
    need = rng.uniform(1, 10, (PLANTS, UTILITIES))
    served = np.vstack([[site == one] for _ in range(UTILITIES) for one in range(SITES)])
    return Problem(
        worth=0.7 * rng.beta(4, 4, (3, PLOTS))[kind] + 0.3 * rng.random((PLANTS, PLOTS)),
        allowed=rng.random((PLANTS, PLOTS)) < 0.7,
        covers=np.eye(PLOTS, dtype=bool),
        draws=np.repeat(need, SITES, axis=1),
        served=served.reshape(UTILITIES * SITES, PLOTS),
        capacity=rng.uniform(5, 25, UTILITIES * SITES),
        metres=np.hypot(*(spots[:, None] - spots).transpose(2, 0, 1)),
        apart_m=np.where(np.eye(PLANTS) > 0, 0.0, apart_m),
        within_m=np.full((PLANTS, PLANTS), np.inf),
        spare=np.zeros(PLOTS, dtype=bool),
        site=site,
        same=np.zeros((PLANTS, PLANTS), dtype=bool),
        other=np.zeros((PLANTS, PLANTS), dtype=bool),
    )


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_twelve_plants_on_three_hundred_plots_with_five_utilities(benchmark, seed):
    problem = zone(seed)
    found = benchmark.pedantic(solve, (problem,), rounds=2, warmup_rounds=0)
    assert found.plan is not None
    assert problem.holds(found.plan)
    assert found.gap_share <= 1e-6
    quick = greedy(problem)
    if quick is not None:
        benchmark.extra_info["greedy_loses_share"] = 1 - problem.worth_of(quick) / found.worth
    assert benchmark.stats.stats.min <= 10


def test_the_whole_answer_of_three_plans_and_what_more_is_worth(benchmark):
    problem = zone(2)

    def answered():
        plans = best_plans(problem, 3)
        return plans, shadow_prices(problem, plans[0])

    plans, gains = benchmark.pedantic(answered, rounds=1, warmup_rounds=0)
    assert len(plans) == 3
    assert (gains >= 0).all()
