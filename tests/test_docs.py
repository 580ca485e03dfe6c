"""The documentation is true: it builds strictly, and what its pages tell to do can be done."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT
from pages import blocks, clone, follow

DOCS = ROOT / "docs"
PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))
TOLD = [
    page
    for page in PAGES
    if any(block.language in ("bash", "python") for block in blocks(DOCS / page))
]


@pytest.mark.parametrize("page", TOLD)
def test_a_page_can_be_followed_from_top_to_bottom(page, tmp_path):
    assert follow(blocks(DOCS / page), clone(tmp_path))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The documentation, built strictly."""
    folder = tmp_path_factory.mktemp("docs")
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    ("folder", "said"), [("reference", "what it measures"), ("ru", "что измеряет")]
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
