"""What is installed is whole: the wheel carries all assets and nothing private; shells complete."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sezgeo.cli import main
from tests.helpers import ROOT

ASSETS = {".toml", ".css", ".html", ".js", ".typed", ".sha256", ".ini", ".geojson"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Build a wheel of a folder into which somebody has imported."""
    folder = tmp_path_factory.mktemp("wheel")
    skipped = shutil.ignore_patterns("__pycache__", ".store", "current.gpkg")
    for name in ("sezgeo", "layers"):
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    (folder / "layers" / ".store" / "inbox").mkdir(parents=True)
    (folder / "layers" / ".store" / "inbox" / "delivery.zip").write_bytes(b"private")
    (folder / "layers" / "current.gpkg").write_bytes(b"private")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = (folder / "dist").glob("*.whl")
    unpacked = folder / "unpacked"
    with zipfile.ZipFile(built) as archive:
        archive.extractall(unpacked)
    return unpacked


def files(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def test_the_wheel_carries_every_asset(wheel):
    own = {one for one in files(ROOT / "sezgeo") if Path(one).suffix in ASSETS | {".py"}}
    assert own <= files(wheel / "sezgeo")
    seed = {one.name for one in (ROOT / "layers").iterdir() if one.suffix in ASSETS}
    assert {"catalog.toml", "plots.geojson"} <= seed <= files(wheel / "sezgeo" / "seed")


def test_the_wheel_carries_no_import(wheel):
    assert not [one for one in files(wheel) if "private" in one or ".store" in one]
    assert not [one for one in files(wheel) if one.endswith((".gpkg", ".zip"))]


def test_what_is_installed_works_from_any_folder(wheel, tmp_path):
    code = (
        "import sezgeo, sys; from sezgeo.cli import main; print(sezgeo.__file__);"
        "print(len(sezgeo.open().layers['plots'].frame)); main(['check'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    where, plots, said = ran.stdout.split("\n", 2)
    assert Path(where).is_relative_to(wheel)
    assert int(plots) == 179
    assert "everything holds" in said
    assert not list(tmp_path.iterdir())


def completed(**told: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", "from sezgeo.cli import main; main()"],
        env={**os.environ, "LC_ALL": "C.UTF-8", **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    ).stdout


@pytest.mark.parametrize(
    ("line", "at", "word"), [("sezgeo repo", "1", "report"), ("sezgeo report x", "2", "xlsx")]
)
def test_a_shell_completes_commands(line, at, word):
    told = {"_SEZGEO_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": at}
    assert word in completed(**told).split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_calls_sezgeo(shell):
    assert "sezgeo" in completed(_SEZGEO_COMPLETE=f"source_{shell}")


def test_the_program_without_a_word_shows_its_help(capsys):
    with pytest.raises(SystemExit):
        main([])
    said = capsys.readouterr()
    assert "rank" in said.out + said.err
