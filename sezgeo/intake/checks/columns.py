"""Match the columns of a delivery with those of the contract."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

import pandas as pd

from sezgeo.i18n import Text
from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, finding, listing
from sezgeo.layers.contract import Schema
from sezgeo.layers.export.short_names import short_names

_SYSTEM = frozenset(
    {"fid", "objectid", "ogc_fid", "gid", "shape_area", "shape_leng", "shape_length", "id_0"}
)
_CUT_FROM_BYTES = 9
"""A .dbf cuts names to ten bytes; a name this long may be the beginning of a longer one."""


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Give columns the contract's names; say which were renamed, are missing, unknown or double."""
    raw, schema, renamed = context.raw, context.schema, context.options.map
    own = _own_names(raw.names, schema, renamed)
    extra = [name for name in raw.cells.columns if name not in own]
    findings = [
        *_doubled(raw.names, own),
        *_mapped(own, renamed),
        *_missing(_absent(own.values(), context), extra, schema),
        *_extra(extra),
    ]
    first = {target: name for name, target in reversed(own.items())}
    cells = pd.DataFrame({target: raw.cells[name] for target, name in first.items()})
    matched = replace(
        draft,
        sent=cells.reindex(range(len(draft))),
        extra=raw.cells[extra].copy(),
        loose=frozenset(target for target, name in first.items() if name in raw.loose),
    )
    return matched, findings


def _mapped(own: Mapping[str, str], renamed: Mapping[str, str]) -> list[Finding]:
    return [
        finding("COLUMN_MAPPED", found=name, column=target)
        for name, target in own.items()
        if name != target and renamed.get(name) != target
    ]


def _absent(targets: Collection[str], context: Context) -> list[str]:
    """Return the columns that must be there and are not, nor will be filled from elsewhere."""
    supplied: tuple[str, ...] = ("site",) if context.options.site else ()
    if context.makes_plots_of_parcels:
        supplied = ("site", "status")
    return [
        name
        for name, column in context.schema.columns.items()
        if column.required and name not in targets and name not in supplied
    ]


def _own_names(names: Sequence[str], schema: Schema, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the contract's name of each column that has one."""
    own: dict[str, str] = {}
    plain = {_plain(name): name for name in schema.columns}
    titles = {_plain(text): n for n, c in schema.columns.items() for text in (c.ru, c.en)}
    chosen = {_plain(old): new for old, new in renamed.items()}
    short = {_plain(cut): name for name, cut in short_names(schema.columns).items()}
    for name in names:
        key = _plain(name)
        target = (
            chosen.get(key)
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
    targets = {target for full, target in known.items() if full.startswith(key)}
    return targets.pop() if len(targets) == 1 else None


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
    plain = {_plain(extra): extra for extra in left}
    column = schema.columns[name]
    for word in (name, column.ru, column.en):
        if near := get_close_matches(_plain(word), plain, n=1, cutoff=0.5):
            example = Text(", например {extra}={name}", ", such as {extra}={name}")
            return example.fill(extra=listing([plain[near[0]]]), name=name)
    return Text.EMPTY


def _extra(extra: Sequence[str]) -> list[Finding]:
    left = [name for name in extra if _plain(name) not in _SYSTEM]
    system = [name for name in extra if name not in left]
    findings = [finding("COLUMN_EXTRA", found=listing(left))] if left else []
    if system:
        findings.append(finding("COLUMN_EXTRA", severity="info", found=listing(system)))
    return findings
