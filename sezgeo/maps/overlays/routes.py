"""Draw by which routes plots are connected to the networks."""

from collections.abc import Iterator

from sezgeo.i18n import Text
from sezgeo.maps.overlays.overlay import Mark, Overlay
from sezgeo.siting.connection.report import cost_text, headline, length_text, voltage_text
from sezgeo.siting.connection.result import Connection, Connections, NoConnection


def route_overlay(found: Connections) -> Overlay:
    """Draw the routes of each plot; its card tells their length and cost, and what is unknown."""
    marks = [Mark("route", one.route, _label(one), one.plot_id) for one in found.found]
    notes = {plot: [_told(one) for one in found.of(plot)] for plot in found.plots}
    return Overlay(Text("Подключение", "Connection"), marks, notes, found.profile.key)


def _label(one: Connection) -> Text:
    head = headline(one)
    return Text(f"{head.ru}: {one.source.ru}", f"{head.en}: {one.source.en}")


def _told(one: Connection | NoConnection) -> Text:
    head = headline(one)
    if isinstance(one, NoConnection):
        return Text(f"{head.ru}: {one.why.ru}", f"{head.en}: {one.why.en}")
    said = list(_parts(one))
    ru, en = (", ".join(part.say(lang) for part in said) for lang in ("ru", "en"))
    return Text(f"{head.ru}: {ru}", f"{head.en}: {en}")


def _parts(one: Connection) -> Iterator[Text]:
    how = voltage_text(one)
    yield Text(f"{one.source.ru}{how.ru}", f"{one.source.en}{how.en}")
    yield length_text(one.length_m)
    yield cost_text(one.cost_mln_rub)
    if not one.free.is_known:
        yield Text("если мощность есть", "if capacity exists")
