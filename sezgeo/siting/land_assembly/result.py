"""The assemblies of plots that were found."""

from collections.abc import Mapping
from dataclasses import dataclass

from pandas import DataFrame

from sezgeo import display
from sezgeo.crs import geodesic_area_ha
from sezgeo.layers import Layer
from sezgeo.siting.fit.result import Fits


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Assemblies(display.Shown):
    """
    The assemblies found.

    Attributes
    ----------
    plots
        Each as a plot of a layer of plots, by a key of its own.
    members
        The plots that each is made of.
    fits
        Whether the plant fits on each; None if nobody asked.
    whole
        False if there were too many sets to look at all of them.
    """

    plots: Layer
    members: Mapping[str, tuple[str, ...]]
    fits: Fits | None
    whole: bool

    def __len__(self) -> int:
        """Count the assemblies."""
        return len(self.members)

    @property
    def table(self) -> DataFrame:
        """Return one row an assembly: members, site, status, area, and what is to spare."""
        frame = self.plots.frame
        table = DataFrame(
            {
                "members": [" + ".join(self.members[str(key)]) for key in frame.index],
                "site": frame["site"].to_numpy(),
                "status": frame["status"].to_numpy(),
                "area_ha": geodesic_area_ha(frame.geometry),
            },
            index=frame.index,
        )
        if self.fits is not None:
            table["spare_m"] = self.fits.table["spare_m"].reindex(table.index)
        return table
