"""What one plot lacks for a place or for the first one: in numbers and in words."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import speaking
from sezgeo.suitability import rank
from sezgeo.suitability.what_if.what_if import what_if
from tests.helpers.rankings import MIXED, PROFILE, RANKED, plain, rule


@settings(deadline=None, max_examples=20)
@given(st.lists(st.floats(0, 3000), min_size=6, max_size=6), st.sampled_from(RANKED))
def test_a_plot_that_changes_as_told_shares_the_first_rank(near, plot):
    measures = MIXED.measures.values.assign(near_m=near)
    ranking = rank(measures, PROFILE)
    found = what_if(ranking, plot)
    if not found.win.reachable:
        return
    after = measures.copy()
    for step in found.win.steps:
        after.loc[plot, step.criterion] = step.new
    new = rank(after, PROFILE)
    assert new.score[plot] >= new.score.max() - 1e-5


def test_what_a_plot_lacks_is_told_in_its_units():
    found = what_if(MIXED, "D")
    assert found.rank is None
    assert [step.sentence.en.replace("\u00a0", " ") for step in found.eligible.steps] == [
        "area_ha: 9 ha → 13.2 ha"
    ]
    with speaking("ru"):
        assert "Чтобы участок подошёл" in str(found)
    leader = what_if(MIXED, str(MIXED.order[0]))
    with speaking("en"):
        assert "first already" in str(leader)
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_norm_in_the_way_is_told_with_what_it_found():
    ranking = rank(plain(["A", "B"]), PROFILE, verdicts=[rule({"A": 3, "B": 0})])
    found = what_if(ranking, "A")
    assert found.in_the_way[0].en == "so: so"
    with speaking("en"):
        assert "Norms exclude it" in str(found)
    assert found.to_dict()["win"]["effort"] is None


def test_who_does_not_exist_gets_the_nearest_names():
    with pytest.raises(UnknownNameError, match="A"):
        what_if(MIXED, "AA")
    with pytest.raises(UnknownNameError, match="near_m"):
        what_if(MIXED, "A", fixed=["nearr_m"])
