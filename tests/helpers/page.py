"""What tests ask of a page: the data it carries, and what Chromium shows of it."""

import json
import re

ISLAND = re.compile(r'<script type="application/json" id="sezgeo-data">(.*?)</script>', re.DOTALL)


def island(html):
    """Return the data that a page carries."""
    return json.loads(ISLAND.search(html)[1])


PIXELS = """const canvas = document.querySelector(`canvas[data-pane="${pane}"]`);
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = copy.getImageData(0, 0, width, height).data;"""

PAINTED = (
    "(pane) => {"
    + PIXELS
    + """
  let painted = 0;
  for (let at = 3; at < pixels.length; at += 4) painted += pixels[at] > 0;
  return painted;
}"""
)


def open_in(browser, file, hash_=""):
    """Open a page and wait until it is drawn."""
    browser.open(file, hash_=hash_)
    browser.page.wait_for_selector("html[data-ready]")
    return browser.page


def ids(shown):
    """Return the plots of the list in their order."""
    return shown.locator(".row .who b").all_inner_texts()


def assert_nothing_ran(browser):
    """Hold that no text of a hostile page became code, a picture or a request."""
    assert browser.page.evaluate("() => window.hit") is None
    assert browser.page.locator("img, iframe, object").count() == 0
    assert browser.problems == []
    assert browser.requests == []
