"""What a map sheet shows: ranked plots of one site or the sites of the zone, on which paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from geopandas import GeoDataFrame

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.reports.provenance import Stamp
from sezgeo.suitability.ranking.ranking import Ranking

PaperSize = Literal["A3", "A4"]


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """
    A sheet of paper lying on its longer side.

    Attributes
    ----------
    width_mm, height_mm
        Its size.
    edge_mm
        White edge around everything.
    side_mm
        Width of the column with title, legend and sources.
    text_pt
        Size of the text in it.
    """

    width_mm: float
    height_mm: float
    edge_mm: float
    side_mm: float
    text_pt: float

    @property
    def map_mm(self) -> tuple[float, float]:
        """Return width and height of the map."""
        wide = self.width_mm - 2 * self.edge_mm - self.side_mm - 5
        return wide, self.height_mm - 2 * self.edge_mm


SHEET_FORMATS: Mapping[PaperSize, SheetFormat] = {
    "A4": SheetFormat(297, 210, 9, 62, 5.8),
    "A3": SheetFormat(420, 297, 11, 84, 7.4),
}


@dataclass(frozen=True, slots=True, eq=False)
class MapSheetContent:
    """
    What a sheet shows.

    Attributes
    ----------
    ranking
        The ranked plots.
    layers
        All layers there are, by name.
    stamp
        Which program and which data it rests on.
    paper
        Its size.
    site
        Key of the site, or None for the whole zone.
    title
        Name of the zone.
    """

    ranking: Ranking
    layers: Mapping[str, Layer]
    stamp: Stamp
    paper: PaperSize
    site: str | None
    title: Text

    def __post_init__(self) -> None:
        """Refuse a site that is not there."""
        known = [str(key) for key in self.layers["sites"].frame.index]
        if self.site is not None and self.site not in known:
            raise UnknownNameError(Text("площадка", "site"), self.site, known)

    @property
    def form(self) -> SheetFormat:
        """Return the sheet of paper."""
        return SHEET_FORMATS[self.paper]

    @property
    def plots(self) -> GeoDataFrame:
        """Return the plots shown, excluded ones first, the best last."""
        frame = self.layers["plots"].frame
        shown = frame if self.site is None else frame[frame["site"] == self.site]
        shown = shown[shown.index.isin(self.ranking.rank.index)]
        ranks = self.ranking.rank[shown.index].astype(float).fillna(np.inf)
        order = ranks.sort_values(ascending=False, kind="stable").index
        plots: GeoDataFrame = shown.loc[order]
        return plots

    @property
    def prefix(self) -> str:
        """Return what the ids of all plots shown begin with, up to a dash or a colon."""
        heads = {str(plot)[: -len(_number_of(str(plot)))] for plot in self.plots.index}
        return heads.pop() if len(heads) == 1 else ""

    @property
    def ranked(self) -> list[str]:
        """Return the ranked plots shown, the best first."""
        shown = set(self.plots.index)
        return [str(plot) for plot in self.ranking.ranked if plot in shown]


def _number_of(plot: str) -> str:
    """Return what an id ends with, behind its last dash or colon."""
    return plot[max(plot.rfind("-"), plot.rfind(":")) + 1 :] or plot
