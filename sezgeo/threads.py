"""Two things at once: how work over many plots is split between threads."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")

WORTH_THREADS = 2_000
"""Pieces of work below which a second thread costs more than it saves."""
_THREADS = 2


def parts_of(count: int, pieces_each: int = 1) -> list[slice]:
    """Split work of so many parts, of `pieces_each` each, between the threads worth starting."""
    threads = _THREADS if count * pieces_each >= WORTH_THREADS and (os.cpu_count() or 1) > 1 else 1
    ends = [count * number // threads for number in range(threads + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]


def in_threads(tasks: Sequence[Callable[[], T]]) -> list[T]:
    """
    Do several things at once, each in a thread of its own.

    Tasks must share no geometry: GEOS crashes on geometries that threads share once they are
    prepared (shapely 2.2.0, GEOS 3.14.1).
    """
    if len(tasks) == 1:
        return [tasks[0]()]
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result() for future in [pool.submit(task) for task in tasks]]
