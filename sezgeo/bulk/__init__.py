"""
Plots by the hundred thousand: measured, checked and scored part by part, in bounded memory.

A file of plots is split into parts; a part is read, scored by the same code as a study, written,
and forgotten. Only the scores of all plots are held, to rank them at the end.
"""

from sezgeo.bulk.partitions import parts_of
from sezgeo.bulk.stream import Bulked, bulk

__all__ = ["Bulked", "bulk", "parts_of"]
