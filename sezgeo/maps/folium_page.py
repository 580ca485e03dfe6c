"""The page as Folium knows it: a map without tiles, in a figure that loads nothing."""

import json
from collections.abc import Sequence

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from sezgeo.maps import assets, html_safety


class PageFigure(Figure):
    """A figure whose every piece was rendered before: nothing is compiled twice."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n<meta charset="utf-8">\n'
        "{{ this.header.render() }}</head>\n<body>\n{{ this.html.render() }}"
        "<script>\n{{ this.script.render() }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.header, self.html, self.script = (Element() for _ in range(3))
        for part in (self.header, self.html, self.script):
            part._parent = self  # noqa: SLF001 - branca's own way to hang its three parts
            part._template = _IN_ORDER  # noqa: SLF001


class OfflineMap(folium.Map):
    """A Folium map that asks for no library from the network and no style but ours."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - Folium reads these as they are
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<div class="folium-map" id="{{ this.get_name() }}" role="main" tabindex="0"></div>\n'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        'const {{ this.get_name() }} = L.map("{{ this.get_name() }}", {{ this.settings }});\n'
        "{% endmacro %}"
    )

    @property
    def settings(self) -> str:
        """Return Leaflet's options as JSON."""
        options = {
            "center": self.location,
            "zoom": self.options["zoom"],
            "minZoom": 8,
            "maxZoom": 19,
            "zoomSnap": 0.25,
            "zoomDelta": 0.5,
            "wheelPxPerZoomLevel": 90,
        }
        return json.dumps(options)


class StartCall(MacroElement):
    """The call that hands the map to the panel's script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "sezgeoStart(L, {{ this._parent.get_name() }});\n"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's has no annotations
        self._name = "Start"


_IN_ORDER = Template("{% for part in this._children.values() %}{{ part.render() }}{% endfor %}")


def render(
    *, title: str, language: str, data: object, entry: str = "main", images: Sequence[str] = ()
) -> str:
    """
    Render a page.

    Parameters
    ----------
    title
        What the browser's tab shows.
    language
        Language of the document.
    data
        What the panel's script reads; may hold any text.
    entry
        Module of the panel that starts the page.
    images
        Hosts that the page may load images from.
    """
    figure = PageFigure(language)
    page_map = OfflineMap(location=[55.75, 37.6], zoom_start=10, tiles=None)
    figure.add_child(page_map)
    page_map.add_child(StartCall())
    for piece in (
        html_safety.policy_placeholder(),
        html_safety.Verbatim(
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        ),
        html_safety.Verbatim(f"<title>{html_safety.to_html(title)}</title>\n"),
        html_safety.style(assets.leaflet_style()),
        html_safety.style(assets.panel_style(entry)),
        html_safety.script(assets.leaflet_script()),
        html_safety.script(assets.panel_script("boot" if entry == "main" else entry)),
    ):
        figure.header.add_child(piece)
    figure.html.add_child(html_safety.Verbatim(assets.panel_body(entry)))
    figure.html.add_child(html_safety.data_island("sezgeo-data", data))
    packed = (assets.panel_script("main"),) if entry == "main" else ()
    if packed:
        figure.html.add_child(html_safety.packed_script("sezgeo-panel-script", packed[0]))
        figure.html.add_child(
            html_safety.worker_script("sezgeo-worker", assets.panel_script("worker"))
        )
    html_safety.renumber(figure)
    return html_safety.add_policy(str(figure.render()), packed=packed, images=images)
