"""Outcomes alone, for millions of plots: what the full check says, whatever the world."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal
from shapely import affinity, box

from sezgeo import threads
from sezgeo.norms import Norms, Rules, check, checker
from sezgeo.norms.objects import objects_of
from sezgeo.norms.outcomes import NOTHING_LEFT
from sezgeo.norms.proximity import Touch, gravest_touch, pairs_of, share_left
from sezgeo.norms.residual_land import surely_left
from sezgeo.norms.spatial_join import OutlineIndex, Plots
from sezgeo.verdict import Outcome, worst
from tests.helpers.invented_layers import EAST, NORTH, at, layer, plots, random_layer
from tests.helpers.norms import CELLS, PHARMA, RULES, cornered, land, world

seeds = given(seed=st.integers(0, 10**6))


def same(norms, asked, full):
    found = norms.outcomes(asked)
    assert list(found.columns) == [verdict.rule for verdict in full]
    assert found.index.equals(asked.frame.index)
    for verdict in full:
        assert found[verdict.rule].tolist() == verdict.outcome.tolist(), verdict.rule
    assert_series_equal(norms.worst(asked), worst(full, asked.frame.index))


@settings(deadline=None, max_examples=25)
@seeds
@pytest.mark.parametrize("plant", [PHARMA, CELLS], ids=["pharma", "cells"])
def test_outcomes_alone_are_those_of_the_full_check(plant, seed):
    rng = np.random.default_rng(seed)
    layers, asked = world(rng), land(rng, 40)
    same(Norms.of(layers, plant, RULES), asked, check(asked, layers, plant, RULES))


def test_what_is_ready_says_the_same_of_every_chunk_and_in_threads(monkeypatch):
    rng = np.random.default_rng(11)
    layers, asked = world(rng), land(rng, 60)
    norms = Norms.of(layers, CELLS, RULES)
    same(norms, asked, check(asked, layers, CELLS, RULES))
    full = check(asked, layers, CELLS, RULES)
    monkeypatch.setattr(threads, "WORTH_THREADS", 2)
    monkeypatch.setattr(checker, "_AT_ONCE", 25)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    same(norms, asked, full)
    for rows in (slice(0, 1), slice(1, 60)):
        part = type(asked)(asked.schema, asked.frame[rows], "test")
        found = norms.outcomes(part)
        for verdict in full:
            assert found[verdict.rule].tolist() == verdict.outcome.iloc[rows].tolist()


def test_no_plots_have_no_outcomes():
    asked = land(np.random.default_rng(0), 5)
    empty = type(asked)(asked.schema, asked.frame[:0], "test")
    norms = Norms.of(world(np.random.default_rng(0)), CELLS, RULES)
    found = norms.outcomes(empty)
    assert found.empty
    assert "plot_status" in found.columns
    assert norms.worst(empty).empty


@settings(deadline=None, max_examples=40)
@seeds
def test_all_that_plain_distances_find_within_the_width_is_found(seed):
    """Ask shapely for every pair, with no tree: the tree may leave out only what is clear."""
    rng = np.random.default_rng(seed)
    asked = Plots.of(land(rng, 20).frame)
    for name in ("power_line_zone", "sanitary_housing", "sanitary_receptor"):
        layers = {RULES[name].layer: cornered(random_layer(RULES[name].layer, rng, size=30))}
        objects = objects_of(RULES[name], layers, PHARMA)
        metres = shapely.distance(asked.shapes[:, None], objects.shapes[None, :])
        together = asked.site[:, None] == objects.site[None, :]
        own, other = asked.accuracy[:, None], objects.accuracy[None, :]
        off = np.where(together, np.abs(own - other), own + other)
        reached = ((metres - off < objects.high) | (metres < objects.low)).any(axis=1)
        touch = gravest_touch(asked, pairs_of(asked, objects))
        assert (touch > Touch.CLEAR).tolist() == reached.tolist()


def test_an_outline_that_rules_share_is_measured_once():
    layers = {"water_bodies": random_layer("water_bodies", np.random.default_rng(1), size=12)}
    shared = ("water_protection_zone", "coastal_strip", "public_bank_strip")
    asked = [objects_of(RULES[name], layers, CELLS) for name in shared]
    reach, positions = OutlineIndex.of(asked)
    assert len(reach.shapes) == len({id(shape) for each in asked for shape in each.shapes})
    for objects, position in zip(asked, positions, strict=True):
        there = np.flatnonzero(position >= 0)
        assert len(there) == len(objects)
        assert all(reach.shapes[there] == objects.shapes[position[there]])


def test_one_outline_that_stands_for_two_objects_counts_twice():
    home = at(box(-10, -10, 0, 10))
    rows = [(home, {"accuracy_m": 0.0}), (home, {"accuracy_m": 900.0})]
    asked = plots(at(box(600, -50, 700, 50)))
    layers = {"housing": layer("housing", rows)}
    alone = Rules.of({"sanitary_housing": RULES["sanitary_housing"]}, RULES.settings)
    found = Norms.of(layers, CELLS, alone).outcomes(asked)
    assert found["sanitary_housing"].tolist() == [Outcome.UNKNOWN]


def crowded(shapes, rng):
    """Shrink outlines and scatter them over the middle of the world, so that zones cover many."""
    points = rng.uniform(-800, 800, (len(shapes), 2)) + np.array([EAST, NORTH])
    moved = [
        affinity.translate(shape, *(point - shape.centroid.coords[0]))
        for shape, point in zip(shapes, points, strict=True)
    ]
    return np.array([affinity.scale(shape, 0.2, 0.2) for shape in moved], dtype=object)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), width=st.sampled_from([1.0, 5.0, 50.0, 200.0]))
def test_where_land_is_surely_left_drawn_zones_leave_some(seed, width):
    rng = np.random.default_rng(seed)
    frame = land(rng, 40).frame
    asked = Plots.of(frame.set_geometry(crowded(frame.geometry.to_numpy(), rng), crs=32637))
    layers = {"water_bodies": random_layer("water_bodies", rng, size=40)}
    objects = objects_of(RULES["public_bank_strip"], layers, CELLS)
    pairs = pairs_of(asked, objects)
    widths = np.full(len(pairs.plot), width)
    left = share_left(asked, objects, pairs, widths)
    assert (left[surely_left(asked, objects, pairs, widths)] > NOTHING_LEFT).all()


def test_a_plot_that_a_strip_takes_whole_is_told_from_one_it_spares():
    river = [(at(shapely.LineString([(0, -900), (0, 900)])), {"kind": "river", "length_km": 100})]
    layers = {"water_bodies": layer("water_bodies", river)}
    alone = Rules.of({"coastal_strip": RULES["coastal_strip"]}, RULES.settings)
    whole, spared = at(box(5, 0, 25, 20)), at(box(5, 0, 51, 20))
    found = Norms.of(layers, CELLS, alone).outcomes(plots(whole, spared))
    assert found["coastal_strip"].tolist() == [Outcome.EXCLUDED, Outcome.CONDITIONAL]
