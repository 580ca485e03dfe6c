"""
How the sites are cut into illustrative plots, and why each plot has its status: a table in TOML.

No list of plots or of free land is published. The table says how each site is cut, and by which
published share of built land its plots get a status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from geopandas import GeoSeries
from pydantic import Field
from shapely import LineString, Point

from sezgeo.config import toml
from sezgeo.config.figures import Count, NotNegative, Number, Positive
from sezgeo.config.model import Model
from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.errors import SitingError
from sezgeo.layers.area import Latitude, Longitude
from sezgeo.siting.subdivision.options import BlockPattern, Street, SubdivisionPattern

Degrees = tuple[Longitude, Latitude]
"""Longitude and latitude."""
_Shape = TypeVar("_Shape", Point, LineString)


class StreetRow(Model):
    """A street inside a site, kept free of plots."""

    name_ru: str
    """Its name."""
    axis: Annotated[tuple[Degrees, ...], Field(min_length=2)]
    """Its middle line."""
    width_m: Positive
    """Width kept free."""


class BlockRow(Model):
    """How one block is cut."""

    parts: Count = 1
    """Parts that lanes divide it into first."""
    rows: Count = 2
    """Rows of plots in a part."""
    sizes_ha: Annotated[tuple[Positive, ...], Field(min_length=1)]
    """Sizes wanted, taken in turn."""


class StatusRow(Model):
    """Which plots get a status, and why."""

    status: str
    """The status."""
    blocks: tuple[Count, ...] = ()
    """Blocks it is given in; none means all."""
    share: Annotated[float, Field(strict=True, ge=0, le=1)] | None = None
    """Share of the land of these blocks that gets it."""
    area_ha: NotNegative | None = None
    """Area of land that gets it; without `share` and `area_ha` all that is left gets it."""
    near: Degrees | None = None
    """Plots nearest to this point come first; without it, the order of their numbers decides."""
    occupant: str | None = None
    """Who occupies it, where one plant fills the site."""
    why_ru: str
    """The reason, in Russian."""
    why_en: str
    """The reason, in English."""
    source: str
    """Pages the reason rests on."""
    source_date: str = ""
    """Date of the newest of them."""


class SiteRow(Model):
    """How one site is cut, and how its plots get their statuses."""

    bearing_deg: Number | None = None
    """Direction of the blocks' long sides, counter-clockwise from east."""
    verge_m: NotNegative = 0.0
    """Strip kept free along the outline."""
    road_m: NotNegative = 16.0
    """Width of the roads between blocks."""
    lane_m: NotNegative = 12.0
    """Width of the lanes between the parts of a block."""
    least_ha: NotNegative = 0.3
    """Smallest plot."""
    blocks: Count = 1
    """Number of blocks."""
    streets: tuple[StreetRow, ...] = ()
    """Streets kept free."""
    cut: Annotated[tuple[BlockRow, ...], Field(min_length=1)]
    """How each block is cut; the last serves all further ones."""
    statuses: Annotated[tuple[StatusRow, ...], Field(min_length=1)]
    """Statuses, in the order in which they are given out."""

    @property
    def pattern(self) -> SubdivisionPattern:
        """Return the pattern in metres."""
        return SubdivisionPattern(
            bearing_deg=self.bearing_deg,
            verge_m=self.verge_m,
            streets=tuple(
                Street(in_metres(LineString(street.axis)), street.width_m)
                for street in self.streets
            ),
            blocks=self.blocks,
            road_m=self.road_m,
            lane_m=self.lane_m,
            least_ha=self.least_ha,
            block_patterns=tuple(
                BlockPattern(row.parts, row.rows, row.sizes_ha) for row in self.cut
            ),
        )


@dataclass(frozen=True, slots=True)
class SubdivisionTable:
    """The parameters of the illustration, by site."""

    sites: Mapping[str, SiteRow]

    @classmethod
    def read(cls, path: Path) -> "SubdivisionTable":
        """
        Read the table from TOML.

        Raises
        ------
        SitingError
            With every problem of the file, each with its place.
        """
        return cls(toml.read(dict[str, SiteRow], path, error=SitingError))


def in_metres(shape: _Shape) -> _Shape:
    """Reproject one shape from degrees to the working system."""
    metres: _Shape = GeoSeries([shape], crs=MAP_CRS).to_crs(WORK_CRS).iloc[0]
    return metres
