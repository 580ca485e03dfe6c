"""The sheet of criteria: what was measured on each plot, valued and added up by formulas."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from sezgeo.i18n import Text
from sezgeo.reports.workbook import formulas
from sezgeo.reports.workbook.cells import WorkbookSheet, measure_style
from sezgeo.reports.workbook.layout import BLOCKS, WorkbookLayout, sheet_reference
from sezgeo.reports.workbook.plot_facts import PlotFacts
from sezgeo.suitability.profile import Wish
from sezgeo.suitability.ranking.ranking import TIE_DIGITS, Ranking
from sezgeo.units import unit_text

HEADS = {
    "plot": Text("Участок", "Plot"),
    "site": Text("Площадка", "Site"),
    "status": Text("Статус", "Status"),
    "area": Text("Площадь, га", "Area, ha"),
    "outcome": Text("Ограничения", "Constraints"),
    "rank": Text("Место", "Rank"),
    "score": Text("Балл", "Score"),
    "low": Text("Балл: от", "Score: from"),
    "high": Text("Балл: до", "Score: to"),
    "known": Text("Обеспеченность данными", "Known"),
    "was": Text("Место при весах профиля", "Rank by the profile's weights"),
    "check": Text("Что проверить", "What to check"),
    "passport": Text("Паспорт", "Passport"),
    "rounded_score": Text("Балл для места", "Score for the rank"),
    "place": Text("Порядок", "Order"),
}
STYLES = {
    "area": "number #,##0.00",
    "rank": "rank",
    "score": "score",
    "low": "score",
    "high": "score",
    "known": "share",
    "was": "rank",
    "check": "wrapped",
}
_BLOCKS = {
    "measure": Text("Значение показателя", "Measured"),
    "value": Text("Нормированное значение (0–1)", "Value from 0 to 1"),
    "used": Text("Принято в расчёт", "Reckoned with"),
    "start": Text("Может быть: от", "May be: from"),
    "end": Text("Может быть: до", "May be: to"),
    "least": Text("Наименьшее значение (0–1)", "Least value"),
    "greatest": Text("Наибольшее значение (0–1)", "Greatest value"),
}
_TITLE = Text("Критерии по участкам: {title}", "Criteria by plot: {title}")
_HINT = Text(
    "Заштриховано — нет данных: введите значение, и диапазон балла сузится. Исключённый участок "
    "балла не получает: ограничения считает sezgeo, не эта книга. Свёрнутые столбцы (+) — ход "
    "расчёта.",
    "A hatched measure is unknown: write it in, and the score narrows. An excluded plot gets no "
    "score: constraints are reckoned by sezgeo, not by this workbook. Folded columns (+) show the "
    "working.",
)
_VALUES = ("value", "least", "greatest")


@dataclass(frozen=True, slots=True)
class _CriteriaSheet:
    """The sheet, what is written on it, and where."""

    sheet: WorkbookSheet
    facts: PlotFacts
    layout: WorkbookLayout
    criteria: tuple[str, ...]
    wishes: tuple[Wish, ...]
    bends: tuple[bool, ...]

    def formula(self, plot: int, column: str, formula: str, cached: float) -> None:
        """Write a formula into a column before the blocks."""
        row, style = self.layout.FIRST_PLOT + plot, STYLES.get(column, "raw")
        self.sheet.formula(row, self.layout.column(column), formula, cached, style=style)


def criteria_sheet(
    sheet: WorkbookSheet,
    ranking: Ranking,
    facts: PlotFacts,
    layout: WorkbookLayout,
    *,
    passports: Mapping[str, str],
) -> None:
    """
    Write measures, values and scores of all plots.

    Parameters
    ----------
    passports
        File of the passport of each plot that has one.
    """
    criteria = ranking.profile.criteria
    bends = tuple(wish.value_function.bends for wish in criteria.values())
    page = _CriteriaSheet(sheet, facts, layout, tuple(criteria), tuple(criteria.values()), bends)
    sheet.text(0, 0, _TITLE.fill(title=ranking.profile.title), "title")
    sheet.text(1, 0, _HINT, "hint")
    _heads(page, ranking)
    for plot, name in enumerate(facts.plots):
        _about(page, plot, passports.get(name, ""))
        if not np.isnan(facts.numbers["rank"][plot]):
            _ranked(page, plot)
        _blocks(page, plot)
    unseen = [layout.column(name) for name in ("passport", "rounded_score", "place")]
    sheet.finish([range(layout.block("used")[0], layout.block("greatest")[-1] + 1)], unseen)
    last = layout.FIRST_PLOT + len(facts.plots) - 1
    sheet.inner.autofilter(layout.HEADS_ROW, 0, last, layout.block("greatest")[-1])
    sheet.print_as(heads=layout.HEADS_ROW, columns=1, pages_wide=3)


def _heads(page: _CriteriaSheet, ranking: Ranking) -> None:
    sheet, layout = page.sheet, page.layout
    for block, title in _BLOCKS.items():
        sheet.text(2, layout.block(block)[0], title, "hint")
    sheet.text(layout.SHARES_ROW, 0, Text("Доля в сумме весов", "Share of the weight"), "hint")
    shares = ranking.profile.weights.to_list()
    for criterion, column in enumerate(layout.block("value")):
        cell = xl_rowcol_to_cell(layout.FIRST_WEIGHT + criterion, layout.SHARE)
        formula = f"{sheet_reference('weights')}{cell}"
        sheet.formula(layout.SHARES_ROW, column, formula, shares[criterion], style="share")
    sheet.texts(layout.HEADS_ROW, HEADS.values(), "head")
    titles = [criterion_title(ranking, name) for name in page.criteria]
    for block in BLOCKS:
        for column, name in zip(layout.block(block), titles, strict=True):
            sheet.text(layout.HEADS_ROW, column, name, "head")


def criterion_title(ranking: Ranking, name: str) -> str:
    """Return what a criterion is called, with its unit."""
    unit = unit_text(name).say()
    return f"{ranking.title(name)}, {unit}" if unit else str(ranking.title(name))


def _about(page: _CriteriaSheet, plot: int, passport: str) -> None:
    """Write what formulas do not touch, and how much of the weight is known."""
    sheet, facts, layout = page.sheet, page.facts, page.layout
    row = layout.FIRST_PLOT + plot
    for column in ("rank", "score", "low", "high", "was"):
        sheet.blank(row, layout.column(column))
    sheet.text(row, layout.column("plot"), facts.plots[plot])
    for column, texts in facts.texts.items():
        sheet.text(row, layout.column(column), texts[plot], STYLES.get(column, "text"))
    sheet.number(row, layout.column("area"), facts.numbers["area"][plot], STYLES["area"])
    if passport:
        sheet.text(row, layout.column("passport"), passport)
    share = formulas.weighted_sum(f"ISNUMBER({layout.cells(plot, 'measure')})*1", layout.shares)
    page.formula(plot, "known", share, facts.numbers["known"][plot])


def _ranked(page: _CriteriaSheet, plot: int) -> None:
    """Write the formulas of a plot that no rule excludes."""
    layout, numbers = page.layout, page.facts.numbers
    for column, block in (("score", "value"), ("low", "least"), ("high", "greatest")):
        formula = formulas.weighted_sum(layout.cells(plot, block), layout.shares)
        page.formula(plot, column, formula, numbers[column][plot])
    rank = numbers["rank"][plot]
    page.sheet.number(layout.FIRST_PLOT + plot, layout.column("was"), rank, STYLES["was"])
    own, all_plots = layout.plot_cell(plot, "rounded_score"), layout.whole_column("rounded_score")
    exact = formulas.round_score(layout.plot_cell(plot, "score"))
    page.formula(plot, "rounded_score", exact, round(numbers["score"][plot], TIE_DIGITS))
    page.formula(plot, "rank", f"RANK({own},{all_plots})", rank)
    before = f"COUNTIF({all_plots.partition(':')[0]}:{own},{own})-1"
    page.formula(
        plot, "place", f"{layout.plot_cell(plot, 'rank')}+{before}", numbers["place"][plot]
    )


def _blocks(page: _CriteriaSheet, plot: int) -> None:
    """Write the measures of a plot, and the formulas that value them."""
    layout, tables = page.layout, page.facts.measures
    row = layout.FIRST_PLOT + plot
    for criterion, name in enumerate(page.criteria):
        numbers = {block: float(tables[block][plot, criterion]) for block in BLOCKS}
        style = measure_style(name)
        page.sheet.number(row, layout.block("measure")[criterion], numbers["measure"], style)
        cells = {block: layout.cell(plot, block, criterion) for block in BLOCKS}
        for block, formula in _working(page, cells, numbers, criterion).items():
            look = "score" if block in _VALUES else style
            column = layout.block(block)[criterion]
            page.sheet.formula(row, column, formula, numbers[block], style=look)


def _working(
    page: _CriteriaSheet, cells: Mapping[str, str], numbers: Mapping[str, float], criterion: int
) -> dict[str, str]:
    """Return the formulas of one plot and criterion, by block."""
    measure, ends = cells["measure"], (cells["start"], cells["end"])
    known = not np.isnan(numbers["measure"])
    offsets = [numbers[end] - numbers["measure"] if known else 0.0 for end in ("start", "end")]
    declared = page.wishes[criterion].range if known else (numbers["start"], numbers["end"])
    bends = page.bends[criterion]
    return {
        "used": formulas.measure_or_middle(measure, *ends),
        "start": formulas.range_end(measure, offsets[0], declared[0]),
        "end": formulas.range_end(measure, offsets[1], declared[1]),
        "value": formulas.round_value(formulas.curve_value(cells["used"], criterion)),
        "least": formulas.bound("MIN", ends, cells["value"], criterion, bends=bends),
        "greatest": formulas.bound("MAX", ends, cells["value"], criterion, bends=bends),
    }
