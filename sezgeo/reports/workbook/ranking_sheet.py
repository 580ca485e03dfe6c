"""The sheet people look at: the plots in the order of the weights in force, sorted by formulas."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from sezgeo.i18n import Text
from sezgeo.reports.workbook.cells import BAR, WorkbookSheet
from sezgeo.reports.workbook.criteria_sheet import HEADS, STYLES
from sezgeo.reports.workbook.layout import WorkbookLayout, sheet_reference
from sezgeo.reports.workbook.plot_facts import PlotFacts
from sezgeo.suitability.ranking.ranking import Ranking

_COLUMNS = (
    *("rank", "plot", "site", "status", "area", "score", "low", "high", "known", "outcome"),
    *("was", "check", "passport"),
)
_HEADS_ROW = 3
_FIRST = 4
_HINT = Text(
    "Порядок следует весам на листе «Веса»: измените вес, и места пересчитаются. Исключённые "
    "участки — на листе «Исключено».",
    "The order follows the weights on the sheet “Weights”: change one, and the ranks follow. "
    "Excluded plots are on the sheet “Excluded”.",
)
_COUNT = Text(
    "В рейтинге {ranked}, исключено {out}, всего участков {all}.",
    "{ranked} ranked, {out} excluded, {all} plots in all.",
)
_OPEN = Text("открыть", "open")


@dataclass(frozen=True, slots=True)
class _RankingSheet:
    """The sheet, what is written on it, and where it is looked up."""

    sheet: WorkbookSheet
    facts: PlotFacts
    layout: WorkbookLayout
    columns: tuple[str, ...]

    def lookup(self, row: int, column: str) -> str:
        """Look up a column of the sheet of criteria at the plot that this row shows."""
        helper = xl_rowcol_to_cell(row, len(self.columns), col_abs=True)
        return f"INDEX({sheet_reference('criteria')}{self.layout.whole_column(column)},{helper})"


def ranking_sheet(
    sheet: WorkbookSheet,
    ranking: Ranking,
    facts: PlotFacts,
    layout: WorkbookLayout,
    *,
    passports: Mapping[str, str],
) -> None:
    """Write the ranked plots, best first; each row looks its plot up by place."""
    page = _RankingSheet(sheet, facts, layout, _COLUMNS if passports else _COLUMNS[:-1])
    excluded, count = len(ranking.excluded), len(facts.plots)
    sheet.text(0, 0, ranking.profile.title, "title")
    sheet.text(1, 0, _HINT, "hint")
    sheet.text(2, 0, _COUNT.fill(ranked=count - excluded, out=excluded, all=count), "hint")
    sheet.texts(_HEADS_ROW, [HEADS[name] for name in page.columns], "head")
    order = np.argsort(facts.numbers["place"], kind="stable")[: count - excluded]
    for place, plot in enumerate(order.tolist()):
        _row(page, place, plot)
        if passports:
            _link(page, place, passports.get(facts.plots[plot], ""))
    sheet.finish(hidden=[len(page.columns)])
    last = _FIRST + max(count - excluded, 1) - 1
    sheet.inner.autofilter(_HEADS_ROW, 0, last, len(page.columns) - 1)
    score = page.columns.index("score")
    sheet.inner.conditional_format(_FIRST, score, last, score, BAR)
    sheet.print_as(heads=_HEADS_ROW, columns=2)


def _row(page: _RankingSheet, place: int, plot: int) -> None:
    """Write the row of one place, from 0; `plot` holds it by the weights of the profile."""
    facts, row = page.facts, _FIRST + place
    for column, name in enumerate(page.columns):
        style = STYLES.get(name, "text")
        lookup = page.lookup(row, name)
        if name == "plot" or name in facts.texts:
            text = facts.plots[plot] if name == "plot" else facts.texts[name][plot]
            page.sheet.formula(row, column, f'{lookup}&""', text, style=style)
        elif name != "passport":
            number = facts.numbers["rank" if name == "was" else name][plot]
            # a plot without an area shows none, not zero
            formula = f'IF({lookup}="","",{lookup})' if name == "area" else lookup
            cached = "" if np.isnan(number) else number
            page.sheet.formula(row, column, formula, cached, style=style)
    places = f"{sheet_reference('criteria')}{page.layout.whole_column('place')}"
    match = f"MATCH({place + 1},{places},0)"
    page.sheet.formula(row, len(page.columns), match, plot + 1, style="raw")


def _link(page: _RankingSheet, place: int, passport: str) -> None:
    """Write the link to a plot's passport, if there is one."""
    row, file = _FIRST + place, page.lookup(_FIRST + place, "passport")
    formula = f'IF({file}="","",HYPERLINK({file},"{_OPEN}"))'
    shown = _OPEN.say() if passport else ""
    page.sheet.formula(row, len(page.columns) - 1, formula, shown, style="link")
