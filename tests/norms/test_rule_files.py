"""The rules as data: the shipped ones are whole, a user's own add to them or replace them."""

import json

import pytest
from shapely import LineString, box

from sezgeo.errors import NormError, UnknownNameError
from sezgeo.i18n import speaking
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.norms import Plant, check, read
from sezgeo.verdict import Outcome
from tests.helpers.invented_layers import at, layer, plots

RULES = read()
ABSENT = {"bank_slope_deg", "category", "sanitary_class"}
"""Columns that rules can use and the shipped layers do not have: then the width is a range."""

OWN = """
[dog_park]
kind = "setback"
title_ru = "Площадка для собак"
title_en = "Dog park"
document_ru = "просьба жителей"
document_en = "the residents' wish"
clause = "1"
confidence = "low"
layer = "housing"
consent_ru = "согласие жителей"
consent_en = "consent of the residents"
metres = [{ metres = 40 }]
"""


@pytest.fixture
def own(tmp_path):
    def write(text):
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_shipped_rule_is_whole(rule):
    schemas = shipped_catalog().schemas
    assert rule.layer in schemas
    columns = {*schemas[rule.layer].columns, *ABSENT}
    used = {*rule.where, *rule.where_not, *rule.spare_unknown}
    for case in rule.metres:
        used |= {*case.words, *case.above, *case.up_to, *case.at_least, *case.below}
    assert used <= columns
    words = [rule.where, rule.where_not, rule.spare_unknown, *(c.words for c in rule.metres)]
    for table in words:
        for column, allowed in table.items():
            if column not in ABSENT:
                assert set(allowed) <= set(schemas[rule.layer].columns[column].choices)
    if rule.zone_kind:
        assert rule.zone_kind in schemas["zones"].columns["kind"].choices
    decides = rule.applies_to in ("all", "pharma", "not_pharma") and rule.kind != "status"
    assert bool(rule.ask_ru and rule.ask_en) == decides


@pytest.mark.realdata
def test_every_figure_of_the_facts_is_a_rule(shared):
    facts = json.loads((shared / "facts" / "norm_buffers.json").read_text(encoding="utf-8"))
    outside = read_outside_too()
    cases = {case.id: case.metres for rule in outside for case in rule.metres}
    for fact in facts:
        if fact["id"] == "substation":
            assert RULES["substation_zone"].metres
            continue
        metres = fact["buffer_m"]
        expected = tuple(metres) if isinstance(metres, list) else (metres, metres)
        assert cases[fact["id"]] == expected, fact["id"]


def read_outside_too():
    """All rules with the lines for both sides of a settlement's border."""
    import tomllib

    from sezgeo.norms.rule import Rule
    from sezgeo.norms.rule_files import SHIPPED

    for path in sorted(SHIPPED.glob("*.toml")):
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield Rule.model_validate({**table, "id": name})


def test_a_users_rule_adds_and_decides(own):
    rules = read(own(OWN))
    assert set(rules) == {*RULES, "dog_park"}
    homes = layer("housing", [(at(box(-20, -20, 0, 20)), {})])
    found = check(plots(at(box(30, 0, 130, 100))), {"housing": homes}, Plant((1, 1, 1)), rules)
    mine = next(each for each in found if each.rule == "dog_park")
    assert mine.outcome.tolist() == [Outcome.CONDITIONAL]


def test_a_users_rule_replaces_one_of_the_same_id(own):
    rules = read(own(OWN.replace("dog_park", "heat_network")))
    assert set(rules) == set(RULES)
    assert rules["heat_network"].title_en == "Dog park"


def test_roadside_strips_wake_outside_settlements(own):
    road = layer("roads", [(at(LineString([(0, -900), (0, 900)])), {"class": "motorway"})])
    plot = plots(at(box(20, 0, 120, 100)))
    plant = Plant((1, 1, 1))

    def answers(rules):
        found = check(plot, {"roads": road}, plant, rules)
        return [v.outcome.tolist() for v in found if v.rule == "roadside_strip"]

    assert answers(RULES) == []
    outside = read(own("[settings]\ninside_settlement = false\n"))
    assert answers(outside) == [[Outcome.CONDITIONAL]]
    assert outside["heritage_zone"].widest == (200, 250)
    assert RULES["heritage_zone"].widest == (100, 150)


def test_a_table_can_be_shared(own):
    rules = read(own(OWN.replace("metres = [{ metres = 40 }]", 'metres_like = "heat_network"')))
    assert rules["dog_park"].metres == RULES["heat_network"].metres


def test_every_problem_is_told_at_once_with_file_rule_and_key(own):
    broken = (
        OWN.replace("clause =", "claus =")
        + """
[other]
kind = "conditional"
title_ru = "т"
title_en = "t"
document_ru = "д"
document_en = "d"
clause = ""
confidence = "sure"
layer = "housing"
metres = [{ metres = [40, 30] }]
"""
    )
    with pytest.raises(NormError) as caught, speaking("en"):
        read(own(broken))
    with speaking("en"):
        told = str(caught.value)
    assert "own.toml: dog_park.claus: unknown key" in told
    assert "own.toml: dog_park.clause: the key is missing" in told
    assert "own.toml: other.confidence" in told
    assert "own.toml: other.metres.0" in told
    assert "лишний ключ" in caught.value.text.ru


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"consent_en = ": "note_en = "}, "needs consent_ru and consent_en"),
        ({"metres = [{ metres = 40 }]": ""}, "metres are missing"),
        ({"metres = [{ metres = 40 }]": 'metres_like = "nobody"'}, "no rule 'nobody'"),
        ({"metres = 40": "metres = -1"}, "0 or more"),
        ({"dog_park": "Dog-Park"}, "dog"),
        ({"[dog_park]": "dog_park ="}, "not TOML"),
        ({OWN: "dog_park = 1"}, "dog_park"),
        ({OWN: "[settings]\ninside = true"}, "settings.inside: unknown key"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(own, change, message):
    text = OWN
    for old, new in change.items():
        text = text.replace(old, new)
    with pytest.raises(NormError) as caught:
        read(own(text))
    assert message.lower() in caught.value.text.en.lower()


def test_a_missing_file_is_told_with_the_cure(tmp_path):
    with pytest.raises(NormError) as caught:
        read(tmp_path / "nowhere.toml")
    assert "check the path" in caught.value.text.en


def test_a_rule_nobody_wrote_is_refused_with_near_names():
    with pytest.raises(UnknownNameError) as caught:
        RULES["heat_netwrk"]
    assert "heat_network" in caught.value.text.en
