"""The page as bytes: self-contained, repeatable, small, and deaf to what names say."""

import base64
import hashlib
import json
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text, speaking
from sezgeo.maps import Page, assets, html_safety, page
from sezgeo.maps.texts import WORDS
from sezgeo.verdict import Outcome
from tests.helpers import page_inputs
from tests.helpers.page import ISLAND, island
from tests.helpers.page_inputs import bench_page

HARMLESS_IN_HTML = ("\"'&lt;&amp;", "C:\\dir\\", "\u2028", "<!--")
"""Found in the page's own scripts, or of no meaning to a browser."""
PAGE_WITHOUT_PLOTS_BYTES = 250_000
PAGE_OF_TEN_THOUSAND_BYTES = 1_500_000


@pytest.fixture(scope="module")
def world():
    return page_inputs.layers()


@pytest.fixture(scope="module")
def rankings(world):
    return page_inputs.rankings(world)


@pytest.fixture(scope="module")
def html(world, rankings):
    return page(world, rankings, title=page_inputs.TITLE, language="ru").html()


@pytest.fixture(scope="module")
def hostile_html():
    layers, rankings = page_inputs.hostile_world()
    title = Text(page_inputs.ATTACK, page_inputs.ATTACK)
    return page(layers, rankings, title=title, language="ru").html()


def test_the_same_inputs_give_the_same_bytes(world, html):
    again = page(world, page_inputs.rankings(world), title=page_inputs.TITLE, language="ru")
    assert again.html() == html


def test_the_page_names_nothing_to_load(html):
    code = ISLAND.sub("", html)
    assert not re.search(r"<(?:link|iframe|img|object|embed)\b", code)
    assert not re.search(r"<script[^>]+src=|@import", code)
    assert "url(" not in "".join(re.findall(r"<style>(.*?)</style>", code, re.DOTALL))
    assert "jquery" not in code.lower()
    assert "bootstrap" not in code.lower()


def test_only_the_scripts_and_styles_of_the_page_may_run(html):
    policy = unescape(re.search(r'Security-Policy" content="([^"]*)"', html)[1])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "img-src data:; worker-src blob:; base-uri 'none'" in policy
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        codes = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        # the panel's script travels packed, and runs as what comes out
        codes += [assets.panel_script("main")] if tag == "script" else []
        digests = {base64.b64encode(hashlib.sha256(c.encode()).digest()).decode() for c in codes}
        allowed = re.search(rf"{directive} ([^;]*)", policy)[1]
        assert set(re.findall(r"sha256-([^']*)", allowed)) == digests
    assert html.index("Security-Policy") < html.index("<style>") < html.index("<script>")
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", ISLAND.sub("", html))


def test_attacks_reach_the_page_as_data_only(hostile_html):
    for attack in page_inputs.ATTACKS:
        if attack not in HARMLESS_IN_HTML:
            assert attack not in hostile_html
    assert not re.search("[<>&{}`$\u2028\u2029]", "".join(texts_of(hostile_html)))
    assert hostile_html.count("<script") == hostile_html.count("</script>") == 6
    assert "49" not in re.search(r"<title>(.*?)</title>", hostile_html)[1]


def texts_of(html):
    return re.findall(r'"(?:[^"\\]|\\.)*"', ISLAND.search(html)[1])


def test_attacks_arrive_unharmed(hostile_html):
    data = island(hostile_html)
    assert data["title"]["ru"] == page_inputs.ATTACK
    assert unescape(re.search(r"<title>(.*?)</title>", hostile_html)[1]) == page_inputs.ATTACK
    first = data["rankings"][0]
    assert first["title"]["en"] == first["verdicts"][0]["title"]["ru"] == page_inputs.ATTACK
    assert {layer["note"]["ru"] for layer in data["layers"]} == {page_inputs.ATTACK}
    words = [column["words"] for column in data["pool"]["columns"] if "words" in column]
    assert [page_inputs.ATTACK] in words


@given(st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)))
def test_json_says_the_same_whatever_the_text(value):
    written = html_safety.to_json(value)
    assert json.loads(written) == value
    texts = re.findall(r'"(?:[^"\\]|\\.)*"', written)
    assert not re.search("[<>&{}`$\u2028\u2029]", "".join(texts))


@given(st.text())
def test_html_says_the_same_whatever_the_text(text):
    written = html_safety.to_html(text)
    assert unescape(written).replace("\r", "") == text.replace("\r", "") or "\x00" in text
    assert not set(written) & set("<>{}`$\\")


def test_the_page_without_plots_is_small():
    bare = bench_page.plots(1)
    made = page({"plots": bare}, [bench_page.ranking(bare, 1)], title=page_inputs.TITLE)
    assert len(made.html().encode()) <= PAGE_WITHOUT_PLOTS_BYTES


def test_ten_thousand_plots_by_sixteen_criteria_stay_mailable():
    layer = bench_page.plots(10_000)
    made = page({"plots": layer}, [bench_page.ranking(layer)], title=page_inputs.TITLE)
    assert len(made.html().encode()) <= PAGE_OF_TEN_THOUSAND_BYTES


def test_a_page_is_saved_as_it_is(html, tmp_path):
    made = Page(page_inputs.TITLE, html)
    path = made.save(tmp_path / "new" / "page.html")
    assert path.read_bytes() == html.encode()


def test_in_a_notebook_the_page_sits_in_a_closed_frame(html):
    shown = Page(page_inputs.TITLE, html)._repr_html_()
    assert shown.count("<") == 2
    assert 'sandbox="allow-scripts allow-downloads"' in shown
    assert unescape(re.search(r'srcdoc="([^"]*)"', shown)[1]) == html


def test_the_page_opens_in_the_language_in_force(world, rankings):
    with speaking("en"):
        made = page(world, rankings, title=page_inputs.TITLE).html()
    assert '<html lang="en">' in made
    assert island(made)["language"] == "en"


@pytest.mark.parametrize(("layers", "count"), [({}, 1), ({"plots": None}, 0)])
def test_a_page_without_plots_or_ranking_says_what_is_missing(layers, count, rankings):
    with pytest.raises(SezgeoError, match="plots"):
        page(layers, rankings[:count], title=page_inputs.TITLE)


def test_a_ranking_of_other_plots_is_refused(rankings):
    other = {"plots": bench_page.plots(8)}
    with pytest.raises(SezgeoError, match="first"):
        page(other, rankings, title=page_inputs.TITLE)


def test_every_word_the_panel_says_is_there_and_none_is_idle():
    code = "".join(path.read_text() for path in assets.panel_sources().values())
    code += (assets.PANEL / "page.html").read_text()
    asked = set(re.findall(r'(?:say|named)\((?:"[\w-]+", )?"(\w+)"', code))
    asked |= set(re.findall(r'data-say="(\w+)"', code))
    built = {
        *(f"outcome_{outcome.key}" for outcome in Outcome),
        *(f"status_{word}" for word in ("free", "occupied", "reserved", "under_construction")),
        *(f"confidence_{word}" for word in ("high", "medium", "low")),
        *(
            word
            for word in WORDS
            if word.startswith(
                (
                    "group_",
                    "column_",
                    "fact_",
                    "zoom_",
                    "met_c",
                    "unknown_c",
                    "sort_",
                    "all_",
                    "moved_",
                    "robust_",
                    "method_",
                )
            )
        ),
        *("rank", "plot", "site", "score", "interval_short", "outcome", "first_place", "status"),
        *("undo", "redo", "weights_reset"),
        *("old_browser", "compare_in", "compare_out"),
    }
    assert asked | built == set(WORDS)


def test_leaflet_comes_with_its_panes_and_without_images():
    style = assets.leaflet_style()
    assert ".leaflet-pane" in style.split("{")[0]
    assert "url(" not in style
    assert 'version="1.9.4"' in assets.leaflet_script()


def test_the_scripts_in_the_page_are_those_of_the_modules():
    built = (assets.DIST / "sources.sha256").read_text().strip()
    assert built == assets.sources_digest(), "the panel's modules changed: run `make panel`"
