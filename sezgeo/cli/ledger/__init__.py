"""`ledger`: who holds which capacity from when; a file a command."""

from sezgeo.i18n import Text

HELP = Text(
    "Реестр резервов мощности: за кем, сколько и на какой срок зарезервировано, что свободно.",
    "The ledger of capacities: who holds what from when, and what is free.",
)
