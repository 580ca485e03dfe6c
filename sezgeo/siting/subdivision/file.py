"""
How the sites are cut into illustrative plots, and why each plot has its status: a table in TOML.

No list of plots or of free land is published. The table says how each site is cut, and by which
published share of built land its plots get a status.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from geopandas import GeoSeries
from pydantic import Field, ValidationError
from shapely import LineString, Point

from sezgeo.config.model import Model
from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.siting.subdivision.subdivide import BlockPattern, Pattern, Street

Degrees = tuple[float, float]
"""Longitude and latitude."""
_Shape = TypeVar("_Shape", Point, LineString)


class StreetRow(Model):
    """A street inside a site, kept free of plots."""

    name_ru: str
    """Its name."""
    axis: tuple[Degrees, ...]
    """Its middle line."""
    width_m: float
    """Width kept free."""


class BlockRow(Model):
    """How one block is cut."""

    parts: int = 1
    """Parts that lanes divide it into first."""
    rows: int = 2
    """Rows of plots in a part."""
    sizes_ha: tuple[float, ...]
    """Sizes wanted, taken in turn."""


class StatusRow(Model):
    """Which plots get a status, and why."""

    status: str
    """The status."""
    blocks: tuple[int, ...] = ()
    """Blocks it is given in; none means all."""
    share: float | None = Field(default=None, ge=0, le=1)
    """Share of the land of these blocks that gets it."""
    area_ha: float | None = Field(default=None, ge=0)
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

    bearing_deg: float | None = None
    """Direction of the blocks' long sides, counter-clockwise from east."""
    verge_m: float = 0.0
    """Strip kept free along the outline."""
    road_m: float = 16.0
    """Width of the roads between blocks."""
    lane_m: float = 12.0
    """Width of the lanes between the parts of a block."""
    least_ha: float = 0.3
    """Smallest plot."""
    blocks: int = 1
    """Number of blocks."""
    streets: tuple[StreetRow, ...] = ()
    """Streets kept free."""
    cut: tuple[BlockRow, ...]
    """How each block is cut; the last serves all further ones."""
    statuses: tuple[StatusRow, ...]
    """Statuses, in the order in which they are given out."""

    @property
    def pattern(self) -> Pattern:
        """Return the pattern in metres."""
        return Pattern(
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
class Table:
    """The parameters of the illustration, by site."""

    sites: Mapping[str, SiteRow]

    @classmethod
    def read(cls, path: Path) -> "Table":
        """
        Read the table from TOML.

        Raises
        ------
        SitingError
            If the file cannot be read or holds a key or value it should not.
        """
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls({name: SiteRow(**row) for name, row in rows.items()})
        except (OSError, ValueError, TypeError, ValidationError) as cause:
            raise SitingError(
                Text(f"{path} не читается: {cause}", f"{path} cannot be read: {cause}")
            ) from cause


def in_metres(shape: _Shape) -> _Shape:
    """Reproject one shape from degrees to the working system."""
    metres: _Shape = GeoSeries([shape], crs=MAP_CRS).to_crs(WORK_CRS).iloc[0]
    return metres
