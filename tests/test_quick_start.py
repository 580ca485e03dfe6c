"""What the everyday commands import: what is slow to load waits until it is asked for."""

import subprocess
import sys

import pytest

SLOW = {"scipy", "rasterio", "exactextract", "numba", "folium", "matplotlib", "osmnx", "networkx"}


@pytest.mark.parametrize("words", [["rank", "biotech"], ["why", "biotech", "PEC-011"], ["layers"]])
def test_an_everyday_command_loads_nothing_slow(words):
    code = (
        "import sys\n"
        "from sezgeo.cli import main\n"
        f"try: main({words!r})\n"
        "except SystemExit as left: assert not left.code\n"
        f"print('LOADED', *sorted({SLOW!r} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "LOADED"
