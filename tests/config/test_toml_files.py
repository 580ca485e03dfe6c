"""Every TOML file that sezgeo reads: what is wrong with it is told whole, in both languages."""

import copy
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sezgeo.config.model import Model
from sezgeo.doctor import missing_data
from sezgeo.errors import CatalogError, NormError, ProfileError, SezgeoError, SitingError
from sezgeo.i18n import Text
from sezgeo.intake import findings
from sezgeo.layers.catalog import Catalog, shipped
from sezgeo.norms import rule_files
from sezgeo.siting.connection import prices
from sezgeo.siting.portfolio.file import Portfolio
from sezgeo.siting.subdivision.file import SubdivisionTable
from sezgeo.suitability.experts import read_weights
from sezgeo.suitability.profile import FOLDER, Profile
from sezgeo.transport import rules as road_rules

GONE = object()
CRITERIA = ["area_ha", "rail_m"]

PORTFOLIO = {
    "plants": [
        {"name": "A", "profile": "biotech", "year": 2027, "needs": {"power_mw": 1}},
        {"name": "B", "profile": "biotech", "year": 2028},
    ],
    "wishes": [{"plants": ["A", "B"], "apart_m": 100, "site": "same"}],
    "sources": [{"name": "S", "utility": "heat_mw", "capacity": 9, "plots": ["ALB-001"]}],
}
WEIGHTS = {
    "experts": [
        {"name": "A", "method": "direct", "points": {"area_ha": 1, "rail_m": 2}},
        {"name": "B", "method": "ranked", "order": CRITERIA, "votes": 2},
        {"name": "C", "method": "ahp", "judgements": [["area_ha", "rail_m", 3]]},
    ]
}


def _read(path: Path, *tables: str) -> dict[str, Any]:
    """Read a file that comes with sezgeo, or some tables of it."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: data[name] for name in tables or data}


def _profile() -> dict[str, Any]:
    data = _read(FOLDER / "biotech.toml")
    data["criteria"] = {name: data["criteria"][name] for name in ("area_ha", "mean_slope_deg")}
    data["needs"] = {"power_mw": data["needs"]["power_mw"]}
    return data


def _catalog() -> dict[str, Any]:
    data = _read(shipped() / "catalog.toml")
    data["layers"] = {name: data["layers"][name] for name in ("sites", "plots")}
    for name, columns in (("sites", ("site", "area_ha")), ("plots", ("plot_id", "status"))):
        layer = data["layers"][name]
        layer["columns"] = {column: layer["columns"][column] for column in columns}
    return data


@dataclass(frozen=True)
class Kind:
    """One kind of TOML file: a sound one, who reads it, and mistakes in different places of it."""

    sound: Callable[[], dict[str, Any]]
    read: Callable[[Path], object]
    error: type[SezgeoError]
    mistakes: dict[str, tuple[object, str]]
    """By place: what stands there instead, and what is said of it."""
    name: str = "own.toml"


KINDS = {
    "profile": Kind(
        _profile,
        Profile.read,
        ProfileError,
        {
            "titel_ru": ("x", "unknown key; is 'title_ru' meant?"),
            "title_ru": (GONE, "the key is missing"),
            "key": ("../PWNED", "a name of letters, digits, `_` and `-` is needed"),
            "plant.spz_m.value": (10**99, "a whole number beyond what TOML allows (64 bits)"),
            "plant.sensitive": ("food", "one of '', 'pharma' is needed"),
            "criteria.area_ha.weight": ("3", "a number is needed"),
            "criteria.area_ha.curve.0": ([1], "the list lacks a value"),
            "criteria.mean_slope_deg.weight": (0, "the number must be above 0"),
            "criteria.mean_slope_deg.range": ([1, 2, 3], "at most 2 allowed"),
            "limits.area_ha": ({"source": "s"}, "no bound: give at_least or at_most"),
        },
    ),
    "weights": Kind(
        lambda: copy.deepcopy(WEIGHTS),
        lambda path: read_weights(path, CRITERIA),
        ProfileError,
        {
            "experts.0.pointts": ({}, "unknown key; is 'points' meant?"),
            "experts.0.name": (GONE, "the key is missing"),
            "experts.1.votes": (-2, "the number must be above 0"),
            "experts.1.order": ("area_ha", "a list is needed"),
            "experts.2.method": ("guess", "one of 'direct', 'ranked', 'swing', 'ahp' is needed"),
        },
    ),
    "norms": Kind(
        lambda: _read(rule_files.SHIPPED / "2_power.toml", "power_line_zone") | {"settings": {}},
        rule_files.read,
        NormError,
        {
            "settings.inside_settlment": (True, "is 'inside_settlement' meant?"),
            "power_line_zone.confidence": ("sure", "one of 'high', 'medium', 'low' is needed"),
            "power_line_zone.clause": (GONE, "the key is missing"),
            "power_line_zone.id": ("other", "unknown key"),
            "power_line_zone.metres.0.metres": (
                [9, -1],
                "metres must be 0 or more and rise, got [9, -1]",
            ),
            "Line": ({}, "the text does not fit the pattern"),
        },
    ),
    "portfolio": Kind(
        lambda: copy.deepcopy(PORTFOLIO),
        Portfolio.read,
        ProfileError,
        {
            "plants.0.yaer": (1, "unknown key; is 'year' meant?"),
            "plants.0.year": (1066, "the number must be at least 1900"),
            "plants.1.name": (GONE, "the key is missing"),
            "plants.1.join": (2.5, "a whole number is needed"),
            "wishes.0.apart_m": (-1, "no distance is below zero"),
            "sources.0.capacity": (True, "a number is needed"),
        },
    ),
    "prices": Kind(
        lambda: _read(prices.SHIPPED),
        prices.read,
        ProfileError,
        {
            "crossings.rail.half_width": (1, "unknown key; is 'half_width_m' meant?"),
            "crossings.rail.half_width_m": (-1, "the number must be above 0"),
            "voltages.0.up_to_mw": ("few", "a number is needed"),
            "detour": (GONE, "the key is missing"),
            "year": (1.5, "a whole number is needed"),
        },
    ),
    "subdivision": Kind(
        lambda: _read(shipped() / "subdivision.toml", "alabushevo", "rudnevo"),
        SubdivisionTable.read,
        SitingError,
        {
            "alabushevo.rode_m": (1, "unknown key; is 'road_m' meant?"),
            "alabushevo.blocks": ("six", "a whole number is needed"),
            "alabushevo.cut.0.sizes_ha": ([], "the list is too short: at least 1 needed"),
            "alabushevo.statuses.0.why_en": (GONE, "the key is missing"),
            "alabushevo.streets.0.axis.0.1": (91, "the number must be at most 90"),
            "rudnevo": (1, "a table is needed"),
        },
    ),
    "planned": Kind(
        lambda: _read(shipped() / "planned_subdivision.toml"),
        SubdivisionTable.read,
        SitingError,
        {
            "nowhere": ([], "a table is needed"),
            "rudnevo_2030.cut.0.row": (1, "unknown key; is 'rows' meant?"),
            "rudnevo_2030.statuses": (GONE, "the key is missing"),
            "alabushevo2.bearing_deg": (float("inf"), "a finite number is needed"),
        },
    ),
    "road rules": Kind(
        lambda: _read(road_rules.SHIPPED),
        road_rules.read,
        NormError,
        {
            "vehicles.truck.hieght_m": (4, "unknown key; is 'height_m' meant?"),
            "vehicles.truck.hour": (24, "the number must be at most 23"),
            "vehicles.car.speed_kmh.street": (0, "the number must be above 0"),
            "access.gates": ("two", "a whole number is needed"),
            "congestion.value": (0.5, "the number must be at least 1"),
            "commute": (GONE, "the key is missing"),
        },
    ),
    "catalog": Kind(
        _catalog,
        lambda path: Catalog.read(path.parent),
        CatalogError,
        {
            "layers.plots.titel_ru": ("x", "unknown key; is 'title_ru' meant?"),
            "layers.plots.title_ru": (GONE, "the key is missing"),
            "layers.plots.name": ("plots", "unknown key"),
            "layers.plots.file": ("../plots.geojson", "a file beside this one is needed"),
            "layers.sites.as_of": ("May", "a date like 2025-01-31 is needed"),
            "layers.sites.columns.site.kind": ("word", "one of 'text', 'number',"),
            "layers.sites.columns.site.pattern": ("(", "this is no regular expression"),
            "layers.sites.columns.site.required": ("yes", "true or false is needed"),
            "rasters": ({"x": {"files": "a.tif", "accuracy_m": -1}}, ""),
            "area": ({"west": 3, "south": 1, "east": 2, "north": 99}, ""),
        },
        "catalog.toml",
    ),
    "owners": Kind(
        lambda: _read(missing_data.SHIPPED),
        missing_data.read_owners,
        SezgeoError,
        {
            "layers.plots.ru": (GONE, "the key is missing"),
            "layers.plots.rus": ("x", "unknown key"),
            "layers.sites.en": (1, "a text in quotes is needed"),
        },
    ),
    "codes": Kind(
        lambda: _read(findings.SHIPPED, "FILE_NOT_FOUND", "NOT_A_FILE"),
        findings.read_codes,
        SezgeoError,
        {
            "FILE_NOT_FOUND.severity": ("bad", "one of 'refuse', 'repair', 'info' is needed"),
            "FILE_NOT_FOUND.ru": (GONE, "the key is missing"),
            "NOT_A_FILE.cure": ("x", "unknown key; is 'cure_ru' meant?"),
        },
    ),
}
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def written(data: dict[str, Any]) -> str:
    """Write a table as TOML."""
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in data.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else repr(value)


def spoil(data: Any, place: str, value: object) -> None:
    """Put something else into one place of a table, or take away what is there."""
    *steps, last = (int(step) if step.isdigit() else step for step in place.split("."))
    for step in steps:
        data = data[step]
    if value is GONE:
        del data[last]
    else:
        data[last] = value


def told(kind: Kind, folder: Path, content: bytes | str | None) -> Text:
    """Return what the reader of a kind of file says of some content; None is no file at all."""
    path = folder / kind.name
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SezgeoError) as caught:
        kind.read(path)
    assert type(caught.value) is kind.error
    text = caught.value.text
    in_their_language(text, folder)
    return text


def _keys() -> Iterator[str]:
    models = list(Model.__subclasses__())
    for model in models:
        models += model.__subclasses__()
        yield from model.model_fields


_KEYS = frozenset(_keys())
_OUR_LATIN = frozenset(
    {"true", "false", "TOML", "UTF", "sezgeo", "init", "layers", "toml", "catalog"}
)
_QUOTED = re.compile(r"«[^»]*»|`[^`\n]*`|'[^'\n]*'|\"[^\"\n]*\"|\[[^\]\n]*\]|\d\S*")
_PLACE = re.compile(r"^  - (?:[^ :]+: )+", re.MULTILINE)


def in_their_language(text: Text, folder: Path) -> None:
    """Assert that the Russian text holds no English word but keys, and the English no Russian."""
    ru, en = (
        _QUOTED.sub("", _PLACE.sub("  - ", said.replace(str(folder), "")))
        for said in (text.ru, text.en)
    )
    words = {word for word in re.findall(r"[A-Za-z_]+", ru) if "_" not in word and word[1:]}
    assert words <= _KEYS | _OUR_LATIN, words - _KEYS - _OUR_LATIN
    assert re.search("[а-я]", text.ru)
    assert not re.search("[А-Яа-яЁё]", en)
    assert text.ru.count("\n") == text.en.count("\n")
    assert "does not fit" not in en.replace("does not fit the pattern", "")


def places(said: str) -> list[str]:
    """Return the place that each line of a message names."""
    return re.findall(r"^  - (?:own\.toml: )?([^ ]+):", said, re.MULTILINE)


@each_kind
def test_a_sound_file_is_read(kind, tmp_path):
    path = tmp_path / kind.name
    path.write_text(written(kind.sound()), encoding="utf-8-sig")
    assert kind.read(path)


@each_kind
def test_every_mistake_is_told_with_its_place(kind, tmp_path):
    for place, (value, said) in kind.mistakes.items():
        data = kind.sound()
        spoil(data, place, value)
        text = told(kind, tmp_path, written(data))
        assert all(place.startswith(at) or at.startswith(place) for at in places(text.en))
        assert any(said in line for line in text.en.splitlines()[1:]), text.en
        assert places(text.ru) == places(text.en)


@each_kind
def test_all_mistakes_are_told_at_once(kind, tmp_path):
    data = kind.sound()
    alone = set()
    for place, (value, _) in kind.mistakes.items():
        one = kind.sound()
        spoil(one, place, value)
        alone |= set(told(kind, tmp_path, written(one)).ru.splitlines()[1:])
        spoil(data, place, value)
    text = told(kind, tmp_path, written(data))
    assert set(text.ru.splitlines()[1:]) == alone
    assert places(text.ru) == places(text.en)


@each_kind
@pytest.mark.parametrize(
    ("content", "said", "russian"),
    [
        (None, "", ""),
        (b"ok = 1\nkey = \n", "line 2, column 7: not TOML, a value is needed", "строка 2, столбец"),
        ("a = 1\nkey = «ё»".encode("cp1251"), "line 2: not UTF-8", "строка 2: не UTF-8"),
        (b"a = " + b"[" * 9999, "nested too deeply", "слишком глубоко"),
        (b"a = 1\nb = " + b"9" * 5000, "line 2, column 5: the number is too long", "слишком длинн"),
    ],
    ids=["missing", "not TOML", "not UTF-8", "deep", "long number"],
)
def test_a_file_that_is_none_is_told_with_its_name(kind, content, said, russian, tmp_path):
    text = told(kind, tmp_path, content)
    assert said in text.en
    assert russian in text.ru
    for words in (text.ru, text.en):
        assert kind.name in words


@each_kind
def test_a_folder_in_place_of_a_file_is_told(kind, tmp_path):
    (tmp_path / kind.name).mkdir()
    assert "it is a folder" in told(kind, tmp_path, None).en


WRONG = ("x", "", -1, 1e300, float("nan"), float("inf"), True, 10**30, 10**400, [], [1], {},
         {"value": 1}, [[]], date(2025, 1, 31))  # fmt: skip


def _leaves(data: object, place: str = "") -> Iterator[str]:
    if isinstance(data, dict | list):
        for step in data if isinstance(data, dict) else range(len(data)):
            yield from _leaves(data[step], f"{place}.{step}" if place else str(step))
    if place and "-" not in place:
        yield place


@each_kind
def test_whatever_stands_in_a_place_is_taken_or_refused_in_both_languages(kind, tmp_path):
    sound = kind.sound()
    kinds_of_places = {re.search(r"[^.]*(\.\d+)*$", place)[0]: place for place in _leaves(sound)}
    refused = 0
    for place in kinds_of_places.values():
        for value in (GONE, *WRONG):
            data = copy.deepcopy(sound)
            spoil(data, place, value)
            path = tmp_path / kind.name
            path.write_text(written(data), encoding="utf-8")
            try:
                kind.read(path)
            except SezgeoError as error:
                in_their_language(error.text, tmp_path)
                refused += type(error) is kind.error
    assert refused > len(kinds_of_places)


def test_norms_of_a_saved_study_that_are_spoilt_are_told_in_both_languages(tmp_path):
    data = rule_files.read().to_dict()
    data["rules"][0]["confidence"] = "sure"
    del data["settings"]
    with pytest.raises(NormError) as caught:
        rule_files.Rules.from_dict(data)
    in_their_language(caught.value.text, tmp_path)
    assert "rules.0.confidence: one of 'high'" in caught.value.text.en
    assert "settings: the key is missing" in caught.value.text.en
