"""`ledger`: who holds which capacity from when; a file a command."""

from sezgeo.i18n import Text

HELP = Text(
    "Книга мощностей: кто что держит и с какого дня, сколько свободно.",
    "The ledger of capacities: who holds what from when, and what is free.",
)
