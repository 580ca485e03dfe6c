"""Say the breaches of a contract as findings: row by row, with a cure."""

from collections.abc import Callable
from functools import partial

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from sezgeo.i18n import Text
from sezgeo.intake.checks.cells import bounds, choices
from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, finding, for_rows
from sezgeo.layers.contract import Breach, Schema

_GEOMETRY = frozenset({"GEOM_NULL", "GEOM_EMPTY", "GEOM_TYPE", "GEOM_INVALID"})
_TOLD_BEFORE = frozenset({"COLUMN_MISSING", "NUMBER_BAD", "DATE_BAD", "CRS_BAD"})

Slots = Callable[[int], dict[str, object]]


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Check a table against its contract, and say every breach that nobody has spoken of yet."""
    schema, frame = context.schema, draft.frame()
    findings: list[Finding] = []
    for breach in schema.breaches(frame, valid=draft.valid):
        places = [i for i in breach.rows if breach.code not in _GEOMETRY or not draft.reported[i]]
        if breach.code in _TOLD_BEFORE or not places or _is_unknown_site(breach, frame):
            continue
        slots = _slots(breach, schema, frame)
        tell = partial(_finding, breach, rows=draft.rows, keys=frame.get(schema.key))
        places = _first_of_each(breach, frame, places)
        findings += for_rows(places, (tell(i, slots(i)) for i in places))
    return draft, findings


def _is_unknown_site(breach: Breach, frame: GeoDataFrame) -> bool:
    """Tell whether a site's name was already called unknown, so that its pattern is no news."""
    return (
        breach.column == "site"
        and breach.code in ("VALUE_PATTERN", "VALUE_DOMAIN")
        and len(frame) > 0
    )


def _first_of_each(breach: Breach, frame: GeoDataFrame, places: list[int]) -> list[int]:
    """Name a repeated id once, with all its rows."""
    if breach.code != "ID_DUPLICATE":
        return places
    first: list[int] = frame[breach.column].iloc[places].drop_duplicates().index.tolist()
    return first


def _finding(
    breach: Breach,
    place: int,
    slots: dict[str, object],
    *,
    rows: NDArray[np.int64],
    keys: Series | None,
) -> Finding:
    key = "" if keys is None else keys.iloc[place]
    column = "" if breach.code in _GEOMETRY else breach.column
    return finding(
        breach.code,
        severity="refuse",
        row=int(rows[place]),
        id=str(key or ""),
        column=column,
        **slots,
    )


def _slots(breach: Breach, schema: Schema, frame: GeoDataFrame) -> Slots:
    """Return what fills the text of a breach for one row."""
    if breach.code == "GEOM_TYPE":
        expected = Text.same(", ".join(schema.geometry))
        return lambda i: {"found": frame.geometry.iloc[i].geom_type, "expected": expected}
    if breach.code == "GEOM_INVALID":
        return lambda _: {"why": Text("самопересечение", "self-intersection")}
    column = schema.columns.get(breach.column)
    if column is None or breach.code in _GEOMETRY or breach.code in ("ID_MISSING", "VALUE_MISSING"):
        return lambda _: {}
    values = frame[breach.column]
    if breach.code == "ID_DUPLICATE":
        return lambda i: {
            "found": str(values.iloc[i]),
            "expected": _rows_of(values.iloc[i], breach, frame),
        }
    allowed = {
        "VALUE_DOMAIN": choices(column),
        "VALUE_RANGE": bounds(column),
    }.get(breach.code, Text.same(column.pattern))
    return lambda i: {"found": values.iloc[i], "expected": allowed}


def _rows_of(value: object, breach: Breach, frame: GeoDataFrame) -> Text:
    rows = [i + 1 for i in breach.rows if frame[breach.column].iloc[i] == value]
    more = " …" if len(rows) > 12 else ""  # noqa: PLR2004
    return Text.same(", ".join(map(str, rows[:12])) + more)
