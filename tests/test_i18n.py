"""Two languages side by side, and numbers as each writes them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sezgeo.i18n import Text, language, number, speak, speaking


@given(st.text(), st.text(), st.text())
def test_a_filled_value_is_never_read_as_a_template(ru, en, value):
    filled = Text("{a}|{b}", "{a}|{b}").fill(a="{b}" + value, b="x")
    assert filled.ru == "{b}" + value + "|x"
    assert Text(ru, en).say("ru") == ru


def test_an_unknown_slot_stays_so_that_it_is_seen():
    assert Text("{нет}", "{none}").fill(a=1).en == "{none}"


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (0, "0", "0"),
        (0.256, "0,26", "0.26"),
        (12.34, "12,3", "12.3"),
        (1234567.8, "1\u202f234\u202f568", "1\u202f234\u202f568"),
        (-5000.0, "-5\u202f000", "-5\u202f000"),
        (math.nan, "—", "—"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(value, ru, en):
    assert (number(value, "ru"), number(value, "en")) == (ru, en)


def test_the_language_chosen_for_a_while_is_given_back():
    before = language()
    with speaking("ru"):
        assert str(Text("да", "yes")) == "да"
        with speaking("en"):
            assert str(Text("да", "yes")) == "yes"
        assert language() == "ru"
    assert language() == before


@pytest.mark.parametrize(("locale", "lang"), [("ru_RU.UTF-8", "ru"), ("de_DE.UTF-8", "en")])
def test_the_locale_decides_where_nobody_chose(monkeypatch, locale, lang):
    speak(None)
    monkeypatch.setenv("LC_ALL", locale)
    assert language() == lang


TEXTS = st.builds(Text, st.text(), st.text())


@given(TEXTS, TEXTS, TEXTS, st.text())
def test_texts_add_up_language_by_language(first, second, third, words):
    assert first + second == Text(first.ru + second.ru, first.en + second.en)
    assert (first + second) + third == first + (second + third)
    assert first + Text.EMPTY == Text.EMPTY + first == first
    assert words + first == Text.same(words) + first
    assert first + words == first + Text.same(words)


@given(st.lists(TEXTS), TEXTS)
def test_joined_texts_are_joined_in_each_language(texts, separator):
    joined = Text.join(separator, texts)
    assert joined.ru == separator.ru.join(text.ru for text in texts)
    assert joined.en == separator.en.join(text.en for text in texts)
