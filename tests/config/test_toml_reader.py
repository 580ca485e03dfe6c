"""The reader of TOML: where the syntax is wrong, what a key was meant to be, names of files."""

import inspect
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from pydantic_core import ErrorDetails

from sezgeo.config import toml
from sezgeo.config.model import Model
from sezgeo.config.names import BesidePath, FileName
from sezgeo.config.syntax_errors import _EXPECTED, syntax_error
from sezgeo.config.value_errors import _OTHER, error_texts


class Inner(Model):
    width_m: float = 1.0
    name: FileName = "a"
    file: BesidePath = "a"


class Outer(Model):
    height_m: float = 1.0
    parts: dict[str, tuple[Inner, ...]] = Field(default_factory=dict)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\n[x\n", "line 2, column 3: not TOML, `]` is needed"),
        ("[[x]", "line 1, column 4: not TOML, `]]` is needed"),
        ("a", "line 1, column 2: not TOML, the sign `=`"),
        ("a = 1 2", "line 1, column 7: not TOML, the line must end"),
        ("a = 1\na = 2\n", "not TOML, this key or table is there already"),
        ("[x]\n[x]", "line 2, column 3: not TOML, this key or table is there already"),
        ("a = {b = 1, b = 2}", "not TOML, this key or table is there already"),
        ("a = 1\n[a.b]", "not TOML, this key or table is there already"),
        ("a = [1", "not TOML, the list lacks a comma"),
        ("a = {b = 1", "not TOML, the table lacks a comma"),
        ('a = "C:\\Users"', "write the sign `\\` twice"),
        ('a = "\\q"', "write the sign `\\` twice"),
        ('a = "\\ud800"', "write the sign `\\` twice"),
        ('a = "b', "the text has no closing quote"),
        ("a = 'b", "the text has no closing quote"),
        ('a = """b', "the text has no closing quote"),
        ("a = 2025-02-31", "there is no such date"),
        ("a = yes", "line 1, column 5: not TOML, a value is needed"),
        ("a = 1,5", "the line must end after the value"),
        ("ключ = 1", "line 1, column 1: not TOML, a line `key = value`"),
        ("a.ключ = 1", "quote a key"),
        ('a = "\x00"', "this character is not allowed"),
        ("a = 1 # \x01", "this character is not allowed"),
    ],
)
def test_where_a_text_is_no_toml_and_what_was_expected(text, said):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert said in syntax_error(caught.value, text).en


def test_every_complaint_of_the_parser_has_words_of_ours():
    """The parser of the running Python says nothing that no text of ours begins like."""
    source = inspect.getsource(tomllib._parser)
    said = re.findall(r"(?:suffixed_err\(|TOMLDecodeError\()\s*[^\"f]*f?\"([A-Z][^\"{]*)", source)
    assert len(said) > 15
    for begin in said:
        assert any(begin.startswith(ours[: len(begin)]) for ours in _EXPECTED), begin


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_its_place(text):
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        told = syntax_error(cause, text)
        assert re.match(r"line \d+, column \d+: not TOML, ", told.en)
        assert re.match(r"строка \d+, столбец \d+: не TOML, ", told.ru)


def test_a_key_is_meant_only_where_it_may_stand():
    data = {"width_m": 1, "heigth_m": 1, "parts": {"p": [{"heigth_m": 1, "widht_m": 1}]}}
    _, problems = toml.validate(Outer, data)
    assert {problem.en for problem in problems} == {
        "width_m: unknown key",
        "heigth_m: unknown key; is 'height_m' meant?",
        "parts.p.0.heigth_m: unknown key; is 'width_m' meant?",
        "parts.p.0.widht_m: unknown key; is 'width_m' meant?",
    }


def test_a_key_that_nobody_can_print_is_written_as_toml_writes_it():
    _, problems = toml.validate(Outer, {"\x1b[2J": 1, "a" * 999: 1})
    assert all(problem.en.isprintable() and len(problem.en) < 120 for problem in problems)


def test_a_list_whose_items_are_wrong_is_not_called_short():
    class Three(Model):
        of: tuple[float, ...] = Field(min_length=2)

    assert [problem.en for problem in toml.validate(Three, {"of": ["x", 1]})[1]] == [
        "of.0: a number is needed"
    ]


def test_numbers_beyond_toml_are_told_once_with_all_else():
    data = {"height_m": 2**63, "parts": {"p": [{"width_m": -(2**63) - 1}, {"width_m": "x"}]}}
    assert {problem.en for problem in toml.validate(Outer, data)[1]} == {
        "height_m: a whole number beyond what TOML allows (64 bits)",
        "parts.p.0.width_m: a whole number beyond what TOML allows (64 bits)",
        "parts.p.1.width_m: a number is needed",
    }
    assert data["height_m"] == 2**63
    assert toml.validate(Outer, {"height_m": 2**63 - 1})[0].height_m == 2.0**63


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "", ".", "..", ".a", "-a", "a b", "a\n",
                                  "C:", "a" * 65, "a.toml", "a\x00"])  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert "files are called by it" in toml.validate(Inner, {"name": name})[1][0].en


@pytest.mark.parametrize("name", ["biotech", "завод_2", "a-b", "2"])
def test_a_plain_name_is_taken(name):
    assert toml.validate(Inner, {"name": name})[0].name == name


@pytest.mark.parametrize(
    "path", ["../x", "/x", "C:/x", "C:x", "a/../../x", "\\\\host\\x", "a\\..\\x", ""]
)
def test_a_file_that_lies_elsewhere_is_refused(path):
    assert "beside this one" in toml.validate(Inner, {"file": path})[1][0].en
    assert toml.validate(Inner, {"file": "sub/a..b.geojson"})[0]


def test_an_error_nobody_foresaw_has_words_in_both_languages():
    error = ErrorDetails(type="uuid_type", loc=("a",), msg="UUID input should be", input=1)
    assert error_texts(error) == (_OTHER,)
