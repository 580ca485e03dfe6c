"""The report of an import: one page, both languages, nothing of the data executed."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import affinity

from sezgeo.i18n import Text
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.versions.canonical import canonical
from sezgeo.layers.versions.changes import Changes, difference
from sezgeo.maps.differences import Comparison, difference_page
from tests.helpers.workspaces import plots

SCHEMA = Catalog.read(shipped()).schema("plots")
EVIL = "</script><img src=x onerror=document.title='owned'>{{ 7*7 }}`${1}"
FINDING = {
    "code": "GEOM_INVALID", "severity": "refuse", "row": 3, "id": "ALB-001", "column": None,
    "place": [37.4, 55.66], "message_ru": f"плохо {EVIL}", "message_en": f"bad {EVIL}",
    "cure_ru": "исправьте", "cure_en": "mend it",
}  # fmt: skip


def compared(new):
    old = canonical(plots(note="before"), SCHEMA)
    form = canonical(new, SCHEMA)
    return Comparison(old, form, difference(old, form, key="plot_id"), "plot_id")


def edited():
    """One change of every class but splits and merges."""
    frame = plots(note="before").iloc[1:]
    frame.loc[5, "note"] = EVIL
    frame.loc[6, "geometry"] = affinity.scale(frame.loc[6, "geometry"], 0.8, 0.8)
    frame.loc[7, "plot_id"] = "XXX-777"
    extra = plots(41, note="new").iloc[40:]
    return gpd.GeoDataFrame(pd.concat([frame, extra]))


def draw(what, **options):
    return difference_page(
        what,
        title=Text(f"Импорт {EVIL}", f"Import {EVIL}"),
        subtitle=Text("версия 2", "version 2"),
        verdict=Text("принято", "accepted"),
        language="en",
        **options,
    )


def test_the_same_import_gives_the_same_bytes():
    assert draw(compared(edited())).html() == draw(compared(edited())).html()


def test_no_value_of_the_data_stands_in_the_page_as_markup_or_template():
    html = draw(compared(edited()), findings=[FINDING]).html()
    assert "<img" not in html
    assert "{{ 7" not in html
    assert "Content-Security-Policy" in html
    assert "http" not in html.replace("http://www.w3.org", "").split("<body>")[1]


@pytest.mark.browser
def test_changes_are_listed_drawn_and_found(browser, tmp_path):
    what = compared(edited())
    browser.open(draw(what, findings=[FINDING]).save(tmp_path / "report.html"))
    shown = browser.page
    shown.wait_for_selector("html[data-ready]")
    rows = shown.locator("#sezgeo-changes button")
    assert rows.count() == sum(what.changes.counts().values()) + 1
    assert "GEOM_INVALID" in shown.locator("#sezgeo-told").inner_text()
    assert "mend it" in shown.locator("#sezgeo-told").inner_text()
    before = shown.evaluate("document.querySelector('canvas[data-pane=sezgeo-marks]').toDataURL()")
    rows.nth(1).click()
    after = shown.evaluate("document.querySelector('canvas[data-pane=sezgeo-marks]').toDataURL()")
    assert before != after
    shown.click("[data-language=ru]")
    assert "исправьте" in shown.locator("#sezgeo-told").inner_text()
    assert shown.title().startswith("Импорт")
    assert browser.problems == []
    assert browser.requests == []


@pytest.mark.browser
def test_a_delivery_that_could_not_be_read_still_has_a_report(browser, tmp_path):
    old = canonical(plots(), SCHEMA)
    page = draw(Comparison(old, None, Changes(0, 0), "plot_id"), findings=[FINDING])
    browser.open(page.save(tmp_path / "report.html"))
    browser.page.wait_for_selector("html[data-ready]")
    assert "GEOM_INVALID" in browser.page.locator("#sezgeo-told").inner_text()
    assert browser.problems == []


@pytest.mark.browser
def test_a_report_of_an_empty_layer_opens(browser, tmp_path):
    empty = canonical(plots().iloc[:0], SCHEMA)
    page = draw(Comparison(empty, empty, Changes(0, 0), "plot_id"))
    browser.open(page.save(tmp_path / "report.html"))
    browser.page.wait_for_selector("html[data-ready]")
    assert browser.problems == []
