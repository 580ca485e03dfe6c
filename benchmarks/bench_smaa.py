"""Speed of the robustness analysis; limits hold on two cores that do nothing else."""

import numpy as np
import pytest

from sezgeo.suitability.mcda.smaa import smaa


@pytest.mark.parametrize(("plots", "draws", "seconds"), [(300, 10_000, 1.0), (100_000, 1_000, 2.0)])
@pytest.mark.parametrize("unknown", [0, 3])
def test_smaa(benchmark, plots, draws, seconds, unknown):
    values = np.random.default_rng(0).random((plots, 16))
    low, high = values.copy(), values.copy()
    low[:, :unknown], high[:, :unknown] = 0.0, 1.0
    options = {"low": low, "high": high}
    found = benchmark.pedantic(smaa, (values, draws, 1), options, rounds=3, warmup_rounds=1)
    np.testing.assert_allclose(found.acceptability[:, 0].sum(), 1, atol=1e-3)
    assert benchmark.stats.stats.min <= seconds
