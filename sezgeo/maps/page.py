"""One self-contained page: rankings on a map, with everything behind them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sezgeo import display
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Language, Text
from sezgeo.i18n import language as language_in_force
from sezgeo.layers import Layer
from sezgeo.maps.folium_page import render
from sezgeo.maps.overlays.overlay import Overlay
from sezgeo.maps.payload import page_data
from sezgeo.maps.scenario import Scenario
from sezgeo.maps.tiles import Basemap
from sezgeo.suitability.ranking.ranking import Ranking

HIDDEN_OVER_TILES = ("green", "water_bodies", "housing", "industry", "roads")
"""Backdrop layers that tiles draw better; the reader may switch them on."""
_PASSPORT = re.compile(r"passport_[\w.-]+\.(?:pdf|docx|html)")


@dataclass(frozen=True, slots=True, repr=False)
class Page(display.Shown):
    """
    A page that needs no network: one HTML file to open, mail or print.

    Attributes
    ----------
    title
        What the page is about.
    """

    title: Text
    _html: str

    def html(self) -> str:
        """Return the whole page."""
        return self._html

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, its folder made if need be, and return the path."""
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self._html, encoding="utf-8", newline="\n")
        return file

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame that cannot reach the notebook around it."""
        return (
            f'<iframe srcdoc="{escape(self._html)}" sandbox="allow-scripts allow-downloads" title="'
            f'{escape(self.title.say())}" width="100%" height="720" frameborder="0"></iframe>'
        )


@display.shows(Page)
def _page(page: Page) -> display.View:
    head = Text("Страница: {title}, {size} кБ", "Page: {title}, {size} kB")
    return display.View(head.fill(title=page.title, size=round(len(page.html().encode()) / 1000)))


def page(  # noqa: PLR0913 (a page has as many options as its readers need)
    layers: Mapping[str, Layer],
    rankings: Sequence[Ranking],
    *,
    title: Text,
    language: Language | None = None,
    scenarios: Sequence[Scenario] = (),
    shown: int = 0,
    overlays: Sequence[Overlay] = (),
    passports: Iterable[str] = (),
    basemap: Basemap | str | None = None,
    attribution: Text | None = None,
) -> Page:
    """
    Draw rankings of the same plots on one page; the first one is shown when it opens.

    The page holds both languages, all data and all code. The same inputs give the same bytes.

    Parameters
    ----------
    layers
        Layers by name; `plots` must be there, all others are backdrop and sources.
    rankings
        Rankings of the plots of `layers["plots"]`, one per profile.
    title
        Heading of the page.
    language
        Language the page opens in, by default the one in force.
    scenarios
        What else to switch to; ranks that differ are drawn.
    shown
        The scenario shown when the page opens, from 1; 0 is the page's own.
    overlays
        What is drawn beside the plots of the page's own scenario.
    passports
        Files in the folder `passports` beside the page, `passport_PROFILE_PLOT.pdf`, `.docx` or
        `.html`: the cards of their plots link to them. Other names are left out.
    basemap
        Address of map tiles or of a WMS server. The page then asks that host, and no other, for
        images; a page opened from a file sends no referrer, and some servers refuse it.
    attribution
        What stands in the corner of the map in place of “map: Leaflet”.

    Raises
    ------
    SezgeoError
        If there is no ranking, no layer of plots, a ranking is of other plots, or an address is
        none of a map.
    """
    _check(layers, rankings)
    for scenario in scenarios:
        if scenario.rankings:
            _check_scenario(scenario, layers, rankings)
    lang = language or language_in_force()
    tiles = Basemap.of(basemap) if isinstance(basemap, str) else basemap
    data = page_data(layers, rankings, scenarios, overlays, title=title, language=lang)
    data |= {"shown": shown, "passports": sorted(filter(_PASSPORT.fullmatch, passports))}
    data |= {"attribution": attribution.to_dict() if attribution else None}
    data |= {"basemap": _tiles(tiles), "hidden": [*HIDDEN_OVER_TILES] if tiles else []}
    images = (tiles.host,) if tiles else ()
    return Page(title, render(title=title.say(lang), language=lang, data=data, images=images))


def _tiles(basemap: Basemap | None) -> dict[str, str] | None:
    if basemap is None:
        return None
    return {
        "url": basemap.url,
        "layers": basemap.layers,
        "attribution": basemap.attribution or basemap.host.split("//")[1].removeprefix("*."),
    }


def _check_scenario(
    scenario: Scenario, layers: Mapping[str, Layer], rankings: Sequence[Ranking]
) -> None:
    own = {"plots": scenario.plots} if scenario.plots else {}
    _check({**layers, **own}, scenario.rankings)
    keys = [ranking.profile.key for ranking in rankings]
    if keys != [ranking.profile.key for ranking in scenario.rankings]:
        text = Text(
            "сценарий «{title}»: нужны рейтинги тех же профилей, что на карте: {profiles}",
            "scenario “{title}”: it needs rankings of the profiles on the page: {profiles}",
        )
        raise SezgeoError(text.fill(title=scenario.title, profiles=", ".join(keys)))


def _check(layers: Mapping[str, Layer], rankings: Sequence[Ranking]) -> None:
    if "plots" not in layers or not rankings:
        raise SezgeoError(
            Text(
                "карте нужны слой участков (plots) и хотя бы один рейтинг",
                "a map needs the layer `plots` and at least one ranking",
            )
        )
    plots = layers["plots"].frame.index
    for ranking in rankings:
        if len(ranking.score) != len(plots) or not ranking.score.index.isin(plots).all():
            key = ranking.profile.key
            raise SezgeoError(
                Text(
                    f"рейтинг «{key}» посчитан по другим участкам: пересчитайте его по слою plots",
                    f"the ranking {key!r} is of other plots: rank the layer `plots` again",
                )
            )
