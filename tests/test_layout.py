"""The tests are laid out as the package is, and no test leans on another one's file."""

import ast

import pytest

from tests.helpers import ROOT

TESTS = ROOT / "tests"
OF_THEIR_OWN = {"helpers", "panel", "proofs"}
"""Folders with no counterpart in the package: what tests share, scripts for Node, long runs."""
MODULES = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))
FOLDERS = sorted({path.rpartition("/")[0] for path in MODULES} - {""})


def imported(code):
    """Return the words of every name that some code imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ([*(node.module or "").split("."), name.name] for name in node.names)


def imports_of_tests(code):
    return [".".join(words) for words in imported(code) if any(map(_is_test, words))]


def _is_test(word):
    return word.startswith("test_") or word == "conftest"


@pytest.mark.parametrize(
    "code",
    [
        "import tests.planar.test_buffers as other",
        "from tests.cli import test_app",
        "from test_app import call",
        "import conftest",
        "from tests.conftest import chromium",
        "def late():\n    from tests.norms.test_checker import RULES",
    ],
)
def test_an_import_of_a_test_is_found(code):
    assert imports_of_tests(code)


def test_no_module_imports_a_test():
    modules = [path for path in TESTS.rglob("*.py") if path.name != "conftest.py"]
    assert len(modules) > len(MODULES) > 0
    found = {
        path.relative_to(TESTS).as_posix(): names
        for path in modules
        if (names := imports_of_tests(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_of_tests_has_its_counterpart_in_the_package(folder):
    assert (ROOT / "sezgeo" / folder).is_dir()


def test_every_other_folder_says_what_it_is_for():
    there = {path.name for path in TESTS.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert there - {folder.split("/")[0] for folder in FOLDERS} == OF_THEIR_OWN
