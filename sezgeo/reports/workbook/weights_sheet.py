"""The sheet of weights: what a planner may change, and the curves that value measures."""

from collections.abc import Iterator

import numpy as np
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sezgeo.i18n import Text
from sezgeo.reports.workbook.cells import BAR, WorkbookSheet, WorkbookWriter
from sezgeo.reports.workbook.criteria_sheet import criterion_title
from sezgeo.reports.workbook.formulas import axis
from sezgeo.reports.workbook.layout import WorkbookLayout, sheet_reference
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
    Text("Если нет данных: от", "If unknown: from"),
    Text("Если нет данных: до", "If unknown: to"),
)
_AXES = (
    Text("Исходное {point}", "Raw {point}"),
    Text("Норм. значение {point}", "Value {point}"),
    Text("Наклон {point}", "Slope {point}"),
)


def weights_sheet(
    writer: WorkbookWriter, sheet: WorkbookSheet, ranking: Ranking, layout: WorkbookLayout
) -> None:
    """Write weights, shares and curves; name the curves for the formulas of other sheets."""
    sheet.text(0, 0, _TITLE.fill(title=ranking.profile.title), "title")
    sheet.text(1, 0, _HINT, "hint")
    sheet.texts(layout.FIRST_WEIGHT - 1, [*_HEADS, *_curve_heads(layout)], "head")
    shares = ranking.profile.weights
    for criterion, (name, wish) in enumerate(ranking.profile.criteria.items()):
        row = layout.FIRST_WEIGHT + criterion
        sheet.number(row, 0, criterion + 1, "rank")
        sheet.text(row, 1, criterion_title(ranking, name), "wrapped")
        sheet.text(row, 2, name)
        _weight(sheet, layout, row, wish, share=float(shares[name]))
        _curve(writer, sheet, layout, wish, criterion=criterion)
    _validate(sheet, layout)
    hidden = [*(layout.axis(letter) for letter in "xy"), *_slopes(layout)]
    sheet.finish(hidden=hidden)
    sheet.print_as(heads=layout.FIRST_WEIGHT - 1, columns=2)


def _curve_heads(layout: WorkbookLayout) -> Iterator[Text]:
    for head in _AXES:
        for point in range(layout.points + 1):
            yield head.fill(point=point)


def _slopes(layout: WorkbookLayout) -> range:
    start = layout.axis("s")
    return range(start, start + layout.points + 1)


def _weight(
    sheet: WorkbookSheet, layout: WorkbookLayout, row: int, wish: Wish, *, share: float
) -> None:
    weights = layout.weights
    cell = xl_rowcol_to_cell(row, layout.WEIGHT)
    sheet.number(row, layout.WEIGHT, wish.weight, "input")
    formula = f"IF(SUM({weights})>0,N({cell})/SUM({weights}),0)"
    sheet.formula(row, layout.SHARE, formula, share, style="share")
    sheet.number(row, 5, wish.weight, "raw")
    low, high = wish.weight_range or (np.nan, np.nan)
    for column, number in ((6, low), (7, high), (8, wish.range[0]), (9, wish.range[1])):
        if np.isnan(number):
            sheet.blank(row, column)
        else:
            sheet.number(row, column, number, "raw")


def _curve(
    writer: WorkbookWriter,
    sheet: WorkbookSheet,
    layout: WorkbookLayout,
    wish: Wish,
    *,
    criterion: int,
) -> None:
    """Write the anchors of one curve, led by a point far to the left on its flat beginning."""
    row = layout.FIRST_WEIGHT + criterion
    raws, values = zip(*wish.curve, strict=True)
    slopes = [0.0, *(np.diff(values) / np.diff(raws)).tolist(), 0.0]
    starts = {letter: layout.axis(letter) for letter in "xys"}
    for letter, numbers in (("x", (FAR_LEFT, *raws)), ("y", (values[0], *values))):
        for point, number in enumerate(numbers):
            sheet.number(row, starts[letter] + point, number, "raw")
    for point, slope in enumerate(slopes):
        column = starts["s"] + point
        if point in (0, len(raws)):
            sheet.number(row, column, 0.0, "raw")
            continue
        x, y = (xl_rowcol_to_cell(row, starts[letter] + point) for letter in "xy")
        xx, yy = (xl_rowcol_to_cell(row, starts[letter] + point + 1) for letter in "xy")
        sheet.formula(row, column, f"({yy}-{y})/({xx}-{x})", slope, style="raw")
    for letter, start in starts.items():
        cells = xl_range_abs(row, start, row, start + len(raws))
        writer.define(axis(letter, criterion), f"{sheet_reference('weights')}{cells}")


def _validate(sheet: WorkbookSheet, layout: WorkbookLayout) -> None:
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
