"""The conda environment is the same one as pyproject's, and each dependency is used."""

import re
import tomllib

import yaml

from tests.helpers import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def bounds(lines):
    return dict(re.fullmatch(r"([\w.\[\]-]+)>=([\w.]+)", line).groups() for line in lines)


def conda():
    data = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(item["pip"] for item in data["dependencies"] if isinstance(item, dict))
    plain = [item for item in data["dependencies"] if isinstance(item, str) and item != "pip"]
    return plain + [line for line in pip if not line.startswith("--editable")]


def test_conda_and_pip_users_get_the_same_packages_and_bounds():
    asked = bounds(conda())
    assert asked.pop("python") == PROJECT["requires-python"].removeprefix(">=")
    assert asked == bounds(PROJECT["dependencies"])


def test_the_conda_environment_installs_sezgeo_itself():
    assert "--editable ." in (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_every_dependency_has_a_lower_bound():
    extras = [
        line
        for lines in PROJECT["optional-dependencies"].values()
        for line in lines
        if not line.startswith("sezgeo[")  # an extra of our own
    ]
    assert len(bounds([*PROJECT["dependencies"], *extras])) == len(
        {*PROJECT["dependencies"], *extras}
    )


def test_no_registry_is_named():
    hosts = re.compile(r"(?i)registry\.npmjs|pythonhosted|pypi\.org/simple|deb\.debian\.org")
    kept = ("pyproject.toml", "environment.yml", "package.json", "Makefile", ".ci/run", "README.md")
    for name in kept:
        assert not hosts.search((ROOT / name).read_text(encoding="utf-8")), name
