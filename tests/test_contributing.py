"""The files that a contributor's tools read say what is so."""

import re

import yaml

from sezgeo.version import __version__
from tests.helpers import ROOT


def test_hooks_run_what_is_installed_here_and_ask_no_network():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    checks = (ROOT / "Makefile").read_text(encoding="utf-8")
    for repository in hooks["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["language"] == "system"
            program = re.match(r"\.venv/bin/(\S+)", hook["entry"])
            assert f"$(BIN)/{program[1]}" in checks


def test_the_citation_is_of_this_version_and_licence():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert str(cited["version"]) == __version__
    assert f'license = "{cited["license"]}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert [author["name"] for author in cited["authors"]] == ["sezgeo developers"]


def test_every_generated_page_is_marked_as_such():
    marks = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    for folder in ("docs/reference", "docs/ru/reference"):
        for page in (ROOT / folder).glob("*.md"):
            made = "make reference" in page.read_text(encoding="utf-8").split("\n\n")[1]
            names = (f"{folder}/{page.name} linguist-generated", f"{folder}/*.md linguist-gen")
            assert any(name in marks for name in names) == made, page


def test_no_registry_is_named():
    hosts = re.compile(r"(?i)registry\.npmjs|pythonhosted|pypi\.org/simple|deb\.debian\.org")
    for name in ("README.ru.md", "CONTRIBUTING.md", "SECURITY.md", ".pre-commit-config.yaml"):
        assert not hosts.search((ROOT / name).read_text(encoding="utf-8")), name
