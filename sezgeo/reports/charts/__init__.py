"""
Charts of a ranking and of its robustness.

Read `ranking_charts.py` first.
"""

from sezgeo.reports.charts.plot_robustness_chart import draw_plot_robustness
from sezgeo.reports.charts.ranking_charts import (
    Chart,
    acceptability_heat_map,
    contribution_bars,
    weight_curves,
)

__all__ = [
    "Chart",
    "acceptability_heat_map",
    "contribution_bars",
    "draw_plot_robustness",
    "weight_curves",
]
