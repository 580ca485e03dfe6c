"""
The records of a .shp as one array of coordinates, with every count proven against the bytes.

Layout after Esri's "Shapefile Technical Description" (1998): a record is its type, its box, its
counts, where its parts begin, and its points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sezgeo.arrays import Bools, Floats, Ints
from sezgeo.i18n import Text
from sezgeo.intake.findings import unreadable

KNOWN = {0, 31} | {k + more for k in (1, 3, 5, 8) for more in (0, 10, 20)}
"""Types of shapes: none, MultiPatch, and the four kinds flat, with heights and with M values."""
MULTIPOINT = 8

_Z, _M = 10, 20
_BOX_TOLERANCE = 1e-9
_WORD = 4


def dimension(kind: int) -> int:
    """Return 10 for shapes with heights, 20 for shapes with M values, else 0."""
    return kind // 10 * 10 if kind in KNOWN and kind % 10 in (1, 3, 5, 8) else 0


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Coordinates of all records, cut into parts, and parts into records."""

    coords: Floats
    parts: Ints
    """Where each part begins in `coords`, and where the last one ends."""
    records: Ints
    """Where each record begins in `parts`, and where the last one ends."""
    rows: Ints
    """Row of each record in the file, from 0."""

    def points_of(self) -> Ints:
        """Return where each record begins in `coords`, and where the last one ends."""
        return self.parts[self.records]


def align(data: bytes, start: Ints, size: Ints) -> tuple[NDArray[np.uint32], Ints]:
    """View the file as 32-bit words, moving the records where they lie between words."""
    if (start % _WORD).any():
        data = b"".join(
            data[a : a + n].ljust(-(-n // _WORD) * _WORD, b"\0")
            for a, n in zip(start.tolist(), size.tolist(), strict=True)
        )
        start = np.cumsum([0, *(-(-size // _WORD) * _WORD)])[:-1]
    return np.frombuffer(data, "<u4", len(data) // _WORD), start // _WORD


def points(words: NDArray[np.uint32], begin: Ints, size: Ints, rows: Ints) -> Ragged:
    """Gather the points of records that hold one each, proving that they do."""
    short = np.flatnonzero(size < 20)  # noqa: PLR2004  # a type and two doubles
    if short.size:
        raise _bad(int(rows[short[0]]), "не хватает байтов", "bytes are missing")
    steps = np.arange(len(begin) + 1)
    return Ragged(_doubles(words, begin + 1, 2), steps, steps, rows)


def ragged(words: NDArray[np.uint32], starts: Ints, size: Ints, rows: Ints, *, kind: int) -> Ragged:
    """Gather parts and points of all records, proving each count against the record's size."""
    many = kind - dimension(kind) == MULTIPOINT
    head = 40 if many else 44
    _require(size >= head, rows)
    counts = words[starts[:, None] + np.array([9, 9] if many else [9, 10])].astype(np.int64)
    n_parts = np.ones(len(starts), np.int64) if many else counts[:, 0]
    n_points = counts[:, 1]
    plain = head + (0 if many else 4 * n_parts) + 16 * n_points
    _require(_size_fits(size, plain, n_points, dimension(kind)), rows)
    begin = np.cumsum(np.concatenate([[0], n_points]))
    record = np.cumsum(np.concatenate([[0], n_parts]))
    parts = np.zeros(len(starts), int)
    if not many:
        parts = _part_starts(words, starts, n_parts, n_points, rows=rows)
    part_starts = np.concatenate([parts + np.repeat(begin[:-1], n_parts), begin[-1:]])
    first = starts + head // _WORD + (0 if many else n_parts)
    within = np.arange(begin[-1]) - np.repeat(begin[:-1], n_points)
    coords = _doubles(words, np.repeat(first, n_points) + 4 * within, 2)
    gathered = Ragged(coords, part_starts, record, rows)
    _check_boxes(_doubles(words, starts + 1, 4), gathered)
    return gathered


def _doubles(words: NDArray[np.uint32], begin: Ints, count: int) -> Floats:
    """Gather `count` doubles at each of some places."""
    pairs = words[begin[:, None] + np.arange(2 * count)]
    return np.ascontiguousarray(pairs).view("<f8").astype(float)


def _bad(row: int, ru: str, en: str) -> Exception:
    return unreadable("SHP_RECORD_BAD", n=row + 1, why=Text(ru, en))


def _require(fine: Bools, rows: Ints) -> None:
    if not fine.all():
        row = int(rows[np.flatnonzero(~fine)[0]])
        raise _bad(row, "размер не сходится с числом вершин", "its size does not fit its counts")


def _size_fits(size: Ints, plain: Ints, n_points: Ints, more: int) -> Bools:
    """Tell which sizes the format allows: heights are a must in Z shapes, M values never are."""
    block = 16 + 8 * n_points
    if more == _Z:
        return np.asarray((size == plain + block) | (size == plain + 2 * block))
    if more == _M:
        return np.asarray((size == plain) | (size == plain + block))
    return np.asarray(size == plain)


def _part_starts(
    words: NDArray[np.uint32], begin: Ints, n_parts: Ints, n_points: Ints, *, rows: Ints
) -> Ints:
    record = np.cumsum(np.concatenate([[0], n_parts]))
    within = np.arange(record[-1]) - np.repeat(record[:-1], n_parts)
    starts: Ints = words[np.repeat(begin + 11, n_parts) + within].astype(np.int64)
    rises = np.diff(starts, prepend=-1) > 0
    fine = np.where(within == 0, starts == 0, rises) & (starts < np.repeat(n_points, n_parts))
    if not fine.all():
        broken = np.repeat(rows, n_parts)[np.flatnonzero(~fine)[0]]
        raise _bad(int(broken), "части перепутаны", "its parts are out of order")
    return starts


def _check_boxes(boxes: Floats, ragged: Ragged) -> None:
    """Compare each record's bounding box with its vertices: a lone mismatch is damage."""
    ends = ragged.points_of()
    full = np.flatnonzero((np.diff(ends) > 0) & np.isfinite(boxes).all(axis=1))
    if not full.size or not np.isfinite(ragged.coords).all():
        return
    # records without vertices begin where the next one does, so the groups stay right
    low = np.minimum.reduceat(ragged.coords, ends[:-1][full])
    high = np.maximum.reduceat(ragged.coords, ends[:-1][full])
    own = np.hstack([low, high])
    scale = np.maximum(np.abs(own).max(axis=1, keepdims=True), 1)
    off = (np.abs(boxes[full] - own) > _BOX_TOLERANCE * scale).any(axis=1)
    if off.any() and off.mean() <= 0.5:  # noqa: PLR2004  # a writer that never fills them is no damage
        row = int(ragged.rows[full[np.flatnonzero(off)[0]]])
        raise _bad(row, "вершины вне своей рамки", "its vertices do not fit its bounding box")
