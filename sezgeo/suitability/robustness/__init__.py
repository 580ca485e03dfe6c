"""
How firmly a ranking stands: weights, data, methods, open constraints.

Read `robustness.py` first (all weights and data at random), then `stability.py` (all answers).
"""

from sezgeo.suitability.robustness.method_comparison import cross_check
from sezgeo.suitability.robustness.plot_robustness import robustness_of_plot
from sezgeo.suitability.robustness.robustness import Robustness, robustness_of
from sezgeo.suitability.robustness.sensitivity import (
    Dethroning,
    dethrone,
    lead_interval,
    one_at_a_time,
)
from sezgeo.suitability.robustness.stability import Stability, stability_of
from sezgeo.suitability.robustness.value_of_information import find_out_first

__all__ = [
    "Dethroning",
    "Robustness",
    "Stability",
    "cross_check",
    "dethrone",
    "find_out_first",
    "lead_interval",
    "one_at_a_time",
    "robustness_of",
    "robustness_of_plot",
    "stability_of",
]
