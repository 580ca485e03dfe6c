"""
Who gives power, gas, water, sewage and heat, how much is free, and who holds the rest.

Read `utilities` and `sources` first, then `ledger`; `reserve` writes.
"""

from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.reservation import Reservation, ReservationRequest
from sezgeo.capacity.sources import CapacitySource, SourceKey
from sezgeo.capacity.utilities import UTILITIES

__all__ = [
    "UTILITIES",
    "CapacitySource",
    "Ledger",
    "Reservation",
    "ReservationRequest",
    "SourceKey",
]
