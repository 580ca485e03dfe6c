"""Print what pyproject.toml allows at the oldest, a line a package: `pip install -r` takes it."""

import re
import sys
import tomllib

from tests.helpers import ROOT

_BOUND = re.compile(r"(?P<name>[\w.-]+)(?P<extras>\[[\w,]+\])?>=(?P<version>[\w.]+)")


def lower_bounds(text: str) -> list[str]:
    """
    Return each package at its lower bound, of the program, its extras and its tests.

    The tools that check the code are left out: they judge with what is newest.

    Examples
    --------
    >>> lower_bounds('[project]\\ndependencies = ["folium>=0.20"]')
    ['folium==0.20']
    """
    project = tomllib.loads(text)["project"]
    extras = project.get("optional-dependencies", {})
    extras = {name: lines for name, lines in extras.items() if name != "check"}
    named = [*project["dependencies"], *(line for name in extras for line in extras[name])]
    bounds = [_BOUND.fullmatch(line) for line in named if not line.startswith("sezgeo[")]
    return sorted({f"{b['name']}{b['extras'] or ''}=={b['version']}" for b in bounds if b})


if __name__ == "__main__":
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    sys.stdout.write("\n".join(lower_bounds(pyproject)) + "\n")
