"""Pages that can be followed: what stands in their fenced blocks is written, or run, in order."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from tests.helpers import ROOT
from tests.helpers.forked_python import forks

FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAMS = ("sezgeo", "make", "export")
"""What a line of a shell block may begin with: run, a target, or set from there on."""


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

    @property
    def commands(self) -> Iterator[list[str]]:
        """The words of each command line of a shell block."""
        if self.language == "bash":
            for line in self.text.splitlines():
                if words := shlex.split(line, comments=True):
                    yield words


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    return [Block(*found) for found in FENCE.findall(page.read_text(encoding="utf-8"))]


def escapes(block: Block) -> str:
    """
    Say how a block escapes from being tried, nothing if it does not.

    Code is run, data are written to a file that code reads, and SQL is run by the tests of the
    PostGIS store. A picture in letters is `text`, and holds nothing that could be typed.
    """
    match block.language:
        case "python" | "sql":
            return ""
        case "bash":
            strange = {words[0] for words in block.commands} - set(PROGRAMS)
            return f"nothing runs {strange}" if strange else ""
        case "toml" | "json" | "xml":
            return "" if block.file else "data without file="
        case "text":
            typed = re.search(
                r"^\s*[$>]?\s*(?:sezgeo|make|pip|python|conda|import)\b", block.text, re.MULTILINE
            )
            return f"a command in a picture: {typed[0]}" if typed else ""
        case _:
            return f"a block of language {block.language!r}"


_QUOTED = re.compile(r"\"([^\"\n]*)\"")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_REMARK = re.compile(r"\s*(?:^|\s)#.*$", re.MULTILINE)


def unlike(english: list[Block], russian: list[Block]) -> list[tuple[str, str]]:
    """
    Return the blocks in which two languages of a page differ.

    Remarks are each language's own, `--lang ru` is what makes an answer Russian, and a quoted text
    of a user may be said in Russian; all the rest is the same, word for word.
    """
    return [
        (one.text if one else "", other.text if other else "")
        for one, other in zip_longest(english, russian)
        if one is None or other is None or not _alike(one, other)
    ]


def _alike(one: Block, other: Block) -> bool:
    if (one.language, one.notes) != (other.language, other.notes):
        return False
    mine, theirs = (_QUOTED.split(_bare(block)) for block in (one, other))
    return len(mine) == len(theirs) and all(
        here == there or (at % 2 == 1 and _CYRILLIC.search(there) is not None)
        for at, (here, there) in enumerate(zip(mine, theirs, strict=True))
    )


def _bare(block: Block) -> str:
    text = _REMARK.sub("", block.text)
    return text.replace(" --lang ru", "") if block.language == "bash" else text


def clone(folder: Path) -> Path:
    """Copy what a reader may change: the code, with what is compiled of it, and the layers."""
    for name in ("sezgeo", "layers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".store"))
    return folder


def follow(
    found: list[Block], folder: Path, *, instead: Mapping[str, str] = MappingProxyType({})
) -> int:
    """
    Write every file, run all Python and every `sezgeo` command; return how many were run.

    `instead` gives what is used in place of addresses that a page names as an example.
    """
    ran = 0
    told: dict[str, str] = {}
    for example, real in instead.items():
        found = [replace(block, text=block.text.replace(example, real)) for block in found]
    for block in found:
        if block.file:
            _write(block, folder)
            continue
        if block.language == "python":
            _check(forks().run_code(block.text, folder, told), allowed=(0,))
            ran += 1
        for words in block.commands:
            if words[0] == "export":
                told.update([words[1].split("=", 1)])
            if words[0] == "sezgeo":
                _check(forks().run(words[1:], folder, told), allowed=(0, 2))
                ran += 1
    return ran


def _write(block: Block, folder: Path) -> None:
    path = folder / block.file
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


def _check(done: subprocess.CompletedProcess[str], *, allowed: tuple[int, ...]) -> None:
    said = f"{shlex.join(done.args)}\n{done.stdout[-2000:]}\n{done.stderr}"
    assert done.returncode in allowed, said
