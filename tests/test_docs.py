"""The documentation is true: it builds strictly, and what its pages tell to do can be done."""

import os
import re
import subprocess
import sys

import pytest

from tests.helpers import ROOT
from tests.helpers.documentation import Block, blocks, clone, escapes, follow, unlike

DOCS = ROOT / "docs"
PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))
TOLD = [
    page
    for page in PAGES
    if any(block.language in ("bash", "python") for block in blocks(DOCS / page))
]


WITH_SERVER = "how-to/postgis.md"
EXAMPLE = "postgresql://gis.example/zone"


@pytest.mark.pages
@pytest.mark.parametrize("page", [page for page in TOLD if page != WITH_SERVER])
def test_a_page_can_be_followed_from_top_to_bottom(page, tmp_path):
    assert follow(blocks(DOCS / page), clone(tmp_path))


@pytest.mark.pages
@pytest.mark.postgres
def test_the_page_of_the_store_can_be_followed(database, tmp_path):
    found = blocks(DOCS / WITH_SERVER)
    assert follow(found, clone(tmp_path), instead={EXAMPLE: database.url})


@pytest.mark.parametrize("page", ["../README.md", "../README.ru.md", "../CONTRIBUTING.md", *PAGES])
def test_no_block_escapes_from_being_tried(page):
    found = blocks(DOCS / page)
    assert not {block.text: said for block in found if (said := escapes(block))}
    fences = re.findall(r"^\s*```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(fences) == 2 * len(found), "a fence is indented, or not closed"


@pytest.mark.parametrize(
    ("language", "notes", "text"),
    [
        ("", "", "sezgeo map\n"),
        ("console", "", "$ sezgeo map\n"),
        ("bash", "", "curl https://example.org\n"),
        ("toml", "", "[plant]\n"),
        ("text", "", "  sezgeo map\n"),
    ],
)
def test_a_block_that_escapes_is_found(language, notes, text):
    assert escapes(Block(language, notes, text))


@pytest.mark.parametrize("page", ["planner", "analyst", "gis"])
def test_both_languages_begin_with_the_same_blocks(page):
    english, russian = (DOCS / folder / f"{page}.md" for folder in ("start", "ru"))
    assert not unlike(blocks(english), blocks(russian))


COMMANDS = [
    words
    for page in ["../README.md", "../CONTRIBUTING.md", *PAGES]
    for block in blocks(DOCS / page)
    for words in block.commands
]


def test_every_make_target_that_pages_name_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for words in COMMANDS:
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE), words


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(" ".join(re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)).split())
    helped = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)  # as its target `help` does
    assert set(helped) == phony
    assert phony == set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_command_of_the_program_is_shown():
    reference = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    there = set(re.findall(r"^## sezgeo (.+)$", reference, re.MULTILINE))
    shown = {" ".join(words[1:end]) for words in COMMANDS if words[0] == "sezgeo" for end in (2, 3)}
    assert {"map", "ledger show"} <= there <= shown


def written(folder, **environment):
    """Write the reference as `make reference` does; return its pages by their path."""
    words = [sys.executable, str(DOCS / "write_reference.py"), str(folder)]
    told = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run(words, env=told, check=True, capture_output=True)
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.md")}


@pytest.mark.parametrize(
    "environment",
    [
        {"COLUMNS": "40", "LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"COLUMNS": "250", "LC_ALL": "ru_RU.UTF-8", "PYTHONHASHSEED": "2", "TERM": "dumb"},
    ],
)
def test_the_reference_is_what_the_code_says(environment, tmp_path):
    by_hand = {"reference/api.md"}
    kept = {
        page: (DOCS / page).read_bytes()
        for page in PAGES
        if page.startswith(("reference/", "ru/reference/")) and page not in by_hand
    }
    made = written(tmp_path, **environment)
    assert set(made) == set(kept)
    assert not [page for page in made if made[page] != kept[page]], "run `make reference`"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The documentation, built strictly."""
    folder = tmp_path_factory.mktemp("docs")
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    ("folder", "said"), [("reference", "what it measures"), ("ru/reference", "что измеряет")]
)
def test_the_reference_names_everything_there_is(built, folder, said):
    from sezgeo import norms
    from sezgeo.criteria import CRITERIA
    from sezgeo.intake.findings import codes

    criteria = (built / folder / "criteria.html").read_text(encoding="utf-8")
    assert said in criteria
    assert all(name in criteria for name in CRITERIA)
    findings = (built / folder / "findings.html").read_text(encoding="utf-8")
    assert all(f'id="{code}"' in findings for code in codes())
    law = (built / folder / "norms.html").read_text(encoding="utf-8")
    assert all(rule in law for rule in norms.read())


def test_no_page_asks_the_network_for_anything(built):
    asked = re.compile(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?://[^\"]+")
    for page in built.rglob("*.html"):
        assert not asked.search(page.read_text(encoding="utf-8")), page
