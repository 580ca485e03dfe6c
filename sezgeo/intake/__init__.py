"""
Everything that strangers send: received, distrusted, checked, and turned into a layer.

Begin with `receive`, whose `CHECKS` are all that is looked at; `commit` is a whole import, from the
bytes to a new version.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public word when it is first asked for: options alone need no readers."""
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
