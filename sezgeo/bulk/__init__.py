"""
Plots by the hundred thousand: measured, checked and scored part by part, in bounded memory.

A file of plots is split into parts; a part is read, scored by the same code as a study, written,
and forgotten. Only the scores of all plots are held, to rank them at the end. Begin with `stream`,
then `partitions` and `scores`; `cluster` does the same on many machines.
"""

from sezgeo.bulk.partitions import split_file
from sezgeo.bulk.stream import Bulked, bulk

__all__ = ["Bulked", "bulk", "split_file"]
