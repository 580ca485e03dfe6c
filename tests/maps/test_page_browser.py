"""The page in Chromium, with every request refused: what a planner sees, clicks and types."""

import re

import numpy as np
import pytest

from sezgeo.i18n import Text, number
from sezgeo.maps import page
from sezgeo.suitability.ranking.ranking import rank
from tests.helpers import page_inputs
from tests.helpers.page import PAINTED, PIXELS, assert_nothing_ran, ids, open_in
from tests.helpers.page_inputs import bench_page
from tests.helpers.rankings import reweighted

pytestmark = pytest.mark.browser


MIDDLE = (
    "(pane) => {"
    + PIXELS
    + """
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let at = 3; at < pixels.length; at += 4) {
    if (!pixels[at]) continue;
    const [x, y] = [((at - 3) / 4) % width, Math.floor((at - 3) / 4 / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const box = canvas.getBoundingClientRect();
  return [box.left + (left + right) / 2, box.top + (top + bottom) / 2];
}"""
)


@pytest.fixture(scope="module")
def world():
    return page_inputs.layers()


@pytest.fixture(scope="module")
def rankings(world):
    return page_inputs.rankings(world)


@pytest.fixture(scope="module")
def file(world, rankings, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    return page(world, rankings, title=page_inputs.TITLE, language="ru").save(path)


@pytest.fixture
def opened(browser, file):
    yield open_in(browser, file)
    assert browser.problems == []
    assert browser.requests == []


def click_on(shown, plot_id):
    """Click on the map in the middle of a plot, found by the outline of the chosen one."""
    shown.evaluate("(id) => sezgeo.select(id)", plot_id)
    shown.wait_for_timeout(600)
    x, y = shown.evaluate(MIDDLE, "sezgeo-focus")
    shown.keyboard.press("Escape")
    shown.mouse.move(x - 3, y - 3)
    shown.mouse.click(x, y)


def test_it_opens_offline_with_plots_drawn_and_the_list_filled(opened, rankings):
    assert ids(opened) == list(rankings[0].order)
    assert opened.locator("#sezgeo-profiles option").all_inner_texts() == [
        ranking.profile.title_ru for ranking in rankings
    ]
    for pane in ("sezgeo-ground", "sezgeo-plots", "sezgeo-marks"):
        assert opened.evaluate(PAINTED, pane) > 100
    assert opened.evaluate(PAINTED, "sezgeo-focus") == 0


def test_a_plot_no_longer_shown_leaves_no_paint(opened):
    opened.click("#sezgeo-tab-layers")
    opened.click('[data-layer="plots"]')
    assert opened.evaluate(PAINTED, "sezgeo-plots") == 0
    assert "Участки" not in opened.locator("#sezgeo-footer tbody").inner_text()


def test_an_empty_layer_says_so_and_cannot_be_switched_on(opened):
    opened.click("#sezgeo-tab-layers")
    line = opened.locator("label:has([data-layer='gas'])")
    assert "нет данных" in line.inner_text()
    assert line.locator("input").is_disabled()


def test_a_click_on_the_map_shows_parts_that_sum_to_the_score(opened, rankings):
    plot = next(iter(rankings[0].order))
    click_on(opened, plot)
    card = opened.locator("#sezgeo-card")
    assert card.locator("h2").inner_text() == plot
    parts = card.locator("[data-part]").evaluate_all("(all) => all.map((one) => +one.dataset.part)")
    assert sum(parts) == pytest.approx(rankings[0].score[plot], abs=1e-12)
    shown = number(rankings[0].score[plot], "ru", 3)
    assert card.locator(".sum b").inner_text() == shown
    assert card.locator(".headline strong").first.inner_text() == shown
    assert opened.locator(".row.selected .who b").inner_text() == plot
    assert opened.evaluate(PAINTED, "sezgeo-focus") > 50


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_card_says_of_every_plot_what_the_verdict_says(opened, rankings, language):
    opened.evaluate("(language) => sezgeo.setLanguage(language)", language)
    verdict = rankings[0].verdicts[0]
    for plot in rankings[0].order:
        opened.evaluate("(id) => sezgeo.select(id)", plot)
        said = opened.locator(".constraints li p").first.text_content()
        assert said == verdict.sentence_for(plot).say(language)


def test_an_excluded_plot_has_no_score_and_says_why(opened, rankings):
    plot = rankings[0].excluded[0]
    opened.evaluate("(id) => sezgeo.select(id)", plot)
    card = opened.locator("#sezgeo-card")
    assert "исключён" in card.locator(".chip").inner_text()
    assert card.locator(".sum").count() == 0
    assert card.locator(".constraints li.excluded").count() == 1


def test_everything_switches_language(opened, rankings):
    opened.evaluate("(id) => sezgeo.select(id)", next(iter(rankings[0].order)))
    opened.click("#sezgeo-tab-weights")
    opened.click("[data-language='en']")
    assert opened.evaluate("document.documentElement.lang") == "en"
    assert opened.locator("h1").inner_text() == page_inputs.TITLE.en
    assert opened.locator(".leaflet-control-zoom-in").get_attribute("title") == "Zoom in"
    words = opened.evaluate(
        "() => [...document.querySelectorAll('[title], [aria-label], [placeholder]')]"
        ".map((one) => one.title + one.ariaLabel + one.placeholder).join(' ')"
        " + document.querySelector('.folium-map').textContent"
        " + document.querySelector('.tabs').textContent"
        " + document.querySelector('.legend').innerText"
    )
    assert not re.findall("[А-Яа-яЁё]{3,}", words.replace("критерий", ""))


def test_the_page_scores_and_ranks_as_python_does(opened, world, rankings):
    rng = np.random.default_rng(7)
    about = world["plots"].frame[["site", "status"]]
    for ranking in rankings:
        opened.evaluate("(key) => sezgeo.setProfile(key)", ranking.profile.key)
        assert_same(opened, ranking)
        for _ in range(4):
            weights = dict(
                zip(page_inputs.CRITERIA, rng.uniform(0.01, 10, 3).tolist(), strict=True)
            )
            opened.evaluate("(weights) => sezgeo.setWeights(weights)", weights)
            profile = reweighted(ranking.profile, weights)
            again = rank(ranking.measures, profile, verdicts=ranking.verdicts[:1], plots=about)
            assert_same(opened, again)
        opened.evaluate("() => sezgeo.reset()")
        assert_same(opened, ranking)


def assert_same(opened, ranking):
    rows = opened.evaluate("() => sezgeo.ranking()")
    assert [row["plot_id"] for row in rows] == list(ranking.order)
    for row in rows:
        plot = row["plot_id"]
        is_out = plot in ranking.excluded
        assert row["rank"] == (None if is_out else ranking.rank[plot])
        for name in ("score",):
            expected = getattr(ranking, name)[plot]
            assert row[name] == (None if is_out else pytest.approx(expected, abs=1e-9))
        assert row["known_share"] == pytest.approx(ranking.known_share[plot], abs=1e-9)
        assert row["parts"] == pytest.approx(ranking.parts.loc[plot].to_dict(), abs=1e-9)
        if not is_out:
            assert row["low"] == pytest.approx(ranking.low[plot], abs=2e-4)
            assert row["high"] == pytest.approx(ranking.high[plot], abs=2e-4)
            assert row["low"] <= row["score"] + 1e-12 <= row["high"] + 2e-12


def test_a_slider_moves_map_list_and_address(opened):
    opened.click("#sezgeo-tab-weights")
    before = opened.evaluate("() => sezgeo.ranking().map((row) => row.score)")
    opened.locator("#sezgeo-weight-power_mw").fill("9")
    assert opened.evaluate("() => sezgeo.ranking().map((row) => row.score)") != before
    opened.wait_for_function("() => location.hash.includes('power_mw:9')")


def test_the_address_brings_the_same_page_back(browser, file):
    shown = open_in(browser, file)
    shown.evaluate("() => { sezgeo.setProfile('second'); sezgeo.setWeights({area_ha: 7}); }")
    shown.evaluate("() => { sezgeo.select('TST-002'); sezgeo.setLanguage('en'); }")
    shown.wait_for_function("() => location.hash.includes('lang=en')")
    rows = shown.evaluate("() => sezgeo.ranking()")
    hash_ = shown.evaluate("() => location.hash")
    browser.page.goto("about:blank")
    again = open_in(browser, file, hash_)
    assert again.evaluate("() => sezgeo.ranking()") == rows
    assert again.locator("#sezgeo-card h2").inner_text() == "TST-002"
    assert again.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize(
    ("query", "count"), [("tst-003", 1), ("МИКРОН", 2), ("mikron", 2), ("нет такого", 0)]
)
def test_search_finds_by_id_and_site(browser, tmp_path, query, count):
    layers = page_inputs.layers()
    layers["sites"].frame["name_ru"] = ["МИЭТ", "Микрон"]
    made = page(layers, page_inputs.rankings(layers), title=page_inputs.TITLE, language="ru")
    shown = open_in(browser, made.save(tmp_path / "page.html"))
    shown.fill("#sezgeo-search", query)
    assert len(ids(shown)) == count
    assert shown.locator(".nothing").is_visible() == (count == 0)


def test_the_list_is_reached_and_used_by_keyboard(opened, rankings):
    opened.focus("#sezgeo-list")
    for _ in range(3):
        opened.keyboard.press("ArrowDown")
    assert opened.locator(".row.hovered .who b").inner_text() == rankings[0].order[2]
    active = opened.locator("#sezgeo-list").get_attribute("aria-activedescendant")
    assert opened.locator(f"#{active}").inner_text().split()[1] == rankings[0].order[2]
    opened.keyboard.press("Enter")
    assert opened.locator("#sezgeo-card h2").inner_text() == rankings[0].order[2]
    opened.keyboard.press("Escape")
    assert not opened.locator("#sezgeo-card").is_visible()


def test_every_control_has_a_name(opened, rankings):
    opened.evaluate("(id) => sezgeo.select(id)", next(iter(rankings[0].order)))
    nameless = opened.evaluate(
        "() => [...document.querySelectorAll('button, input, select, [role], aside')]"
        ".filter((one) => !(one.ariaLabel || one.textContent.trim() || one.labels?.length"
        " || one.getAttribute('aria-labelledby'))).map((one) => one.outerHTML)"
    )
    assert nameless == []


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory):
    layers, rankings = page_inputs.hostile_world()
    title = Text(page_inputs.ATTACK, page_inputs.ATTACK)
    path = tmp_path_factory.mktemp("page") / "hostile.html"
    return page(layers, rankings, title=title, language="ru").save(path)


def test_attacks_are_shown_as_text_and_none_runs(browser, hostile_file):
    shown = open_in(browser, hostile_file)
    shown.click("#sezgeo-tab-layers")
    assert_says(shown, "h1", ".plant", ".row .who small", "#sezgeo-pane-layers", "#sezgeo-footer")
    shown.click("#sezgeo-tab-weights")
    shown.evaluate("() => sezgeo.select('TST-001')")
    shown.wait_for_timeout(600)
    assert_says(shown, "#sezgeo-pane-weights", "#sezgeo-card", "#sezgeo-card .constraints")
    assert_says(shown, "#sezgeo-card .parts", "#sezgeo-card .sources", "#sezgeo-card .facts")
    shown.keyboard.press("Escape")
    click_on(shown, "TST-001")
    assert_says(shown, "#sezgeo-tooltip")
    shown.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert_says(shown, ".legend", "#sezgeo-print-list")
    for language in ("en", "ru"):
        shown.evaluate("(language) => sezgeo.setLanguage(language)", language)
    assert shown.title() == page_inputs.ATTACK
    assert_nothing_ran(browser)


def assert_says(shown, *places):
    for place in places:
        said = shown.locator(place).first.evaluate("(one) => one.textContent")
        assert page_inputs.ATTACK in said, place


def test_an_address_cannot_attack(browser, file):
    attack = "%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E"
    shown = open_in(browser, file, f"#p={attack}&plot={attack}&w={attack}:3&off={attack}&at=x/y/z")
    assert shown.locator("#sezgeo-profiles").input_value() == "first"
    assert_nothing_ran(browser)


def test_on_paper_the_map_fits_the_sheet_and_the_head_of_the_ranking_follows(opened, rankings):
    opened.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    opened.emulate_media(media="print")
    assert opened.locator("#sezgeo-print-list tbody tr").count() == len(rankings[0].score.dropna())
    assert not opened.locator("#sezgeo-panel").is_visible()
    assert opened.locator("#sezgeo-footer table").is_visible()
    box = opened.locator(".folium-map").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(277 / 150, rel=0.01)
    opened.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    opened.emulate_media(media="screen")
    assert opened.locator("#sezgeo-panel").is_visible()
    assert not opened.locator("#sezgeo-footer table").is_visible()


def test_ten_thousand_plots_without_sources_or_sites_open_and_follow_a_slider(browser, tmp_path):
    layer = bench_page.plots(10_000)
    made = page({"plots": layer}, [bench_page.ranking(layer)], title=page_inputs.TITLE)
    shown = open_in(browser, made.save(tmp_path / "page.html"))
    assert shown.locator("#sezgeo-list").is_visible()
    assert 5 < shown.locator(".row").count() < 60
    assert shown.evaluate(PAINTED, "sezgeo-plots") > 1000
    before = ids(shown)
    shown.evaluate("() => sezgeo.setWeights({distance_to_thing_0_m: 100})")
    assert ids(shown) != before
    assert_nothing_ran(browser)


def test_it_works_in_the_frame_of_a_notebook(browser, world, rankings, tmp_path):
    made = page(world, rankings, title=page_inputs.TITLE, language="ru")
    host = tmp_path / "notebook.html"
    host.write_text(f"<!doctype html><meta charset=utf-8>{made._repr_html_()}", encoding="utf-8")
    browser.open(host)
    frame = browser.page.frame_locator("iframe")
    frame.locator(".row").first.click()
    assert frame.locator("#sezgeo-card h2").inner_text() == rankings[0].order[0]
    assert browser.problems == []
    assert browser.requests == []


def test_on_a_phone_the_list_is_a_sheet_that_opens(chromium, file):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    shown = context.new_page()
    shown.goto(file.as_uri())
    shown.wait_for_selector("html[data-ready]")
    shown.click("#sezgeo-handle")
    shown.wait_for_timeout(400)
    shown.locator(".row").first.click()
    card = shown.locator("#sezgeo-card").bounding_box()
    assert card["width"] == 390
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
