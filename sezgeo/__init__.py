"""
Rank plots of a special economic zone for new plants, and say why.

>>> import sezgeo
>>> zone = sezgeo.open()
>>> study = zone.study("biotech")

`study.ranking` is the table, `study.why(plot_id)` every part of one plot's score, and
`study.map().save(path)` the page a planner mails.
"""

from typing import TYPE_CHECKING

from sezgeo.lazy_names import lazy_names
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
    "AssemblyTarget": "siting.land_assembly.options",
    "Catalog": "layers",
    "Criterion": "criteria",
    "Elevation": "criteria",
    "Layer": "layers",
    "Portfolio": "siting.portfolio.file",
    "PortfolioOptions": "siting.portfolio.options",
    "Profile": "suitability.profile",
    "SezgeoError": "errors",
    "Study": "study",
    "Zone": "zone",
    "open": "zone",
    "speak": "i18n",
}


__getattr__ = lazy_names(__name__, _MODULES)


def __dir__() -> list[str]:
    """List what a user needs."""
    return sorted(__all__)
