"""Profiles: what ships, and what is refused with a cure."""

import copy

import pytest

from sezgeo.errors import ProfileError, UnknownNameError
from sezgeo.plant import Plant
from sezgeo.suitability import Profile

GOOD = {
    "key": "p",
    "title_ru": "Завод",
    "title_en": "Plant",
    "plant": {"spz_m": {"value": 50, "source": "norm"}},
    "needs": {"land_ha": {"value": 3, "low": 2, "high": 5, "source": "paper"}},
    "criteria": {
        "x_m": {"weight": 1, "curve": [[0, 1], [9, 0]], "range": [0, 9], "source": "paper"},
        "y_ha": {"weight": 3, "curve": [[0, 0], [9, 1]], "range": [0, 9], "source": "paper"},
    },
    "limits": {"y_ha": {"at_least": 3, "source": "paper"}},
}


def changed(path: str, value: object) -> dict:
    """Return the good profile with one entry set, or dropped if `value` is None."""
    data = copy.deepcopy(GOOD)
    *steps, last = path.split("/")
    table = data
    for step in steps:
        table = table.setdefault(step, {})
    if value is None:
        del table[last]
    else:
        table[last] = value
    return data


@pytest.mark.parametrize("name", Profile.shipped())
def test_every_figure_that_ships_has_a_source_or_a_range_with_a_reason(name):
    profile = Profile.read(name)
    assert profile.key == name
    assert len(profile.criteria) >= 12
    assert profile.title.ru != profile.title.en
    assert profile.summary.ru
    assert profile.summary.en
    figures = [profile.plant.spz_m, *profile.needs.values(), *profile.limits.values()]
    for figure in [*figures, *profile.criteria.values()]:
        assert figure.source or figure.assumption
        if figure.assumption:
            assert figure.why_ru
            assert figure.why_en
    assert all(wish.weight_range for wish in profile.criteria.values())


@pytest.mark.parametrize("name", Profile.shipped())
def test_bounds_agree_with_the_needs_they_come_from(name):
    profile = Profile.read(name)
    for bound, need in (("area_ha", "land_ha"), ("power_mw", "power_mw")):
        low, value, _ = profile.needs[need].range
        assert profile.limits[bound].floor == (low, value)


@pytest.mark.parametrize("name", Profile.shipped())
def test_a_value_curve_starts_within_the_range_declared_for_the_unknown(name):
    for wish in Profile.read(name).criteria.values():
        low, high = wish.range
        assert low <= (low + high) / 2 <= high
        assert any(low <= raw <= high for raw, _ in wish.curve)


@pytest.mark.parametrize(
    ("name", "sensitive", "spz"),
    [
        ("biotech", "pharma", (50, 50, 100)),
        ("biotech_api", "pharma", (100, 300, 500)),
        ("battery_cell", "", (100, 300, 500)),
        ("battery_pack", "", (50, 100, 300)),
    ],
)
def test_both_ways_of_sanitary_harm_are_told(name, sensitive, spz):
    plant = Profile.read(name).plant
    assert (plant.sensitive, plant.spz_m.range) == (sensitive, spz)
    assert plant.spz_m.assumption


def test_weights_are_shares():
    weights = Profile.from_dict(GOOD).weights
    assert weights.to_dict() == {"x_m": 0.25, "y_ha": 0.75}


def test_the_norms_see_what_the_table_says_of_the_plant():
    profile = Profile.read("biotech")
    assert profile.plant.for_norms == Plant(profile.plant.spz_m.range, "pharma")


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="battery_cell") as caught:
        Profile.read("batery_cell")
    assert "battery_cell" in caught.value.text.ru


def test_a_profile_is_read_from_any_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        """
        key = "mine"
        title_ru = "Мой"
        title_en = "Mine"
        [plant]
        spz_m = {value = 50, low = 50, high = 100, assumption = true, why_ru = "т", why_en = "t"}
        [criteria.x_m]
        weight = 1
        curve = [[0, 1.0], [9, 0]]
        range = [0, 9]
        source = "paper"
        """,
        encoding="utf-8-sig",
    )
    assert Profile.read(path).key == "mine"
    assert Profile.read(str(path)) == Profile.read(path)


@pytest.mark.parametrize(
    ("content", "word"),
    [(None, "cannot be read"), (b"key = ", "not TOML"), ("key = «ё»".encode("cp1251"), "UTF-8")],
)
def test_a_file_that_is_no_profile_is_named(tmp_path, content, word):
    path = tmp_path / "bad.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProfileError) as caught:
        Profile.read(path)
    assert word in caught.value.text.en
    assert all("bad.toml" in said for said in (caught.value.text.ru, caught.value.text.en))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("titel_ru", "x", "titel_ru: unknown key; is 'title_ru' meant?"),
        ("criteria/x_m/wieght", 1, "criteria.x_m.wieght: unknown key; is 'weight' meant?"),
        ("key", None, "key: the key is missing"),
        ("criteria", {}, "criteria"),
        ("criteria/x_m/weight", 0, "criteria.x_m.weight: the number must be above 0"),
        ("criteria/x_m/weight", "3", "criteria.x_m.weight: a number is needed"),
        ("criteria/x_m/weight", float("nan"), "criteria.x_m.weight"),
        ("criteria/x_m/curve", [[9, 0], [0, 1]], "rising raw values"),
        ("criteria/x_m/curve", [[0, 0], [9, 2]], "between 0 and 1"),
        ("criteria/x_m/range", [9, 9], "criteria.x_m: range: a rising range"),
        ("criteria/x_m/source", None, "criteria.x_m: no source"),
        ("criteria/x_m/weight_range", [2, 4], "criteria.x_m: weight: 1 lies outside"),
        ("needs/land_ha/value", 9, "needs.land_ha: 9 lies outside [2, 5]"),
        ("needs/land_ha", {"value": 3, "assumption": True, "source": "s"}, "no range"),
        (
            "needs/land_ha",
            {"value": 3, "low": 1, "high": 4, "assumption": True},
            "gives no reason",
        ),
        ("limits/y_ha", {"source": "s"}, "limits.y_ha: no bound"),
        ("limits/y_ha/at_least_low", 4, "upside down"),
        ("limits/y_ha/at_most_high", 4, "at_most_high without the bound itself"),
        ("limits/y_ha/at_most", 2, "at_least is above at_most"),
        ("limits/y_ha/assumption", True, "limits.y_ha: the assumption has no range"),
        ("plant/sensitive", "food", "plant.sensitive"),
    ],
)
def test_a_mistake_is_refused_with_its_place(path, value, said):
    with pytest.raises(ProfileError) as caught:
        Profile.from_dict(changed(path, value), origin="bad.toml")
    assert said in caught.value.text.en
    assert "bad.toml" in caught.value.text.ru


def test_all_mistakes_are_told_at_once_in_both_languages():
    data = changed("criteria/x_m/weight", -1) | {"extra": 1}
    data["criteria"]["y_ha"] |= {"source": "", "range": [5, 1]}
    data["limits"]["y_ha"] = {"at_least": "five"}
    with pytest.raises(ProfileError) as caught:
        Profile.from_dict(data)
    for said in (caught.value.text.ru, caught.value.text.en):
        assert said.count("\n  - ") == 5
