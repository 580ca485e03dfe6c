"""Weights from judgements: published tables, laws, and files of experts."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame
from pymcdm.weights.subjective import AHP

from sezgeo.errors import ProfileError, SezgeoError
from sezgeo.i18n import speaking
from sezgeo.suitability.experts import expert_panel, read_weights
from sezgeo.suitability.mcda.weighting import (
    agreement,
    ahp,
    most_inconsistent,
    random_index,
    rank_order_centroid,
    swing,
)

CRITERIA = ["area_ha", "rail_m", "power_mw"]
shares = st.lists(st.floats(0.05, 1), min_size=2, max_size=8).map(np.array)
# Saaty T.L. (1990), European J. Operational Research 48(1): choosing a house
HOUSE = [
    [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
    [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
    [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
    [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
    [4, 7, 5, 8, 6, 6, 2, 1],
]


@pytest.mark.realdata
def test_the_drinks_of_saaty(shared):
    data = json.loads((shared / "facts" / "mcda_tables.json").read_text(encoding="utf-8"))
    table = next(table for table in data["tables"] if table["id"] == "ahp_saaty2008_drinks")
    found = ahp(table["pairwise"])
    np.testing.assert_allclose(found.weights, table["published"]["weights"], atol=0.0005)
    assert round(found.consistency_ratio, 3) == table["published"]["CR"]
    np.testing.assert_allclose(found.weights, table["computed"]["eigenvector"], atol=5e-7)
    assert random_index(len(table["pairwise"])) == table["RI_used"]


def test_the_house_of_saaty_is_told_to_be_inconsistent():
    found = ahp(HOUSE)
    printed = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    np.testing.assert_allclose(found.weights, printed, atol=0.0005)
    assert round(found.consistency_ratio, 3) == 0.169
    worst = most_inconsistent(HOUSE)
    assert len(worst) == 3
    assert (worst[0].row, worst[0].column, worst[0].given) == (2, 6, 6)
    assert worst[0].implied == pytest.approx(0.188 / 0.167, abs=0.01)


@given(shares)
@settings(deadline=None)
def test_consistent_judgements_give_back_their_weights(weights):
    found = ahp(weights[:, None] / weights[None, :])
    np.testing.assert_allclose(found.weights, weights / weights.sum(), atol=1e-9)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)


@given(st.integers(2, 8), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_ahp_agrees_with_pymcdm(count, random):
    judged = np.ones((count, count))
    for row in range(count):
        for column in range(row):
            judged[row, column] = random.choice([1 / 7, 1 / 3, 1, 2, 5, 9])
            judged[column, row] = 1 / judged[row, column]
    found = ahp(judged)
    np.testing.assert_allclose(found.weights, AHP(matrix=judged)(), atol=1e-6)
    assert found.weights.sum() == pytest.approx(1)
    assert found.consistency_ratio >= 0


@given(st.integers(3, 7), st.data())
@settings(deadline=None)
def test_one_spoilt_judgement_is_found(count, data):
    weights = np.geomspace(1, 8, count)
    judged = weights[:, None] / weights[None, :]
    row, column = sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=2, max_size=2)))
    judged[row, column] *= 30
    judged[column, row] /= 30
    worst = most_inconsistent(judged, 3)
    # of three criteria all three judgements contradict one another equally
    assert (row, column) in [(found.row, found.column) for found in worst]
    if count > 3:
        assert (worst[0].row, worst[0].column) == (row, column)


@given(st.integers(1, 30))
@settings(deadline=None)
def test_the_centroid_of_an_order(n):
    found = rank_order_centroid(n)
    assert found.sum() == pytest.approx(1)
    assert (np.diff(found) < 0).all()
    # each corner of the set of ordered weights puts equal shares on the first k
    corners = np.tril(np.ones((n, n))) / np.arange(1, n + 1)[:, None]
    np.testing.assert_allclose(found, corners.mean(axis=0), atol=1e-12)


def test_swing_points_are_shares():
    assert swing([100, 60, 40]).tolist() == [0.5, 0.3, 0.2]


def test_random_indices_join_without_a_step():
    steps = np.diff([random_index(count) for count in range(13, 25)])
    assert (steps > 0).all()
    assert (steps < 0.03).all()


def test_agreement_runs_from_none_to_full():
    one = [0.5, 0.3, 0.2]
    assert agreement(DataFrame([one, one, [0.6, 0.3, 0.1]])) == 1
    assert agreement(DataFrame([one, one[::-1]])) == 0
    assert agreement(DataFrame([one])) == 1
    assert agreement(DataFrame([[1 / 3] * 3] * 2)) == 1
    # with ties: ranks (1, 2.5, 2.5) and (1, 2, 3); by hand 4.5 / (8 - 2 * 6 / 12 * ...) = 0.9643
    tied = agreement(DataFrame([[0.1, 0.45, 0.45], [0.1, 0.2, 0.7]]))
    assert tied == pytest.approx(6.5 / (8 - 2 * 6 / 12))


@pytest.mark.parametrize(
    ("pairwise", "said"),
    [
        ([[1, 2], [1, 1]], "no mirror"),
        ([[1, -2], [-0.5, 1]], "positive"),
        ([[1, 2, 3]], "square"),
        ([[1, 0], [0, 1]], "positive"),
    ],
)
def test_judgements_that_are_none_are_refused(pairwise, said):
    with pytest.raises(SezgeoError) as caught:
        ahp(pairwise)
    assert said in caught.value.text.en


def test_no_criteria_have_no_order():
    with pytest.raises(SezgeoError):
        rank_order_centroid(0)


def test_a_file_of_four_experts_by_four_methods(tmp_path):
    path = tmp_path / "weights.toml"
    path.write_text(
        """
        [[experts]]
        name = "Иванов"
        method = "direct"
        votes = 2
        points = {area_ha = 2, rail_m = 1, power_mw = 1}
        [[experts]]
        name = "Grid"
        method = "swing"
        points = {area_ha = 60, rail_m = 40, power_mw = 100}
        [[experts]]
        name = "Rail"
        method = "ranked"
        order = ["rail_m", "power_mw", "area_ha"]
        [[experts]]
        name = "Land"
        method = "ahp"
        judgements = [
            ["area_ha", "rail_m", 2], ["power_mw", "area_ha", 0.5], ["rail_m", "power_mw", 1],
        ]
        """,
        encoding="utf-8",
    )
    found = read_weights(path, CRITERIA)
    np.testing.assert_allclose(found.experts.loc["Land"], [0.5, 0.25, 0.25], atol=1e-9)
    np.testing.assert_allclose(found.experts.sum(axis=1), 1)
    wanted = (2 * found.experts.loc["Иванов"] + found.experts.iloc[1:].sum()) / 5
    np.testing.assert_allclose(found.weights, wanted)
    assert 0 < found.agreement < 1
    assert found.consistency.notna().to_dict() == {
        "Иванов": False, "Grid": False, "Rail": False, "Land": True,
    }  # fmt: skip
    for lang, word in (("ru", "согласованность"), ("en", "agreement")):
        with speaking(lang):
            assert word in repr(found)
            assert word in found._repr_html_()


def test_inconsistent_judgements_are_refused_with_the_three_worst():
    names = ["size", "transport", "quarter", "age", "yard", "rooms", "state", "money"]
    pairs = [
        [first, second, float(HOUSE[row][row + 1 + step])]
        for row, first in enumerate(names)
        for step, second in enumerate(names[row + 1 :])
    ]
    said = {"name": "Saaty", "method": "ahp", "judgements": pairs}
    with pytest.raises(ProfileError) as caught:
        expert_panel({"experts": [said]}, names, origin="house.toml")
    text = caught.value.text
    assert "house.toml" in text.ru
    assert "0.169 is above 0.10" in text.en
    assert "quarter – state: 6.00, the others imply 1.1" in text.en
    assert text.en.count("the others imply") == 3
    assert text.ru.count("по остальным") == 3


@pytest.mark.parametrize(
    ("expert", "said"),
    [
        ({"method": "direct", "points": {"area_ha": 1, "rail_m": 2}}, "forgotten: power_mw"),
        ({"method": "direct", "points": dict.fromkeys(CRITERIA, 0)}, "all weights are zero"),
        ({"method": "swing", "points": {**dict.fromkeys(CRITERIA, 1), "x": 1}},
         "no such criteria: x"),
        ({"method": "ranked", "order": [*CRITERIA, "rail_m"]}, "named twice: rail_m"),
        ({"method": "ahp", "judgements": [["area_ha", "rail_m", 2], ["rail_m", "power_mw", 2]]},
         "1 pair(s) missing, the first area_ha – power_mw"),
        ({"method": "ahp", "judgements": [["area_ha", "area_ha", 2], ["rail_m", "power_mw", 2]]},
         "compared with itself"),
        ({"method": "ahp", "judgements": [["area_ha", "rail_m", 2], ["rail_m", "area_ha", 2],
                                          ["power_mw", "area_ha", 1]]}, "a pair is judged twice"),
        ({"method": "guess"}, "one of"),
        ({"method": "ahp", "judgements": [["area_ha", "rail_m", 0]]}, "above 0"),
        ({"method": "direct", "point": {}}, "is 'points' meant?"),
    ],
)  # fmt: skip
def test_a_mistake_of_an_expert_is_refused(expert, said):
    with pytest.raises(ProfileError) as caught:
        expert_panel({"experts": [{"name": "A", **expert}]}, CRITERIA)
    assert said in caught.value.text.en
    assert caught.value.text.ru


def test_one_name_for_two_experts_is_refused():
    expert = {"name": "A", "method": "ranked", "order": CRITERIA}
    with pytest.raises(ProfileError, match="twice"), speaking("en"):
        expert_panel({"experts": [expert, expert]}, CRITERIA)
