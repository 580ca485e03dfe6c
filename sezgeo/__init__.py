"""
Rank plots of a special economic zone for new plants, and say why.

>>> import sezgeo
>>> zone = sezgeo.open()
>>> study = zone.study("biotech")

`study.ranking` is the table, `study.why(plot_id)` every part of one plot's score, and
`study.map().save(path)` the page a planner mails.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sezgeo.version import __version__

if TYPE_CHECKING:
    from sezgeo.criteria import Criterion, Elevation
    from sezgeo.errors import SezgeoError
    from sezgeo.i18n import speak
    from sezgeo.layers import Catalog, Layer
    from sezgeo.siting.land_assembly.options import AssemblyTarget
    from sezgeo.siting.portfolio.file import Portfolio
    from sezgeo.siting.portfolio.options import PortfolioOptions
    from sezgeo.study import Study
    from sezgeo.suitability.profile import Profile
    from sezgeo.zone import Zone, open  # noqa: A004

__all__ = [
    "AssemblyTarget",
    "Catalog",
    "Criterion",
    "Elevation",
    "Layer",
    "Portfolio",
    "PortfolioOptions",
    "Profile",
    "SezgeoError",
    "Study",
    "Zone",
    "__version__",
    "open",
    "speak",
]

_MODULES = {
    "AssemblyTarget": "sezgeo.siting.land_assembly.options",
    "Catalog": "sezgeo.layers",
    "Criterion": "sezgeo.criteria",
    "Elevation": "sezgeo.criteria",
    "Layer": "sezgeo.layers",
    "Portfolio": "sezgeo.siting.portfolio.file",
    "PortfolioOptions": "sezgeo.siting.portfolio.options",
    "Profile": "sezgeo.suitability.profile",
    "SezgeoError": "sezgeo.errors",
    "Study": "sezgeo.study",
    "Zone": "sezgeo.zone",
    "open": "sezgeo.zone",
    "speak": "sezgeo.i18n",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a name when it is first asked for: `sezgeo --help` needs none."""
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    """List what a user needs."""
    return sorted(__all__)
