"""What is drawn beside the plots: buildings that fit, plans, and anything else with a label."""

from dataclasses import replace

import pytest
import shapely

import sezgeo
from sezgeo import norms
from sezgeo.i18n import Text
from sezgeo.maps import Mark, Overlay, Scenario, fit_overlay, page, plans_page
from sezgeo.maps.plans import plan_overlay
from sezgeo.siting.fit.place_buildings import place_buildings
from sezgeo.siting.fit.placement import FitAnswer
from sezgeo.siting.portfolio.place import place
from sezgeo.siting.portfolio.report import lines
from sezgeo.study import OverlayCounts, draw
from sezgeo.suitability.profile import Profile
from tests.helpers import invented_layers, page_inputs
from tests.helpers.page import PIXELS, assert_nothing_ran, island, open_in
from tests.helpers.portfolios import CELLS, PHARMA, portfolio, ranked, row

PACK = Profile.read("battery_pack")
ROUTE = [(-400, 60), (20, 60)]
LABEL = Text("Кабель 10 кВ, 0,4 км", "A cable of 10 kV, 0.4 km")


def route(plot="TST-002", label=LABEL, profile=""):
    mark = Mark("route", invented_layers.at(shapely.LineString(ROUTE)), label, plot)
    return Overlay(Text("Подключение", "Connection"), [mark], {plot: [label]}, profile)


@pytest.fixture(scope="module")
def world():
    return page_inputs.layers()


@pytest.fixture(scope="module")
def rankings(world):
    return page_inputs.rankings(world)


@pytest.fixture(scope="module")
def fits():
    shapes = [shapely.box(0, 0, w, 130) for w in (340, 260, 100)]
    land = invented_layers.plots(
        *(invented_layers.at(one, dx=500 * i) for i, one in enumerate(shapes))
    )
    return place_buildings(land, {"plots": land}, PACK, norms.read())


def test_what_fits_is_drawn_where_it_stands_and_said_in_words(fits):
    overlay = fit_overlay(fits)
    assert overlay.profile == "battery_pack"
    for plot, placed in fits.placements.items():
        own = {}
        for mark in overlay.marks:
            if mark.plot == plot:
                own.setdefault(mark.kind, []).append(mark.shape)
        assert shapely.equals(own["land"][0], fits.land[plot])
        assert fits.land[plot].buffer(1e-6).covers(own["largest"][0])
        drawn = own.get("building", [])
        assert len(drawn) == (len(placed.buildings) if placed.answer == FitAnswer.FITS else 0)
        assert all(fits.land[plot].buffer(1e-6).covers(one) for one in drawn)
        said = overlay.notes[plot][0]
        assert ("fit with" in said.en) is (placed.answer == FitAnswer.FITS)
        if placed.answer == FitAnswer.FITS:
            assert f"{abs(placed.spare_m):.1f} m" in said.en
            assert f"{abs(placed.spare_m):.1f} м".replace(".", ",") in said.ru
    assert {placed.answer for placed in fits.placements.values()} > {FitAnswer.FITS}


def test_a_page_keeps_its_marks_and_its_bytes(world, rankings):
    made = [
        page(world, rankings, title=page_inputs.TITLE, overlays=[route()]).html() for _ in range(2)
    ]
    assert made[0] == made[1]
    data = island(made[0])
    assert [one["title"]["en"] for one in data["overlays"]] == ["Connection"]
    assert data["overlays"][0]["shapes"]["count"] == 1


def test_the_best_plots_alone_get_their_buildings_drawn():
    zone = sezgeo.open()
    study = zone.study("biotech")
    for fitted in (0, 3):
        data = island(draw(zone, [study], overlays=OverlayCounts(fits=fitted)).html())
        noted = [data["pool"]["columns"][one["noted"]]["words"] for one in data["overlays"]]
        best = study.ranking.rank.nsmallest(fitted).index
        assert [set(ids) for ids in noted] == [set(best)] * (fitted > 0)


def test_routes_are_drawn_to_the_best_plots_where_they_are_asked_for():
    zone = sezgeo.open()
    study = zone.study("biotech")
    (shown,) = island(draw(zone, [study], overlays=OverlayCounts(fits=0, routes=2)).html())[
        "overlays"
    ]
    best = [str(plot) for plot in study.ranking.rank.nsmallest(2).index]
    found = study.connect(best)
    assert shown["title"]["en"] == "Connection"
    assert shown["shapes"]["count"] == len(found.found) > 0
    assert {one.plot_id for one in found.found} <= set(best)


@pytest.fixture(scope="module")
def placed():
    land = row(0, 300, 700)
    kinds = [ranked(PHARMA, land, [1.0, 0.9, 0.1]), ranked(CELLS, land, [0.9, 1.0, 0.2])]
    return place(portfolio({"name": "A"}, {"name": "B"}), kinds, {"plots": land})


def test_a_plan_is_drawn_with_its_zones_and_told_as_in_the_terminal(placed):
    data = island(plans_page({"plots": placed.plots}, placed, title=page_inputs.TITLE).html())
    assert data["shown"] == 1
    assert len(data["scenarios"]) == len(placed.plans)
    told = [str(line) for line in lines(placed)]
    for solved, scenario in zip(placed.plans, data["scenarios"], strict=True):
        assert scenario["rankings"] == []
        words = [line["en"] for line in scenario["words"]]
        stands = [line for line in words if "→" in line]
        assert len(stands) == len(placed.portfolio.plants)
        assert all(placed.plot(at) in line for at, line in zip(solved.plan, stands, strict=True))
    best = [line["en"] for line in data["scenarios"][0]["words"]]
    assert best == told[: len(best)]


def test_an_assembly_is_drawn_as_one_outline(placed):
    frame = placed.plots.frame
    whole = frame.geometry.iloc[:2].union_all()
    table = frame.iloc[[0, 2]].set_geometry([whole, frame.geometry.iloc[2]])
    members = (("TST-000", "TST-001"), ("TST-002",))
    both = replace(placed, places=replace(placed.places, frame=table, members=members))
    drawn = plan_overlay(both, (0, 1))
    outlines = [mark.shape for mark in drawn.marks if mark.kind == "plant"]
    assert outlines[0].equals(whole)
    assert outlines[1].equals(frame.geometry.iloc[2])
    assert set(drawn.notes) == {"TST-000", "TST-001", "TST-002"}


def test_a_passport_is_linked_only_by_a_name_of_its_kind(world, rankings):
    names = [
        "passport_first_TST-001.pdf",
        "passport_first_TST-001.exe",
        "../passport_first_TST-001.pdf",
        "passport_first_<img src=x>.html",
        "passport_first_TST-002.docx",
    ]
    data = island(page(world, rankings, title=page_inputs.TITLE, passports=names).html())
    assert data["passports"] == [names[0], names[4]]


@pytest.fixture(scope="module")
def file(world, rankings, tmp_path_factory):
    plot = world["plots"].frame.geometry.loc["TST-001"]
    plan = Overlay(
        Text("По плану здесь", "Planned here"),
        [
            Mark("ring", plot.buffer(300), Text("зона 300 м", "zone of 300 m")),
            Mark("plant", plot, Text("Инсулин", "Insulin")),
        ],
        {"TST-001": [Text("Инсулин, 2027", "Insulin, 2027")]},
    )
    words = [Text("  Инсулин → TST-001", "  Insulin → TST-001")]
    made = page(
        world,
        rankings,
        title=page_inputs.TITLE,
        language="en",
        overlays=[route(), route("TST-003", profile="second")],
        scenarios=[Scenario(Text("План 1", "Plan 1"), overlays=[plan], words=words)],
        passports=[
            "passport_first_TST-001.pdf",
            "passport_second_TST-001.html",
            "passport_first_TST-0010.pdf",
        ],
    )
    return made.save(tmp_path_factory.mktemp("page") / "page.html")


@pytest.fixture
def opened(browser, file):
    yield open_in(browser, file)
    assert_nothing_ran(browser)


PAINTED = (
    "() => {const pane = 'sezgeo-beside';"
    + PIXELS
    + " return pixels.filter((one, at) => at % 4 === 3 && one > 0).length;}"
)


def marks(shown):
    return [(one["kind"], one["label"], one["plot_id"]) for one in shown.evaluate("sezgeo.marks()")]


@pytest.mark.browser
def test_marks_are_drawn_while_their_plot_is_chosen(opened):
    assert (marks(opened), opened.evaluate(PAINTED)) == ([], 0)
    opened.evaluate("() => sezgeo.select('TST-002')")
    opened.wait_for_timeout(600)
    assert marks(opened) == [("route", LABEL.en, "TST-002")]
    assert opened.evaluate(PAINTED) > 50
    assert opened.locator("#sezgeo-card .marks li").all_inner_texts() == [LABEL.en]
    opened.evaluate("() => sezgeo.setLanguage('ru')")
    assert opened.locator("#sezgeo-card .marks h3").inner_text() == "Подключение"
    opened.evaluate("() => sezgeo.select('TST-003')")
    assert marks(opened) == []
    opened.evaluate("() => sezgeo.setProfile('second')")
    assert len(marks(opened)) == 1
    opened.evaluate("() => sezgeo.select(null)")
    assert opened.evaluate(PAINTED) == 0


@pytest.mark.browser
def test_a_plan_is_a_scenario_that_moves_no_rank(opened):
    opened.select_option("#sezgeo-scenarios", "1")
    assert [kind for kind, _, _ in marks(opened)] == ["ring", "plant"]
    assert opened.evaluate(PAINTED) > 50
    assert "Insulin → TST-001" in opened.locator("#sezgeo-words").inner_text()
    assert "sanitary protection zone" in opened.locator("#sezgeo-legend").inner_text()
    assert not opened.locator("#sezgeo-moves").is_visible()
    opened.evaluate("() => sezgeo.select('TST-001')")
    assert "Insulin, 2027" in opened.locator("#sezgeo-card .marks").inner_text()
    assert "Rank here" not in opened.locator("#sezgeo-card").inner_text()
    opened.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert "Insulin → TST-001" in opened.locator("#sezgeo-print-list").text_content()
    opened.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    opened.evaluate("() => sezgeo.setScenario(0)")
    assert not opened.locator("#sezgeo-words").is_visible()


@pytest.mark.browser
def test_the_card_links_to_the_passports_that_are_there(opened):
    opened.evaluate("() => sezgeo.select('TST-001')")
    links = opened.locator("#sezgeo-card a[href^='passports/']")
    assert [one.get_attribute("href") for one in links.all()] == [
        "passports/passport_first_TST-001.pdf"
    ]
    assert links.inner_text() == "pdf"
    opened.evaluate("() => sezgeo.select('TST-002')")
    assert links.count() == 0


@pytest.mark.browser
def test_the_scenario_a_page_opens_with_is_left_and_found_by_its_address(browser, placed, tmp_path):
    made = plans_page({"plots": placed.plots}, placed, title=page_inputs.TITLE)
    path = made.save(tmp_path / "page.html")
    shown = open_in(browser, path)
    assert shown.input_value("#sezgeo-scenarios") == "1"
    shown.evaluate("() => sezgeo.setScenario(0)")
    shown.wait_for_timeout(400)
    hash_ = shown.evaluate("() => location.hash")
    shown.goto("about:blank")
    assert open_in(browser, path, hash_).input_value("#sezgeo-scenarios") == "0"
    assert_nothing_ran(browser)


@pytest.mark.browser
def test_on_paper_no_canvas_is_cleared_over_those_below_it(opened):
    cleared = """() => {
      const seen = [];
      const own = CanvasRenderingContext2D.prototype.clearRect;
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        if (this.canvas.dataset.pane) seen.push(this.canvas.dataset.pane);
        own.apply(this, box);
      };
      window.dispatchEvent(new Event("beforeprint"));
      CanvasRenderingContext2D.prototype.clearRect = own;
      return seen;
    }"""
    assert opened.evaluate(cleared) == []


@pytest.mark.browser
def test_attacks_beside_the_plots_are_text(browser, tmp_path):
    layers, rankings = page_inputs.hostile_world()
    text = Text(page_inputs.ATTACK, page_inputs.ATTACK)
    overlay = replace(route("TST-001", label=text), title=text)
    made = page(
        layers,
        rankings,
        title=text,
        overlays=[overlay],
        scenarios=[Scenario(text, overlays=[overlay], words=[text])],
        passports=[f"passport_first_TST-001.{page_inputs.ATTACK}"],
    )
    shown = open_in(browser, made.save(tmp_path / "page.html"))
    shown.evaluate("() => sezgeo.select('TST-001')")
    shown.wait_for_timeout(600)
    assert shown.locator("#sezgeo-card .marks").text_content().count(page_inputs.ATTACK) == 3
    shown.evaluate("() => sezgeo.setScenario(1)")
    assert page_inputs.ATTACK in shown.locator("#sezgeo-words").text_content()
    assert shown.locator("a[href^='passports']").count() == 0
    assert_nothing_ran(browser)
