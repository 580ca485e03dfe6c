"""One self-contained page: rankings on a map, with everything behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Language, Text
from sezgeo.i18n import language as language_in_force
from sezgeo.layers import Layer
from sezgeo.maps.chart import render
from sezgeo.maps.payload import page_data
from sezgeo.suitability.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Page:
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
        place = Path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(self._html, encoding="utf-8", newline="\n")
        return place

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame that cannot reach the notebook around it."""
        return (
            f'<iframe srcdoc="{escape(self._html)}" sandbox="allow-scripts" title="'
            f'{escape(self.title.say())}" width="100%" height="720" frameborder="0"></iframe>'
        )

    def __repr__(self) -> str:
        """Name the page and its size."""
        return f"<Page {self.title}: {len(self._html.encode()) / 1000:.0f} kB>"


def page(
    layers: Mapping[str, Layer],
    rankings: Sequence[Ranking],
    *,
    title: Text,
    language: Language | None = None,
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

    Raises
    ------
    SezgeoError
        If there is no ranking, no layer of plots, or a ranking is of other plots.
    """
    _check(layers, rankings)
    shown = language or language_in_force()
    data = page_data(layers, rankings, title=title, language=shown)
    return Page(title, render(title=title.say(shown), language=shown, data=data))


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
