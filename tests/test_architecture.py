"""The table that leads from an errand to a file leads to files that are there."""

import re

from conftest import ROOT

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
