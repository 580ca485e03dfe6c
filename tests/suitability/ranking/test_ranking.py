"""Laws that hold for every ranking, whatever the numbers."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series
from pandas.testing import assert_frame_equal

from sezgeo.errors import ProfileError, UnknownNameError
from sezgeo.i18n import Text, speaking
from sezgeo.measures import Measures
from sezgeo.suitability import Profile, rank
from sezgeo.suitability.ranking.scores import expected, scores
from sezgeo.verdict import Outcome
from tests.helpers.rankings import PROFILE, plain, rule

NEVER = ("area_ha",)
cells = st.one_of(st.none(), st.floats(0, 5000))


@st.composite
def measured(draw, *, least: int = 1):
    count = draw(st.integers(least, 6))
    names = [*PROFILE.criteria, *PROFILE.limits]
    rows = draw(st.lists(st.lists(cells, min_size=4, max_size=4), min_size=count, max_size=count))
    index = [f"ALB-{at:03d}" for at in draw(st.permutations(range(count)))]
    values = DataFrame(rows, columns=names, index=index, dtype=float)
    low = values - draw(st.floats(0, 200))
    high = values + draw(st.floats(0, 200))
    bound = draw(st.floats(0, 6000))
    return Measures(
        values,
        low.fillna(draw(st.sampled_from([0.0, np.nan]))),
        high.fillna(draw(st.sampled_from([bound, np.nan]))),
        DataFrame("", index=index, columns=names),
    )


@given(measured())
@settings(deadline=None, max_examples=50)
def test_parts_sum_to_the_score_and_the_score_lies_in_its_interval(measures):
    ranking = rank(measures, PROFILE)
    stays = ranking.outcome != Outcome.EXCLUDED
    assert ranking.score.notna().equals(stays.rename("score"))
    total = ranking.parts.sum(axis=1)[stays]
    np.testing.assert_allclose(total, ranking.score[stays], rtol=0, atol=1e-12)
    assert (ranking.low[stays] <= ranking.score[stays]).all()
    assert (ranking.score[stays] <= ranking.high[stays]).all()
    assert ranking.score[stays].between(0, 1).all()
    assert ranking.known_share.between(0, 1).all()
    assert ranking.values.notna().all(axis=None)


@given(measured(), st.data())
@settings(deadline=None, max_examples=50)
def test_scores_alone_are_those_of_the_ranking(measures, data):
    index = measures.values.index
    codes = st.lists(st.sampled_from(list(Outcome)), min_size=len(index), max_size=len(index))
    outcome = Series(data.draw(codes), index=index, name="outcome").astype(int)
    ranking = rank(measures, PROFILE, verdicts=[rule(outcome.to_dict())])
    columns = ("outcome", "score", "low", "high", "known_share")
    expected_ = DataFrame({name: getattr(ranking, name) for name in columns})
    assert_frame_equal(scores(measures, PROFILE, outcome), expected_, check_exact=True)


@given(measured(least=2), st.data())
@settings(deadline=None, max_examples=50)
def test_a_plot_that_leaves_changes_neither_score_nor_order(measures, data):
    gone = data.draw(st.sampled_from(list(measures.values.index)))
    every, fewer = rank(measures, PROFILE), rank(without(measures, gone), PROFILE)
    pd.testing.assert_series_equal(every.score.drop(gone), fewer.score, check_exact=True)
    pd.testing.assert_series_equal(every.low.drop(gone), fewer.low, check_exact=True)
    assert list(every.order.drop(gone)) == list(fewer.order)


@given(measured(), st.randoms())
@settings(deadline=None, max_examples=50)
def test_the_order_of_rows_changes_nothing(measures, random):
    mixed = list(measures.values.index)
    random.shuffle(mixed)
    tables = (measures.values, measures.low, measures.high, measures.evidence)
    shuffled = Measures(*(table.loc[mixed] for table in tables))
    pd.testing.assert_frame_equal(
        rank(measures, PROFILE).table, rank(shuffled, PROFILE).table, check_exact=True
    )


@given(measured(), st.floats(0.01, 100))
@settings(deadline=None, max_examples=50)
def test_scaling_all_weights_changes_nothing(measures, factor):
    scaled = PROFILE.reweighted({n: w.weight * factor for n, w in PROFILE.criteria.items()})
    one, other = rank(measures, PROFILE), rank(measures, scaled)
    np.testing.assert_allclose(one.score, other.score, atol=1e-12)
    assert list(one.order) == list(other.order)


@given(measured(), st.floats(0, 500), st.data())
@settings(deadline=None, max_examples=50)
def test_a_better_measure_never_lowers_the_score(measures, step, data):
    plot = data.draw(st.sampled_from(list(measures.values.index)))
    for name, sign in (("near_m", -1), ("power_mw", 1)):
        better = measures.values.copy()
        better.loc[plot, name] += sign * step
        before = rank(Measures.exact(measures.values), PROFILE).score[plot]
        after = rank(Measures.exact(better), PROFILE).score[plot]
        assert np.isnan(before) or after >= before - 1e-15


@given(measured(), st.sampled_from(["near_m", "power_mw", "hill_m"]), st.floats(1e-3, 1e3))
@settings(deadline=None, max_examples=50)
def test_scaling_the_unit_of_a_measure_changes_nothing(measures, name, factor):
    """Kilometres for metres, with the curve and the range in kilometres too."""
    tables = (measures.values, measures.low, measures.high)
    scaled = Measures(
        *(table.assign(**{name: table[name] * factor}) for table in tables), measures.evidence
    )
    data = PROFILE.model_dump()
    wish = data["criteria"][name]
    wish["curve"] = [(raw * factor, value) for raw, value in wish["curve"]]
    wish["range"] = tuple(end * factor for end in wish["range"])
    before, after = rank(measures, PROFILE), rank(scaled, Profile.from_dict(data))
    for column in ("score", "low", "high", "known_share"):
        np.testing.assert_allclose(getattr(before, column), getattr(after, column), atol=2e-6)


@given(measured(), st.data())
@settings(deadline=None, max_examples=20)
def test_unknown_never_beats_the_best_known_and_never_loses_to_the_worst(measures, data):
    plot = data.draw(st.sampled_from(list(measures.values.index)))
    name = data.draw(st.sampled_from(list(PROFILE.criteria)))
    raws = np.linspace(*PROFILE.criteria[name].range, 41)
    scores = []
    for raw in (np.nan, *raws, *(raw for raw, _ in PROFILE.criteria[name].curve)):
        table = measures.values.copy()
        table.loc[plot, name] = raw
        scores.append(rank(table, PROFILE).score[plot])
    unknown, *known = scores
    assert np.isnan(unknown) or min(known) - 1e-12 <= unknown <= max(known) + 1e-12


def test_equal_scores_share_a_rank_and_stand_by_name():
    table = plain(["C", "A", "B"])
    ranking = rank(table, PROFILE)
    assert ranking.rank.tolist() == [1, 1, 1]
    assert list(ranking.order) == ["A", "B", "C"]


def test_an_excluded_plot_gets_no_rank_however_good():
    table = plain(["best", "poor"])
    table.loc["best"] = [0.0, 60.0, 100.0, 13.1]
    table.loc["poor"] = [4000.0, 0.0, 900.0, 20.0]
    ranking = rank(table, PROFILE)
    assert ranking.rank.isna().to_dict() == {"best": True, "poor": False}
    assert ranking.rank["poor"] == 1
    assert list(ranking.table.index) == ["poor", "best"]
    assert ranking.table.loc["best", "outcome"] == "excluded"
    assert ranking.score.isna()["best"]


@pytest.mark.parametrize(
    ("area", "outcome", "said"),
    [
        (13.19, Outcome.EXCLUDED, "13.2\xa0ha needed"),
        (13.2, Outcome.CONDITIONAL, "20\xa0ha usually needed"),
        (19.99, Outcome.CONDITIONAL, "20\xa0ha usually needed"),
        (20.0, Outcome.MET, "at least 20\xa0ha"),
        (np.nan, Outcome.UNKNOWN, "no data"),
    ],
)
def test_a_bound_with_a_range_has_four_outcomes_and_tells_the_numbers(area, outcome, said):
    ranking = rank(plain(["A"]).assign(area_ha=area), PROFILE)
    (verdict,) = ranking.verdicts
    assert verdict.rule == "limit_area_ha"
    assert Outcome(verdict.outcome["A"]) is outcome
    assert said in verdict.say("A").en
    assert "га" in verdict.say("A").ru


def test_a_bound_from_above_and_a_sharp_one():
    data = PROFILE.model_dump()
    data["limits"] = {
        "near_m": {"at_most": 1000, "at_most_high": 2000, "source": "s"},
        "area_ha": {"at_least": 2, "at_most": 5, "source": "s"},
    }
    profile = Profile.from_dict(data)
    table = plain(list("abcde"))
    table["near_m"] = [1000.0, 1500.0, 2000.1, 0.0, 0.0]
    table["area_ha"] = [2.0, 5.0, 3.0, 1.9, 5.1]
    ranking = rank(table, profile)
    assert [verdict.rule for verdict in ranking.verdicts] == [
        "limit_near_m",
        "limit_area_ha",
        "limit_area_ha_at_most",
    ]
    assert ranking.outcome.map(lambda code: Outcome(code).key).tolist() == [
        "met",
        "conditional",
        "excluded",
        "excluded",
        "excluded",
    ]


def test_an_unknown_is_reckoned_with_at_the_middle_of_its_range():
    ranking = rank(plain(["A"]).assign(power_mw=np.nan), PROFILE)
    assert ranking.values.loc["A", "power_mw"] == 0.75
    assert ranking.value_low.loc["A", "power_mw"] == 0
    assert ranking.value_high.loc["A", "power_mw"] == 1
    assert ranking.known_share["A"] == pytest.approx(4 / 9)


@pytest.mark.parametrize(
    ("given_", "low", "high", "interval"),
    [
        (np.nan, np.nan, np.nan, (2000, 0, 4000)),
        (np.nan, np.nan, 500, (250, 0, 500)),
        (np.nan, 1000, np.nan, (2500, 1000, 4000)),
        (np.nan, 5000, np.nan, (5000, 5000, 5000)),
        (np.nan, 5000, 7000, (6000, 5000, 7000)),
        (np.nan, 0, np.inf, (2000, 0, 4000)),
        (700, np.nan, np.nan, (700, 700, 700)),
        (700, 600, 900, (700, 600, 900)),
        (700, 800, 900, (700, 700, 900)),
    ],
)
def test_what_is_reckoned_with(given_, low, high, interval):
    one = (DataFrame({"near_m": [float(cell)]}) for cell in (given_, low, high))
    measures = Measures(*one, DataFrame({"near_m": [""]}))
    found = expected(measures, "near_m", PROFILE.criteria["near_m"])
    assert tuple(float(end[0]) for end in found) == interval


def test_rules_from_outside_decide_too():
    table = plain(["A", "B", "C"])
    ranking = rank(table, PROFILE, verdicts=[rule({"A": 3, "B": 1, "C": 0})])
    assert ranking.outcome.tolist() == [3, 1, 0]
    assert ranking.rank.isna().tolist() == [True, False, False]
    assert [verdict.rule for verdict in ranking.verdicts] == ["outside", "limit_area_ha"]


def test_a_rule_that_forgot_a_plot_is_refused():
    with pytest.raises(UnknownNameError, match="B"):
        rank(plain(["A", "B"]), PROFILE, verdicts=[rule({"A": 0})])


def test_measures_that_nobody_took_are_all_named():
    with pytest.raises(ProfileError) as caught:
        rank(plain(["A"]).drop(columns=["near_m", "area_ha"]).assign(nea_m=1.0), PROFILE)
    assert "near_m (there is nea_m), area_ha" in caught.value.text.en
    assert "near_m (есть nea_m)" in caught.value.text.ru


def test_a_plot_measured_twice_is_refused():
    with pytest.raises(ProfileError, match="twice"), speaking("en"):
        rank(plain(["A", "A"]), PROFILE)


def test_no_plots_give_an_empty_ranking():
    ranking = rank(plain([]), PROFILE)
    assert ranking.table.empty
    assert "0" in repr(ranking)
    assert ranking.to_dict()["plots"] == []


def test_the_table_shows_what_the_plots_say_and_every_text_is_escaped():
    hostile = "<img onerror=x>\x1b[31m\n{{ 7*7 }}"
    about = DataFrame({"site": hostile, "status": "free", "other": 1}, index=["A", "B"])
    ranking = rank(plain(["A", "B"]), PROFILE, plots=about)
    assert [*ranking.table.columns][-2:] == ["site", "status"]
    for lang, word in (("ru", "исключено"), ("en", "excluded")):
        with speaking(lang):
            text, html = repr(ranking), ranking._repr_html_()
        assert word in text
        assert "\x1b" not in text + html
        assert "<img" not in html
        assert "&lt;img" in html
        assert len(text.splitlines()) == 5


def test_a_long_table_is_cut_and_says_so():
    ranking = rank(plain([f"P-{at:03d}" for at in range(40)]), PROFILE)
    with speaking("en"):
        assert "and 25 more" in repr(ranking)


def test_plain_values_survive_json():
    table = plain(["A", "B"])
    table.loc["A", "area_ha"] = 1
    ranking = rank(table, PROFILE, plots=DataFrame({"site": ["x", None]}, index=["A", "B"]))
    data = json.loads(json.dumps(ranking.to_dict(), allow_nan=False))
    assert [row["plot_id"] for row in data["plots"]] == ["B", "A"]
    first, last = data["plots"]
    assert sum(first["parts"].values()) == pytest.approx(first["score"], abs=1e-12)
    assert last["rank"] is None
    assert last["score"] is None
    assert sum(data["weights"].values()) == pytest.approx(1)


def test_titles_travel_with_the_measures():
    titled = replace(Measures.exact(plain(["A"])), titles={"area_ha": Text("Площадь", "Area")})
    ranking = rank(titled, PROFILE)
    assert ranking.verdicts[0].title.ru == "Площадь"
    assert ranking.title("near_m").en == "near_m"


def without(measures: Measures, plot: str) -> Measures:
    """Return the measures less one plot."""
    tables = (measures.values, measures.low, measures.high, measures.evidence)
    return Measures(*(table.drop(plot) for table in tables))
