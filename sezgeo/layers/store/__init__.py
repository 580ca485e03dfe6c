"""
Every version of every layer, kept for good: snapshots, a journal and its hash chain.

Begin with `store`; `backend` says what it asks of a place, `folder` is that place on a disk, and
`atomic_files` is how a file is written there.
"""

from sezgeo.layers.store.records import Delivery, Signature, Version
from sezgeo.layers.store.store import SEED, Store, Writer

__all__ = ["SEED", "Delivery", "Signature", "Store", "Version", "Writer"]
