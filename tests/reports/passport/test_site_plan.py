"""The site plan: true to north and scale, every label clear of every other."""

import io
from dataclasses import replace
from math import atan2, cos, degrees, hypot, radians, sin, tan

import matplotlib.image as mpimg
import numpy as np
import pytest
import shapely
from matplotlib.patches import Polygon, Rectangle
from pyproj import Geod, Proj

from sezgeo.crs import WORK_CRS, grid_convergence_deg, grid_scale
from sezgeo.i18n import Text, speaking
from sezgeo.reports.cartography.map_frame import MapFrame, round_scale
from sezgeo.reports.passport.site_plan import edges_of, plan_of
from sezgeo.reports.passport.site_plan_drawing import draw_plan
from sezgeo.reports.print_style import figure_bytes
from tests.helpers.figures import biotech, clashes, said

PLACES = [(384_500.0, 6_208_600.0), (433_000.0, 6_165_000.0), (399_000.0, 6_144_100.0)]
GRID, EARTH = Proj(WORK_CRS), Geod(ellps="WGS84")
OTHERS = ["KRP-001", "MIE-001", "KAR-001", "KHR-003", "RUD-001", "PEC-011"]
HOSTILE = "</text><script>$\\frac{{ 7*7 }}`\x00\x0b\u202e \U0001f600" + "Ы" * 90


@pytest.fixture(scope="module")
def study():
    return biotech()


@pytest.fixture(scope="module")
def edges(study):
    return tuple(edges_of(study.zone.layers, study.profile.plant.for_norms, study.rules))


@pytest.fixture(scope="module")
def free(study):
    plots = study.zone.layers["plots"].frame
    return list(plots.index[plots["status"] == "free"])


@pytest.fixture(scope="module")
def fits(study, free):
    return study.fit(only=[*free, *OTHERS])


@pytest.fixture(scope="module")
def plan(study, edges, fits):
    def make(plot, layers=None, **more):
        plant = study.profile.plant.for_norms
        return plan_of(plot, layers or study.zone.layers, plant, edges, fits=fits, **more)

    return make


def convergence_by_hand(x, y):
    """Meridian convergence of a transverse Mercator grid, by the series in longitude (Krüger)."""
    lon, lat = (radians(angle) for angle in GRID(x, y, inverse=True))
    away, tangent = lon - radians(39), tan(lat)
    eta2 = EARTH.es / (1 - EARTH.es) * cos(lat) ** 2
    third = cos(lat) ** 2 / 3 * (1 + 3 * eta2 + 2 * eta2**2)
    fifth = cos(lat) ** 4 / 15 * (2 - tangent**2)
    return degrees(sin(lat) * away * (1 + third * away**2 + fifth * away**4))


@pytest.mark.parametrize("place", PLACES)
def test_convergence_and_scale_are_those_of_the_formula_and_of_the_ellipsoid(place):
    assert grid_convergence_deg(*place) == pytest.approx(convergence_by_hand(*place), abs=1e-6)
    lon, lat = GRID(*place, inverse=True)
    east, north, _ = EARTH.fwd(lon, lat, 0, 50)  # fifty metres to true north
    x, y = GRID(east, north)
    walked = (x - place[0], y - place[1])
    assert hypot(*walked) / 50 == pytest.approx(grid_scale(*place), rel=1e-6)
    assert degrees(atan2(*walked)) == pytest.approx(-grid_convergence_deg(*place), abs=1e-3)


def test_a_view_shows_what_it_must_at_the_largest_round_scale():
    view = MapFrame.around(
        (*PLACES[0], PLACES[0][0] + 700, PLACES[0][1] + 300), 120, 90, margin=0.1
    )
    assert view.outline.contains(shapely.box(*PLACES[0], PLACES[0][0] + 700, PLACES[0][1] + 300))
    west, south, east, north = view.bounds
    ground = (east - west) / view.k
    assert ground == pytest.approx(120 * view.scale / 1000)
    assert (north - south) / (east - west) == pytest.approx(90 / 120)
    assert round_scale(700 / (120 * 0.8) * 1000) == view.scale == 7500


@pytest.mark.parametrize("least", [1, 9.99, 1000, 1001, 123_456])
def test_a_round_scale_is_near_and_never_too_large(least):
    assert least <= round_scale(least) <= 1.55 * least


@pytest.mark.parametrize("plot", ["ALB-012", "KRP-001", "RUD-001"])
def test_arrow_and_bar_are_true_to_the_ground_as_drawn(plan, plot):
    figure = draw_plan(plan(plot))
    chart = next(axes for axes in figure.axes if axes.get_gid() == "plan")
    west, east = chart.get_xlim()
    south, north = chart.get_ylim()
    middle = ((west + east) / 2, (south + north) / 2)
    lon, lat = GRID(*middle, inverse=True)

    def on_paper(azimuth, metres):
        there = GRID(*EARTH.fwd(lon, lat, azimuth, metres)[:2])
        return chart.transData.transform(there) - chart.transData.transform(middle)

    side = next(axes for axes in figure.axes if axes.findobj(Polygon))
    arrow = side.findobj(lambda a: type(a) is Polygon)[0].get_xy()
    tip, tail = (side.transData.transform(point) for point in (arrow[0], arrow[2]))
    to_north = on_paper(0, 50)
    drawn = tip - tail
    turn = atan2(*drawn) - atan2(*to_north)
    assert abs(degrees(turn)) < 0.01
    assert degrees(atan2(*drawn)) > 0.5  # the grid's north is another: the test can tell

    bars = [bar for bar in figure.findobj(Rectangle) if bar.get_gid() == "scale-bar"]
    long = sum(bar.get_window_extent().width for bar in bars)
    words = [word for word in said(figure) if word.endswith("\xa0m") and "–" not in word]
    metres = float(next(w for w in words if w[:-2].replace("\u202f", "").isdigit())[:-2])
    assert long == pytest.approx(hypot(*on_paper(90, metres)), rel=2e-4)


@pytest.mark.parametrize(("lang", "every"), [("ru", 1), ("en", 3)])
def test_nothing_overlaps_on_any_plan_of_a_free_plot(free, plan, lang, every):
    assert len(free) > 20
    with speaking(lang):
        for plot in free[::every]:  # Russian words are the longer ones
            figure = draw_plan(plan(plot))
            assert clashes(figure) == [], plot
            assert plot in said(figure)


@pytest.mark.parametrize("plot", OTHERS)
def test_nothing_overlaps_on_plans_of_other_sites(plan, plot):
    figure = draw_plan(plan(plot))
    assert clashes(figure) == []
    assert plot in said(figure)


def test_buildings_stand_as_they_were_placed_and_are_told(study, plan):
    made = plan("ALB-012")
    placed = study.fit(only=["ALB-012"]).placements["ALB-012"].buildings
    assert [shape for _, _, shape in made.buildings] == list(placed)
    with speaking("ru"):
        words = said(draw_plan(made))
    assert {"1", "2"} <= set(words)
    assert any(word.startswith("1. Производственный корпус") for word in words)


def test_a_route_is_drawn_and_named(plan):
    start = plan("ALB-012").outline.centroid
    line = shapely.LineString([start, (start.x + 900, start.y + 100)])
    figure = draw_plan(plan("ALB-012", routes=[(Text("кабель", "cable"), line)]))
    assert "cable" in said(figure)
    drawn = [np.asarray(one.get_xydata()) for axes in figure.axes for one in axes.lines]
    assert any(len(d) == 2 and np.allclose(d, line.coords) for d in drawn)


def test_hostile_names_are_drawn_as_text_and_leave_the_page_whole(study, plan):
    layers = dict(study.zone.layers)
    for name in ("sites", "substations", "roads", "housing"):
        columns = {"name_ru": HOSTILE, "name_en": HOSTILE}
        layers[name] = replace(layers[name], frame=layers[name].frame.assign(**columns))
    figure = draw_plan(plan("ALB-012", layers))
    assert clashes(figure) == []
    assert any("<script>$" in word for word in said(figure))
    assert figure_bytes(figure, "png")


def test_the_same_plot_gives_the_same_bytes(plan):
    assert figure_bytes(draw_plan(plan("ALB-014")), "png") == figure_bytes(
        draw_plan(plan("ALB-014")), "png"
    )


def test_the_plan_reads_without_colour(plan):
    """What may be built on, the buildings and the ground differ in tone, not in hue alone."""
    picture = mpimg.imread(io.BytesIO(figure_bytes(draw_plan(plan("ALB-012")), "png")))[..., :3]
    grey = picture @ np.array([0.2126, 0.7152, 0.0722])
    tones = np.histogram(grey, bins=20, range=(0, 1))[0] / grey.size
    assert tones[8:11].sum() > 0.01  # buildings
    assert tones[16:18].sum() > 0.03  # land to build on
    assert tones[19] > 0.5  # paper
