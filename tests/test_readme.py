"""The README is true: its commands run, its code runs, its recipes do what they say."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = [sys.executable, "-c", "from sezgeo.cli import main; main()"]


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, what stands behind it, and its text."""

    language: str
    notes: str
    text: str

    @property
    def file(self) -> str | None:
        """Path that the block is written to, as `file=...` says."""
        found = re.search(r"file=(\S+)", self.notes)
        return found[1] if found else None


BLOCKS = [Block(*found) for found in FENCE.findall(README)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the repository that the recipes may change."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("sezgeo", "layers"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".store")
        )
    return folder


def _write(block: Block, clone: Path) -> None:
    path = clone / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if "append" in block.notes:
        path.write_text(path.read_text(encoding="utf-8") + block.text, encoding="utf-8")
    elif "before=" in block.notes:
        mark = re.search(r'before="([^"]+)"', block.notes)[1].replace(r"\n", "\n")
        whole = path.read_text(encoding="utf-8")
        assert whole.count(mark) == 1, f"{mark!r} stands once in {block.file}"
        path.write_text(whole.replace(mark, block.text + mark), encoding="utf-8")
    else:
        path.write_text(block.text, encoding="utf-8")


def _run(words: list[str], clone: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        words,
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def _commands(block: Block):
    for line in block.text.splitlines():
        words = shlex.split(line, comments=True)
        if words:
            yield words


def test_the_readme_can_be_followed_from_top_to_bottom(clone):
    ran = 0
    for block in BLOCKS:
        if block.file:
            _write(block, clone)
        elif block.language == "python":
            done = _run([sys.executable, "-c", block.text], clone)
            assert done.returncode == 0, f"{block.text}\n{done.stderr}"
            ran += 1
        elif block.language == "bash":
            for words in _commands(block):
                if words[0] != "sezgeo":
                    continue
                done = _run([*RUN, *words[1:]], clone)
                assert done.returncode in (0, 2), f"{shlex.join(words)}\n{done.stderr}"
                ran += 1
    assert ran > 8


def test_every_make_target_named_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {
        words[1] for block in BLOCKS for words in _commands_or_none(block) if words[0] == "make"
    }
    assert {"map", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def _commands_or_none(block: Block):
    return _commands(block) if block.language == "bash" else ()


def test_every_command_of_the_program_is_shown():
    from sezgeo.cli.run import app

    shown = {words[1] for b in BLOCKS for words in _commands_or_none(b) if words[0] == "sezgeo"}
    assert {command.name for command in app.registered_commands} <= shown


def test_every_file_and_picture_linked_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
