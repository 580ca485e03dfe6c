"""Draw by which routes plots are connected to the networks."""

from collections.abc import Iterator

from sezgeo.i18n import Text
from sezgeo.maps.overlays.overlay import Mark, Overlay
from sezgeo.siting.connection.report import cost_text, headline, length_text, voltage_text
from sezgeo.siting.connection.result import Connection, Connections, NoConnection


def route_overlay(connections: Connections) -> Overlay:
    """Draw the routes of each plot; its card tells their length and cost, and what is unknown."""
    marks = [
        Mark("route", connection.route, _label(connection), connection.plot_id)
        for connection in connections.found
    ]
    notes = {plot: list(map(_note, connections.of(plot))) for plot in connections.plots}
    return Overlay(Text("Подключение", "Connection"), marks, notes, connections.profile.key)


def _label(connection: Connection) -> Text:
    return headline(connection) + ": " + connection.source


def _note(connection: Connection | NoConnection) -> Text:
    if isinstance(connection, NoConnection):
        return headline(connection) + ": " + connection.why
    return headline(connection) + ": " + Text.join(", ", _parts(connection))


def _parts(connection: Connection) -> Iterator[Text]:
    yield connection.source + voltage_text(connection)
    yield length_text(connection.length_m)
    yield cost_text(connection.cost_mln_rub)
    if not connection.free.is_known:
        yield Text("если мощность есть", "if capacity exists")
