"""Many plots at once say what each says alone: blocks, borders, voids, systems, accuracies."""

import numpy as np
import pytest
import rasterio
import shapely
from geopandas import GeoDataFrame
from rasterio.windows import Window
from shapely import affinity, box

from sezgeo import threads
from sezgeo.criteria import Elevation, ground, table
from sezgeo.criteria.distance import plot_arrays
from sezgeo.criteria.engine import rules
from sezgeo.criteria.engine.rules import TerrainInputs
from sezgeo.terrain import zonal_blocks
from sezgeo.terrain.cell_size import window_transform
from tests.helpers.rasters import (
    EAST,
    LEAF,
    NORTH,
    SQUARE,
    SYSTEMS,
    TWO_PARTS,
    UTM,
    cone,
    plots,
    tile,
)

every = pytest.mark.parametrize("name", ground.ZONAL)


def bumpy(x, y):
    return 150 + 8 * np.sin(x / 61) + 5 * np.cos(y / 37) + 0.02 * (x - EAST)


def scattered(count, *, spread=450.0, seed=0):
    """Scatter plots of many sizes over the test tiles and beyond; some of them know no place."""
    rng = np.random.default_rng(seed)
    kinds = [SQUARE, LEAF, TWO_PARTS, SQUARE.difference(LEAF), box(-9, -9, 9, 9)]
    shapes = [
        affinity.translate(
            affinity.scale(kinds[n % len(kinds)], *rng.uniform(0.02, 0.7, 2), origin=(0, 0)),
            *(rng.uniform(-spread, spread, 2) + np.array([EAST, NORTH])),
        )
        for n in range(count)
    ]
    accuracy = np.where(np.arange(count) % 3 == 0, rng.uniform(0, 40, count), 0.0)
    return GeoDataFrame({"accuracy_m": accuracy}, geometry=shapes, crs=UTM)


def same(frame, heights, name):
    """Ask both engines, and compare; return the values."""
    many = ground.survey(frame, heights, name, engine="grid")
    alone = ground.survey(frame, heights, name)
    for one, other in zip(many, alone, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)
    assert many[0].index.equals(alone[0].index)
    assert many[0].name == name
    return many[0]


@every
@pytest.mark.parametrize("system", SYSTEMS)
def test_both_engines_say_the_same_in_every_system(tmp_path, name, system):
    heights = Elevation.read([tile(tmp_path / "b.tif", bumpy, **SYSTEMS[system])], accuracy_m=1.5)
    found = same(scattered(12), heights, name)
    assert found.notna().any()


@every
def test_plots_that_cross_blocks_or_are_larger_than_one_say_the_same(tmp_path, monkeypatch, name):
    heights = Elevation.read([tile(tmp_path / "b.tif", bumpy)], accuracy_m=2.0)
    frame = scattered(60)
    whole = ground.survey(frame, heights, name, engine="grid")
    monkeypatch.setattr(zonal_blocks, "_BLOCK", 16)
    monkeypatch.setattr(zonal_blocks, "_OVERLAP", 8)
    zonal_blocks._block.cache_clear()
    parted = ground.survey(frame, heights, name, engine="grid")
    zonal_blocks._block.cache_clear()
    for one, other in zip(whole, parted, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


@every
def test_a_chunk_of_any_size_gives_the_same_numbers_to_the_last_digit(tmp_path, monkeypatch, name):
    heights = Elevation.read([tile(tmp_path / "b.tif", bumpy)], accuracy_m=2.0)
    frame = scattered(40)
    together = ground.survey(frame, heights, name, engine="grid")
    monkeypatch.setattr(threads, "WORTH_THREADS", 1)
    split = ground.survey(frame, heights, name, engine="grid")
    for one, other in zip(together, split, strict=True):
        np.testing.assert_array_equal(one, other)
    for row in range(len(frame)):
        alone = ground.survey(frame.iloc[[row]], heights, name, engine="grid")
        for one, other in zip(together, alone, strict=True):
            np.testing.assert_array_equal(np.asarray(one)[[row]], other)


@every
def test_voids_and_the_end_of_the_raster_leave_the_same_plots_unknown(tmp_path, name):
    voids = [(slice(40, 42), slice(30, 90), -9999.0), (slice(80, 81), slice(20, 21), np.nan)]
    heights = Elevation.read([tile(tmp_path / "b.tif", bumpy, holes=voids, nodata=-9999.0)])
    frame = scattered(40, spread=700.0)
    far = [affinity.translate(SQUARE, EAST + x, NORTH + y) for x, y in ((1e6, 0), (-3e5, 2e4))]
    frame = GeoDataFrame(
        {"accuracy_m": [*frame.accuracy_m, 30.0, 0.0]}, geometry=[*frame.geometry, *far], crs=UTM
    )
    found = same(frame, heights, name)
    if name == "elevation_covered_share":
        assert (found == 0).any()
        assert (found == 1).any()
        assert found.between(0.01, 0.99).any()
    else:
        assert found.isna().any()
        assert found.notna().any()


def test_outlines_along_borders_of_cells_need_no_cell_beyond(tmp_path):
    """A plot as large as all known slopes is known; a finger's breadth more, and it is not."""
    heights = Elevation.read([tile(tmp_path / "cone.tif", cone, cells=40)])
    for wide, known in ((190.0, True), (190.01, False)):
        found = same(plots(box(-wide, -wide, wide, wide)), heights, "mean_slope_deg")
        assert found.notna().tolist() == [known]


@every
def test_many_tiles_are_one_mosaic_wherever_the_first_one_lies(tmp_path, name):
    whole = Elevation.read([tile(tmp_path / "whole.tif", bumpy)])
    frame = scattered(10, spread=350.0)
    expected = ground.survey(frame, whole, name, engine="grid")[0]
    parts = []
    with rasterio.open(whole.tiles[0].path) as file:
        for row, column in ((60, 50), (0, 0), (60, 0), (0, 50)):
            window = Window(column, row, 70 if column else 50, 60)
            profile = file.profile | {
                "width": window.width,
                "height": window.height,
                "transform": window_transform(file.transform, column, row),
            }
            parts.append(tmp_path / f"{row}-{column}.tif")
            with rasterio.open(parts[-1], "w", **profile) as part:
                part.write(file.read(window=window))
    found = same(frame, Elevation.read(parts), name)
    # the nodes of steps hang on the first tile, and lie elsewhere now
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-7)


def test_what_holds_no_ground_is_unknown_and_no_plots_are_no_trouble(tmp_path):
    heights = Elevation.read([tile(tmp_path / "cone.tif", cone)])
    frame = plots(SQUARE, shapely.Polygon(), shapely.LineString([(0, 0), (9, 9)]))
    values, low, high = ground.survey(frame, heights, "mean_slope_deg", engine="grid")
    assert values.isna().tolist() == np.isnan(low).tolist() == [False, True, True]
    assert np.isnan(high).tolist() == [False, True, True]
    assert len(ground.survey(frame[:0], heights, "mean_slope_deg", engine="grid")[0]) == 0


def test_a_plot_that_the_system_of_the_raster_has_no_place_for_is_unknown(tmp_path):
    path = tile(tmp_path / "cone.tif", cone, **SYSTEMS["degrees"])
    heights = Elevation.read([path], accuracy_m=1.0)
    frame = plots(SQUARE, affinity.translate(SQUARE, 1e12, 1e12), accuracy_m=5.0)
    for name in ground.ZONAL:
        values, low, _ = ground.survey(frame, heights, name, engine="grid")
        assert values.notna()[0]
        lost = 0.0 if name == "elevation_covered_share" else np.nan
        np.testing.assert_array_equal([values[1], low[1]], [lost, lost])


@every
def test_a_ruler_asks_the_engine_it_is_given_and_tells_the_same_reasons(tmp_path, name):
    heights = Elevation.read([tile(tmp_path / "b.tif", bumpy)], accuracy_m=1.0)
    frame = scattered(10, spread=800.0)
    rows = [
        rules.prepare(table.CRITERIA[name], {}, TerrainInputs(heights), engine)(
            frame, plot_arrays(frame)
        )
        for engine in ("tree", "grid")
    ]
    for part in ("value", "low", "high"):
        one, other = (getattr(row, part) for row in rows)
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)
    assert rows[0].reasons == rows[1].reasons
    assert bool(rows[0].reasons) == (name != "elevation_covered_share")


def test_the_other_measures_of_the_ground_stay_as_they_are(tmp_path):
    heights = Elevation.read([tile(tmp_path / "b.tif", bumpy)])
    for name in set(ground.GROUND) - set(ground.ZONAL):
        same(plots(LEAF), heights, name)
