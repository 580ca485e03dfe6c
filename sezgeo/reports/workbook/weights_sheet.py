"""The sheet of weights: what a planner may change, and the curves that value measures."""

from collections.abc import Iterator

import numpy as np
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sezgeo.i18n import Text
from sezgeo.reports.workbook.cells import BAR, Paper, Sheet
from sezgeo.reports.workbook.criteria_sheet import titled
from sezgeo.reports.workbook.formulas import axis
from sezgeo.reports.workbook.layout import Layout, quoted
from sezgeo.suitability.profile import Wish
from sezgeo.suitability.ranking.ranking import Ranking

FAR_LEFT = -1e99
"""Raw measure that lies left of every anchor."""
_MOST = 1e6
_TITLE = Text("Веса критериев: {title}", "Weights of the criteria: {title}")
_HINT = Text(
    "Меняйте жёлтые ячейки: важны только соотношения, рейтинг пересчитается сам. Кривые показаны "
    "для справки; менять их следует в профиле.",
    "Change the yellow cells: only proportions count, and the ranking follows by itself. The "
    "curves are shown for reference; change them in the profile.",
)
_HEADS = (
    Text("№", "No."),
    Text("Критерий", "Criterion"),
    Text("Столбец", "Column"),
    Text("Вес", "Weight"),
    Text("Доля", "Share"),
    Text("Вес в профиле", "Weight in the profile"),
    Text("Эксперт: от", "Expert: from"),
    Text("Эксперт: до", "Expert: to"),
    Text("Если неизвестно: от", "If unknown: from"),
    Text("Если неизвестно: до", "If unknown: to"),
)
_AXES = (
    Text("Исходное {at}", "Raw {at}"),
    Text("Ценность {at}", "Value {at}"),
    Text("Наклон {at}", "Slope {at}"),
)


def weights_sheet(paper: Paper, sheet: Sheet, ranking: Ranking, layout: Layout) -> None:
    """Write weights, shares and curves; name the curves for the formulas of other sheets."""
    sheet.text(0, 0, _TITLE.fill(title=ranking.profile.title), "title")
    sheet.text(1, 0, _HINT, "hint")
    sheet.texts(layout.FIRST_WEIGHT - 1, [*_HEADS, *_curve_heads(layout)], "head")
    shares = ranking.profile.weights
    for at, (name, wish) in enumerate(ranking.profile.criteria.items()):
        row = layout.FIRST_WEIGHT + at
        sheet.number(row, 0, at + 1, "rank")
        sheet.text(row, 1, titled(ranking, name), "wrapped")
        sheet.text(row, 2, name)
        _weight(sheet, row, wish, float(shares[name]), layout)
        _curve(paper, sheet, (row, at), wish, layout)
    _validate(sheet, layout)
    hidden = [*(layout.axis(letter) for letter in "xy"), *_slopes(layout)]
    sheet.finish(hidden=hidden)
    sheet.print_as(heads=layout.FIRST_WEIGHT - 1, columns=2)


def _curve_heads(layout: Layout) -> Iterator[Text]:
    for head in _AXES:
        for at in range(layout.points + 1):
            yield head.fill(at=at)


def _slopes(layout: Layout) -> range:
    start = layout.axis("s")
    return range(start, start + layout.points + 1)


def _weight(sheet: Sheet, row: int, wish: Wish, share: float, layout: Layout) -> None:
    weights = layout.weights
    cell = xl_rowcol_to_cell(row, layout.WEIGHT)
    sheet.number(row, layout.WEIGHT, wish.weight, "input")
    formula = f"IF(SUM({weights})>0,N({cell})/SUM({weights}),0)"
    sheet.formula(row, layout.SHARE, formula, share, "share")
    sheet.number(row, 5, wish.weight, "raw")
    low, high = wish.weight_range or (np.nan, np.nan)
    for column, number in ((6, low), (7, high), (8, wish.range[0]), (9, wish.range[1])):
        if np.isnan(number):
            sheet.blank(row, column)
        else:
            sheet.number(row, column, number, "raw")


def _curve(paper: Paper, sheet: Sheet, place: tuple[int, int], wish: Wish, layout: Layout) -> None:
    """Write the anchors of one curve, led by a point far to the left on its flat beginning."""
    row, criterion = place
    raws, values = zip(*wish.curve, strict=True)
    slopes = [0.0, *(np.diff(values) / np.diff(raws)).tolist(), 0.0]
    starts = {letter: layout.axis(letter) for letter in "xys"}
    for letter, numbers in (("x", (FAR_LEFT, *raws)), ("y", (values[0], *values))):
        for at, number in enumerate(numbers):
            sheet.number(row, starts[letter] + at, number, "raw")
    for at, slope in enumerate(slopes):
        if at in (0, len(raws)):
            sheet.number(row, starts["s"] + at, 0.0, "raw")
            continue
        x, y = (xl_rowcol_to_cell(row, starts[letter] + at) for letter in "xy")
        xx, yy = (xl_rowcol_to_cell(row, starts[letter] + at + 1) for letter in "xy")
        sheet.formula(row, starts["s"] + at, f"({yy}-{y})/({xx}-{x})", slope, "raw")
    for letter, start in starts.items():
        cells = xl_range_abs(row, start, row, start + len(raws))
        paper.define(axis(letter, criterion), f"{quoted('weights')}{cells}")


def _validate(sheet: Sheet, layout: Layout) -> None:
    last = layout.FIRST_WEIGHT + layout.criteria - 1
    refusal = Text("Вес — число от 0 до 1 000 000.", "A weight is a number from 0 to 1,000,000.")
    sheet.inner.data_validation(
        layout.FIRST_WEIGHT,
        layout.WEIGHT,
        last,
        layout.WEIGHT,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": _MOST,
            "error_title": str(Text("Вес", "Weight")),
            "error_message": str(refusal),
        },
    )
    sheet.inner.conditional_format(
        layout.FIRST_WEIGHT, layout.SHARE, last, layout.SHARE, BAR | {"max_value": 0.5}
    )
