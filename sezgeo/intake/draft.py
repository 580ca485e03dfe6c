"""
What a check works on: a delivered table on its way to a layer, and what may be looked up beside it.

A check is a function of a `Draft` and a `Context`; it returns the draft a step further, and what is
to be said of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame

from sezgeo.arrays import Bools, Shapes
from sezgeo.crs import WORK_CRS
from sezgeo.intake.findings import Finding, finding, for_rows
from sezgeo.intake.known_sites import SITE_COLUMN, Sites
from sezgeo.intake.options import Options
from sezgeo.intake.readers.raw_table import RawTable
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.contract import Schema

PLOTS = "plots"


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """
    What every check may look up; nothing of it changes on the way.

    Attributes
    ----------
    catalog, schema
        Folder of layers the delivery is for, and the contract of the layer.
    options
        What the user decided.
    sites
        What is known of the sites.
    raw
        The delivery as the reader handed it on.
    """

    catalog: Catalog
    schema: Schema
    options: Options
    sites: Sites
    raw: RawTable

    @property
    def makes_plots_of_parcels(self) -> bool:
        """Tell whether sites and uses must come from elsewhere: the cadastre knows neither."""
        return self.raw.cadastral and self.schema.name == PLOTS and not self.sites.is_silent

    def names_known_sites(self, column: str) -> bool:
        """Tell whether a column holds names of sites that must be known already."""
        may_be_new = self.sites.may_be_new and self.schema.key == SITE_COLUMN
        return column == SITE_COLUMN and not may_be_new


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """
    A delivered table on its way to a layer.

    Attributes
    ----------
    shapes
        Geometries in the coordinates they were sent in; None where nothing can be made of them.
    rows
        Number of each row in the source, from 1.
    reported
        True for rows whose geometry a finding already speaks of.
    traced
        Rows whose outline a machine traced: it has more vertices than people draw.
    ids
        Key of each row as far as it could be read.
    sent
        Columns under the contract's names, their cells as they were sent.
    cells
        The same columns, read as the contract means them.
    extra
        Columns the contract does not know.
    loose
        Columns in which a number is text by the nature of the format.
    ground
        Geometries in metres; None where nothing says, or can be believed to say, where they lie.
    valid
        Rows whose outline was found valid.
    """

    shapes: Shapes
    rows: NDArray[np.int64]
    reported: Bools
    traced: Bools
    ids: NDArray[np.object_]
    sent: DataFrame
    cells: DataFrame
    extra: DataFrame
    loose: frozenset[str] = frozenset()
    ground: Shapes | None = None
    valid: Bools | None = None

    @classmethod
    def begin(cls, raw: RawTable) -> "Draft":
        """Return the draft of a table nobody has looked at."""
        empty = pd.DataFrame()
        return cls(
            shapes=raw.shapes, rows=raw.numbers(), reported=raw.reported_rows(),
            traced=np.zeros(len(raw), dtype=bool), ids=np.full(len(raw), None, dtype=object),
            sent=empty, cells=empty, extra=empty,
        )  # fmt: skip

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.shapes)

    @property
    def usable(self) -> Bools:
        """Tell which rows have an outline on the ground that no finding speaks of."""
        there = ~shapely.is_missing(self.ground) & ~shapely.is_empty(self.ground)
        return np.asarray(~self.reported & there)

    def only(self, chosen: Bools) -> "Draft":
        """Return the draft with the chosen rows alone."""
        if chosen.all():
            return self
        sent, cells, extra = (
            table[chosen].reset_index(drop=True) if len(table) else table
            for table in (self.sent, self.cells, self.extra)
        )
        return replace(
            self, shapes=self.shapes[chosen], rows=self.rows[chosen], ids=self.ids[chosen],
            reported=self.reported[chosen], traced=self.traced[chosen], sent=sent, cells=cells,
            extra=extra, ground=None if self.ground is None else self.ground[chosen],
            valid=None if self.valid is None else self.valid[chosen],
        )  # fmt: skip

    def frame(self) -> GeoDataFrame:
        """Return cells and shapes as a layer; where no place is known, with the shapes as sent."""
        shapes = self.shapes if self.ground is None else self.ground
        return gpd.GeoDataFrame(self.cells.copy(), geometry=gpd.GeoSeries(shapes, crs=WORK_CRS))

    def finding(self, code: str, place: int, **slots: object) -> Finding:
        """Say `code` of one row, with its number in the source and its id."""
        row, name = int(self.rows[place]), str(self.ids[place] or "")
        return finding(code, row=row, id=name, **slots)  # type: ignore[arg-type]

    def findings(
        self, code: str, hit: Bools, slots: Callable[[int], dict[str, object]] = lambda _: {}
    ) -> list[Finding]:
        """Say `code` of every row in `hit`; `slots` fills its text for one row."""
        places = np.flatnonzero(hit).tolist()
        return for_rows(places, (self.finding(code, i, **slots(i)) for i in places))


Check = Callable[[Draft, Context], tuple[Draft, list[Finding]]]
