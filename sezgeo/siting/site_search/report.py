"""How candidate areas are shown."""

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.siting.site_search.result import Located


@display.shows(Located)
def shown(located: Located) -> display.View:
    """Show the candidates as plots are shown, the best first."""
    if located.ranking is None:
        return display.View(Text("Подходящих мест не найдено", "No area was found"))
    return display.view(located.ranking)
