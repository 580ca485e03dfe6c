"""`sezgeo serve` shows one folder to this machine, and `sezgeo map` its online basemap."""

import http.client
import re
import threading

import pytest

from sezgeo.cli.exits import Exit
from sezgeo.cli.serve import HOST, server
from sezgeo.errors import SezgeoError
from sezgeo.maps import Basemap, page
from tests.helpers import page_inputs

TILES = "https://{s}.tile.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def ask(tmp_path):
    """A running server of a folder with one page, a secret beside it, and traps inside."""
    folder = tmp_path / "maps"
    (folder / "inner").mkdir(parents=True)
    (folder / "карта.html").write_text("page", encoding="utf-8")
    (folder / ".hidden").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    with server(folder, 0) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()

        def request(path, *, host=None, method="GET"):
            link = http.client.HTTPConnection(HOST, served.server_port, timeout=10)
            link.putrequest(method, path, skip_host=True)
            link.putheader("Host", host or f"{HOST}:{served.server_port}")
            link.endheaders()
            answer = link.getresponse()
            found = answer.status, answer.read().decode()
            link.close()
            return found

        request.address = served.server_address
        yield request
        served.shutdown()
        thread.join()


def test_a_page_is_shown_to_this_machine_only(ask):
    assert ask.address[0] == "127.0.0.1"
    assert ask("/%D0%BA%D0%B0%D1%80%D1%82%D0%B0.html") == (200, "page")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/inner/../../secret.txt",
        "//secret.txt",
        "/link.txt",
        "/.hidden",
        "/..%5csecret.txt",
        "/%00",
    ],
)
def test_nothing_outside_the_folder_is_shown(ask, path):
    status, text = ask(path)
    assert status in {400, 404}
    assert "secret" not in text.replace("secret.txt", "")


@pytest.mark.parametrize("host", ["evil.example.org", "127.0.0.1.evil.org:80", ""])
def test_a_foreign_name_of_this_machine_is_refused(ask, host):
    assert ask("/%D0%BA%D0%B0%D1%80%D1%82%D0%B0.html", host=host or " ")[0] == 403


def test_nothing_can_be_written(ask):
    assert ask("/new.html", method="PUT")[0] == 501


def test_a_taken_port_or_a_missing_folder_is_said(ask, tmp_path):
    with pytest.raises(SezgeoError, match=str(ask.address[1])):
        server(tmp_path, ask.address[1])
    with pytest.raises(SezgeoError, match="sezgeo map"):
        server(tmp_path / "none", 0)


def test_addresses_are_told_without_serving(call, tmp_path):
    (tmp_path / "a b.html").write_text("x")
    code, said, _ = call("serve", tmp_path, "--check", "--port", "9")
    assert (code, said) == (Exit.DONE, "http://127.0.0.1:9/a%20b.html\n")
    assert call("serve", tmp_path / "none", "--check")[0] == Exit.REFUSED


def policy_of(html):
    return re.search(r'Security-Policy" content="([^"]*)"', html)[1]


def test_a_basemap_is_allowed_by_its_host_alone_and_warned_of(call, tmp_path):
    out = tmp_path / "map.html"
    code, _, warned = call("map", "biotech", "--out", out, "--basemap", TILES, "--lang", "en")
    assert code == Exit.DONE
    assert "Referer" in warned
    assert "img-src data: https://*.tile.example.org;" in policy_of(out.read_text())
    code, _, said = call("map", "biotech", "--out", out, "--basemap", "https://x.org/a.png")
    assert code == Exit.REFUSED
    assert "{z}" in said


def test_without_a_basemap_no_host_is_allowed():
    world = page_inputs.layers()
    html = page(world, page_inputs.rankings(world), title=page_inputs.TITLE).html()
    assert "http" not in policy_of(html)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)//{z}{x}{y}",
        "file:///{z}/{x}/{y}",
        "https://a b/{z}/{x}/{y}",
        "https://x.org;script-src */{z}/{x}/{y}",
        "https://u:p@x.org/{z}/{x}/{y}",
        "https://x.org'/{z}/{x}/{y}",
        "https://x.org/{z}/{x}/{y}/{key}",
        "https:///{z}/{x}/{y}",
        "https://{s}.{s}.org/{z}/{x}/{y}",
        "https://x.org/wms?layers=",
        "",
    ],
)
def test_an_address_that_is_no_map_is_refused(url):
    with pytest.raises(SezgeoError, match="wms"):
        Basemap.of(url)


def test_a_scenario_of_the_past_is_on_the_map(call, tmp_path):
    out = tmp_path / "map.html"
    code, _, _ = call("map", "biotech", "--out", out, "--before", "plots=seed", "--lang", "en")
    assert code == Exit.DONE
    assert "Before: plots seed" in out.read_text(encoding="utf-8")
    assert call("map", "biotech", "--out", out, "--before", "plots")[0] == Exit.REFUSED


@pytest.mark.browser
def test_tiles_are_asked_of_their_host_and_switched_off(browser, tmp_path):
    world = page_inputs.layers()
    made = page(
        world,
        page_inputs.rankings(world),
        title=page_inputs.TITLE,
        language="ru",
        basemap=Basemap.of(TILES, attribution=page_inputs.ATTACK),
    )
    browser.open(made.save(tmp_path / "page.html"))
    browser.page.wait_for_selector("html[data-ready]")
    browser.page.wait_for_selector("img.leaflet-tile", state="attached")
    browser.page.wait_for_timeout(300)
    assert browser.requests
    for url in browser.requests:
        assert re.fullmatch(r"https://[abc]\.tile\.example\.org/\d+/\d+/\d+\.png", url)
    told = browser.page.locator(".leaflet-control-attribution").text_content()
    assert page_inputs.ATTACK in told
    browser.page.click("#sezgeo-tab-layers")
    browser.page.click("[data-layer=basemap]")
    assert browser.page.locator("img").count() == 0
    assert browser.page.evaluate("() => window.hit") is None
    assert not browser.page.locator("[data-layer=water_bodies]").is_checked()
    for key in ("water_bodies", "basemap"):
        browser.page.click(f"[data-layer={key}]")
    browser.page.wait_for_function("() => location.hash.includes('off=.')")
    browser.page.reload()
    browser.page.wait_for_selector("html[data-ready]")
    assert browser.page.locator("[data-layer=water_bodies]").is_checked()
    assert not [one for one in browser.problems if "Security" in one or "exception" in one]
