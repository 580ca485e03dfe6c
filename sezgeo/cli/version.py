"""`version`: which version this is."""

from sezgeo.cli.options import Lang, say
from sezgeo.i18n import Text

HELP = Text("Показать версию.", "Show the version.")


def version(lang: Lang = None) -> None:
    """Show which version this is."""
    from sezgeo.version import __version__

    say(f"sezgeo {__version__}")
