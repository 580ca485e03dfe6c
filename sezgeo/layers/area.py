"""The land a catalog speaks of: where a delivery is believed to lie."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sezgeo.config.figures import Number
from sezgeo.config.model import Model, ProblemsError
from sezgeo.i18n import Text

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

Longitude = Annotated[Number, Field(ge=-180, le=180)]
Latitude = Annotated[Number, Field(ge=-90, le=90)]


class Area(Model):
    """
    A box of longitudes and latitudes that holds all sites.

    Examples
    --------
    >>> Area(west=39.7, south=59.1, east=40.1, north=59.3).box
    (39.7, 59.1, 40.1, 59.3)
    """

    west: Longitude
    """Least longitude."""
    south: Latitude
    """Least latitude."""
    east: Longitude
    """Greatest longitude."""
    north: Latitude
    """Greatest latitude."""

    @model_validator(mode="after")
    def _is_a_box(self) -> Self:
        if self.west >= self.east or self.south >= self.north:
            text = Text(
                "west должно быть меньше east, а south — меньше north",
                "west must be less than east, and south less than north",
            )
            raise ProblemsError([text])
        return self

    @property
    def box(self) -> Box:
        """Return west, south, east, north."""
        return (self.west, self.south, self.east, self.north)

    @property
    def region(self) -> Box:
        """Return the box of layers that reach further: airports, lines, substations.

        Its margins are those that lead from Moscow to the bounds of its oblast and a little more.
        """
        return (self.west - 2.3, self.south - 1.2, self.east + 2.8, self.north + 0.9)


MOSCOW = Area(west=36.8, south=55.1, east=38.2, north=56.3)
"""The city with both its annexes and all ten sites: the area of a catalog that names none."""
