"""Names of at most ten bytes, as a .dbf wants them; the import knows them by the same rule."""

from collections.abc import Iterable
from itertools import count

LONGEST = 10
"""Bytes a column's name may have in a .dbf."""


def short_names(columns: Iterable[str]) -> dict[str, str]:
    """
    Shorten names of columns; each stays the only one of its kind.

    A name that is short enough stays. Another keeps its beginning; where that is taken, it keeps
    the beginning of its last word too (`area_basis_en` beside `area_basis`).

    Examples
    --------
    >>> list(short_names(["site", "area_basis", "area_basis_en", "source_date"]).values())
    ['site', 'area_basis', 'area_ba_en', 'source_dat']
    """
    names = list(dict.fromkeys(columns))
    short = {name: name for name in names if len(name.encode()) <= LONGEST}
    taken = {name.casefold() for name in short}
    for name in names:
        if name in short:
            continue
        short[name] = next(cand for cand in _candidates(name) if cand.casefold() not in taken)
        taken.add(short[name].casefold())
    return {name: short[name] for name in names}


def _candidates(name: str) -> Iterable[str]:
    yield cut(name, LONGEST)
    last = cut(name.rpartition("_")[2], 4)
    yield cut(name, LONGEST - len(last.encode()) - 1).rstrip("_") + "_" + last
    for number in count(2):
        yield cut(name, LONGEST - len(str(number))) + str(number)


def cut(name: str, size: int) -> str:
    """Cut a text to so many bytes of UTF-8, between letters."""
    return name.encode()[:size].decode(errors="ignore")
