"""Reasons: every number of a sentence comes from the ranking."""

import json
from dataclasses import replace

import numpy as np
import pytest
from pandas import DataFrame, Series

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text, speaking
from sezgeo.measures import Measures, Origin
from sezgeo.suitability import Profile, explain, rank
from sezgeo.verdict import Outcome, Verdict

PROFILE = Profile.from_dict(
    {
        "key": "test",
        "title_ru": "Проба",
        "title_en": "Trial",
        "plant": {"spz_m": {"value": 50, "source": "s"}},
        "criteria": {
            "near_m": {"weight": 3, "curve": [[0, 1], [1000, 0]], "range": [0, 1000],
                       "source": "s"},
            "power_mw": {"weight": 1, "curve": [[0, 0], [10, 1]], "range": [0, 10], "source": "s"},
        },
        "limits": {"area_ha": {"at_least": 3, "at_least_low": 2, "assumption": True,
                               "why_ru": "так принято", "why_en": "so assumed"}},
    }
)  # fmt: skip


def measures() -> Measures:
    values = DataFrame(
        {
            "near_m": [200.0, 400.0, 100.0, 400.0],
            "power_mw": [np.nan, 5.0, 9.0, 5.0],
            "area_ha": [4.0, 2.5, 1.0, 5.0],
        },
        index=["A", "B", "C", "D"],
    )
    low, high = values.copy(), values.copy()
    low.loc["A", "near_m"], high.loc["A", "near_m"] = 150, 250
    evidence = DataFrame("", index=values.index, columns=values.columns)
    evidence.loc["A", "near_m"] = "ст. Крюково"
    return Measures(
        values,
        low,
        high,
        evidence,
        {"near_m": (Origin("railways", "OSM", "2026-11-01", "v0"),)},
        {"near_m": Text("До путей", "To the tracks"), "area_ha": Text("Площадь", "Area")},
    )


def test_a_ranked_plot_is_explained_in_both_languages():
    reasons = explain(rank(measures(), PROFILE), "A")
    assert reasons.headline == Text(
        "A, «Проба»: 1-е место из 3, балл 0,725 (от 0,562 до 0,887); "
        "обеспеченность данными — 75\xa0%.",
        "A, “Trial”: rank 1 of 3, score 0.725 (from 0.562 to 0.887); "
        "75\xa0% of the weight rests on data.",
    )
    near, power = reasons.parts
    assert near.sentence == Text(
        "До путей: 200\xa0м (от 150\xa0м до 250\xa0м), ст. Крюково; "
        "нормированное значение × вес: 0,80 × 75,0\xa0% = 0,600 [слой railways, 2026-11-01, v0]",
        "To the tracks: 200\xa0m (150\xa0m to 250\xa0m), ст. Крюково; "
        "value × weight: 0.80 × 75.0\xa0% = 0.600 [layer railways, 2026-11-01, v0]",
    )
    assert "unknown, may be 0\xa0MW to 10\xa0MW; 5\xa0MW taken" in power.sentence.en
    assert "in truth worth 0.000 to 0.250" in power.sentence.en
    assert reasons.unknowns == (power,)


def test_the_numbers_behind_the_sentences_are_those_of_the_ranking():
    ranking = rank(measures(), PROFILE)
    for plot in ("A", "B", "D"):
        parts = explain(ranking, plot).parts
        assert sum(part.points for part in parts) == pytest.approx(ranking.score[plot], abs=1e-12)
        assert sum(part.points_low for part in parts) == pytest.approx(ranking.low[plot])
        assert sum(part.points_high for part in parts) == pytest.approx(ranking.high[plot])
        assert {part.criterion: part.points for part in parts} == ranking.parts.loc[plot].to_dict()


def test_an_excluded_plot_says_what_excludes_it_and_has_no_rival():
    reasons = explain(rank(measures(), PROFILE), "C")
    assert reasons.headline.en == "C, “Trial”: excluded. Reason: Area."
    assert reasons.rival == Text("", "")
    assert reasons.constraints[0].ru == (
        "Площадь, не соблюдено: есть 1\xa0га, а нужно не меньше 2\xa0га. "
        "[допущение профиля «Проба»: так принято; limits.area_ha]"
    )


def test_a_condition_says_what_it_takes():
    reasons = explain(rank(measures(), PROFILE), "B")
    assert "It takes: a design that proves another need." in reasons.constraints[0].en


def test_the_gravest_rule_stands_first():
    outside = Verdict(
        "river",
        Text("Река", "River"),
        Series({"A": 1, "B": 0, "C": 0, "D": 0}),
        *[Series(30.0, index=list("ABCD"))] * 3,
        "m",
        dict.fromkeys(Outcome, Text("до реки {measured} м", "{measured} m to the river")),
        Text("Водный кодекс РФ", "Water Code"),
        "art. 65",
        layer="waters",
        as_of="2026-11-01",
        consent=Text("согласие", "consent"),
    )
    ranking = rank(measures(), PROFILE, verdicts=[outside])
    first, second = explain(ranking, "A").constraints
    assert first.en == (
        "River, conditional: 30 m to the river. It takes: consent. "
        "[Water Code; art. 65; layer waters; 2026-11-01]"
    )
    assert second.en.startswith("Area, met")


def test_the_rival_and_what_separates_them():
    ranking = rank(measures(), PROFILE)
    leader, tied, other = (explain(ranking, plot).rival for plot in "ABD")
    assert leader.en == (
        "B, rank 2, is 0.150 behind. What separates them: To the tracks (+0.150). "
        "What is not known may still swap them."
    )
    assert tied.en.startswith("A, rank 1, is 0.150 ahead. What separates them: To the tracks (−0.1")
    assert other.en == "B shares rank 2 with it. No criterion tells them apart."


def test_an_order_that_no_unknown_can_turn_is_called_so():
    table = measures().values.drop(index=["C", "D"])
    table.loc["B", "near_m"] = 1000
    ranking = rank(Measures.exact(table), PROFILE)
    assert "the order stands" in explain(ranking, "A").rival.en


def test_a_lone_plot_has_no_rival():
    ranking = rank(measures().values.loc[["B"]], PROFILE)
    assert explain(ranking, "B").rival.en == ""


def test_all_known_is_said_in_words():
    assert "all of the weight" in explain(rank(measures(), PROFILE), "B").headline.en


def test_an_unknown_plot_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="A"):
        explain(rank(measures(), PROFILE), "AA")


def test_lines_hold_every_sentence_and_both_faces_show_them():
    reasons = explain(rank(measures(), PROFILE), "A")
    lines = reasons.lines()
    assert lines[0] == reasons.headline
    assert len(lines) == 1 + len(reasons.constraints) + len(reasons.parts) + 1
    for lang in ("ru", "en"):
        with speaking(lang):
            assert all(line.say() in str(reasons) for line in lines)


def test_hostile_names_are_text_in_html():
    hostile = replace(measures(), titles={"near_m": Text("<img onerror=x>", "<script>")})
    html = explain(rank(hostile, PROFILE), "A")._repr_html_()
    assert "<img" not in html
    assert "<script" not in html


def test_plain_values_survive_json():
    data = explain(rank(measures(), PROFILE), "A").to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == json.loads(json.dumps(data))
    assert data["parts"][0]["sentence"]["ru"].startswith("До путей")
