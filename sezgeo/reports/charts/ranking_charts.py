"""
Charts of a ranking in one style, readable in black and white: the only module with matplotlib.

Tones of grey carry amounts, line styles and marks tell plots apart, hatching marks what is not
known. Nothing is said by colour alone. The same ranking gives the same bytes.
"""

from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sezgeo import display
from sezgeo.arrays import Floats
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text, language, number
from sezgeo.reports.print_style import STYLE, figure_bytes
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.robustness.robustness import Robustness
from sezgeo.suitability.robustness.sensitivity import lead_interval, one_at_a_time

_LINES = (("-", "o"), ("--", "s"), ("-.", "^"), (":", "D"), ((0, (5, 1, 1, 1, 1, 1)), "v"))
_MEASURED = ("0.35", "0.35", "")
_UNKNOWN = ("0.95", "0.45", "/////")
_DPI = 150
_WIDTH_IN = 7.2
_DARKEST = 0.3
"""Least share that is drawn in black: charts of undecided rankings are pale as well."""
_DARK = 0.55
"""Part of the darkest tone from which a number is written in white."""
_SHOWN = 0.005


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chart(display.Brief):
    """
    A chart that shows itself in a notebook and saves itself as PNG, SVG or PDF.

    Attributes
    ----------
    figure
        The figure, for those who want to change it.
    """

    figure: Figure

    def save(self, path: str | Path) -> None:
        """Write the chart; the ending of the name says in which format."""
        path = Path(path)
        path.write_bytes(self._bytes(path.suffix.removeprefix(".").lower() or "png"))

    def _repr_png_(self) -> bytes:
        return self._bytes("png")

    def _bytes(self, kind: str) -> bytes:
        return figure_bytes(self.figure, kind, dpi=_DPI, bbox_inches="tight")


@display.shows(Chart)
def _chart(chart: Chart) -> display.View:
    titles = [axes.get_title() or axes.get_title("left") for axes in chart.figure.axes]
    joined = "; ".join(" ".join(title.split()) for title in titles if title)
    return display.View(Text("Диаграмма: {titles}", "Chart: {titles}").fill(titles=joined))


def contribution_bars(ranking: Ranking, *, top: int = 5) -> Chart:
    """
    Draw what each criterion adds to the scores of the best plots.

    The outline of a bar is the most the criterion can add, its weight; a hatched bar rests on no
    known measure.

    Parameters
    ----------
    ranking
        The ranking.
    top
        How many plots, the best first.
    """
    plots = list(ranking.ranked[:top])
    weights = ranking.profile.weights.sort_values(ascending=False, kind="stable")
    names = [str(name) for name in weights.index]
    with mpl.rc_context(dict(STYLE)):
        figure = Figure(figsize=(_WIDTH_IN, 1.4 + 0.26 * len(names)))
        axes = figure.subplots(1, max(len(plots), 1), sharey=True, sharex=True, squeeze=False)[0]
        for column, (axis, plot) in enumerate(zip(axes, plots, strict=False)):
            _bars(axis, ranking, plot, names)
            axis.tick_params(left=column == 0, length=2)
        if plots:
            axes[0].set_yticks(range(len(names)), [_title(ranking, name) for name in names])
            axes[0].set_ylim(len(names) - 0.4, -0.6)
        _bar_legend(figure)
        title = Text("Из чего сложился балл", "What adds up to the score")
        figure.suptitle(_headline(ranking, title), x=0.01, ha="left", fontweight="bold")
        figure.subplots_adjust(top=0.88, bottom=0.06, wspace=0.12, left=0.36, right=0.99)
    return Chart(figure)


def acceptability_heat_map(
    robustness: Robustness, *, plots: int = 12, ranks: int = 12, title: Text | None = None
) -> Chart:
    """
    Draw how often each plot takes each rank over random weights and data.

    Parameters
    ----------
    robustness
        What was drawn.
    plots, ranks
        How many rows and columns; ranks beyond are added up in the last column.
    title
        What stands above the chart.
    """
    table = robustness.acceptability.iloc[:plots]
    shares = table.iloc[:, :ranks].to_numpy(dtype=float)
    heads = [str(rank) for rank in table.columns[:ranks]]
    if table.shape[1] > ranks:
        shares = np.column_stack([shares, table.iloc[:, ranks:].sum(axis=1)])
        heads.append(f">{ranks}")
    with mpl.rc_context(dict(STYLE)):
        figure = Figure(figsize=(_WIDTH_IN, 1.3 + 0.3 * max(len(table), 1)))
        axis = figure.subplots()
        if len(table):
            _cells(axis, shares)
        axis.set_xticks(range(len(heads)), heads)
        axis.set_yticks(range(len(table)), [str(plot) for plot in table.index])
        axis.set_xlabel(Text("место", "rank").say())
        how_often = Text("Как часто участок занимает место, %", "How often a plot takes a rank, %")
        draws = Text(" ({draws} испытаний)", " ({draws} draws)").fill(draws=robustness.draws)
        axis.set_title(((title or how_often) + draws).say())
    return Chart(figure)


def weight_curves(ranking: Ranking, criterion: str, *, top: int = 5) -> Chart:
    """
    Draw how scores change while the weight of one criterion moves from none to all.

    The other weights keep their proportions. The line across marks the weight of the profile, the
    grey band where the leader stays first.

    Raises
    ------
    UnknownNameError
        If the profile has no such criterion.
    """
    names = [str(name) for name in ranking.values.columns]
    if criterion not in names:
        raise UnknownNameError(Text("критерий", "criterion"), criterion, names)
    ranked = ranking.ranked
    values = ranking.values.loc[ranked].to_numpy()
    weights, column = ranking.profile.weights.to_numpy(), names.index(criterion)
    shares = np.linspace(0, 1, 21)
    with mpl.rc_context(dict(STYLE)):
        figure = Figure(figsize=(_WIDTH_IN, 3.6))
        axis = figure.subplots()
        if len(ranked):
            low, high = lead_interval(values, weights, column)
            stays = Text(f"{ranked[0]} остаётся первым", f"{ranked[0]} stays first").say()
            axis.axvspan(low, high, color="0.92", zorder=0, linewidth=0, label=stays)
            scores = one_at_a_time(values, weights, column, shares)
            _curves(axis, shares, scores[:, :top], [str(plot) for plot in ranked[:top]])
        axis.axvline(weights[column], color="0.3", linewidth=0.8)
        axis.annotate(
            Text("вес профиля", "the profile's weight").say(), (weights[column], 1), fontsize=8,
            xytext=(3, -2), textcoords="offset points", xycoords=("data", "axes fraction"),
            va="top", color="0.3",
        )  # fmt: skip
        axis.set_xlim(0, 1)
        axis.xaxis.set_major_formatter(FuncFormatter(_per_cent))
        axis.yaxis.set_major_formatter(FuncFormatter(_score))
        axis.set_xlabel(Text("вес критерия", "weight of the criterion").say())
        axis.set_ylabel(Text("балл", "score").say())
        axis.set_title(_title(ranking, criterion))
    return Chart(figure)


def _cells(axis: Axes, shares: Floats) -> None:
    """Draw a table of shares in tones of grey, with per cent in the cells."""
    darkest = max(float(shares.max(initial=0.0)), _DARKEST)
    axis.imshow(shares, cmap="Greys", vmin=0, vmax=darkest, aspect="auto")
    for row, column in np.argwhere(shares >= _SHOWN):
        share = float(shares[row, column])
        tone = "white" if share > _DARK * darkest else "black"
        per_cent = number(100 * share, language(), 0)
        axis.text(column, row, per_cent, ha="center", va="center", color=tone, fontsize=8)
    rows, columns = shares.shape
    axis.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
    axis.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    axis.grid(which="minor", color="0.85", linewidth=0.6)
    axis.tick_params(which="both", length=0)


def _bars(axis: Axes, ranking: Ranking, plot: str, names: list[str]) -> None:
    known = ranking.measures.values.loc[plot].notna()
    weights = ranking.profile.weights
    for row, name in enumerate(names):
        most, points = float(weights[name]), float(ranking.parts[name][plot])
        axis.barh(row, most, height=0.72, color="none", edgecolor="0.75", linewidth=0.6)
        tone, edge, hatch = _MEASURED if known[name] else _UNKNOWN
        axis.barh(row, points, height=0.72, color=tone, edgecolor=edge, hatch=hatch, linewidth=0.6)
    axis.set_title(f"{plot}\n{number(float(ranking.score[plot]), language(), 3)}", fontsize=9)
    axis.spines["bottom"].set_visible(False)
    axis.set_xticks([])


def _bar_legend(figure: Figure) -> None:
    figure.legend(
        handles=[
            Patch(facecolor=_MEASURED[0], label=Text("измерено", "measured").say()),
            Patch(facecolor=_UNKNOWN[0], edgecolor=_UNKNOWN[1], hatch=_UNKNOWN[2],
                  label=Text("неизвестно, взята середина", "unknown, the middle taken").say()),
            Patch(facecolor="none", edgecolor="0.75",
                  label=Text("наибольшее: вес", "the most: the weight").say()),
        ],
        loc="lower right", ncols=3, fontsize=8,
    )  # fmt: skip


def _curves(axis: Axes, shares: Floats, scores: Floats, plots: list[str]) -> None:
    for n, (plot, (line, mark)) in enumerate(zip(plots, cycle(_LINES), strict=False)):
        tone = str(0.0 if n == 0 else 0.35)
        axis.plot(shares, scores[:, n], linestyle=line, marker=mark, markevery=(n, 5), color=tone,
                  markersize=4, linewidth=1.8 if n == 0 else 1.1, label=plot)  # fmt: skip
    axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), handlelength=3.4)


def _title(ranking: Ranking, criterion: str) -> str:
    return ranking.title(criterion).say()


def _headline(ranking: Ranking, what: Text) -> str:
    return f"{ranking.profile.title.say()}. {what.say()}"


def _per_cent(share: float, _: int) -> str:
    return f"{number(100 * share, language(), 0)}\u00a0%"


def _score(value: float, _: int) -> str:
    return number(value, language(), 1)
