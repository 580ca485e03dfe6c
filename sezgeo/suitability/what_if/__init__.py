"""
What a plot lacks to win, or to become eligible.

Read `least_change.py` first (the smallest change), then `piecewise_program.py` (how it is found).
"""

from sezgeo.suitability.what_if.least_change import (
    LeastChange,
    MeasureChange,
    to_be_eligible,
    to_win,
)
from sezgeo.suitability.what_if.what_if import WhatIf, what_if

__all__ = ["LeastChange", "MeasureChange", "WhatIf", "to_be_eligible", "to_win", "what_if"]
