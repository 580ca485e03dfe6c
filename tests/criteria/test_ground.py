"""Slopes, volumes and zonal means against planes, cones and brute force; odd rasters."""

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely import Polygon, affinity, box

from sezgeo.criteria import CRITERIA, Elevation, ground, measure
from sezgeo.errors import CrsError, LayerError
from sezgeo.i18n import speaking
from sezgeo.layers import shipped
from sezgeo.layers.catalog import Catalog
from sezgeo.terrain.cell_size import apply_affine, window_transform
from sezgeo.terrain.cut_and_fill import cut_and_fill, pad_of
from sezgeo.terrain.patch import Patch
from tests.helpers.rasters import (
    EAST,
    LEAF,
    NORTH,
    SQUARE,
    SYSTEMS,
    TWO_PARTS,
    UTM,
    cone,
    plane,
    plots,
    tile,
)


@pytest.fixture(params=SYSTEMS)
def system(request):
    return SYSTEMS[request.param]


def test_a_plane_has_its_slope_in_every_system(tmp_path, system):
    heights = Elevation.read([tile(tmp_path / "plane.tif", plane, **system)])
    found = ground.mean_slope_deg(plots(SQUARE, LEAF, TWO_PARTS), heights)
    # the working system itself stretches lengths by up to 0.04 %
    assert found.to_numpy() == pytest.approx(np.degrees(np.arctan(0.05)), rel=1e-3)
    steepest = ground.slope_p95_deg(plots(SQUARE), heights)
    assert steepest[0] == pytest.approx(np.degrees(np.arctan(0.05)), rel=1e-3)


def test_a_cone_has_its_slope_in_every_system(tmp_path, system):
    heights = Elevation.read([tile(tmp_path / "cone.tif", cone, **system)])
    away = affinity.translate(LEAF, 250, 180)
    found = ground.mean_slope_deg(plots(away), heights)
    assert found[0] == pytest.approx(np.degrees(np.arctan(0.1)), rel=2e-3)


def test_the_height_range_of_a_plane_is_reached_at_its_corners(tmp_path, system):
    heights = Elevation.read([tile(tmp_path / "plane.tif", plane, **system)])
    corners = shapely.get_coordinates(LEAF) + np.array([EAST, NORTH])
    expected = np.ptp(plane(corners[:, 0], corners[:, 1]))
    assert ground.height_range_m(plots(LEAF), heights)[0] == pytest.approx(expected, rel=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_horn_is_exact_on_any_plane(east, north):
    columns, rows = np.meshgrid(np.arange(9.0), np.arange(9.0))
    patch = Patch(
        30 * east * columns - 30 * north * rows, Affine(30, 0, 5e5, 0, -30, NORTH), CRS(UTM)
    )
    expected = np.degrees(np.arctan(np.hypot(east, north)))
    assert patch.slope_deg()[1:-1, 1:-1] == pytest.approx(expected, rel=1e-3, abs=1e-9)


def test_earthworks_on_a_plane_follow_the_closed_formula(tmp_path, system):
    """A square of side L across a slope s moves s L³ / 8 of cut and as much of fill."""
    heights = Elevation.read(
        [tile(tmp_path / "p.tif", lambda x, y: plane(x, y, east=0.03, north=0.0), **system)]
    )
    found = ground.cut_and_fill_m3(plots(SQUARE), heights)
    assert found[0] == pytest.approx(0.03 * 300**3 / 4, rel=2e-3)


def test_earthworks_on_a_cone_agree_with_fine_sums(tmp_path):
    heights = Elevation.read([tile(tmp_path / "cone.tif", cone, cell=5.0, cells=200)])
    side = (np.arange(1000) + 0.5) * 0.3 - 150
    x, y = np.meshgrid(side, side)
    z = cone(x + EAST, y + NORTH)
    expected = np.abs(z - z.mean()).sum() * 0.3**2
    assert ground.cut_and_fill_m3(plots(SQUARE), heights)[0] == pytest.approx(expected, rel=5e-3)


def test_the_balanced_height_cuts_as_much_as_it_fills():
    columns, rows = np.meshgrid(np.arange(60.0), np.arange(60.0))
    z = 100 + np.sin(columns / 9) * 4 + rows**2 / 900
    patch = Patch(z, Affine(10, 0, EAST, 0, -10, NORTH), CRS(UTM))
    whole = cut_and_fill(patch, box(EAST + 50, NORTH - 450, EAST + 400, NORTH - 100))
    raised = Patch(z + 55, patch.transform, patch.crs)
    assert whole > 0
    assert cut_and_fill(
        raised, box(EAST + 50, NORTH - 450, EAST + 400, NORTH - 100)
    ) == pytest.approx(whole)


def test_a_smaller_pad_moves_less_and_one_too_large_does_not_fit(tmp_path):
    heights = Elevation.read([tile(tmp_path / "plane.tif", plane)])
    volumes = [ground.cut_and_fill_m3(plots(SQUARE), heights, pad_ha=size)[0] for size in (1, 4, 9)]
    assert volumes == sorted(volumes)
    assert volumes[-1] == pytest.approx(ground.cut_and_fill_m3(plots(SQUARE), heights)[0])
    assert np.isnan(ground.cut_and_fill_m3(plots(SQUARE), heights, pad_ha=9.01)[0])
    assert pad_of(LEAF, 1.5).area == pytest.approx(15_000, rel=1e-3)


def test_a_hollow_is_exposed_and_a_hill_is_not(tmp_path):
    wide = {"cell": 25.0, "cells": 120}
    hill = Elevation.read([tile(tmp_path / "hill.tif", cone, **wide)])
    hollow = Elevation.read([tile(tmp_path / "hollow.tif", lambda x, y: -cone(x, y) + 500, **wide)])
    up, down = (ground.lowland_exposure_m(plots(SQUARE), e)[0] for e in (hill, hollow))
    assert up == pytest.approx(-down)
    assert down > 40
    flat = Elevation.read([tile(tmp_path / "p.tif", plane, **wide)])
    assert ground.lowland_exposure_m(plots(SQUARE), flat)[0] == pytest.approx(0, abs=0.05)


def brute_mean(transform, shape, layer):
    """Average over cells by intersecting each with the shape, one by one."""
    total = weight = 0.0
    for row, column in np.ndindex(layer.shape):
        columns = np.array([column, column + 1, column + 1, column])
        rows = np.array([row, row, row + 1, row + 1])
        shared = (
            Polygon(np.column_stack(apply_affine(transform, columns, rows)))
            .intersection(shape)
            .area
        )
        total += shared * layer[row, column] if shared else 0.0
        weight += shared
    return total / weight


@pytest.mark.parametrize("turn", [0.0, 33.0])
@pytest.mark.parametrize("shape", [LEAF, TWO_PARTS, SQUARE.difference(box(-60, -60, 75, 80))])
def test_zonal_means_equal_a_brute_force_overlay(tmp_path, turn, shape):
    def bumpy(x, y):
        return 150 + 8 * np.sin(x / 61) + 5 * np.cos(y / 37)

    heights = Elevation.read([tile(tmp_path / "b.tif", bumpy, cell=23.0, cells=60, turn=turn)])
    [outline] = plots(shape).geometry
    patch = heights.patch(outline)
    expected = brute_mean(patch.transform, outline, patch.slope_deg())
    # on the plane all cells are of one size, on the ellipsoid nearly so
    assert ground.mean_slope_deg(plots(shape), heights)[0] == pytest.approx(expected, rel=1e-6)


def test_every_ground_criterion_answers_for_each_plot_under_its_own_name(tmp_path):
    heights = Elevation.read([tile(tmp_path / "plane.tif", plane, cell=25.0)])
    frame = plots(LEAF, SQUARE, TWO_PARTS).set_axis(["c", "a", "b"])
    for name in ground.GROUND:
        found = CRITERIA[name].method(frame, heights)
        assert found.index.equals(frame.index)
        assert found.name == name == CRITERIA[name].name
        assert found.notna().all()
        turned = CRITERIA[name].method(frame[::-1], heights)
        assert turned.reindex(found.index).equals(found)


def test_the_bounds_hold_the_value_and_widen_with_every_doubt(tmp_path):
    path = tile(tmp_path / "cone.tif", cone, cell=25.0)
    for name in ground.GROUND:
        widths = []
        for plot_m, height_m in ((0, 0), (40, 0), (40, 3)):
            heights = Elevation.read([path], accuracy_m=height_m)
            value, low, high = ground.survey(plots(LEAF, accuracy_m=plot_m), heights, name)
            assert low[0] <= value[0] <= high[0]
            widths.append(high[0] - low[0])
        assert widths == sorted(widths)
        assert widths[0] == 0


def test_a_plot_the_raster_does_not_cover_whole_is_unknown_with_its_share(tmp_path):
    heights = Elevation.read([tile(tmp_path / "plane.tif", plane, cells=40)])  # 400 m wide
    frame = plots(box(-50, -50, 50, 50), box(90, -50, 290, 50), box(900, 0, 990, 90))
    slopes = ground.mean_slope_deg(frame, heights)
    shares = ground.elevation_covered_share(frame, heights)
    assert slopes.isna().tolist() == [False, True, True]
    # the outermost cells have no slope: of 200 m, 100 m lie inside the ring of known ones
    assert shares.to_numpy() == pytest.approx([1.0, 0.5, 0.0], abs=1e-3)
    for name in set(ground.GROUND) - {"elevation_covered_share", "lowland_exposure_m"}:
        assert CRITERIA[name].method(frame, heights).isna()[[1, 2]].all()


@pytest.mark.parametrize("nodata", [-9999.0, None, np.nan])
def test_a_void_inside_a_plot_makes_it_unknown_even_where_its_tag_got_lost(tmp_path, nodata):
    void = np.nan if nodata is not None and np.isnan(nodata) else -9999.0
    path = tile(
        tmp_path / "holes.tif", plane, holes=[(slice(58, 60), slice(58, 60), void)], nodata=nodata
    )
    frame = plots(SQUARE, box(200, 200, 300, 300))
    heights = Elevation.read([path])
    assert ground.mean_slope_deg(frame, heights).isna().tolist() == [True, False]
    assert 0.9 < ground.elevation_covered_share(frame, heights)[0] < 1


@pytest.mark.parametrize(("unit", "metres"), [("ft", 0.3048), ("US survey foot", 1200 / 3937)])
def test_a_tile_in_feet_is_measured_in_metres(tmp_path, unit, metres):
    path = tile(tmp_path / "feet.tif", plane, to=metres, unit=unit)
    assert ground.height_range_m(plots(SQUARE), Elevation.read([path]))[0] == pytest.approx(
        300 * 0.07, rel=1e-3
    )


def test_feet_are_read_from_the_vertical_system_too(tmp_path):
    path = tile(tmp_path / "feet.tif", plane, to=0.3048, crs="EPSG:32637+8228")
    found = ground.height_range_m(plots(SQUARE), Elevation.read([path]))
    assert found[0] == pytest.approx(300 * 0.07, rel=1e-3)


def test_two_tiles_are_one_mosaic_and_a_third_fills_a_void(tmp_path):
    whole = tile(tmp_path / "whole.tif", cone, holes=[(slice(50, 55), slice(70, 75), -9999.0)])
    with rasterio.open(whole) as file:
        heights, profile = file.read(1), file.profile
    halves = []
    for name, first, last in (("west", 0, 61), ("east", 60, 120)):
        part = profile | {
            "width": last - first,
            "transform": window_transform(profile["transform"], first, 0),
        }
        halves.append(tmp_path / f"{name}.tif")
        with rasterio.open(halves[-1], "w", **part) as file:
            file.write(heights[:, first:last], 1)
    full = tile(tmp_path / "full.tif", cone)
    frame = plots(SQUARE)
    expected = ground.mean_slope_deg(frame, Elevation.read([full]))[0]
    assert np.isnan(ground.mean_slope_deg(frame, Elevation.read(halves))[0])
    assert ground.mean_slope_deg(frame, Elevation.read([*halves, full]))[0] == expected
    turned = ground.mean_slope_deg(frame, Elevation.read([*halves[::-1], full]))[0]
    assert turned == pytest.approx(expected, rel=1e-9)  # another first tile, other rounding


def test_tiles_on_different_grids_are_refused_with_a_cure(tmp_path):
    first = tile(tmp_path / "a.tif", plane)
    for name, other in (
        ("cell", {"cell": 11.0}),
        ("turn", {"turn": 5.0}),
        ("crs", {"crs": "EPSG:28407"}),
        ("shift", {"cells": 121}),
    ):
        with pytest.raises(LayerError, match="gdalwarp"):
            Elevation.read([first, tile(tmp_path / f"{name}.tif", plane, **other)])


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")  # of the writer
def test_what_cannot_be_trusted_is_refused_with_a_cure(tmp_path):
    with pytest.raises(CrsError, match="gdal_edit"):
        Elevation.read([strip(tmp_path)])
    with pytest.raises(CrsError, match="gdal_edit"):
        Elevation.read([strip(tmp_path, crs="EPSG:4326")])
    with pytest.raises(LayerError, match="fathom"):
        Elevation.read([tile(tmp_path / "fathom.tif", plane, unit="fathom")])
    with pytest.raises(LayerError, match="GeoTIFF"):
        Elevation.read([tmp_path / "absent.tif"])
    (tmp_path / "text.tif").write_text("heights", encoding="utf-8")
    with pytest.raises(LayerError, match="GeoTIFF"):
        Elevation.read([tmp_path / "text.tif"])
    with pytest.raises(LayerError, match="no file"), speaking("en"):
        Elevation.read([])
    with rasterio.open(
        tmp_path / "bare.tif", "w", driver="GTiff", width=4, height=4, count=1, dtype="uint8"
    ) as file:
        file.write(np.ones((4, 4), dtype="uint8"), 1)
    with pytest.raises(CrsError, match="gdal_edit"):
        Elevation.read([tmp_path / "bare.tif"])


def test_a_file_cut_short_is_refused_when_it_is_read(tmp_path):
    path = tile(tmp_path / "whole.tif", plane, compress="deflate")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(LayerError, match=r"whole\.tif"):
        ground.mean_slope_deg(plots(SQUARE), Elevation.read([path]))


def strip(folder, crs=None):
    """Write metres whose system is missing or wrong."""
    path = folder / f"wrong{bool(crs)}.tif"
    transform = Affine(10, 0, EAST, 0, -10, NORTH)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=4,
        height=4,
        count=1,
        dtype="float32",
        transform=transform,
        crs=crs,
    ) as file:
        file.write(np.ones((4, 4), dtype="float32"), 1)
    return path


def test_a_picture_is_no_elevation(tmp_path):
    path = tmp_path / "rgb.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=4,
        height=4,
        count=3,
        dtype="uint8",
        crs=UTM,
        transform=Affine(10, 0, EAST, 0, -10, NORTH),
    ) as file:
        file.write(np.ones((3, 4, 4), dtype="uint8"))
    with pytest.raises(LayerError, match="3"):
        Elevation.read([path])


@pytest.fixture(scope="module")
def moscow(shared):
    return Elevation.read([shared / "data" / "moscow" / "N55E037.hgt"])


@pytest.mark.realdata
def test_the_moscow_tile_gives_slopes_for_the_sites_it_covers(moscow):
    sites = Catalog.read(shipped()).layer("sites").frame
    slopes = ground.mean_slope_deg(sites, moscow)
    assert set(slopes.index[slopes.isna()]) == {"alabushevo", "mikron"}
    assert slopes.dropna().between(0.2, 6).all()
    shares = ground.elevation_covered_share(sites, moscow)
    assert shares[["alabushevo", "mikron"]].tolist() == [0, 0]
    assert (shares.drop(["alabushevo", "mikron"]) == 1).all()


@pytest.mark.realdata
def test_slopes_on_the_moscow_tile_agree_with_a_warp_to_metres(moscow, shared):
    """An outside oracle: GDAL brings the tile to metres, numpy takes central differences."""
    from rasterio.warp import Resampling, reproject

    site = Catalog.read(shipped()).layer("sites").frame.geometry["pechatniki"]
    west, south, east, north = (round(v) for v in site.buffer(300).bounds)
    cells = np.empty(((north - south) // 10, (east - west) // 10))
    transform = Affine(10, 0, west, 0, -10, north)
    with rasterio.open(shared / "data" / "moscow" / "N55E037.hgt") as file:
        reproject(
            rasterio.band(file, 1),
            cells,
            dst_transform=transform,
            dst_crs=UTM,
            resampling=Resampling.bilinear,
        )
    # over the distances Horn looks on this grid: 104 m east, 186 m north
    along = (np.roll(cells, -5, 1) - np.roll(cells, 5, 1)) / 100
    down = (np.roll(cells, -9, 0) - np.roll(cells, 9, 0)) / 180
    slope = np.degrees(np.arctan(np.hypot(down, along)))
    rows, columns = np.indices(slope.shape) + 0.5
    inside = shapely.contains_xy(site, west + 10 * columns, north - 10 * rows)
    frame = GeoDataFrame(geometry=[site], crs=UTM, index=["pechatniki"])
    found = ground.mean_slope_deg(frame, moscow)["pechatniki"]
    assert found == pytest.approx(slope[inside].mean(), rel=0.1)


@pytest.mark.realdata
def test_measuring_tells_the_covered_share_and_where_heights_come_from(moscow):
    catalog = Catalog.read(shipped())
    layer = catalog.layer("sites")
    found = measure(layer, {}, ["mean_slope_deg"], elevation=moscow)
    why = found.reasons["mean_slope_deg"]
    assert set(why) == {"alabushevo", "mikron"}
    assert why["alabushevo"].en == "the elevation model covers 0 % of the plot"
    assert [o.layer for o in found.origins["mean_slope_deg"]] == ["sites", "elevation"]
    assert found.origins["mean_slope_deg"][1].source == "N55E037.hgt"
    blind = measure(layer, {}, ["mean_slope_deg"])
    assert blind.values["mean_slope_deg"].isna().all()
    assert blind.reasons["mean_slope_deg"]["rudnevo"].ru == "нет цифровой модели рельефа"
