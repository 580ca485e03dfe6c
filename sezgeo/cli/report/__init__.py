"""`report`: what an office passes on; a file a command."""

from sezgeo.i18n import Text

HELP = Text(
    "Записать рейтинг в документы: таблица, слой для ГИС, паспорта, карты на листе.",
    "Write a ranking for others: a spreadsheet, a GIS layer, passports, map sheets.",
)
