"""Cells against outside oracles: shapely's distances, GDAL's own transform, the ranking itself."""

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import distance_transform_edt

from sezgeo.criteria import CRITERIA, Elevation, measure
from sezgeo.errors import SitingError, UnknownNameError
from sezgeo.siting.raster_grid import RasterGrid
from sezgeo.siting.site_search.distance_field import Segments, distances_m
from sezgeo.siting.site_search.exclusions import Exclusions, buffer_outlines
from sezgeo.siting.site_search.geotiff import SuitabilitySurface
from sezgeo.siting.site_search.suitability_surface import cell_criteria, score_cells
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank
from tests.helpers.invented_layers import EAST, NORTH, at, layer, plots, random_layer

KINDS = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def centres(grid):
    x, y = np.meshgrid(*grid.centres())
    return shapely.points(x, y)


def shapes_of(seed, count):
    """Scatter shapes of all kinds, holes and many parts among them, in and around the grid."""
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(count):
        x, y = rng.uniform(-900, 2200, 2)
        ring = shapely.Point(x, y).buffer(rng.uniform(5, 300), quad_segs=3)
        drawn.append(
            [
                shapely.Point(x, y),
                shapely.MultiPoint([(x, y), (x + 400, y - 90)]),
                shapely.LineString([(x, y), *(rng.uniform(-500, 500, (3, 2)) + np.array([x, y]))]),
                ring.boundary.union(shapely.LineString([(x, y), (x + 9, y + 700)])),
                ring.difference(shapely.Point(x, y).buffer(4)),
                shapely.union_all([ring, shapely.box(x + 700, y, x + 900, y + 40)]),
            ][int(rng.integers(6))]
        )
    return np.array(drawn, dtype=object)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.sampled_from([1.0, 10.0, 37.0]))
def test_every_distance_is_that_of_shapely(seed, count, cell_m):
    shapes = shapes_of(seed, count)
    grid = RasterGrid(
        0.0, 1300.0, cell_m, int(1300 // cell_m) % 71 + 5, int(1300 // cell_m) % 89 + 3
    )
    expected = shapely.distance(centres(grid)[:, :, None], shapes[None, None, :]).min(axis=2)
    assert distances_m(Segments.of(shapes), grid) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_added_metres_choose_the_least_sum_and_the_cap_changes_nothing_below_it(seed):
    shapes = shapes_of(seed, 20)
    added = np.random.default_rng(seed).uniform(-200, 300, 20)
    grid = RasterGrid(0.0, 1300.0, 25.0, 40, 33)
    totals = shapely.distance(centres(grid)[:, :, None], shapes[None, None, :]) + added
    segments = Segments.of(shapes, added)
    assert distances_m(segments, grid) == pytest.approx(totals.min(axis=2), abs=1e-6)
    capped = distances_m(segments, grid, most_m=150.0)
    assert capped == pytest.approx(np.minimum(totals.min(axis=2), 150.0), abs=1e-6)


def test_blocks_join_without_a_seam_and_features_outside_the_area_count():
    shapes = np.array([shapely.Point(-400, 500), shapely.box(2000, 0, 2100, 90)])
    grid = RasterGrid(0.0, 1000.0, 10.0, 100, 100)
    segments = Segments.of(shapes)
    whole = distances_m(segments, grid)
    assert whole[50, 0] == pytest.approx(np.hypot(405, 5))
    for row, column, block in grid.blocks(32):
        part = whole[row : row + block.height, column : column + block.width]
        assert distances_m(segments, block) == pytest.approx(part, abs=1e-9)


def test_a_transform_of_cells_errs_by_half_a_diagonal_and_ours_does_not():
    """The usual way, as an oracle for ours: it may be off by 7.1 m on cells of 10 m."""
    shapes = shapes_of(7, 25)
    grid = RasterGrid(0.0, 1300.0, 10.0, 130, 130)
    burnt = rasterio.features.rasterize(
        shapes, out_shape=grid.shape, transform=grid.transform, all_touched=True
    )
    ours = distances_m(Segments.of(shapes), grid)
    clipped = shapely.intersection(shapes, grid.outline)
    wide = distances_m(Segments.of(clipped[~shapely.is_empty(clipped)]), grid)
    cells = distance_transform_edt(burnt == 0) * 10
    assert np.abs(cells - wide).max() <= np.hypot(5, 5) + 1e-9
    assert (ours <= wide + 1e-9).all()


def test_no_feature_is_as_far_as_can_be():
    grid = RasterGrid(0.0, 100.0, 10.0, 10, 10)
    assert (distances_m(Segments.of(np.array([])), grid, most_m=900) == 900).all()


def profile(**criteria):
    wish = {"weight": 1, "curve": [[0, 1], [4000, 0]], "range": [0, 9000], "source": "test"}
    return Profile.from_dict(
        {
            "key": "test",
            "title_ru": "т",
            "title_en": "t",
            "plant": {"spz_m": {"value": 100, "source": "test"}},
            "criteria": {name: wish | over for name, over in criteria.items()},
        }
    )


MAPPED = [name for name, c in CRITERIA.items() if c.rule in ("nearest", "count")]


@pytest.mark.parametrize("completeness", ["complete", "partial"])
@pytest.mark.parametrize("name", MAPPED)
def test_a_cell_scores_as_a_tiny_plot_at_its_centre_ranks(name, completeness):
    rng = np.random.default_rng(len(name))
    layers = {
        needed: random_layer(needed, rng, completeness=completeness)
        for needed in CRITERIA[name].layers
    }
    # a record that leaves open whether a feature counts must be told as the ranking tells it
    silent = [shapely.Point(700, -300), shapely.Point(-2500, 1200)]
    layers |= {needed: with_doubts(layers[needed], silent, completeness) for needed in layers}
    plant = profile(**{name: {"curve": [[0, 1], [700, 0.7], [4000, 0]]}})
    grid = RasterGrid(EAST - 3000, NORTH + 3000, 600.0, 10, 10)
    surface = score_cells(cell_criteria(plant, layers), grid)
    tiny = [spot.buffer(1e-4, quad_segs=1) for spot in centres(grid).ravel()]
    ranking = rank(measure(plots(*tiny), layers, [name]), plant)
    assert surface.ravel() == pytest.approx(ranking.score.to_numpy(), abs=1e-5)


def with_doubts(full, spots, completeness):
    rows = [
        (shape, {k: v for k, v in row.items() if k != "geometry" and v is not None})
        for shape, row in zip(full.frame.geometry, full.frame.to_dict("records"), strict=True)
    ]
    bare = [(at(spot), {full.schema.key: f"bare-{n}"}) for n, spot in enumerate(spots)]
    needed = [name for name, column in full.schema.columns.items() if column.required]
    if "Point" not in full.schema.geometry or needed != [full.schema.key]:
        bare = []
    return layer(full.schema.name, [*rows, *bare], completeness=completeness)


def test_slopes_are_mapped_where_heights_are_and_unknown_elsewhere(tmp_path):
    cells = np.add.outer(np.zeros(40), np.arange(40) * 5.0)  # rises 5 m per 100 m east
    path = tmp_path / "dem.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=40,
        height=40,
        count=1,
        dtype="float32",
        crs="EPSG:32637",
        transform=rasterio.Affine(100, 0, EAST, 0, -100, NORTH),
    ) as file:
        file.write(cells.astype("float32"), 1)
    plant = profile(mean_slope_deg={"curve": [[0, 1], [10, 0]], "range": [0, 10]})
    [criterion] = cell_criteria(plant, {}, Elevation.read([path]))
    inside = criterion.value(RasterGrid(EAST + 500, NORTH - 500, 10.0, 20, 30))
    assert inside == pytest.approx(1 - np.degrees(np.arctan(0.05)) / 10, abs=1e-3)
    assert criterion.value(RasterGrid(EAST - 5000, NORTH, 10.0, 3, 3)) == pytest.approx(0.5)


def test_a_profile_that_no_layer_answers_is_refused():
    with pytest.raises(SitingError):
        cell_criteria(profile(distance_to_rail_m={}, area_ha={}), {"railways": layer("railways")})


@settings(max_examples=30, deadline=None)
@given(st.floats(1, 2000), st.integers(0, 99))
def test_a_widened_zone_holds_all_within_its_width_and_little_more(width, seed):
    shape = shapes_of(seed, 1)[0]
    [zone] = buffer_outlines(np.array([shape]), np.array([width]))
    fine = shapely.buffer(shape, width * (1 - 1e-9), quad_segs=500)
    assert fine.difference(zone).area < 1e-6 * max(fine.area, 1)
    gap = shapely.distance(shapely.points(shapely.get_coordinates(zone)), shape)
    assert gap.max() <= width * 1.0007


@pytest.mark.parametrize("width", [0.0, 35.0, 400.0])
def test_the_mask_asks_for_centres_inside_the_zone(width):
    shapes = shapes_of(3, 12)
    areas = np.isin(shapely.get_type_id(shapes), (3, 6))
    widths = np.where(np.arange(12) % 3 == 0, width, 0.0)
    grid = RasterGrid(0.0, 1300.0, 10.0, 130, 130)
    near = shapely.distance(centres(grid)[:, :, None], shapes)
    inside = ((near <= widths) & (areas | (widths > 0))).any(axis=2)
    exclusions = Exclusions.of(shapes, widths)
    assert (exclusions.mask(grid) == inside).all()
    assert not Exclusions.of(np.array([], dtype=object)).mask(grid).any()
    zone = exclusions.within(grid.outline)
    drawn = shapely.intersects(centres(grid), zone)
    assert (drawn == inside).mean() > 0.999
    assert drawn[inside].all()


def test_a_surface_is_read_as_it_was_written_and_becomes_a_cog(tmp_path):
    grid = RasterGrid(EAST, NORTH, 10.0, 700, 900)
    scores = np.random.default_rng(0).random(grid.shape).astype("float32").astype(float)
    scores[100:200, 300:500] = np.nan
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with SuitabilitySurface.writing(grid, tmp_path / folder / "raw.tif") as file:
            for row, column, block in grid.blocks(512):
                part = scores[row : row + block.height, column : column + block.width]
                file.put(row, column, part)
        surface = SuitabilitySurface(grid, tmp_path / folder / "raw.tif")
        surface.save_cog(tmp_path / folder / "cog.tif")
    area = shapely.box(EAST + 2500, NORTH - 2500, EAST + 4000, NORTH - 500)
    inside = scores[50:250, 250:400]
    assert surface.mean(area) == pytest.approx(np.nanmean(inside))
    assert (tmp_path / "one" / "cog.tif").read_bytes() == (
        tmp_path / "two" / "cog.tif"
    ).read_bytes()
    with rasterio.open(tmp_path / "one" / "cog.tif") as file:
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.overviews(1)
        assert np.array_equal(file.read(1).astype(float), scores, equal_nan=True)
        assert (file.crs.to_epsg(), file.res) == (32637, (10.0, 10.0))


def test_a_criterion_that_is_not_in_the_table_is_refused_by_name():
    with pytest.raises(UnknownNameError, match="distance_to_rail_m"):
        cell_criteria(profile(distance_to_rails_m={}), {})
