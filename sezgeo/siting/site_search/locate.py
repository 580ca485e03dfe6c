"""
Where else a plant could stand: candidate areas in a region, ranked like plots.

A score per cell shows where to look closer; areas grow there, clear of the exact outlines of what
excludes them; then each is measured, checked and ranked as plots are, on its outline, not on
cells. Nothing says that the land is for sale, or free: layers show what is known to stand in the
way, and the status of a candidate stays unknown.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from geopandas import GeoDataFrame
from shapely import Polygon

from sezgeo import criteria, norms
from sezgeo.crs import WORK_CRS, geodesic_area_ha
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers import Layer, Schema
from sezgeo.layers.value_names import value_name
from sezgeo.siting.raster_grid import RasterGrid
from sezgeo.siting.site_search.exclusions import Exclusions
from sezgeo.siting.site_search.geotiff import BLOCK, SuitabilitySurface
from sezgeo.siting.site_search.options import Search
from sezgeo.siting.site_search.region import Bounds
from sezgeo.siting.site_search.region_growing import CoarseSurface, coarse_sums, grow_areas
from sezgeo.siting.site_search.result import Located
from sezgeo.siting.site_search.suitability_surface import CellCriterion, cell_criteria, score_cells
from sezgeo.suitability.ranking.ranking import Ranking, rank

CELL_M = 10.0
COARSE = 8
"""Fine cells along a coarse one; a block holds whole coarse cells."""
STATUS = "candidate"
SITE = "new"
_HECTARE_M2 = 10_000.0


def no_progress() -> None:
    """Report no progress."""


def step_count(bounds: Bounds) -> int:
    """Return how many times `locate` will call `advance`."""
    return len(list(_grid(bounds).blocks(BLOCK))) + 1


def locate(
    search: Search, bounds: Bounds, surface: Path, *, advance: Callable[[], None] = no_progress
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
    if grid.outline.area < search.target.area_m2:
        raise SitingError(
            Text(
                "область меньше, чем искомый участок: расширьте её (--region, --margin)",
                "the region is smaller than the area wanted: widen it (--region, --margin)",
            )
        )
    scored = cell_criteria(search.profile, search.layers, search.elevation)
    exclusions = search.exclusions
    coarse = _score_blocks(grid, scored, exclusions, surface, advance=advance)
    drawn = SuitabilitySurface(grid, surface)
    areas = list(grow_areas(coarse, grid.outline, exclusions, drawn.mean, target=search.target))
    plots, ranking = _ranked(search, areas)
    advance()
    used = sorted(scored, key=lambda criterion: (-criterion.share, criterion.name))
    return Located(drawn, plots, ranking, tuple(criterion.name for criterion in used))


def _grid(bounds: Bounds) -> RasterGrid:
    return RasterGrid.over(bounds, cell_m=CELL_M)


def _score_blocks(
    grid: RasterGrid,
    scored: Sequence[CellCriterion],
    exclusions: Exclusions,
    path: Path,
    *,
    advance: Callable[[], None],
) -> CoarseSurface:
    """Score every block, write it, and sum it up in coarse cells."""
    height, width = (-(-side // COARSE) for side in grid.shape)
    coarse = RasterGrid(grid.west, grid.north, CELL_M * COARSE, height, width=width)
    total, free = np.zeros((2, height, width))

    with SuitabilitySurface.writing(grid, path) as file:
        for row, column, block in grid.blocks(BLOCK):
            scores = np.where(exclusions.mask(block), np.nan, score_cells(scored, block))
            file.put(row, column, scores)
            sum_, count = coarse_sums(scores, ~np.isnan(scores), COARSE)
            top, left = row // COARSE, column // COARSE
            rows, columns = (
                slice(begin, begin + side)
                for begin, side in zip((top, left), sum_.shape, strict=True)
            )
            total[rows, columns], free[rows, columns] = sum_, count
            advance()
    return CoarseSurface(coarse, total, free, COARSE**2)


def _ranked(search: Search, areas: list[Polygon]) -> tuple[Layer, Ranking | None]:
    """Rank the areas like plots, and number them by rank."""
    plots = _layer(search, areas)
    if not areas:
        return plots, None
    order = [plots.frame.index.get_loc(plot) for plot in _study(search, plots).order]
    plots = _layer(search, [areas[place] for place in order])
    return plots, _study(search, plots)


def _study(search: Search, plots: Layer) -> Ranking:
    names = dict.fromkeys([*search.profile.criteria, *search.profile.limits])
    layers = dict(search.layers) | {"plots": plots}
    return rank(
        criteria.measure(
            plots, layers, names, elevation=search.elevation, pad_ha=search.target.area_ha
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
