"""
A plot's passport and its site plan.

Read `passport.py` first (its sections), then `site_plan.py` and `site_plan_drawing.py`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sezgeo.reports.passport.file_names import (
        PASSPORTS,
        PassportFormat,
        passport_name,
        passports_beside,
    )
    from sezgeo.reports.passport.passport import PassportBasis, passport_document
    from sezgeo.reports.passport.site_plan import SitePlan, plan_of
    from sezgeo.reports.passport.site_plan_drawing import draw_plan

_MODULES = {
    "PASSPORTS": "file_names",
    "PassportBasis": "passport",
    "PassportFormat": "file_names",
    "SitePlan": "site_plan",
    "draw_plan": "site_plan_drawing",
    "passport_document": "passport",
    "passport_name": "file_names",
    "passports_beside": "file_names",
    "plan_of": "site_plan",
}
"""Where each public name is; imported when first asked for: printing takes heavy packages."""

__all__ = [
    "PASSPORTS",
    "PassportBasis",
    "PassportFormat",
    "SitePlan",
    "draw_plan",
    "passport_document",
    "passport_name",
    "passports_beside",
    "plan_of",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
