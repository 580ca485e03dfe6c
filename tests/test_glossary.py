"""One thing has one name: no text of the program, its data or its pages uses another."""

import re

import pytest

from sezgeo.glossary import TERMS, TONE
from sezgeo.layers.value_names import value_name
from sezgeo.maps.texts import WORDS
from sezgeo.verdict import PLOT_OUTCOME_TEXTS, Outcome
from tests.helpers.texts import every_text

SAID = list(every_text())


def test_the_texts_are_found():
    places = {said.place.partition(":")[0] for said in SAID}
    for path in (
        "sezgeo/maps/texts.py",
        "sezgeo/intake/codes.toml",
        "layers/catalog.toml",
        "docs/ru/planner.md",
    ):
        assert path in places
    assert sum(said.lang == "ru" for said in SAID) > 2000


def test_a_term_has_one_name_and_a_meaning_in_both_languages():
    keys = [term.key for term in TERMS]
    assert len(set(keys)) == len(keys)
    for lang in ("ru", "en"):
        names = [term.name.say(lang) for term in TERMS]
        assert all(names)
        assert all(term.meaning.say(lang).endswith(".") for term in TERMS)
    russian = [term.name.ru for term in TERMS]
    assert len(set(russian)) == len(russian)


@pytest.mark.parametrize("term", [*TERMS, TONE], ids=lambda term: term.key)
def test_nothing_is_called_by_another_name(term):
    banned = {"ru": term.not_ru, "en": term.not_en}
    found = [
        f"{said.place}: {said.words[:160]}"
        for said in SAID
        for pattern in banned[said.lang]
        if re.search(pattern, said.words.lower())
    ]
    assert not found, f"{term.name.ru} / {term.name.en}:\n" + "\n".join(found)


def test_the_page_says_of_a_plot_what_the_terminal_and_the_papers_say():
    for outcome in (Outcome.CONDITIONAL, Outcome.UNKNOWN, Outcome.EXCLUDED):
        assert WORDS[f"outcome_{outcome.key}"].ru == PLOT_OUTCOME_TEXTS[outcome].ru
    for status in ("free", "occupied", "reserved", "under_construction"):
        assert WORDS[f"status_{status}"] == value_name(status)
