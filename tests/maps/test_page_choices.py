"""What a reader can change on the page, in Chromium: limits, filters, comparison, scenarios."""

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from sezgeo.i18n import Text
from sezgeo.maps import Scenario, page
from sezgeo.maps.payload import round_for_display
from sezgeo.measures import Measures
from sezgeo.suitability.mcda.sampling import random_weights
from sezgeo.suitability.mcda.smaa import smaa
from sezgeo.suitability.profile import Limit
from sezgeo.suitability.ranking.ranking import rank
from tests.helpers import ROOT, page_inputs
from tests.helpers.page import PAINTED, PIXELS, assert_nothing_ran, ids, open_in

pytestmark = pytest.mark.browser

ATTACK = page_inputs.ATTACK
DRAWS = 10_000
MONTE_CARLO = 0.03
"""Six standard deviations of a share counted twice over so many draws."""
AXE = json.loads((ROOT / "package.json").read_text())["devDependencies"]["axe-core"]


@pytest.fixture(scope="module")
def world():
    return page_inputs.layers()


@pytest.fixture(scope="module")
def rankings(world):
    return page_inputs.rankings(world)


@pytest.fixture(scope="module")
def other_plots(world):
    plots = world["plots"]
    return replace(plots, frame=plots.frame.iloc[1:])


@pytest.fixture(scope="module")
def file(world, rankings, other_plots, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    before = page_inputs.rankings({**world, "plots": other_plots})
    scenarios = [Scenario(Text("До импорта", "Before"), before, other_plots)]
    made = page(world, rankings, title=page_inputs.TITLE, language="ru", scenarios=scenarios)
    return made.save(path)


@pytest.fixture
def opened(browser, file):
    yield open_in(browser, file)
    assert browser.problems == []
    assert browser.requests == []


def ranking_of(shown):
    return shown.evaluate("() => sezgeo.ranking()")


def limited(ranking, limits):
    """Rank in Python with more limits, by the measures as the page shows them."""
    values = ranking.measures.values.apply(lambda column: round_for_display(column.to_numpy()))
    own = {name: Limit(**bounds, source="test") for name, bounds in limits.items()}
    profile = ranking.profile.model_copy(update={"limits": own})
    return rank(Measures.exact(values), profile, verdicts=ranking.verdicts[:1])


def test_limits_exclude_as_pythons_do_and_no_weight_buys_them_off(opened, rankings):
    limits = {"distance_to_rail_m": {"at_most": 600}, "power_mw": {"at_least": 10}}
    opened.evaluate("(limits) => sezgeo.setLimits(limits)", limits)
    expected = limited(rankings[0], limits)
    rows = {row["plot_id"]: row for row in ranking_of(opened)}
    for plot, outcome in expected.outcome.items():
        assert rows[plot]["outcome"] == ["met", "conditional", "unknown", "excluded"][outcome]
        assert (rows[plot]["rank"] is None) == (plot in expected.excluded)
    assert len(expected.excluded) > 1
    opened.evaluate("() => sezgeo.setWeights({distance_to_rail_m: 0, area_ha: 9})")
    out = {row["plot_id"] for row in ranking_of(opened) if row["rank"] is None}
    assert out == set(expected.excluded)
    opened.evaluate("(id) => sezgeo.select(id)", expected.excluded[0])
    assert "не больше 600" in opened.locator("#sezgeo-card .constraints").inner_text()
    opened.evaluate("() => sezgeo.reset()")
    assert {r["plot_id"] for r in ranking_of(opened) if not r["rank"]} == set(rankings[0].excluded)


def test_a_limit_is_set_by_hand_and_undone(opened):
    opened.click("#sezgeo-tab-weights")
    before = ranking_of(opened)
    opened.select_option("#sezgeo-limit-add", "power_mw")
    opened.keyboard.type("13")
    opened.keyboard.press("Tab")
    after = ranking_of(opened)
    assert sum(row["rank"] is None for row in after) > sum(row["rank"] is None for row in before)
    opened.click("#sezgeo-undo")
    assert ranking_of(opened) == before
    opened.click("#sezgeo-redo")
    assert ranking_of(opened) == after
    opened.keyboard.press("Control+z")
    assert ranking_of(opened) == before


@pytest.mark.parametrize(
    "call",
    [
        "sezgeo.setLimits({nothing: {at_least: 1}})",
        "sezgeo.setLimits({area_ha: {least: 1}})",
        "sezgeo.setLimits({area_ha: {at_least: NaN}})",
        "sezgeo.setFilters({area_ha: {at_most: '1'}})",
        "sezgeo.setWeights({area_ha: -1})",
        "sezgeo.setProfile('none')",
        "sezgeo.setScenario(7)",
        "sezgeo.compare(['none'])",
        "sezgeo.select('none')",
        "sezgeo.setLanguage('fr')",
    ],
)
def test_a_wrong_name_or_number_is_refused_by_name(opened, call):
    said = opened.evaluate(f"() => {{ try {{ {call}; }} catch (error) {{ return error.name; }} }}")
    assert said == "RangeError"


def test_the_whole_state_comes_back_from_the_address(browser, file):
    shown = open_in(browser, file)
    shown.evaluate(
        "() => { sezgeo.setProfile('second'); sezgeo.setWeights({area_ha: 7});"
        " sezgeo.setLimits({power_mw: {at_least: 1, at_most: 12.5}});"
        " sezgeo.setFilters({area_ha: {at_least: 1}}); sezgeo.compare(['TST-001', 'TST-003']);"
        " sezgeo.setScenario(1); }"
    )
    shown.fill("#sezgeo-search", "тст")
    shown.select_option("#sezgeo-sort", "low")
    shown.click("#sezgeo-turn")
    shown.click("#sezgeo-tab-layers")
    shown.locator(".opacity").first.fill("0.5")
    shown.wait_for_function("() => location.hash.includes('op=')")
    hash_ = shown.evaluate("() => location.hash")
    rows = ranking_of(shown)
    browser.page.goto("about:blank")
    again = open_in(browser, file, hash_)
    again.wait_for_timeout(400)
    assert again.evaluate("() => location.hash") == hash_
    assert ranking_of(again) == rows
    assert again.input_value("#sezgeo-search") == "тст"
    assert again.input_value("#sezgeo-scenarios") == "1"
    assert again.locator("#sezgeo-tab-layers").get_attribute("aria-selected") == "true"
    assert browser.problems == []


def test_another_address_in_the_same_window_is_followed(browser, file):
    shown = open_in(browser, file, "#off=railways&sort=-low&q=%D1%82%D1%81%D1%82")
    shown.click("#sezgeo-tab-layers")
    assert not shown.locator("[data-layer=railways]").is_checked()
    shown.evaluate("() => { location.hash = '#p=second&lang=en&tab=layers'; }")
    shown.wait_for_function("() => document.documentElement.lang === 'en'")
    assert shown.locator("[data-layer=railways]").is_checked()
    assert shown.input_value("#sezgeo-search") == ""
    assert shown.input_value("#sezgeo-profiles") == "second"
    assert shown.input_value("#sezgeo-sort") == "rank"
    assert browser.problems == []


def test_filters_narrow_list_and_map_and_are_lifted(opened, world):
    everything = opened.evaluate(PAINTED, "sezgeo-plots")
    area = world["plots"].frame.geometry.area / 1e4
    bound = float(np.median(area))
    opened.evaluate("(at_least) => sezgeo.setFilters({area_ha: {at_least}})", bound + 0.01)
    assert 0 < len(ids(opened)) < len(area)
    assert set(ids(opened)) == set(opened.evaluate("() => sezgeo.shown()"))
    assert opened.evaluate(PAINTED, "sezgeo-plots") < everything
    opened.select_option("#sezgeo-filter-site", "mikron")
    shown = world["plots"].frame.query("site == 'mikron'").index
    assert set(ids(opened)) <= set(shown)
    opened.locator(".filter-body .quiet").click()
    assert len(ids(opened)) == len(area)


def test_the_list_is_sorted_by_any_measure(opened, rankings):
    opened.select_option("#sezgeo-sort", "distance_to_rail_m")
    raw = rankings[0].measures.values["distance_to_rail_m"]
    assert ids(opened) == list(raw.sort_values().index)
    opened.click("#sezgeo-turn")
    assert ids(opened) == list(raw.sort_values(ascending=False).index)


def test_the_table_is_downloaded_in_the_language_of_the_page(opened, rankings):
    with opened.expect_download() as download:
        opened.click("#sezgeo-csv")
    text = download.value.path().read_bytes().decode("utf-8")
    assert download.value.suggested_filename == "sezgeo_first.csv"
    assert text.startswith("\ufeffМесто;Участок;")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert [row["Участок"] for row in rows] == list(rankings[0].order)
    best = rankings[0].order[0]
    assert float(rows[0]["балл"].replace(",", ".")) == rankings[0].score[best]
    opened.evaluate("() => sezgeo.setLanguage('en')")
    assert opened.evaluate("() => sezgeo.csv()").startswith("\ufeffRank,Plot,")


def test_settings_are_kept_by_name_across_openings(browser, file):
    shown = open_in(browser, file)
    shown.evaluate("() => sezgeo.setLimits({power_mw: {at_least: 10}})")
    shown.click("#sezgeo-tab-weights")
    shown.fill("#sezgeo-setting", ATTACK[:50])
    shown.click(".kept button[type=submit]")
    rows = ranking_of(shown)
    shown.evaluate("() => sezgeo.reset()")
    again = open_in(browser, file)
    again.reload()
    again.wait_for_selector("html[data-ready]")
    again.click("#sezgeo-tab-weights")
    assert again.locator(".kept .link").inner_text() == ATTACK[:50].strip()
    again.click(".kept .link")
    assert ranking_of(again) == rows
    assert_nothing_ran(browser)


@pytest.mark.parametrize("mode", ["any", "near"])
def test_acceptabilities_agree_with_pythons(opened, rankings, mode):
    ranking = rankings[0]
    stays = ranking.score.notna()
    names = list(ranking.profile.criteria)
    tables = [table.loc[stays, names] for table in (ranking.values, ranking.value_low)]
    weights = None
    if mode == "near":
        own = np.array([ranking.profile.criteria[name].weight for name in names])
        weights = random_weights(len(names), DRAWS, 5, low=own * 0.5, high=own * 1.5)
    expected = smaa(
        tables[0],
        DRAWS,
        4,
        low=tables[1],
        high=ranking.value_high.loc[stays, names],
        weights=weights,
    ).acceptability
    found = opened.evaluate(
        "(options) => sezgeo.smaa(options)", {"mode": mode, "draws": DRAWS, "seed": 9}
    )
    rows = {row["plot_id"]: row["acceptability"] for row in found}
    assert list(rows) == list(stays.index[stays])
    np.testing.assert_allclose(list(rows.values()), expected, atol=MONTE_CARLO)
    again = opened.evaluate(
        "(options) => sezgeo.smaa(options)", {"mode": mode, "draws": DRAWS, "seed": 9}
    )
    assert again == found


def test_the_card_and_the_list_tell_how_often_a_plot_is_first(opened, rankings):
    best = rankings[0].order[0]
    opened.evaluate("(id) => sezgeo.select(id)", best)
    opened.wait_for_selector(".firmness")
    told = opened.locator(".firmness p").first.inner_text()
    share = opened.locator(".row.selected .chance").inner_text()
    assert share.endswith("%")
    assert share in told


def test_plots_stand_side_by_side(opened, rankings):
    first, second = rankings[0].order[:2]
    for plot in (first, second):
        opened.evaluate("(id) => sezgeo.select(id)", plot)
        opened.click("#sezgeo-compare-this")
    opened.keyboard.press("Escape")
    opened.click("#sezgeo-compare-open")
    table = opened.locator("#sezgeo-compare table")
    heads = table.locator("thead th").all_inner_texts()
    assert [head.split()[0] for head in heads] == [first, second]
    assert table.locator(".part-bar").count() == 2 * len(page_inputs.CRITERIA)
    said = table.text_content()
    assert all(section in said for section in ("Источники", "Ограничения", "правило"))
    opened.keyboard.press("Escape")
    assert not opened.locator("#sezgeo-compare").is_visible()
    assert opened.evaluate("document.activeElement.id") == "sezgeo-compare-open"


def test_at_most_four_plots_are_compared(opened, rankings):
    opened.evaluate("(ids) => sezgeo.compare(ids)", list(rankings[0].order[:6]))
    assert opened.locator("#sezgeo-tray .chosen").count() == 4


def test_a_scenario_shows_its_own_plots_and_draws_what_moved(opened, world, other_plots):
    assert opened.locator("#sezgeo-scenarios option").all_inner_texts() == ["Сейчас", "До импорта"]
    before = {row["plot_id"]: row["rank"] for row in ranking_of(opened)}
    opened.select_option("#sezgeo-scenarios", "1")
    expected = page_inputs.rankings({**world, "plots": other_plots})[0]
    rows = ranking_of(opened)
    assert [row["plot_id"] for row in rows] == list(expected.order)
    assert [row["score"] for row in rows if row["rank"]] == pytest.approx(
        list(expected.score.dropna().sort_values(ascending=False)), abs=1e-9
    )
    for row in rows:
        badge = opened.locator(f".row:has(b:text-is('{row['plot_id']}')) .rank small")
        moved = before[row["plot_id"]] != row["rank"]
        assert badge.count() == int(moved)
        if moved and row["rank"] and before[row["plot_id"]]:
            step = before[row["plot_id"]] - row["rank"]
            assert badge.inner_text() == f"{'▲' if step > 0 else '▼'}{abs(step)}"


COLOURED = (
    "(colour) => {const pane = 'sezgeo-marks';"
    + PIXELS
    + """
  let found = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    found += pixels[at + 3] === 255 && [0, 1, 2].every((one) => pixels[at + one] === colour[one]);
  }
  return found;
}"""
)


def test_ranks_that_moved_are_drawn_on_the_map_and_as_lines(opened):
    red = [0xB3, 0x26, 0x1E]
    opened.evaluate("() => sezgeo.select('TST-001')")
    opened.wait_for_timeout(600)
    assert opened.evaluate(COLOURED, red) == 0
    opened.evaluate("() => sezgeo.setScenario(1)")
    assert opened.evaluate(COLOURED, red) > 0
    opened.locator("#sezgeo-moves summary").click()
    rows = ranking_of(opened)
    told = opened.locator("#sezgeo-moves svg").get_attribute("aria-label")
    assert [one.split(":")[0] for one in told.split("; ")][: len(rows) - 1] == [
        row["plot_id"] for row in rows if row["rank"]
    ]
    assert opened.locator("#sezgeo-moves line").count() == len(told.split("; "))
    opened.evaluate("() => sezgeo.setScenario(0)")
    assert not opened.locator("#sezgeo-moves").is_visible()


def test_the_measure_tool_tells_length_and_area(opened):
    opened.click("#sezgeo-measure")
    for place in ((300, 300), (420, 300), (420, 420)):
        opened.mouse.click(*place)
    points = opened.evaluate("() => sezgeo.measured()")
    assert len(points) == 3
    told = opened.locator("#sezgeo-measured").inner_text()
    assert "Длина" in told
    assert "га" in told
    assert opened.evaluate("() => document.querySelector('#sezgeo-card').hidden")
    opened.keyboard.press("Escape")
    assert not opened.locator("#sezgeo-measured").is_visible()


def test_the_pointer_tells_three_systems(opened):
    opened.mouse.move(500, 400)
    told = opened.locator("#sezgeo-where").inner_text()
    assert "UTM 37N" in told
    assert "МСК-77" in told


def test_a_layer_fades(opened):
    opened.click("#sezgeo-tab-layers")
    opened.locator("[aria-label^='Непрозрачность: Участки']").fill("0.5")
    pane = opened.evaluate("document.querySelector('.leaflet-sezgeo-plots-pane').style.opacity")
    assert pane == "0.5"


def test_a_click_on_the_small_map_goes_there(opened):
    before = opened.evaluate("() => location.hash")
    box = opened.locator("#sezgeo-minimap").bounding_box()
    opened.mouse.click(box["x"] + 20, box["y"] + 20)
    opened.wait_for_function("(before) => location.hash !== before", arg=before)


def test_the_sheet_may_be_a3(opened):
    opened.evaluate(
        "() => { window.print = () => window.dispatchEvent(new Event('beforeprint')); }"
    )
    opened.click("[data-paper=A3]")
    opened.emulate_media(media="print")
    box = opened.locator(".folium-map").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(400 / 237, rel=0.01)
    assert "напечатано" in opened.locator("#sezgeo-printed").inner_text()
    assert opened.locator(".legend").is_visible()


def test_no_address_setting_or_name_can_attack(browser, file):
    attack = "%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E"
    words = (
        "l={0}~{0}:1..2",
        "f={0}:1..",
        "q={0}",
        "site={0}",
        "status={0}",
        "sort={0}",
        "tab={0}",
    )
    words += ("cmp={0},{0}", "op={0}:0.5", "sc=9", "w=first~{0}:1")
    shown = open_in(browser, file, "#" + "&".join(words).format(attack))
    assert shown.input_value("#sezgeo-search").startswith("<img")
    shown.evaluate(
        "(name) => localStorage.setItem('sezgeo-settings',"
        " JSON.stringify({[name]: '#l=' + name, b: {}, c: '#w=__proto__~area_ha:1'}))",
        ATTACK[:59],
    )
    shown.reload()
    shown.wait_for_selector("html[data-ready]")
    shown.click("#sezgeo-tab-weights")
    for link in shown.locator(".kept .link").all():
        link.click()
    shown.evaluate("() => sezgeo.ranking()")
    assert_nothing_ran(browser)


def test_attacks_in_new_places_are_text(browser, tmp_path):
    layers, rankings = page_inputs.hostile_world()
    text = Text(ATTACK, ATTACK)
    path = tmp_path / f"{'$' + '{window.hit=1}'} `<img onerror=hit>.html"
    made = page(
        layers,
        rankings,
        title=text,
        language="ru",
        attribution=text,
        scenarios=[Scenario(text, rankings)],
    )
    shown = open_in(browser, made.save(path.with_name(path.name.replace("/", "_"))))
    for place in ("#sezgeo-scenarios", ".leaflet-control-attribution"):
        assert ATTACK in shown.locator(place).text_content()
    shown.evaluate("() => sezgeo.compare(['TST-001', 'TST-002'])")
    shown.click("#sezgeo-compare-open")
    assert ATTACK in shown.locator("#sezgeo-compare").text_content()
    shown.keyboard.press("Escape")
    shown.evaluate("() => { sezgeo.setScenario(1); sezgeo.setLimits({area_ha: {at_least: 99}}); }")
    shown.evaluate("() => sezgeo.setFilters({area_ha: {at_least: 0}})")
    assert ATTACK in shown.evaluate("() => sezgeo.csv()").replace('""', '"')
    assert_nothing_ran(browser)


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    kept = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    if shutil.which("npm") is None:
        pytest.skip("no npm: axe-core cannot be fetched")
    folder = tmp_path_factory.mktemp("axe")
    words = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", f"axe-core@{AXE}"]
    done = subprocess.run(words, capture_output=True, timeout=60, check=False)
    if done.returncode:
        pytest.skip("axe-core could not be fetched")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def findings(shown, axe):
    """Run axe in a world of its own: the page's policy lets no script in."""
    session = shown.context.new_cdp_session(shown)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
    asked = {"contextId": world, "awaitPromise": True, "returnByValue": True}
    code = f"{axe}; axe.run(document, {{ resultTypes: ['violations', 'passes'] }})"
    answer = session.send("Runtime.evaluate", {"expression": code, **asked})["result"]["value"]
    assert len(answer["passes"]) > 20
    return [
        (one["id"], one["impact"], [node["html"][:120] for node in one["nodes"]])
        for one in answer["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_no_serious_finding_of_axe(opened, axe, rankings):
    assert findings(opened, axe) == []
    opened.evaluate("(id) => sezgeo.select(id)", rankings[0].order[0])
    opened.wait_for_selector(".firmness")
    opened.click("#sezgeo-tab-weights")
    opened.evaluate("() => sezgeo.setLimits({area_ha: {at_least: 1}})")
    assert findings(opened, axe) == []
    opened.click("#sezgeo-tab-layers")
    opened.evaluate("(ids) => sezgeo.compare(ids)", list(rankings[0].order[:2]))
    opened.click("#sezgeo-tab-list")
    opened.keyboard.press("Escape")
    opened.click("#sezgeo-compare-open")
    assert findings(opened, axe) == []


def test_the_keyboard_goes_round_the_page_in_its_order(opened):
    seen = []
    for _ in range(16):
        opened.keyboard.press("Tab")
        seen.append(
            opened.evaluate(
                "document.activeElement.id || document.activeElement.dataset.paper || ''"
            )
        )
    wanted = [
        "sezgeo-sites",
        "sezgeo-measure",
        "sezgeo-profiles",
        "sezgeo-tab-list",
        "sezgeo-search",
    ]
    places = [seen.index(one) for one in wanted]
    assert places == sorted(places)
