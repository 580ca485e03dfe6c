"""The README is true: its commands run, its code runs, its recipes do what they say."""

import re

import pytest

from tests.helpers import ROOT
from tests.helpers.documentation import blocks, clone, follow

README = ROOT / "README.md"
BLOCKS = blocks(README)
COMMANDS = [words for block in BLOCKS for words in block.commands]


@pytest.mark.pages
def test_the_readme_can_be_followed_from_top_to_bottom(tmp_path):
    assert follow(BLOCKS, clone(tmp_path)) > 8


def test_every_make_target_named_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {words[1] for words in COMMANDS if words[0] == "make"}
    assert {"map", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_command_of_the_program_is_shown():
    from sezgeo.cli.app import app

    shown = {words[1] for words in COMMANDS if words[0] == "sezgeo"}
    assert {command.name for command in app.registered_commands} <= shown


def test_every_file_and_picture_linked_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
