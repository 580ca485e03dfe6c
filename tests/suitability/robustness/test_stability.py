"""How firmly the first places stand: in numbers and in words."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series

from sezgeo.errors import ProfileError, SezgeoError
from sezgeo.i18n import speaking
from sezgeo.suitability import explain, rank
from sezgeo.suitability.experts import expert_panel, with_weights
from sezgeo.suitability.mcda.smaa import smaa
from sezgeo.suitability.robustness.method_comparison import cross_check
from sezgeo.suitability.robustness.open_constraints import exclusion_draws
from sezgeo.suitability.robustness.plot_robustness import robustness_of_plot
from sezgeo.suitability.robustness.robustness import robustness_of
from sezgeo.suitability.robustness.stability import stability_of
from sezgeo.suitability.what_if.what_if import what_if
from tests.helpers.rankings import INDEX, MIXED, PROFILE, RANKED, plain, reweighted, rule, table


def test_the_answer_holds_all_parts_of_it_and_survives_json():
    found = stability_of(MIXED, draws=400, seed=3)
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert [row["plot_id"] for row in data["plots"]] == RANKED
    for row in data["plots"]:
        assert sum(row["acceptability"]) == pytest.approx(1)
        assert row["first"] == pytest.approx(row["acceptability"][0])
        assert row["best_rank"] <= row["worst_rank"]
        assert min(row["methods"].values()) == row["best_rank"]
    assert data["find_out_first"][0]["unknown"] == "power_mw"
    assert set(data["margins"]) == set(PROFILE.criteria)
    assert sum(data["dethroning"]["weights"].values()) == pytest.approx(1)


def test_the_dethroning_told_really_ends_the_lead():
    found = stability_of(MIXED, draws=50).to_dict()["dethroning"]
    after = rank(
        MIXED.measures.values,
        reweighted(PROFILE, {name: max(share, 1e-12) for name, share in found["weights"].items()}),
    )
    assert after.score[found["leader"]] == pytest.approx(after.score[found["rival"]], abs=1e-9)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_both_languages_say_the_same_numbers(lang):
    found = stability_of(MIXED, draws=1000, seed=1)
    with speaking(lang):
        said = str(found)
    words = {
        "ru": [
            "перемена весов",
            "Узнать прежде всего",
            "Чувствительнее",
            "место по разным методам",
        ],
        "en": ["change of weights", "Find out first", "most delicate", "ranks by method"],
    }
    assert all(word in said for word in words[lang])
    assert "{" not in said
    assert "nan" not in said
    assert all(f"\n{plot:>7} " in said or f"\n{plot:>4} " in said for plot in RANKED)
    assert "D" not in RANKED


def test_the_same_seed_gives_the_same_answer_and_another_one_another():
    one, again, other = (stability_of(MIXED, draws=300, seed=s).to_dict() for s in (7, 7, 8))
    assert one == again
    assert one["plots"] != other["plots"]


def test_a_leader_by_everything_is_dethroned_by_nothing():
    best = rank(
        table(
            near_m=[0.0] + [900.0] * 5, power_mw=[40.0] + [30.0] * 5, hill_m=[100.0] + [90.0] * 5
        ),
        PROFILE,
    )
    found = stability_of(best, draws=100)
    assert found.dethroning is None
    assert "stays first whatever the weights" in found.lines()[0].en
    assert found.table.loc["A", "first"] == 1


def test_nothing_ranked_is_said_so():
    none = rank(plain(["A"]).assign(area_ha=1.0), PROFILE)
    found = stability_of(none, draws=10)
    assert "all excluded" in found.lines()[0].en
    assert json.dumps(found.to_dict(), allow_nan=False)
    assert found._repr_html_()
    assert robustness_of_plot("A", robustness_of(none, draws=10), cross_check(none)) == ()


def test_one_plot_alone_is_first_in_every_draw():
    alone = rank(plain(["A"]), PROFILE)
    found = stability_of(alone, draws=20)
    assert found.table.loc["A", "first"] == 1
    assert "A stays first" in found.lines()[0].en


def test_why_tells_the_acceptability_and_the_ranks_by_method():
    robustness, methods = robustness_of(MIXED, draws=500, seed=2), cross_check(MIXED)
    best = MIXED.order[0]
    told = explain(MIXED, best, standing=robustness_of_plot(best, robustness, methods))
    first = round(100 * robustness.first[best])
    assert f"first in {first}\u00a0%" in told.standing[0].en
    assert f"первый в {first}\u00a0%" in told.standing[0].ru
    assert "500 draws" in told.standing[0].en
    assert "TOPSIS" in told.standing[1].en
    with speaking("en"):
        assert "How sure the rank is" in str(told)
    assert told.to_dict()["standing"][0]["en"] == told.standing[0].en
    assert explain(MIXED, "D", standing=robustness_of_plot("D", robustness, methods)).standing == ()


def test_hostile_names_are_escaped():
    name = "<img onerror=x>"
    ranking = rank(plain([name, "B"]).assign(near_m=[900.0, 100.0]), PROFILE)
    for shown in (stability_of(ranking, draws=20), what_if(ranking, name)):
        assert "<img" not in shown._repr_html_()


def test_weights_of_experts_take_the_place_of_the_profiles_own():
    names = list(PROFILE.criteria)
    said = [
        {"name": "A", "method": "ranked", "order": names},
        {"name": "B", "method": "swing", "points": dict.fromkeys(names, 50.0)},
    ]
    group = expert_panel({"experts": said}, names)
    found = with_weights(PROFILE, group)
    assert found.weights.to_dict() == pytest.approx(group.weights.to_dict())
    assert found.criteria["near_m"].curve == PROFILE.criteria["near_m"].curve
    json.dumps(group.to_dict(), allow_nan=False)


def test_what_nobody_gives_weight_leaves_the_profile():
    names = list(PROFILE.criteria)
    points = {"near_m": 100.0, "power_mw": 50.0, "hill_m": 0.0}
    group = expert_panel({"experts": [{"name": "A", "method": "swing", "points": points}]}, names)
    assert list(with_weights(PROFILE, group).criteria) == ["near_m", "power_mw"]


def test_weights_for_another_profile_are_refused():
    group = expert_panel(
        {"experts": [{"name": "A", "method": "ranked", "order": ["x_m"]}]}, ["x_m"]
    )
    with pytest.raises(ProfileError, match="x_m"):
        with_weights(PROFILE, group)


def barring(measured, low, high, *, accuracy=0.0, width_of="plant"):
    """Return a rule of law whose width is open on all plots of MIXED's kind."""
    index = INDEX[: len(measured)]
    outside = rule(dict.fromkeys(index, 2))
    column = {
        name: Series(value, index=index, dtype=float)
        for name, value in (
            ("measured", measured),
            ("required_low", low),
            ("required_high", high),
            ("accuracy", accuracy),
        )
    }
    return replace(outside, **column, width_of=Series(width_of, index=index, dtype=object))


def alike(verdict, count=2, **columns):
    table = plain(INDEX[:count]).assign(**columns)
    return rank(table, PROFILE, verdicts=[verdict])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"measured": [300.0, 900.0], "low": 100, "high": 500}, 0.5),
        ({"measured": [400.0, 900.0], "low": 100, "high": 500}, 0.75),
        ({"measured": [100.0, 900.0], "low": 100, "high": 100, "accuracy": 50}, 0.5),
        ({"measured": [125.0, 900.0], "low": 100, "high": 100, "accuracy": 50}, 0.75),
        ({"measured": [500.0, 900.0], "low": 100, "high": 500}, 1.0),
        ({"measured": [np.nan, 900.0], "low": 100, "high": 500}, 1.0),
    ],
)
def test_an_open_width_or_boundary_excludes_as_often_as_it_may(options, expected):
    found = robustness_of(alike(barring(**options)), draws=20_000, seed=4)
    assert found.eligible["A"] == pytest.approx(expected, abs=0.02)
    assert found.eligible["B"] == 1


def test_one_class_excludes_its_plots_together_and_two_neighbours_apart():
    near = {"measured": [300.0, 300.0], "low": 100, "high": 500}
    seed = np.random.SeedSequence(1)
    index = pd.Index(["A", "B"])
    together = exclusion_draws(alike(barring(**near)), index, 4000, seed)
    assert (together[:, 0] == together[:, 1]).all()
    apart = exclusion_draws(alike(barring(**near, width_of=["x", "y"])), index, 4000, seed)
    assert (apart[:, 0] != apart[:, 1]).mean() == pytest.approx(0.5, abs=0.03)


def test_who_is_out_takes_no_rank_and_leaves_it_to_the_next():
    certain = alike(barring([300.0, 900.0], 100, 500), near_m=[0.0, 400.0], hill_m=[100.0, 90.0])
    found = robustness_of(certain, draws=20_000, seed=2)
    assert found.acceptability.loc["A", 1] == pytest.approx(0.5, abs=0.02)
    assert found.acceptability.loc["A", 2] == 0
    assert found.acceptability.loc["B", 1] == pytest.approx(0.5, abs=0.02)
    assert found.confidence["A"] == pytest.approx(0.5, abs=0.1)
    told = robustness_of_plot("A", found, cross_check(certain))
    out = round(100 * (1 - found.eligible["A"]))
    assert f"In {out}\u00a0% of them a rule" in told[1].en


def test_barring_agrees_with_ranking_draw_by_draw():
    rng = np.random.default_rng(5)
    values, weights = rng.random((6, 3)), rng.dirichlet(np.ones(3), 500)
    barred = rng.random((500, 6)) < 0.4
    counts = np.zeros((6, 6))
    for share, out in zip(weights, barred, strict=True):
        order = [plot for plot in np.argsort(-(values @ share)) if not out[plot]]
        for place, plot in enumerate(order):
            counts[plot, place] += 1
    for ranks in (None, 2):
        found = smaa(values, 500, 1, weights=weights, excluded=barred, ranks=ranks)
        kept = found.acceptability.shape[1]
        np.testing.assert_allclose(found.acceptability, counts[:, :kept] / 500)


def test_a_table_of_the_barred_must_fit():
    with pytest.raises(SezgeoError):
        smaa([[1.0], [0.5]], 10, 1, excluded=np.ones((9, 2), dtype=bool))


def test_a_rule_to_settle_is_named_among_what_to_find_out():
    law = barring([300.0, 900.0, 900.0, 900.0, 900.0], 100, 500)
    ranking = alike(law, 5, near_m=[0.0, 100.0, 200.0, 400.0, 900.0])
    found = stability_of(ranking, draws=4000, seed=1)
    assert found.unknowns["changes_top_share"]["outside"] == pytest.approx(0.5, abs=0.03)
    assert any("“so”" in line.en for line in found.lines())
    json.dumps(found.to_dict(), allow_nan=False)


def test_an_empty_table_is_no_mistake():
    empty = rank(DataFrame(columns=list(plain(["A"]).columns), dtype=float), PROFILE)
    assert stability_of(empty, draws=5).table.empty
