"""What an assembly of plots must give, and the assemblies found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pandas import DataFrame

from sezgeo import display
from sezgeo.config.ranges import Size
from sezgeo.crs import geodesic_area_ha
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.fit.result import Fits
from sezgeo.siting.land_assembly.adjacency import Sides

_WORDS = ("free", "reserved")


@dataclass(frozen=True, slots=True)
class AssemblyTarget:
    """
    What an assembly must give, and what it may take.

    Attributes
    ----------
    area_ha
        Least area; 0 asks for none.
    fits
        True if the plant's buildings must fit.
    statuses
        Plots that may be taken: `free`, and `reserved` if asked for.
    most
        Plots in one assembly at most.
    sides
        When plots lie side by side.
    end
        Which end of the plant's ranges must fit.

    Raises
    ------
    SitingError
        If it asks for nothing, or a number makes no sense.
    """

    area_ha: float = 0.0
    fits: bool = True
    statuses: tuple[str, ...] = ("free",)
    most: int = 6
    sides: Sides = field(default_factory=Sides)
    size: Size = "likely"

    def __post_init__(self) -> None:
        """Refuse what cannot be searched for."""
        if not (self.fits or self.area_ha > 0):
            raise SitingError(
                Text(
                    "объединять незачем: укажите --area или не отключайте проверку зданий",
                    "nothing to join for: give an area (--area), or let the buildings be placed",
                )
            )
        numbers = (self.area_ha, self.sides.border_m, self.sides.across_m)
        if not (self.most > 1 and min(numbers) >= 0 and set(self.statuses) <= set(_WORDS)):
            raise SitingError(
                Text(
                    "объединение: нужны не меньше двух участков, неотрицательные метры и "
                    "гектары, статусы free или reserved",
                    "assembly: it needs two plots or more, metres and hectares that are not "
                    "negative, statuses free or reserved",
                )
            )


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
