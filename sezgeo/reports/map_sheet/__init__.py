"""
Map sheets of a site or of the zone, A3 or A4.

Read `content.py` first (what a sheet shows), then `sheet.py`, which draws it.
"""

from sezgeo.reports.map_sheet.content import MapSheetContent, PaperSize
from sezgeo.reports.map_sheet.sheet import MapSheet, draw_sheet

__all__ = [
    "MapSheet",
    "MapSheetContent",
    "PaperSize",
    "draw_sheet",
]
