"""The one door for coordinates."""

import json

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from shapely import LineString, MultiPolygon, Point, Polygon

from sezgeo.crs import MAP_CRS, MSK77, WORK_CRS, geodesic_area_ha, to_work
from sezgeo.errors import CrsError


def test_a_frame_without_a_system_is_refused_with_a_cure():
    with pytest.raises(CrsError, match="--crs"):
        to_work(gpd.GeoDataFrame(geometry=[Point(0, 0)]))


def test_areas_are_true_areas_whatever_way_rings_are_drawn():
    ring = [(37.0, 56.0), (37.01, 56.0), (37.01, 56.01), (37.0, 56.01)]
    hole = [(37.002, 56.002), (37.008, 56.002), (37.008, 56.008), (37.002, 56.008)]
    geod = Geod(ellps="WGS84")
    truth = abs(geod.polygon_area_perimeter(*zip(*ring, strict=True))[0]) - abs(
        geod.polygon_area_perimeter(*zip(*hole, strict=True))[0]
    )
    shapes = [Polygon(r, [h]) for r in (ring, ring[::-1]) for h in (hole, hole[::-1])]
    assert geodesic_area_ha(gpd.GeoSeries(shapes, crs=4326)) == pytest.approx(truth / 1e4, rel=1e-9)


@settings(deadline=None, max_examples=200)
@given(
    st.floats(41, 82),
    st.floats(19, 191),
    st.floats(15, 15_000),
    st.lists(st.tuples(st.floats(0, 360), st.floats(0.02, 1)), min_size=3, max_size=9),
    st.booleans(),
)
def test_areas_all_over_the_country_are_those_of_geographiclib(north, east, reach_m, spokes, hole):
    """Up to 180 degrees and over; GeographicLib itself is off by some 3e-5 m2 a ring."""
    geod = Geod(ellps="WGS84")
    azimuth, share = np.array(sorted(spokes)).T
    here = np.full(len(spokes), east), np.full(len(spokes), north)
    lon, lat, _ = geod.fwd(*here, azimuth, share * reach_m)
    rings = [np.column_stack([lon, lat])]
    if hole:
        rings.append(np.array([east, north]) * 0.8 + rings[0] * 0.2)
    whole, *cut = (abs(geod.polygon_area_perimeter(*ring.T)[0]) for ring in rings)
    far = [(100, 60), (100.001, 60), (100, 60.001)]
    shapes = [
        Polygon(rings[0], rings[1:]),
        MultiPolygon([Polygon(far), Polygon(rings[0], rings[1:])]),
    ]
    found = geodesic_area_ha(gpd.GeoSeries(shapes, crs=4326)) * 1e4
    other = abs(geod.polygon_area_perimeter(*zip(*far, strict=True))[0])
    assert found[0] == pytest.approx(whole - sum(cut), rel=1e-9, abs=2e-4)
    assert found[1] - found[0] == pytest.approx(other, rel=1e-6)


def test_lines_and_gaps_have_no_area():
    road = LineString([(37, 56), (38, 56), (38, 57)])
    shapes = gpd.GeoSeries([None, Point(37, 56), Polygon(), road], crs=4326)
    assert geodesic_area_ha(shapes).tolist() == [0, 0, 0, 0]
    assert geodesic_area_ha(shapes[:0]).tolist() == []


@pytest.mark.realdata
def test_moscows_grid_gives_the_control_values_and_agrees_with_the_independent_fit(shared):
    control = json.loads((shared / "facts" / "crs_testpoints.json").read_text(encoding="utf-8"))
    to_grid = Transformer.from_crs(MAP_CRS, MSK77, always_xy=True)
    for point in control["points"].values():
        found = to_grid.transform(*point["EPSG:4326"])
        assert np.hypot(*np.subtract(found, point["MSK77_B"])) < 0.002
        assert np.hypot(*np.subtract(found, point["MSK77_A"])) < 1.0


def test_the_working_system_measures_metres():
    frame = to_work(gpd.GeoDataFrame(geometry=[Point(37.5, 55.7), Point(37.5, 55.71)], crs=4326))
    assert frame.crs == WORK_CRS
    _, _, truth = Geod(ellps="WGS84").inv(37.5, 55.7, 37.5, 55.71)
    assert frame.geometry.iloc[0].distance(frame.geometry.iloc[1]) == pytest.approx(truth, rel=4e-4)
