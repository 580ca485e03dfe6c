"""
A plot's passport and its site plan.

Read `passport.py` first (its sections), then `site_plan.py` and `site_plan_drawing.py`.
"""

from typing import TYPE_CHECKING

from sezgeo.lazy_names import lazy_names

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


__getattr__ = lazy_names(__name__, _MODULES)
