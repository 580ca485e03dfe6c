"""The README is true and short, in both languages: what it shows runs."""

import pytest

from tests.helpers import ROOT
from tests.helpers.documentation import blocks, clone, follow, unlike

READMES = {"en": ROOT / "README.md", "ru": ROOT / "README.ru.md"}
MOST_WORDS = 1200


@pytest.mark.pages
@pytest.mark.parametrize("lang", READMES)
def test_the_readme_can_be_followed_from_top_to_bottom(lang, tmp_path):
    assert follow(blocks(READMES[lang]), clone(tmp_path)) > 8


@pytest.mark.parametrize("lang", READMES)
def test_the_readme_is_short(lang):
    assert len(READMES[lang].read_text(encoding="utf-8").split()) < MOST_WORDS


def test_both_languages_show_the_same_blocks():
    assert not unlike(*(blocks(page) for page in READMES.values()))


def test_each_language_leads_to_the_other_at_the_top():
    for lang, other in (("en", "README.ru.md"), ("ru", "README.md")):
        top = READMES[lang].read_text(encoding="utf-8").split("\n\n")[1]
        assert f"]({other})" in top


def test_the_readme_begins_with_two_commands():
    first = next(iter(blocks(READMES["en"])))
    assert [words[1] for words in first.commands] == ["map", "test"]
