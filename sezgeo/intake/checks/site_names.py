"""Turn the names of sites into their keys, however a delivery writes them."""

import re
from dataclasses import replace
from difflib import get_close_matches

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from sezgeo.i18n import Text
from sezgeo.intake.checks.cells import ColumnReading, spread
from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, finding, for_rows, listing
from sezgeo.intake.known_sites import SITE_COLUMN, Sites, normalise

_LEAST_NAME = 4


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Read the column of sites, where there is one; a site the user named needs no reading."""
    if SITE_COLUMN not in draft.sent or not context.names_known_sites(SITE_COLUMN):
        return draft, []
    reading = keys(SITE_COLUMN, draft.cells[SITE_COLUMN], context.sites, draft.rows)
    cells = draft.cells.assign(**{SITE_COLUMN: reading.values})
    return replace(draft, cells=cells), list(reading.findings)


def keys(name: str, cells: Series, sites: Sites, rows: NDArray[np.int64]) -> ColumnReading:
    """
    Turn site names into keys; say which had to be interpreted and which are unknown.

    Parameters
    ----------
    cells
        Cleaned texts.
    rows
        Number of each row in the source, from 1.
    """
    codes, uniques = pd.factorize(cells)
    matches = [_key(str(value), sites) for value in uniques]
    written = [key or str(value) for (key, _), value in zip(matches, uniques, strict=True)]
    values = spread(codes, written, cells)
    findings: list[Finding] = []
    for code, ((key, exact), value) in enumerate(zip(matches, uniques, strict=True)):
        if not exact:
            places = np.flatnonzero(codes == code)
            tell = (_finding(name, str(value), key, int(rows[i]), sites=sites) for i in places)
            findings += for_rows(places.tolist(), tell)
    return ColumnReading(values, tuple(findings))


def _key(value: str, sites: Sites) -> tuple[str | None, bool]:
    """Return the key of a site and whether its name was written as it is known."""
    written = normalise(value)
    if key := sites.spellings.get(written):
        return key, True
    inside = {
        (len(name), key)
        for name, key in sites.spellings.items()
        if len(name) >= _LEAST_NAME and re.search(rf"\b{re.escape(name)}\b", written)
    }
    longest = {key for size, key in inside if size == max(size for size, _ in inside)}
    if len(longest) == 1 and not re.search(r"\d", written):
        return longest.pop(), False
    return None, False


def _finding(name: str, value: str, key: str | None, row: int, *, sites: Sites) -> Finding:
    code, expected = (
        ("SITE_READ_AS", sites.names[key]) if key else ("SITE_UNKNOWN", _near(value, sites))
    )
    return finding(code, row=row, column=name, found=value, expected=expected)


def _near(value: str, sites: Sites) -> Text:
    """Return the site a name comes closest to, or all there are."""
    if near := get_close_matches(normalise(value), sites.spellings, n=1, cutoff=0.5):
        return sites.names[sites.spellings[near[0]]]
    names = sites.names.values()
    return Text(
        listing([name.ru for name in names], 12).ru, listing([name.en for name in names], 12).en
    )
