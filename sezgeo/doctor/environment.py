"""What this installation has: required packages, and the optional ones with what they are for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from sezgeo.i18n import Text

_NEED = re.compile(
    r"([\w.-]+)(?:\[[^\]]*\])?\s*>=\s*([\d.]+)(?:\s*;\s*extra\s*==\s*['\"](\w+)['\"])?"
)

EXTRAS: Mapping[str, Text] = {
    "fast": Text("быстрый поиск ближайших объектов", "faster nearest features"),
    "cluster": Text("расчёт на нескольких машинах", "work on several machines"),
    "postgres": Text("хранилище слоёв в PostGIS", "layers kept in PostGIS"),
}
"""Optional extras, and what each is for."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is asked for: the least version, the one installed (empty if none)."""

    name: str
    least: str
    installed: str
    extra: str = ""

    @property
    def is_missing(self) -> bool:
        """Tell whether it is not installed."""
        return not self.installed

    @property
    def is_old(self) -> bool:
        """Tell whether it is older than the oldest version the tests were run with."""
        return bool(self.installed) and _numbers(self.installed) < _numbers(self.least)


def packages() -> list[Package]:
    """
    Return the packages that sezgeo's own metadata names, and their installed versions.

    An installation that does not know its metadata (a bare folder on the path) gives none.
    """
    try:
        requirements = requires("sezgeo") or []
    except PackageNotFoundError:
        return []
    return [package for requirement in requirements for package in _package(requirement)]


def _package(requirement: str) -> Iterator[Package]:
    match = _NEED.match(requirement)
    if match is None or (match[3] and match[3] not in EXTRAS):
        return
    try:
        installed = version(match[1])
    except PackageNotFoundError:
        installed = ""
    yield Package(match[1], match[2], installed, match[3] or "")


def _numbers(text: str) -> tuple[int, ...]:
    """Read the leading numbers of a version."""
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])
