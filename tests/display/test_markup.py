"""What notebooks show: only our own tags come out, whatever the names are."""

from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame
from shapely import Point, box

import sezgeo
from sezgeo import display
from sezgeo.capacity.ledger import Ledger
from sezgeo.i18n import Text, speaking
from sezgeo.intake.findings import finding
from sezgeo.intake.result import ImportResult
from sezgeo.layers.versions.changes import difference
from sezgeo.siting.connection.prices import read
from sezgeo.siting.connection.result import Connections, NoConnection
from sezgeo.siting.portfolio.place import place
from tests.helpers.invented_layers import at, layer
from tests.helpers.portfolios import CELLS, portfolio, ranked

HOSTILE = "<img src=x onerror=alert(1)>&\u202e'\""
OURS = {"div", "p", "b", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}


class Seen(HTMLParser):
    """The tags and the text of some HTML; every tag must be closed in order."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.open = set(), "", []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert [name for name, _ in attrs] in ([], ["style"])
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@given(st.text(), st.text(), st.text())
def test_whatever_comes_in_only_our_tags_come_out(head, cell, column):
    shown = DataFrame({column: [cell, None], "number": [1.5, np.nan]}, index=[head, cell])
    made = display.html_block(
        head,
        display.html_frame(shown),
        display.html_list([cell], numbered=True),
        display.html_chapters([(head, [cell])]),
        display.html_table([[cell]], [column]),
    )
    seen = Seen(made)
    assert seen.tags <= OURS
    assert all(sign.isprintable() or sign in "\xa0\u202f" for sign in seen.text)


def test_a_frame_shows_its_first_rows_and_counts_the_rest():
    shown = DataFrame({"area_ha": [1.5, np.nan, 1200.0], "who": ["a" * 99, None, "b"]})
    with speaking("ru"):
        text = Seen(display.html_frame(shown, top=2)).text
    assert text == "area_hawho01,50" + "a" * 29 + "…1—… и ещё 1"


def plots_of(*names):
    rows = [(at(box(0, 0, 90, 90), dx=200 * x), {"note": n}) for x, n in enumerate(names)]
    return layer("plots", rows, site="miet", status="free")


def changed():
    before = plots_of("a", "b").frame
    return difference(before, before.assign(note=["a", HOSTILE]), key="plot_id")


def placed():
    land = plots_of("a", "b")
    one = ranked(CELLS, land, [1.0, 0.5])
    return place(portfolio({"name": HOSTILE}), [one], {"plots": land})


def connections():
    missing = NoConnection("TST-000", "power_mw", 1.0, 1, why=Text(HOSTILE, HOSTILE))
    profile = CELLS.model_copy(update={"title_ru": HOSTILE, "title_en": HOSTILE})
    return Connections(
        profile, read(None), {"power_mw": 1.0}, ("TST-000",), found=(), missing=(missing,)
    )


def ledger():
    named = {"name_ru": HOSTILE, "name_en": HOSTILE, "voltage_kv": 110.0}
    return Ledger.of({"substations": layer("substations", [(at(Point(0, 0)), named)])})


def answer():
    named = finding("COLUMN_UNKNOWN", name=HOSTILE)
    return ImportResult("plots", "repair", (named,), version=3, changes=changed())


@pytest.mark.parametrize(
    "make", [lambda: plots_of(HOSTILE), changed, placed, connections, ledger, answer]
)
def test_hostile_names_are_shown_as_text(make):
    shown = make()
    seen = Seen(shown._repr_html_())
    assert seen.tags <= OURS
    assert "onerror" in seen.text or "<img" in seen.text
    assert "\u202e" not in shown._repr_html_()
    assert repr(shown)


def test_the_shipped_zone_shows_itself():
    zone = sezgeo.open()
    study = zone.study("biotech")
    best = list(study.ranking.order[:2])
    for shown, word in (
        (zone.layers, "substations"),
        (zone.layers["plots"], "plots.geojson"),
        (study.fit(only=best), best[0]),
        (study.connect(best[0]), best[0]),
        (Ledger.of(zone.layers), "ps-karacharovo"),
    ):
        seen = Seen(shown._repr_html_())
        assert word in seen.text
        assert seen.tags <= OURS
        assert len(repr(shown)) < 3000
