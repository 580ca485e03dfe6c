"""`study`: a decision that can be repeated, byte for byte; a file a command."""

from sezgeo.i18n import Text

HELP = Text(
    "Сохранить расчёт одним файлом и повторить его.",
    "Save a study as one file, and run it again.",
)
