"""Counts around plots: brute force, and what accuracies leave open."""

import numpy as np
import pytest

from sezgeo.criteria.counts import Countable
from sezgeo.criteria.distance import plot_arrays
from tests.helpers.invented_layers import random_layer, random_plots


@pytest.mark.parametrize("engine", ["tree", "grid"])
@pytest.mark.parametrize("seed", range(12))
def test_counts_are_those_of_every_pair(engine, seed):
    rng = np.random.default_rng(seed)
    plots = random_plots(rng, size=30).frame
    features = random_layer("industry", rng, size=40).frame
    listed = rng.random(len(features)) < 0.8
    counts = Countable.of(features, listed, engine).around(plots, plot_arrays(plots), 700.0)
    for row, (_, plot) in enumerate(plots.iterrows()):
        metres = features.distance(plot.geometry).to_numpy()
        own, other = np.nan_to_num([plot.accuracy_m]), np.nan_to_num(features["accuracy_m"])
        same = (features["site"] == plot.site).fillna(value=False).to_numpy(dtype=bool)
        error = np.where(same, np.abs(own - other), own + other)
        assert counts.surely[row] == (listed & (metres + error <= 700)).sum()
        assert counts.drawn[row] == (listed & (metres <= 700)).sum()
        assert counts.maybe[row] == (metres - error <= 700).sum()


def test_no_feature_is_no_neighbour():
    plots = random_plots(np.random.default_rng(0)).frame
    features = random_layer("industry", np.random.default_rng(0), size=3).frame.iloc[:0]
    counts = Countable.of(features, np.zeros(0, dtype=bool)).around(
        plots, plot_arrays(plots), 500.0
    )
    assert not counts.maybe.any()
