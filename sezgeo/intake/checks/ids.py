"""Read the keys of features: the same plot must have the same id, however it was typed."""

import re
import unicodedata

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series
from pandas.api.types import is_float_dtype, is_integer_dtype

from sezgeo.intake.checks.cells import Read, texts
from sezgeo.intake.findings import finding, for_rows
from sezgeo.layers.contract import Column

_CYRILLIC = "АВЕКМНОРСТУХІЈЅаеорсухіјѕ"
_LATIN = "ABEKMHOPCTYXIJSaeopcyxijs"
_LOOKALIKE = str.maketrans(_CYRILLIC, _LATIN)
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d_]")


def read(name: str, cells: Series, column: Column, rows: NDArray[np.int64]) -> Read:
    """
    Read the key column; say which ids had to be mended.

    Parameters
    ----------
    rows
        Number of each row in the source, from 1.
    """
    base = texts(name, _whole(cells, column), rows)
    if not column.pattern:
        return base
    words = base.values
    there = words.notna()
    strange = there & ~words.astype("string").str.fullmatch(column.expression).fillna(value=False)
    places = np.flatnonzero(strange.to_numpy(dtype=bool))
    if not places.size:
        return _with_spaces_told(name, cells, base, rows)
    values = words.copy()
    said = []
    for place in places.tolist():
        old = str(words.iloc[place])
        if (new := mended(old, column.expression)) is None:
            continue
        values.iloc[place] = new
        code = "ID_HOMOGLYPH" if _has_cyrillic(old) else "ID_NORMALISED"
        said.append(
            finding(code, row=int(rows[place]), id=new, column=name, found=old, expected=new)
        )
    told = for_rows(list(range(len(said))), iter(said))
    return Read(values, (*base.findings, *told))


def _whole(cells: Series, column: Column) -> Series:
    """Write numbers as ids without a tail, where the contract asks for no pattern."""
    if column.pattern or not (is_float_dtype(cells) or is_integer_dtype(cells)):
        return cells
    filled = cells.dropna()
    if not (filled % 1 == 0).all():
        return cells
    return cells.map(lambda value: str(int(value)), na_action="ignore").astype(object)


def _with_spaces_told(name: str, cells: Series, base: Read, rows: NDArray[np.int64]) -> Read:
    """Say where nothing but spaces around the id had to go."""
    if not pd.api.types.is_string_dtype(cells) and cells.dtype != object:
        return base
    sent = cells.astype("string")
    changed = np.flatnonzero((sent != sent.str.strip()).fillna(value=False).to_numpy(dtype=bool))
    tell = (
        finding(
            "ID_NORMALISED", row=int(rows[i]), id=str(base.values.iloc[i]), column=name,
            found=str(cells.iloc[i]), expected=str(base.values.iloc[i]),
        )
        for i in changed
    )  # fmt: skip
    return Read(base.values, (*base.findings, *for_rows(changed.tolist(), tell)))


def mended(value: str, pattern: str) -> str | None:
    r"""
    Return the id that a mistyped one can only mean, or None.

    Examples
    --------
    >>> mended("аlb – 014", r"[A-Z]{3}-\d{3}[a-z]*"), mended("1.0", r"[A-Z]{3}-\d{3}[a-z]*")
    ('ALB-014', None)
    """
    plain = unicodedata.normalize("NFKC", value).translate(_LOOKALIKE)
    plain = _DASHES.sub("-", re.sub(r"\s+", "", plain))
    head, dash, tail = plain.partition("-")
    for tried in (plain, f"{head.upper()}{dash}{tail.lower()}"):
        if re.fullmatch(pattern, tried, re.ASCII):
            return tried
    return None


def _has_cyrillic(value: str) -> bool:
    return any(letter in _CYRILLIC for letter in value)
