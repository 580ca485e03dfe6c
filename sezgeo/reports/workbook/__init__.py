"""
A ranking as a spreadsheet whose formulas rank anew when a weight changes.

Read `write.py` first, then `layout.py` (where everything lies) and `formulas.py`.
"""

from sezgeo.reports.workbook.write import write_workbook

__all__ = ["write_workbook"]
