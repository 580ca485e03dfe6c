"""What a ranking bears: closed forms, brute force, and the same answer twice."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from sezgeo.errors import ProfileError, SezgeoError, UnknownNameError
from sezgeo.i18n import Text, speaking
from sezgeo.suitability import Profile, rank
from sezgeo.suitability.mcda import random_weights, weighted_sum
from sezgeo.suitability.mcda import smaa as smaa_module
from sezgeo.suitability.mcda.smaa import smaa
from sezgeo.suitability.robustness import (
    cross_check,
    dethrone,
    find_out_first,
    lead_interval,
    one_at_a_time,
    robustness_of,
)
from sezgeo.suitability.what_if import to_be_eligible, to_win
from sezgeo.verdict import Outcome, Verdict

DATA = {
    "key": "test",
    "title_ru": "Проба",
    "title_en": "Trial",
    "plant": {"spz_m": {"value": 50, "source": "s"}},
    "criteria": {
        "near_m": {"weight": 3, "weight_range": [2, 4], "curve": [[0, 1], [500, 0.8], [3000, 0]],
                   "range": [0, 4000], "source": "s"},
        "power_mw": {"weight": 5, "weight_range": [4, 5], "curve": [[0, 0], [40, 1]],
                     "range": [0, 60], "source": "s"},
        "hill_m": {"weight": 1, "weight_range": [1, 2], "curve": [[0, 0.2], [100, 1], [900, 0]],
                   "range": [0, 1000], "source": "s"},
    },
    "limits": {"area_ha": {"at_least": 20, "at_least_low": 13.2, "source": "s"}},
}  # fmt: skip
PROFILE = Profile.from_dict(DATA)
TRIANGLE = [[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]]
laws = settings(deadline=None, max_examples=40)


def table(count: int = 8, seed: int = 0) -> DataFrame:
    """Return plots with measures drawn at random, all large enough."""
    random = np.random.default_rng(seed)
    spread = {"near_m": 4000, "power_mw": 60, "hill_m": 1000}
    columns = {name: random.uniform(0, most, count) for name, most in spread.items()}
    return DataFrame({**columns, "area_ha": 25.0}, index=[f"ALB-{at:03d}" for at in range(count)])


@st.composite
def choices(draw):
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 4))
    row = st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=columns, max_size=columns)
    values = np.array(draw(st.lists(row, min_size=rows, max_size=rows)))
    weights = draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns))
    return values, np.array(weights) / sum(weights)


@pytest.mark.realdata
def test_the_triangle_in_closed_form(shared):
    data = json.loads((shared / "facts" / "mcda_tables.json").read_text(encoding="utf-8"))
    case = next(case for case in data["tables"] if case["id"] == "smaa2_analytic_2criteria")
    found = smaa(case["matrix"], 200_000, 7)
    np.testing.assert_allclose(found.acceptability, case["exact_rank_acceptability"], atol=0.004)
    np.testing.assert_allclose(found.central_weights, case["exact_central_weights"], atol=0.004)
    assert found.confidence.tolist() == [1, 1, 1]


@given(choices(), st.integers(0, 5))
@laws
def test_shares_of_ranks_add_up(choice, seed):
    values, _ = choice
    found = smaa(values, 200, seed)
    # equals share the better rank, so a worse one may stay empty
    assert found.acceptability[:, 0].sum() >= 1 - 1e-12
    np.testing.assert_allclose(found.acceptability.sum(axis=1), 1)
    led = found.acceptability[:, 0] > 0
    np.testing.assert_allclose(found.central_weights[led].sum(axis=1), 1)
    assert np.isnan(found.central_weights[~led]).all()
    assert (found.confidence[~led] == 0).all()


def test_the_same_seed_gives_the_same_bits_and_another_does_not():
    values = np.random.default_rng(3).random((40, 5))
    low, high = values * 0.9, np.minimum(values * 1.1, 1)
    one, again, other = (smaa(values, 3000, seed, low=low, high=high) for seed in (1, 1, 2))
    for name in ("acceptability", "central_weights", "confidence"):
        np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
    assert (one.acceptability != other.acceptability).any()


def test_counting_is_what_scoring_draw_by_draw_says():
    values = np.random.default_rng(5).random((30, 4))
    weights = random_weights(4, 500, 1)
    counts = np.zeros((30, 30))
    for draw in weights:
        places = Series(values @ draw).rank(ascending=False, method="min").astype(int) - 1
        counts[np.arange(30), places] += 1
    found = smaa(values, 500, 0, weights=weights)
    np.testing.assert_array_equal(found.acceptability, counts / 500)


def test_looking_only_at_the_best_finds_the_same_first_ranks():
    values = np.random.default_rng(5).random((3000, 6))
    values[17] = values[2000]
    weights = random_weights(6, 300, 1)
    every = smaa(values, 300, 0, weights=weights, ranks=3000)
    best = smaa(values, 300, 0, weights=weights)
    assert best.acceptability.shape == (3000, smaa_module.RANKS_KEPT)
    np.testing.assert_array_equal(
        best.acceptability, every.acceptability[:, : smaa_module.RANKS_KEPT]
    )
    np.testing.assert_allclose(best.central_weights, every.central_weights)


def test_unsure_data_of_many_plots_are_drawn_evenly():
    values = np.full((2000, 2), 0.1)
    values[:2, 0] = 0.5, 0.9
    low, high = values.copy(), values.copy()
    low[0, 0], high[0, 0] = 0.4, 1.0
    weights = np.tile([1.0, 0.0], (4000, 1))
    found = smaa(values, 4000, 1, low=low, high=high, weights=weights)
    # the first plot leads where its value is above 0.9: a sixth of what it may be
    np.testing.assert_allclose(found.acceptability[:2, 0], [1 / 6, 5 / 6], atol=0.02)
    np.testing.assert_allclose(found.confidence[:2], [1 / 6, 5 / 6], atol=0.06)


def test_a_plot_that_is_worse_everywhere_never_takes_the_place_of_the_better():
    values = np.array([[0.9, 0.8], [0.5, 0.3], [0.4, 0.9]])
    found = smaa(values, 2000, 0)
    assert found.acceptability[1, 0] == 0
    assert found.acceptability[0].argmax() == 0


def test_twins_share_their_ranks():
    found = smaa([[0.3, 0.7], [0.3, 0.7], [0.9, 0.1]], 2000, 0)
    np.testing.assert_array_equal(found.acceptability[0], found.acceptability[1])
    assert found.acceptability[2, 1] == 0


def test_weights_are_drawn_evenly_or_within_their_ranges():
    drawn = random_weights(3, 40_000, 0)
    np.testing.assert_allclose(drawn.mean(axis=0), 1 / 3, atol=0.01)
    # on the triangle of weights each one is above a half in a quarter of the area
    np.testing.assert_allclose((drawn > 0.5).mean(axis=0), 0.25, atol=0.01)
    within = random_weights(2, 1000, 0, low=[1, 3], high=[2, 3])
    assert within[:, 0].min() >= 1 / 4
    assert within[:, 0].max() <= 2 / 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"low": [[0.0, 0.0]]}, "differ in shape"),
        ({"low": np.ones((3, 2))}, "outside its bounds"),
        ({"weights": np.ones((2, 2))}, "2 rows of weights for 10 draws"),
        ({"weights": -np.ones((10, 2))}, "at least zero"),
        ({"draws": 0}, "at least one draw"),
    ],
)
def test_draws_that_make_no_sense_are_refused(options, said):
    with pytest.raises(SezgeoError) as caught:
        smaa(TRIANGLE, options.pop("draws", 10), 0, **options)
    assert said in caught.value.text.en


@given(choices(), st.data())
@laws
def test_curves_of_one_weight_are_the_scores_at_that_weight(choice, data):
    values, weights = choice
    at = data.draw(st.integers(0, len(weights) - 1))
    steps = np.linspace(0, 1, 5)
    curves = one_at_a_time(values, weights, at, steps)
    for step, scores in zip(steps, curves, strict=True):
        moved = weights * (1 - step) / (1 - weights[at])
        moved[at] = step
        np.testing.assert_allclose(scores, values @ moved, atol=1e-12)


@given(choices(), st.data())
@laws
def test_the_leader_leads_within_its_interval_and_not_just_outside(choice, data):
    values, weights = choice
    at = data.draw(st.integers(0, len(weights) - 1))
    leader = int(np.argmax(weighted_sum(values, weights)))
    low, high = lead_interval(values, weights, at)
    assert low - 1e-9 <= weights[at] <= high + 1e-9
    inside = one_at_a_time(values, weights, at, np.linspace(low, high, 7))
    assert (inside[:, leader] >= inside.max(axis=1) - 1e-9).all()
    outside = [end for end in (low - 1e-6, high + 1e-6) if 0 <= end <= 1]
    beyond = one_at_a_time(values, weights, at, np.array(outside))
    assert (beyond[:, leader] < beyond.max(axis=1)).all()


@given(choices())
@laws
def test_dethroning_is_the_cheapest_of_all_shifts(choice):
    values, weights = choice
    found = dethrone(values, weights)
    leader = int(np.argmax(weighted_sum(values, weights)))
    cheapest = [
        move
        for rival in range(len(values))
        if rival != leader and (move := greedy(values[leader] - values[rival], weights)) is not None
    ]
    if not cheapest:
        assert found is None
        return
    assert found.moved == pytest.approx(min(cheapest), abs=1e-9)
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights >= -1e-12).all()
    assert np.abs(found.weights - weights).sum() / 2 == pytest.approx(found.moved, abs=1e-9)
    scores = values @ found.weights
    assert scores[found.rival] >= scores[found.leader] - 1e-9


def greedy(ahead: np.ndarray, weights: np.ndarray) -> float | None:
    """Move weight to where the rival is best, from where the leader is, until they are equal."""
    gap, moved = float(ahead @ weights), 0.0
    best = int(np.argmin(ahead))
    for at in np.argsort(-ahead):
        gain = ahead[at] - ahead[best]
        if gap <= 1e-12 or gain <= 0:
            break
        step = min(weights[at], gap / gain)
        moved, gap = moved + step, gap - step * gain
    return moved if gap <= 1e-9 else None


def test_nobody_dethrones_who_is_best_in_everything():
    assert dethrone([[1, 1], [0.5, 0.9]], [1, 1]) is None
    assert dethrone([[0.5, 0.5]], [1, 1]) is None


@given(st.integers(0, 30), st.integers(0, 7))
@laws
def test_a_change_that_makes_a_plot_win_does_and_no_cheaper_one_is_near(seed, at):
    measured = table(seed=seed)
    ranking = rank(measured, PROFILE)
    plot = str(measured.index[at])
    change = to_win(ranking, plot)
    if ranking.rank[plot] == 1:
        assert change.steps == ()
    elif change.reachable:
        better = applied(measured, plot, change.steps, 1.0)
        assert rank(better, PROFILE).rank[plot] == 1
        half = applied(measured, plot, change.steps, 0.99)
        assert rank(half, PROFILE).rank[plot] > 1


@given(st.integers(0, 30), st.integers(0, 7))
@laws
def test_no_change_of_one_measure_alone_is_cheaper(seed, at):
    measured = table(seed=seed)
    ranking = rank(measured, PROFILE)
    plot = str(measured.index[at])
    found = to_win(ranking, plot)
    for name in PROFILE.criteria:
        alone = to_win(ranking, plot, fixed=[other for other in PROFILE.criteria if other != name])
        assert found.effort <= alone.effort + 1e-9
        assert all(step.criterion == name for step in alone.steps)


def applied(measured: DataFrame, plot: str, steps, share: float) -> DataFrame:
    """Return the measures with a share of each step taken."""
    better = measured.copy()
    for step in steps:
        better.loc[plot, step.criterion] = step.old + share * (step.new - step.old)
    return better


def test_a_plot_too_small_becomes_eligible_by_growing():
    measured = table().assign(area_ha=[10.0, *[25.0] * 7])
    ranking = rank(measured, PROFILE)
    change = to_be_eligible(ranking, "ALB-000")
    assert [line.en.replace("\xa0", " ") for line in change.lines()] == ["area_ha: 10 ha → 13.2 ha"]
    assert rank(applied(measured, "ALB-000", change.steps, 1), PROFILE).rank.notna()["ALB-000"]
    stuck = to_be_eligible(ranking, "ALB-000", fixed=["area_ha"])
    assert not stuck.reachable
    assert "No change" in stuck.lines()[0].en
    assert to_be_eligible(ranking, "ALB-001").lines()[0].en == "Nothing has to change."


def test_a_law_cannot_be_measured_away():
    index = table().index
    none = Series(np.nan, index=index)
    outcome = Series([3, *[0] * 7], index=index)
    law = Verdict("river", Text("Река", "River"), outcome, none, none, none, "",
                  dict.fromkeys(Outcome, Text("", "")))  # fmt: skip
    change = to_win(rank(table(), PROFILE, verdicts=[law]), "ALB-000")
    assert not change.reachable
    assert [line.en for line in change.lines()] == ["A rule stands in the way: River."]


def test_an_assumed_measure_is_told_as_one():
    measured = table()
    measured.loc["ALB-003", "power_mw"] = np.nan
    measured.loc["ALB-003", ["near_m", "hill_m"]] = 0.0, 100.0
    steps = to_win(rank(measured, PROFILE), "ALB-003", fixed=["near_m", "hill_m"]).steps
    assert [step.known for step in steps] == [False]
    assert "(assumed)" in steps[0].sentence.en


def test_names_that_do_not_exist_are_refused():
    ranking = rank(table(), PROFILE)
    with pytest.raises(UnknownNameError, match="ALB-000"):
        to_win(ranking, "ALB-0000")
    with pytest.raises(UnknownNameError, match="near_m"):
        to_win(ranking, "ALB-000", fixed=["nera_m"])


def test_what_to_find_out_first_is_what_moves_the_top():
    measured = DataFrame(
        {
            "near_m": [0.0, 100.0, 200.0, 300.0],
            "power_mw": [40.0, 40.0, 40.0, np.nan],
            "hill_m": [np.nan, np.nan, 100.0, 100.0],
            "area_ha": 25.0,
        },
        index=list("ABCD"),
    )
    measured.loc["A", "hill_m"] = 100.0
    found = find_out_first(rank(measured, PROFILE), 2000, 1)
    assert list(found.index) == ["power_mw", "hill_m"]
    assert found["plots"].to_dict() == {"power_mw": 1, "hill_m": 1}
    assert found["changes_top_share"].between(0, 1).all()
    assert found["changes_top_share"].is_monotonic_decreasing


def test_the_share_of_changing_answers_in_closed_form():
    measured = table(4).assign(near_m=0.0, hill_m=100.0, power_mw=[40.0, 20.0, 10.0, np.nan])
    found = find_out_first(rank(measured, PROFILE), 20_000, 1)
    # reckoned at 30 MW it is in the top three, and drops out below 10 of 60 MW
    assert found.loc["power_mw", "changes_top_share"] == pytest.approx(1 / 6, abs=0.01)


def test_nothing_unknown_leaves_nothing_to_find_out():
    assert find_out_first(rank(table(), PROFILE), 10, 1).empty
    few = table(3)
    few.loc["ALB-000", "near_m"] = np.nan
    assert find_out_first(rank(few, PROFILE), 10, 1)["changes_top_share"].tolist() == [0]


def test_methods_agree_where_one_plot_is_best_in_everything():
    measured = table()
    measured.loc["ALB-004"] = [0.0, 60.0, 100.0, 25.0]
    found = cross_check(rank(measured, PROFILE))
    assert found.loc["ALB-004"].to_dict() == {
        "weighted_sum": 1, "topsis": 1, "vikor": 1, "promethee_ii": 1, "owa": 1, "spread": 0,
    }  # fmt: skip
    assert (found["spread"] >= 0).all()
    assert list(found["weighted_sum"]) == sorted(found["weighted_sum"])


def test_excluded_plots_take_no_part():
    measured = table().assign(area_ha=[10.0, *[25.0] * 7])
    ranking = rank(measured, PROFILE)
    found = robustness_of(ranking, draws=500)
    assert "ALB-000" not in found.acceptability.index
    assert "ALB-000" not in cross_check(ranking).index
    nobody = rank(measured.assign(area_ha=1.0), PROFILE)
    assert robustness_of(nobody).first.empty
    assert cross_check(nobody).empty
    assert find_out_first(nobody, 10, 1).empty


def test_the_robustness_of_a_ranking_shows_itself():
    ranking = rank(table(), PROFILE)
    found = robustness_of(ranking, draws=2000, seed=4)
    assert found.first.sum() == pytest.approx(1)
    np.testing.assert_allclose(found.among(8), 1)
    assert all(a <= b + 1e-12 for a, b in pairwise(found.among(k).sum() for k in range(1, 9)))
    assert list(found.acceptability.index) == list(ranking.order)
    for lang, word in (("ru", "Испытаний"), ("en", "draws")):
        with speaking(lang):
            assert word in repr(found)
            assert word in found._repr_html_()


def test_weights_within_their_ranges_leave_less_to_chance():
    ranking = rank(table(30), PROFILE)
    free, within = (
        robustness_of(ranking, draws=4000, within_ranges=only).first for only in (False, True)
    )
    assert (within > 0).sum() <= (free > 0).sum()
    assert within.idxmax() == ranking.order[0]
    data = PROFILE.model_dump()
    data["criteria"]["near_m"]["weight_range"] = None
    with pytest.raises(ProfileError, match="near_m"):
        robustness_of(rank(table(), Profile.from_dict(data)), within_ranges=True)
