"""The one door for coordinates."""

import json

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod, Transformer
from shapely import Point, Polygon, box

from sezgeo.crs import MAP_CRS, MSK77, WORK_CRS, geodesic_area_ha, map_bounds, to_work
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


def test_lines_and_gaps_have_no_area():
    shapes = gpd.GeoSeries([None, Point(37, 56), Polygon()], crs=4326)
    assert geodesic_area_ha(shapes).tolist() == [0, 0, 0]


def test_bounds_come_in_leaflets_order():
    frame = gpd.GeoDataFrame(geometry=[box(37.1, 55.9, 37.3, 56.1)], crs=4326)
    (south, west), (north, east) = map_bounds(frame)
    assert np.allclose([south, west, north, east], [55.9, 37.1, 56.1, 37.3])


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
