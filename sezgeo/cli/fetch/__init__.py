"""`fetch`: layers from open sources; a file a source."""

from sezgeo.i18n import Text

HELP = Text("Загрузить слои из открытых источников.", "Take layers from open sources.")
