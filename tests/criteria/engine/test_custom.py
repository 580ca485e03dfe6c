"""Criteria of an analyst's own: measured, ranked and told like the shipped ones, never kept."""

import numpy as np
import pytest
import shapely
from pandas import Series
from shapely import Point, box

import sezgeo
from sezgeo import study_file
from sezgeo.cache import Cache
from sezgeo.criteria import CRITERIA, Criterion, measure
from sezgeo.errors import CriterionError, StudyError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.suitability.profile import Profile
from tests.helpers.invented_layers import at, layer, plots

TITLE = Text("До развязки", "To a junction")
WISH = {"weight": 1, "curve": [[0, 1.0], [9000, 0.0]], "range": [0, 9000], "source": "test"}


def junction_by_hand_m(land, junctions):
    """Return the distance to the nearest junction."""
    everywhere = shapely.union_all(junctions.geometry.to_numpy())
    return land.geometry.distance(everywhere).rename("junction_by_hand_m")


def criterion(function, *layers, rule="own"):
    return Criterion(function, TITLE, TITLE, "less", layers=layers, rule=rule)


JUNCTION = criterion(junction_by_hand_m, "junctions")


def profile(*names):
    plain = Profile.read("biotech").model_dump(exclude={"criteria", "limits"})
    return Profile.from_dict({**plain, "criteria": dict.fromkeys(names, WISH)})


def test_it_is_measured_and_ranked_as_a_shipped_one_would_be():
    zone = sezgeo.open()
    own = zone.study(profile("junction_by_hand_m"), criteria=[JUNCTION])
    shipped = zone.study(profile("distance_to_motorway_junction_m"))
    mine, known = (study.ranking for study in (own, shipped))
    np.testing.assert_allclose(
        mine.measures.values["junction_by_hand_m"],
        known.measures.values["distance_to_motorway_junction_m"],
    )
    assert list(mine.order) == list(known.order)
    why = own.why(mine.order[0])
    assert TITLE.say("ru") in [part.title.ru for part in why.parts]
    assert {origin.layer for origin in mine.measures.origins["junction_by_hand_m"]} == {
        "plots",
        "junctions",
    }


def test_it_is_measured_each_time_and_never_kept(tmp_path):
    asked = []

    def visits_count(land):
        asked.append(len(land))
        return Series(float(len(asked)), index=land.index, name="visits_count")

    zone = sezgeo.Zone(sezgeo.open().catalog, cache=Cache(tmp_path / "cache"))
    wanted = profile("visits_count", "area_ha")
    for time in (1, 2):
        study = zone.study(wanted, criteria=[criterion(visits_count)])
        assert (study.ranking.measures.values["visits_count"] == time).all()
    assert len(list((tmp_path / "cache").iterdir())) == 1  # the area alone


@pytest.mark.parametrize("completeness", ["partial", "empty", None])
def test_a_layer_that_may_lack_the_nearest_feature_leaves_it_unknown(completeness):
    land, there = plots(at(box(0, 0, 9, 9))), [(at(Point(50, 0)), {})]
    layers = {"plots": land}
    if completeness:
        rows = there if completeness == "partial" else []
        layers["junctions"] = layer("junctions", rows, completeness=completeness)
    found = measure(land, layers, [JUNCTION])
    assert found.values["junction_by_hand_m"].isna().all()
    assert "junctions" in found.reasons["junction_by_hand_m"]["TST-000"].en
    whole = {"plots": land, "junctions": layer("junctions", there)}
    assert measure(land, whole, [JUNCTION]).values["junction_by_hand_m"].item() == 41


def test_a_row_without_a_function_is_measured_by_its_rule():
    land = plots(at(box(0, 0, 9, 9)), accuracy_m=5.0)
    woods = [(at(box(50, 0, 60, 9)), {"accuracy_m": 10.0}), (at(box(0, 300, 9, 309)), {})]
    near = Criterion("distance_to_green_m", TITLE, TITLE, "less", ("green",))
    count = Criterion(
        "green_within_100m_count", TITLE, TITLE, "more", ("green",), rule="count", within_m=100
    )
    found = measure(land, {"green": layer("green", woods)}, [near, count])
    assert found.values.iloc[0].tolist() == [41, 1]
    bounds = (found.low, found.high)
    assert [table["distance_to_green_m"].item() for table in bounds] == [26, 56]
    partly = measure(land, {"green": layer("green", woods, completeness="partial")}, [near])
    assert np.isnan(partly.values.iloc[0, 0])
    assert partly.high.iloc[0, 0] == 56


@pytest.mark.parametrize(("rule", "layers"), [("own", ("green",)), ("nearest", ()), ("ground", ())])
def test_a_row_that_its_rule_cannot_measure_is_refused(rule, layers):
    row = Criterion("distance_to_green_m", TITLE, TITLE, "less", layers, rule=rule)
    with pytest.raises(CriterionError, match="distance_to_green_m"):
        measure(plots(at(box(0, 0, 9, 9))), {}, [row])


def test_all_that_is_wrong_with_it_is_said_at_once():
    def area_ha(land):
        return land.geometry.area

    def odour(land):
        return land.geometry.area

    bad = [criterion(area_ha), criterion(odour), JUNCTION, JUNCTION, criterion(lambda _: None)]
    with pytest.raises(CriterionError) as refused:
        sezgeo.open().study("biotech", criteria=[*bad, criterion(odour, rule="nearest")])
    said = [problem.en for problem in refused.value.problems]
    assert [one.partition(":")[0] for one in said] == [
        "area_ha",
        "odour",
        "junction_by_hand_m",
        "<lambda>",
        "odour",
        "odour",
        "odour",
    ]
    assert "a shipped criterion has this name" in said[0]
    assert "ends with its unit" in said[1]
    assert 'give rule="own"' in said[-1]


@pytest.mark.parametrize(
    "told",
    [
        lambda land: None,  # noqa: ARG005
        lambda land: Series(1.0, index=land.index, name="other_m"),
        lambda land: Series(1.0, index=range(len(land)), name="mine_m"),
        lambda land: Series("near", index=land.index, name="mine_m"),
        lambda land: Series(np.inf, index=land.index, name="mine_m"),
    ],
)
def test_what_is_no_measure_is_refused(told):
    def mine_m(land):
        return told(land)

    land = plots(at(box(0, 0, 9, 9)))
    with pytest.raises(CriterionError, match="mine_m"):
        measure(land, {"plots": land}, [criterion(mine_m)])


def test_it_may_leave_plots_unknown_and_cannot_change_the_layers():
    def mine_m(land, everyone):
        land["status"] = everyone["status"] = "occupied"
        return Series(np.nan, index=land.index, name="mine_m")

    land = plots(at(box(0, 0, 9, 9)))
    found = measure(land, {"plots": land}, [criterion(mine_m, "plots")])
    assert found.values["mine_m"].isna().all()
    assert (land.frame["status"] == "free").all()


def test_a_name_that_neither_has_is_told_with_the_own_ones():
    with pytest.raises(UnknownNameError, match="junction_by_hand_m"):
        sezgeo.open().study(profile("junction_by_hnd_m"), criteria=[JUNCTION])


def test_a_shipped_criterion_may_be_handed_over_too():
    row = CRITERIA["area_ha"]
    study = sezgeo.open().study(profile("area_ha"), criteria=[row])
    assert study.ranking.measures.values["area_ha"].notna().all()


def test_a_study_by_code_of_ones_own_cannot_be_kept_as_a_file(tmp_path):
    study = sezgeo.open().study(profile("junction_by_hand_m"), criteria=[JUNCTION])
    with pytest.raises(StudyError, match="junction_by_hand_m"):
        study_file.save(study, tmp_path / "study.json")
