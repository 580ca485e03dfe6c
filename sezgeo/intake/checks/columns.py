"""Match the columns of a delivery with those of the contract."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd
from pandas import DataFrame

from sezgeo.i18n import Text
from sezgeo.intake.findings import Finding, finding, listing
from sezgeo.intake.readers.raw_table import Table
from sezgeo.layers.contract import Schema
from sezgeo.layers.export.short_names import short_names

_SYSTEM = frozenset(
    {"fid", "objectid", "ogc_fid", "gid", "shape_area", "shape_leng", "shape_length", "id_0"}
)
_CUT_FROM_BYTES = 9
"""A .dbf cuts names to ten bytes; a name this long may be the beginning of a longer one."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """Cells under the contract's names, and the columns it does not know."""

    cells: DataFrame
    extra: DataFrame
    loose: frozenset[str]
    findings: tuple[Finding, ...]


def match(
    table: Table, schema: Schema, renamed: Mapping[str, str], *, supplied: Iterable[str] = ()
) -> Matched:
    """
    Give columns the contract's names; say which were renamed, are missing, unknown or double.

    Parameters
    ----------
    renamed
        Columns that the user named: old name and new.
    supplied
        Columns that will be filled from elsewhere and so may be missing.
    """
    own = _own_names(table.names, schema, renamed)
    findings = [*_doubled(table.names, own)]
    for name, target in own.items():
        if name != target and renamed.get(name) != target:
            findings.append(finding("COLUMN_MAPPED", found=name, column=target))
    extra = [name for name in table.cells.columns if name not in own]
    missing = [
        name
        for name, column in schema.columns.items()
        if column.required and name not in own.values() and name not in supplied
    ]
    findings += _missing(missing, extra, schema)
    findings += _extra(extra)
    first = {target: name for name, target in reversed(own.items())}
    cells = pd.DataFrame({target: table.cells[name] for target, name in first.items()})
    loose = frozenset(target for target, name in first.items() if name in table.loose)
    return Matched(
        cells.reindex(range(len(table))), table.cells[extra].copy(), loose, tuple(findings)
    )


def _own_names(names: Sequence[str], schema: Schema, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the contract's name of each column that has one."""
    own: dict[str, str] = {}
    plain = {_plain(name): name for name in schema.columns}
    titles = {_plain(text): n for n, c in schema.columns.items() for text in (c.ru, c.en)}
    asked = {_plain(old): new for old, new in renamed.items()}
    short = {_plain(cut): name for name, cut in short_names(schema.columns).items()}
    for name in names:
        key = _plain(name)
        target = (
            asked.get(key)
            or (name if name in schema.columns else None)
            or plain.get(key)
            or titles.get(key)
            or short.get(key)
            or _uncut(name, key, {**titles, **plain})
        )
        if target in schema.columns:
            own[name] = target
    return own


def _uncut(name: str, key: str, known: Mapping[str, str]) -> str | None:
    """Return the one column that a cut name can be the beginning of."""
    if len(name.encode()) < _CUT_FROM_BYTES:
        return None
    found = {target for full, target in known.items() if full.startswith(key)}
    return found.pop() if len(found) == 1 else None


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", unicodedata.normalize("NFC", name).casefold()).strip("_")


def _doubled(names: Sequence[str], own: Mapping[str, str]) -> list[Finding]:
    targets = [own.get(name, name) for name in names]
    double = dict.fromkeys(name for name in targets if targets.count(name) > 1)
    return [finding("COLUMN_DUPLICATE", column=name) for name in double]


def _missing(missing: Sequence[str], extra: Sequence[str], schema: Schema) -> list[Finding]:
    """Say what is missing; where unknown columns are left over, one of them may be it."""
    left = [name for name in extra if _plain(name) not in _SYSTEM]
    if not left:
        return [finding("COLUMN_MISSING", column=name) for name in missing]
    return [
        finding("COLUMN_UNKNOWN", column=name, found=listing(left), why=_near(name, left, schema))
        for name in missing
    ]


def _near(name: str, left: Sequence[str], schema: Schema) -> Text:
    plain = {_plain(one): one for one in left}
    column = schema.columns[name]
    for word in (name, column.ru, column.en):
        if near := get_close_matches(_plain(word), plain, n=1, cutoff=0.5):
            said = listing([plain[near[0]]])
            return Text(", например {one}={name}", ", such as {one}={name}").fill(
                one=said, name=name
            )
    return Text("", "")


def _extra(extra: Sequence[str]) -> list[Finding]:
    left = [name for name in extra if _plain(name) not in _SYSTEM]
    system = [name for name in extra if name not in left]
    said = [finding("COLUMN_EXTRA", found=listing(left))] if left else []
    if system:
        said.append(finding("COLUMN_EXTRA", severity="info", found=listing(system)))
    return said
