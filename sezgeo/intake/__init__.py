"""
Everything that strangers send: received, distrusted, checked, and turned into a layer.

Begin with `receive`, whose `CHECKS` are all that is looked at; `commit` is a whole import, from the
bytes to a new version.
"""

from typing import TYPE_CHECKING

from sezgeo.lazy_names import lazy_names

if TYPE_CHECKING:
    from sezgeo.intake.commit import import_delivery, refresh_current
    from sezgeo.intake.findings import Finding, codes
    from sezgeo.intake.options import Options, Request
    from sezgeo.intake.result import ImportResult

__all__ = [
    "Finding",
    "ImportResult",
    "Options",
    "Request",
    "codes",
    "import_delivery",
    "refresh_current",
]
_MODULES = {
    "Finding": "findings",
    "ImportResult": "result",
    "Options": "options",
    "Request": "options",
    "codes": "findings",
    "import_delivery": "commit",
    "refresh_current": "commit",
}


__getattr__ = lazy_names(__name__, _MODULES)
