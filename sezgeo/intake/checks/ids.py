"""Read the keys of features: the same plot must have the same id, however it was typed."""

import re
import unicodedata
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, abridge, finding, for_rows
from sezgeo.layers.contract import Column, fits

_CYRILLIC = "АВЕКМНОРСТУХІЈЅаеорсухіјѕ"
_LATIN = "ABEKMHOPCTYXIJSaeopcyxijs"
_LOOKALIKE = str.maketrans(_CYRILLIC, _LATIN)
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d_]")


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Read the keys; say which had to be mended."""
    name = context.schema.key
    if name not in draft.cells:
        return draft, []
    findings: list[Finding] = []
    cells, column = draft.cells, context.schema.columns[name]
    if column.pattern and not context.names_known_sites(name):
        values, findings = _mended(name, draft.sent[name], cells[name], column, rows=draft.rows)
        cells = cells.assign(**{name: values})
    return replace(draft, cells=cells, ids=cells[name].to_numpy(dtype=object)), findings


def _mended(
    name: str, sent: Series, words: Series, column: Column, *, rows: NDArray[np.int64]
) -> tuple[Series, list[Finding]]:
    """Write ids as the contract's pattern has them, where they can only mean one."""
    fitting = fits(words.astype("string"), column.expression).fillna(value=False)
    places = np.flatnonzero((words.notna() & ~fitting).to_numpy(dtype=bool))
    if not places.size:
        return words, _spaces_dropped(name, sent, words, rows)
    values = words.copy()
    findings = []
    for place in places.tolist():
        old = str(words.iloc[place])
        if (new := mend(old, column.expression)) is None:
            continue
        values.iloc[place] = new
        code = "ID_HOMOGLYPH" if _has_cyrillic(old) else "ID_NORMALISED"
        findings.append(
            finding(code, row=int(rows[place]), id=new, column=name, found=old, expected=new)
        )
    return values, abridge(findings)


def _spaces_dropped(
    name: str, sent: Series, words: Series, rows: NDArray[np.int64]
) -> list[Finding]:
    """Say where nothing but spaces around the id had to go."""
    if not pd.api.types.is_string_dtype(sent) and sent.dtype != object:
        return []
    written = sent.astype("string")
    trimmed = (written != written.str.strip()).fillna(value=False)
    changed = np.flatnonzero(trimmed.to_numpy(dtype=bool))
    tell = (
        finding(
            "ID_NORMALISED", row=int(rows[i]), id=str(words.iloc[i]), column=name,
            found=str(sent.iloc[i]), expected=str(words.iloc[i]),
        )
        for i in changed
    )  # fmt: skip
    return for_rows(changed.tolist(), tell)


def mend(value: str, pattern: str) -> str | None:
    r"""
    Return the id that a mistyped one can only mean, or None.

    Examples
    --------
    >>> mend("аlb – 014", r"[A-Z]{3}-\d{3}[a-z]*"), mend("1.0", r"[A-Z]{3}-\d{3}[a-z]*")
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
