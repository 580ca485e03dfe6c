"""Pack columns of numbers and words: exactly, and as briefly as they allow."""

import base64
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sezgeo.i18n import LANGUAGES, Language, Text

_OUR_LETTERS = bytes.maketrans(b"$&<>`{}", b"',./:[]")
_SCALES: tuple[int, ...] = (1, 10, 100, 1000, 10_000, 100_000, 1_000_000)
_MOST_PLANES = 4
_WORTH_PACKING_BYTES = 16_384


class Pool:
    """
    The columns of one page; equal columns are kept once.

    A column of numbers goes in as whole numbers of the coarsest decimal step that gives every cell
    back to the last bit, or as float64 where no step of at least 1e-6 does. Bytes are stored plane
    by plane (all lowest bytes, then all next ones), which is what deflate likes best.

    Examples
    --------
    >>> pool = Pool()
    >>> pool.numbers([0.25, 0.5, float("nan")]), pool.numbers([0.25, 0.5, float("nan")])
    (0, 0)
    >>> pool.to_dict()["columns"][0]["scale"]
    100
    """

    def __init__(self) -> None:
        self._columns: list[dict[str, Any]] = []
        self._known: dict[tuple[str, bytes], int] = {}
        self._bytes = bytearray()

    def numbers(self, values: ArrayLike) -> int:
        """Add a column of numbers, NaN where unknown, and return its place."""
        column = np.ascontiguousarray(values, dtype=np.float64)
        key = ("numbers", column.tobytes())
        if key not in self._known:
            self._known[key] = self._add(self._number_column(column))
        return self._known[key]

    def words(self, values: Iterable[str]) -> int:
        """Add a column of texts and return its place."""
        cells = list(values)
        key = ("words", json.dumps(cells).encode())
        if key not in self._known:
            self._known[key] = self._add(self._word_column(cells))
        return self._known[key]

    def texts(self, values: Iterable[Text]) -> dict[Language, int]:
        """Add a column of texts in each language and return their places."""
        texts = list(values)
        return {lang: self.words(text.say(lang) for text in texts) for lang in LANGUAGES}

    def to_dict(self) -> dict[str, Any]:
        """Return what the panel's `base/unpack.js` unpacks."""
        packed = zlib.compress(bytes(self._bytes), 9)
        return {"columns": self._columns, "bytes": len(packed), "deflated": in_letters(packed)}

    def _add(self, column: dict[str, Any]) -> int:
        self._columns.append(column)
        return len(self._columns) - 1

    def _store(self, data: bytes) -> int:
        start = len(self._bytes)
        self._bytes += data
        return start

    def _number_column(self, column: NDArray[np.float64]) -> dict[str, Any]:
        count = len(column)
        filled = column[~np.isnan(column)]
        if len(filled) in (0, count) and len(np.unique(filled)) <= 1:
            return {"count": count, "all": float(filled[0]) if len(filled) else None}
        scale = _scale(filled)
        if scale is None:
            return {"count": count, "float": self._store(_planes(column.view(np.uint64), 8))}
        whole = np.rint(filled * scale).astype(np.int64)
        least = int(whole.min())
        codes = np.zeros(count, dtype=np.uint64)
        codes[~np.isnan(column)] = (whole - least + 1).astype(np.uint64)  # 0 stands for NaN
        planes = max(1, (int(codes.max()).bit_length() + 7) // 8)
        start = self._store(_planes(codes, planes))
        return {"count": count, "at": start, "planes": planes, "least": least, "scale": scale}

    def _word_column(self, cells: Sequence[str]) -> dict[str, Any]:
        distinct = {word: place for place, word in enumerate(dict.fromkeys(cells))}
        column: dict[str, Any] = {"codes": self.numbers([distinct[cell] for cell in cells])}
        text = json.dumps(list(distinct), ensure_ascii=False).encode()
        if len(text) < _WORTH_PACKING_BYTES:
            return column | {"words": list(distinct)}
        return column | {"at": self._store(text), "bytes": len(text)}


def in_letters(data: bytes) -> str:
    """
    Write bytes in 85 letters that neither JSON nor HTML nor a template takes for its own.

    A fifth shorter than what it carries is long, where base64 is a quarter: four bytes make five
    letters, the last group is filled with zeros.

    Examples
    --------
    >>> in_letters(b"four bytes..")
    'W^Z+JAYyrRWpger'
    """
    filled = data + bytes(-len(data) % 4)
    return base64.b85encode(filled).translate(_OUR_LETTERS).decode()


def _scale(filled: NDArray[np.float64]) -> int | None:
    """Return the least power of ten that makes every number whole, and whole numbers it back."""
    if not np.isfinite(filled).all():
        return None
    for scale in _SCALES:
        whole = np.rint(filled * scale)
        fits = np.ptp(whole) < 2 ** (8 * _MOST_PLANES) - 2 and np.abs(whole).max() < 2**52
        # -0.0 would come back as 0.0, which is equal and prints the same
        if fits and (whole / scale == filled).all():
            return scale
    return None


def _planes(codes: NDArray[np.uint64], planes: int) -> bytes:
    pairs = codes.astype("<u8").view(np.uint8).reshape(-1, 8)
    return np.ascontiguousarray(pairs[:, :planes].T).tobytes()
