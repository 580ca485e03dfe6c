"""
Where else a plant could stand: candidate areas in a region, ranked like plots.

A score per cell shows where to look closer; areas grow there, clear of the exact outlines of what
excludes them; then each is measured, checked and ranked as plots are, on its outline, not on
cells. Nothing says that the land is for sale, or free: layers show what is known to stand in the
way, and the status of a candidate stays unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from geopandas import GeoDataFrame
from shapely import Polygon

from sezgeo import criteria, display, norms
from sezgeo.criteria import Elevation
from sezgeo.crs import WORK_CRS, geodesic_area_ha
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers import Layer, Schema
from sezgeo.layers.value_names import value_name
from sezgeo.norms import Plant, Rules
from sezgeo.siting.raster_grid import Grid
from sezgeo.siting.site_search.exclusions import Exclusions, Zones, exclusions_of
from sezgeo.siting.site_search.geotiff import BLOCK, Surface
from sezgeo.siting.site_search.region import Bounds
from sezgeo.siting.site_search.region_growing import Overview, SearchTarget, grow, sums
from sezgeo.siting.site_search.suitability_surface import CellCriterion, score, yardsticks
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking, rank

CELL_M = 10.0
COARSE = 8
"""Fine cells along a coarse one; a block holds whole coarse cells."""
STATUS = "candidate"
SITE = "new"
_HECTARE_M2 = 10_000.0


def nothing() -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Located(display.Shown):
    """
    What was found.

    Attributes
    ----------
    surface
        Score of every cell.
    plots
        The candidates, as a layer of plots: `LOC-001` is the best.
    ranking
        Their ranking, with every reason; empty if nothing was found.
    used
        Criteria that the surface rests on, the weightiest first.
    """

    surface: Surface
    plots: Layer
    ranking: Ranking | None
    used: tuple[str, ...]


@display.shows(Located)
def _located(found: Located) -> display.View:
    if found.ranking is None:
        return display.View(Text("Подходящих мест не найдено", "No area was found"))
    return display.view(found.ranking)


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """
    What to look for, and by what.

    Attributes
    ----------
    profile
        What the plant wants.
    wanted
        Size, shape, number and distance of the areas.
    layers
        All layers there are, by name; features outside the region count too.
    rules
        The norms.
    zones
        Which width of a zone excludes, where the law gives a range.
    elevation
        Heights, if there are any.
    """

    profile: Profile
    wanted: SearchTarget
    layers: Mapping[str, Layer]
    rules: Rules
    zones: Zones = "least"
    elevation: Elevation | None = None

    @property
    def plant(self) -> Plant:
        """Return what the law must know of the plant."""
        plant = self.profile.plant
        return Plant(spz_m=plant.spz_m.range, sensitive=plant.sensitive)

    @property
    def exclusions(self) -> Exclusions:
        """Gather what no area may share land with."""
        return exclusions_of(self.layers, self.plant, self.rules, zones=self.zones)


def steps(bounds: Bounds) -> int:
    """Return how many times `locate` will call `advance`."""
    return len(list(_grid(bounds).blocks(BLOCK))) + 1


def locate(
    search: Search, bounds: Bounds, surface: Path, *, advance: Callable[[], None] = nothing
) -> Located:
    """
    Find candidate areas in a region.

    Parameters
    ----------
    search
        What to look for.
    bounds
        West, south, east, north of the region, in metres of the working system.
    surface
        GeoTIFF to write the surface to.
    advance
        Called after every block and once at the end.

    Raises
    ------
    SitingError
        If no layer answers the profile, or the region is smaller than the area wanted.
    """
    grid = _grid(bounds)
    if grid.outline.area < search.wanted.area_m2:
        raise SitingError(
            Text(
                "область меньше, чем искомый участок: расширьте её (--region, --margin)",
                "the region is smaller than the area wanted: widen it (--region, --margin)",
            )
        )
    sticks = yardsticks(search.profile, search.layers, search.elevation)
    exclusions = search.exclusions
    overview = _survey(grid, sticks, exclusions, surface, advance)
    drawn = Surface(grid, surface)
    areas = list(grow(overview, grid.outline, exclusions, drawn.mean, search.wanted))
    plots, ranking = _ranked(search, areas)
    advance()
    used = sorted(sticks, key=lambda stick: (-stick.share, stick.name))
    return Located(drawn, plots, ranking, tuple(stick.name for stick in used))


def _grid(bounds: Bounds) -> Grid:
    return Grid.over(bounds, cell_m=CELL_M)


def _survey(
    grid: Grid,
    sticks: Sequence[CellCriterion],
    exclusions: Exclusions,
    path: Path,
    advance: Callable[[], None],
) -> Overview:
    """Score every block, write it, and sum it up in coarse cells."""
    height, width = (-(-side // COARSE) for side in grid.shape)
    coarse = Grid(grid.west, grid.north, CELL_M * COARSE, height, width)
    total, free = np.zeros((2, height, width))

    with Surface.writing(grid, path) as file:
        for row, column, block in grid.blocks(BLOCK):
            scores = np.where(exclusions.mask(block), np.nan, score(sticks, block))
            file.put(row, column, scores)
            sum_, count = sums(scores, ~np.isnan(scores), COARSE)
            top, left = row // COARSE, column // COARSE
            rows, columns = (
                slice(at, at + side) for at, side in zip((top, left), sum_.shape, strict=True)
            )
            total[rows, columns], free[rows, columns] = sum_, count
            advance()
    return Overview(coarse, total, free, COARSE**2)


def _ranked(search: Search, areas: list[Polygon]) -> tuple[Layer, Ranking | None]:
    """Rank the areas like plots, and number them by rank."""
    plots = _layer(search, areas)
    if not areas:
        return plots, None
    order = [plots.frame.index.get_loc(plot) for plot in _study(search, plots).order]
    plots = _layer(search, [areas[place] for place in order])
    return plots, _study(search, plots)


def _study(search: Search, plots: Layer) -> Ranking:
    asked = dict.fromkeys([*search.profile.criteria, *search.profile.limits])
    layers = dict(search.layers) | {"plots": plots}
    return rank(
        criteria.measure(
            plots, layers, asked, elevation=search.elevation, pad_ha=search.wanted.area_ha
        ),
        search.profile,
        verdicts=norms.check(plots, layers, search.plant, search.rules),
        plots=plots.frame[["site", "status", "area_m2"]],
        names={
            "site": {SITE: Text("новое место", "new place")},
            "status": {STATUS: value_name(STATUS)},
        },
    )


def _layer(search: Search, areas: list[Polygon]) -> Layer:
    """Make a layer of plots: its contract is that of plots, but for the status."""
    schema = _schema(search.layers["plots"].schema)
    keys = [f"LOC-{number:03d}" for number in range(1, len(areas) + 1)]
    outlines = GeoDataFrame(geometry=list(areas), crs=WORK_CRS).geometry
    frame = GeoDataFrame(
        {
            "plot_id": keys,
            "site": SITE,
            "status": STATUS,
            "area_m2": geodesic_area_ha(outlines) * _HECTARE_M2,
            "source": "sezgeo locate",
            "source_date": schema.as_of.isoformat(),
            "accuracy_m": 0.0,
        },
        geometry=list(areas),
        crs=WORK_CRS,
    )
    return Layer.of(frame, schema, source=f"sezgeo locate {search.profile.key}", version="found")


def _schema(plots: Schema) -> Schema:
    columns = dict(plots.columns)
    status = columns["status"]
    columns["status"] = status.model_copy(update={"choices": (*status.choices, STATUS)})
    return plots.model_copy(
        update={
            "columns": columns,
            "title_ru": "Места-кандидаты",
            "title_en": "Candidate areas",
            "note_ru": "Найдены расчётом. Чья это земля и свободна ли она, слои не говорят.",
            "note_en": "Found by reckoning. Whose land it is, and whether it is free, no layer "
            "says.",
        }
    )
