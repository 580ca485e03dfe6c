"""How surely one plot stands where it stands: score intervals beside rank acceptability."""

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sezgeo.i18n import Text, language, number
from sezgeo.reports.print_style import MM_PER_INCH, STYLE
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.robustness.robustness import Robustness

WIDTH_MM = 180.0
_ROWS = 12
_ROW_MM = 2.3
_EDGES_MM = 11.0
_SHOWN = 0.005


def draw_plot_robustness(ranking: Ranking, robustness: Robustness, plot: str) -> Figure:
    """
    Draw the intervals of the first plots and how often this one takes each rank.

    Parameters
    ----------
    ranking
        The ranking; the plot has a rank in it.
    robustness
        What was drawn.
    plot
        The plot, drawn in black; of a later rank than shown, it takes the last row.
    """
    ranked = [str(name) for name in ranking.ranked]
    shown = ranked[:_ROWS] if plot in ranked[:_ROWS] else [*ranked[: _ROWS - 1], plot]
    high = _EDGES_MM + _ROW_MM * max(len(shown), 6)
    with mpl.rc_context({**STYLE, "font.size": 6.2, "axes.titlesize": 6.6}):
        figure = Figure(figsize=(WIDTH_MM / MM_PER_INCH, high / MM_PER_INCH), dpi=200)
        top, bottom = 1 - 4.6 / high, 5.4 / high
        left = figure.add_axes((0.1, bottom, 0.37, top - bottom))
        right = figure.add_axes((0.56, bottom, 0.43, top - bottom))
        _intervals(left, ranking, shown, plot)
        _ranks(right, robustness, plot)
    return figure


def _intervals(axis: mpl.axes.Axes, ranking: Ranking, shown: list[str], plot: str) -> None:
    for row, name in enumerate(shown):
        own = name == plot
        scores = (ranking.low, ranking.score, ranking.high)
        low, score, high = (float(values[name]) for values in scores)
        tone = "black" if own else "0.6"
        axis.plot([low, high], [row, row], color=tone, linewidth=2.2 if own else 1.1,
                  solid_capstyle="butt")  # fmt: skip
        axis.plot(score, row, "o", color=tone, markersize=4 if own else 2.8)
    axis.set_yticks(range(len(shown)), [f"{ranking.rank[name]}. {name}" for name in shown])
    for label, name in zip(axis.get_yticklabels(), shown, strict=True):
        label.set_fontweight("bold" if name == plot else "normal")
    axis.set_ylim(len(shown) - 0.4, -0.6)
    axis.set_xlim(0, 1)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v, language(), 1)))
    axis.tick_params(length=2, pad=2)
    axis.set_title(Text("Балл и его интервал", "Score and its interval").say())


def _ranks(axis: mpl.axes.Axes, robustness: Robustness, plot: str) -> None:
    shares = robustness.acceptability.loc[plot].to_numpy(dtype=float)
    ranks = np.arange(1, len(shares) + 1)
    axis.bar(ranks, shares, width=0.72, color="0.35")
    for rank, share in zip(ranks, shares, strict=True):
        if share >= _SHOWN and len(ranks) <= 2 * _ROWS:
            per_cent = number(100 * float(share), language(), 0)
            axis.text(float(rank), float(share), per_cent, ha="center", va="bottom")
    axis.set_xlim(0.4, len(ranks) + 0.6)
    axis.set_ylim(0, max(float(shares.max(initial=0)) * 1.18, 0.05))
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    if len(ranks) <= 2 * _ROWS:
        axis.set_xticks(ranks)
    axis.tick_params(length=2, pad=2)
    title = Text(
        "Как часто какое место, % из {draws} испытаний", "How often which rank, % of {draws} draws"
    )
    axis.set_title(title.fill(draws=robustness.draws).say())
