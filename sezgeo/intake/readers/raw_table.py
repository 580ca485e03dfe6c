"""What a reader hands on: cells and shapes as they were sent, nothing interpreted yet."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sezgeo.arrays import Shapes
from sezgeo.intake.findings import Finding


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """
    A delivered layer before it is checked.

    Attributes
    ----------
    cells
        Attributes with the sender's column names; text stays text.
    shapes : shape (n,)
        Shapely geometries, None where there is none or it could not be built.
    crs
        What the file says about its coordinates (WKT, PROJ, an authority's code), or None.
    names
        Column names in the order of the file, with repetitions.
    loose
        Columns in which a number is text by the nature of the format.
    widths
        Width of text columns that have one, in bytes, and the rows that fill it.
    rows : shape (n,)
        Number of each row in the source, from 1.
    reported : shape (n,)
        True for rows whose geometry a finding speaks of already.
    cadastral
        True if the cadastre sent it.
    """

    cells: DataFrame
    shapes: Shapes
    crs: str | None
    names: tuple[str, ...] = ()
    loose: frozenset[str] = frozenset()
    widths: dict[str, int] = field(default_factory=dict)
    rows: NDArray[np.int64] | None = None
    reported: NDArray[np.bool_] | None = None
    findings: tuple[Finding, ...] = ()
    cadastral: bool = False

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.shapes)

    def numbers(self) -> NDArray[np.int64]:
        """Return the number of each row in the source, from 1."""
        return np.arange(1, len(self) + 1) if self.rows is None else self.rows

    def reported_rows(self) -> NDArray[np.bool_]:
        """Tell which rows' geometry has a finding already."""
        return np.zeros(len(self), dtype=bool) if self.reported is None else self.reported


def texts(column: Series) -> list[str | None]:
    """Return the cells of a column as text; an empty cell is None."""
    empty = column.isna().to_numpy()
    return [
        None if none else cell if isinstance(cell, str) else str(cell)
        for cell, none in zip(column.tolist(), empty, strict=True)
    ]
