"""Where everything lies on the sheet of criteria and on the sheet of weights."""

from dataclasses import dataclass
from functools import cache

from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from sezgeo.i18n import Text

SHEETS = {
    "ranking": Text("Рейтинг", "Ranking"),
    "criteria": Text("Критерии", "Criteria"),
    "weights": Text("Веса", "Weights"),
    "excluded": Text("Исключено", "Excluded"),
    "sources": Text("Источники", "Sources"),
    "method": Text("Методика", "Method"),
}
"""Names of the sheets, in their order."""

COLUMNS = (
    "plot",
    "site",
    "status",
    "area",
    "outcome",
    "rank",
    "score",
    "low",
    "high",
    "known",
    "was",
    "check",
    "passport",
    "rounded_score",
    "place",
)
"""Columns of the sheet of criteria before its blocks, in their order."""

BLOCKS = ("measure", "value", "used", "start", "end", "least", "greatest")
"""Blocks of the sheet of criteria, a column for each criterion in each, in their order."""


@dataclass(frozen=True, slots=True)
class WorkbookLayout:
    """
    Cells of a workbook with so many plots and criteria.

    Attributes
    ----------
    plots, criteria
        How many there are.
    points
        Most anchors a curve has.
    """

    plots: int
    criteria: int
    points: int

    SHARES_ROW = 3
    HEADS_ROW = 4
    FIRST_PLOT = 5
    FIRST_WEIGHT = 4
    WEIGHT = 3
    SHARE = 4
    CURVES = 10

    def column(self, name: str) -> int:
        """Return the number of a column before the blocks."""
        return COLUMNS.index(name)

    def block(self, name: str) -> range:
        """Return the numbers of the columns of a block."""
        start = len(COLUMNS) + BLOCKS.index(name) * self.criteria
        return range(start, start + self.criteria)

    def cell(self, plot: int, block: str, criterion: int) -> str:
        """Return the cell of one plot and criterion."""
        column = len(COLUMNS) + BLOCKS.index(block) * self.criteria + criterion
        return f"{_letters(column)}{self.FIRST_PLOT + plot + 1}"

    def cells(self, plot: int, block: str) -> str:
        """Return the cells of one plot in a block, as a range."""
        return f"{self.cell(plot, block, 0)}:{self.cell(plot, block, self.criteria - 1)}"

    def plot_cell(self, plot: int, column: str) -> str:
        """Return the cell of one plot in a column before the blocks."""
        return str(xl_rowcol_to_cell(self.FIRST_PLOT + plot, self.column(column)))

    def whole_column(self, column: str) -> str:
        """Return a column of all plots, as a fixed range of its own sheet."""
        last = self.FIRST_PLOT + max(self.plots, 1) - 1
        number = self.column(column)
        return str(xl_range_abs(self.FIRST_PLOT, number, last, number))

    @property
    def shares(self) -> str:
        """Return the row of shares above the values, as a fixed range."""
        block = self.block("value")
        return str(xl_range_abs(self.SHARES_ROW, block[0], self.SHARES_ROW, block[-1]))

    @property
    def weights(self) -> str:
        """Return the column of weights, as a fixed range of its own sheet."""
        last = self.FIRST_WEIGHT + self.criteria - 1
        return str(xl_range_abs(self.FIRST_WEIGHT, self.WEIGHT, last, self.WEIGHT))

    def axis(self, letter: str) -> int:
        """Return the first column of the raw points `x`, the values `y` or the slopes `s`."""
        return self.CURVES + "xys".index(letter) * (self.points + 1)


@cache
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))


def sheet_reference(sheet: str) -> str:
    """Return how formulas name a sheet."""
    return f"'{SHEETS[sheet]}'!"
