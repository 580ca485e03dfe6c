"""
What offices pass on: passports, map sheets, charts, workbooks, layers for QGIS.

Each product has a folder; `provenance.py` and `print_style.py` are what all of them share.
"""

from typing import TYPE_CHECKING

from sezgeo.lazy_names import lazy_names

if TYPE_CHECKING:
    from sezgeo.reports.charts.ranking_charts import (
        Chart,
        acceptability_heat_map,
        contribution_bars,
        weight_curves,
    )
    from sezgeo.reports.document.content import Document
    from sezgeo.reports.document.write import save
    from sezgeo.reports.map_sheet.content import MapSheetContent, PaperSize
    from sezgeo.reports.map_sheet.sheet import MapSheet
    from sezgeo.reports.passport.passport import PassportBasis, passport_document
    from sezgeo.reports.provenance import Stamp, stamp_of
    from sezgeo.reports.qgis_layer import write_gis
    from sezgeo.reports.workbook import write_workbook

_MODULES = {
    "Chart": "charts.ranking_charts",
    "Document": "document.content",
    "MapSheet": "map_sheet.sheet",
    "MapSheetContent": "map_sheet.content",
    "PaperSize": "map_sheet.content",
    "PassportBasis": "passport.passport",
    "Stamp": "provenance",
    "acceptability_heat_map": "charts.ranking_charts",
    "contribution_bars": "charts.ranking_charts",
    "passport_document": "passport.passport",
    "save": "document.write",
    "stamp_of": "provenance",
    "weight_curves": "charts.ranking_charts",
    "write_gis": "qgis_layer",
    "write_workbook": "workbook",
}
"""Where each public name is; imported when first asked for: printing takes heavy packages."""

__all__ = [
    "Chart",
    "Document",
    "MapSheet",
    "MapSheetContent",
    "PaperSize",
    "PassportBasis",
    "Stamp",
    "acceptability_heat_map",
    "contribution_bars",
    "passport_document",
    "save",
    "stamp_of",
    "weight_curves",
    "write_gis",
    "write_workbook",
]


__getattr__ = lazy_names(__name__, _MODULES)
