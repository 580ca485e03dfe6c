"""What an assembly of plots must give, and what it may take."""

from dataclasses import dataclass, field

from sezgeo.config.ranges import Size
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.siting.land_assembly.adjacency import Adjacency

_STATUSES = ("free", "reserved")


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
    adjacency
        When plots lie side by side.
    size
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
    adjacency: Adjacency = field(default_factory=Adjacency)
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
        numbers = (self.area_ha, self.adjacency.border_m, self.adjacency.across_m)
        if not (self.most > 1 and min(numbers) >= 0 and set(self.statuses) <= set(_STATUSES)):
            raise SitingError(
                Text(
                    "объединение: нужны не меньше двух участков, неотрицательные метры и "
                    "гектары, статусы free или reserved",
                    "assembly: it needs two plots or more, metres and hectares that are not "
                    "negative, statuses free or reserved",
                )
            )
