"""Every link leads somewhere when the repository is read as files, with nothing built."""

import re

import pytest

from tests.helpers import ROOT
from tests.helpers.links import anchors, dead, links, pages, prose, slug, slugs

OWN_TEXTS = (".py", ".js", ".mjs", ".toml", ".html")
_PAGE = re.compile(r"\b(?:docs/[\w./-]+\.md(?:#[\w-]+)?|(?:README|CONTRIBUTING|SECURITY)\.md)")
_PLACE = re.compile(r"`((?:sezgeo|docs|notebooks|benchmarks|tests|\.ci)/[\w./-]+)`")


def named(page) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_link_of_a_page_leads_somewhere(page):
    assert not {target: why for target in links(prose(page)) if (why := dead(page, target))}


def test_links_are_found_and_many():
    found = [target for page in pages() for target in links(prose(page))]
    assert len(found) > 150
    assert any("#" in target for target in found)


@pytest.mark.parametrize("page", [p for p in pages() if p.name != "CHANGELOG.md"], ids=named)
def test_every_path_of_ours_that_a_page_names_is_there(page):
    places = _PLACE.findall(prose(page))
    assert not [place for place in places if not (ROOT / place).exists()]


def test_every_page_that_the_program_names_is_there():
    found = {}
    for path in sorted((ROOT / "sezgeo").rglob("*")):
        if path.suffix in OWN_TEXTS and "dist" not in path.parts:
            for target in _PAGE.findall(path.read_text(encoding="utf-8")):
                found[target] = dead(ROOT / "README.md", target)
    assert "docs/how-to/postgis.md" in found
    assert not {target: why for target, why in found.items() if why}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a](docs/none.md)", "docs/none.md"),
        ("[a](docs/none.md 'a title')", "docs/none.md"),
        ("[a](<docs/none.md>)", "docs/none.md"),
        ("[![picture](docs/map.png)](docs/none.md)", "docs/none.md"),
        ("see [a][b]\n\n[b]: docs/none.md\n", "docs/none.md"),
        ('<img alt="x" src="docs/none.png">', "docs/none.png"),
        ("[a](docs/index.md#no-such-place)", "docs/index.md#no-such-place"),
        ("[a](#no-such-place)", "#no-such-place"),
        ("[a](docs/Index.md)", "docs/Index.md"),
        ("[a](../elsewhere.md)", "../elsewhere.md"),
        ("[a](javascript:alert)", "javascript:alert"),
    ],
)
def test_a_dead_link_is_found(text, target):
    assert target in set(links(text))
    assert dead(ROOT / "README.md", target)


def test_what_only_looks_like_a_link_is_none():
    assert not list(links("`[a](none.md)` and ``x](none.md)``"))


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("What the shipped layers are, and are not", "what-the-shipped-layers-are-and-are-not"),
        ("How fast, and against whom?", "how-fast-and-against-whom"),
        ("Biotech plant `biotech`", "biotech-plant-biotech"),
        ("[A link](there.md) &#38; more", "a-link--more"),
        ("Начало: 1-й шаг", "начало-1-й-шаг"),
    ],
)
def test_headings_are_named_as_code_hosts_do(heading, name):
    assert slug(heading) == name


def test_a_heading_that_comes_again_gets_a_number():
    assert slugs(["Add", "Add", "Add more"]) == {"add", "add-1", "add-more"}


def test_a_place_may_be_named_by_hand():
    assert "CRS_MISSING" in anchors(ROOT / "docs" / "reference" / "findings.md")
