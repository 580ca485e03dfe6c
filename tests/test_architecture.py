"""The table that leads from an errand to a file leads to files that are there."""

import re
import tomllib

from tests.helpers import ROOT

PAGE = ROOT / "docs" / "architecture.md"
_ROW = re.compile(r"^\| (?!\*\*|---|you )(.+?) \| `([^`]+)` \|$", re.MULTILINE)


def errands() -> list[tuple[str, str]]:
    """Return the errands of the table with their paths."""
    text = PAGE.read_text(encoding="utf-8")
    table = text.split("## From an errand to a file\n")[1].split("\n## ")[0]
    return _ROW.findall(table)


def test_every_errand_leads_to_one_file_that_is_there():
    found = errands()
    assert len(found) >= 30
    assert not [path for _, path in found if not (ROOT / path).exists()]


def test_no_row_of_the_table_escapes():
    text = PAGE.read_text(encoding="utf-8")
    table = text.split("## From an errand to a file\n")[1].split("\n## ")[0]
    paths = re.findall(r"`((?:sezgeo|layers)/[^`]+)`", table)
    assert paths == [path for _, path in errands()]


def test_errands_are_from_every_part_of_the_house():
    parts = {path.split("/")[1] for _, path in errands() if path.startswith("sezgeo/")}
    folders = {one.parent.name for one in (ROOT / "sezgeo").glob("*/__init__.py")}
    assert not folders - parts
    rooms = {one.name for one in (ROOT / "sezgeo" / "maps" / "panel").iterdir() if one.is_dir()}
    shown = {path.split("/")[3] for _, path in errands() if path.startswith("sezgeo/maps/panel/")}
    assert not rooms - shown - {"dist"}


def test_the_floors_are_those_that_are_checked():
    text = PAGE.read_text(encoding="utf-8").split("## Floors\n")[1].split("\n## ")[0]
    shown: list[set[str]] = []
    for floor, parts in re.findall(r"^\| (\d*) ?\| (`[^|]+`) \|", text, re.MULTILINE):
        if floor:
            assert int(floor) == len(shown) + 1
            shown.append(set())
        shown[-1] |= {part.rstrip("/") for part in re.findall(r"`([^`]+)`", parts)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (floors,) = (one for one in project["tool"]["importlinter"]["contracts"] if "layers" in one)
    checked = [set(re.findall(r"\w+", line)) for line in floors["layers"]]
    assert shown == checked[::-1]
