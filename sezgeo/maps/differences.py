"""A page that shows what an import changed: outlines before and after, changes, findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely import Point
from shapely.geometry.base import BaseGeometry

from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.i18n import Language, Text
from sezgeo.i18n import language as language_in_force
from sezgeo.layers.versions.changes import Attribute, Changes, Outline
from sezgeo.layers.versions.report import CLASSES
from sezgeo.maps.encoding import Pool
from sezgeo.maps.folium_page import render
from sezgeo.maps.geometry_encoding import pack_shapes
from sezgeo.maps.page import Page

ROWS_SHOWN = 1000
"""Changes listed as text; the map shows all."""

_BEFORE, _AFTER = 0, 1

WORDS: Mapping[str, Text] = {
    **CLASSES,
    "finding": Text("место замечания", "place of a finding"),
    "dashes": Text("пунктир — контур до импорта", "dashed: the outline before the import"),
    "findings": Text("Замечания", "Findings"),
    "changes": Text("Что меняется", "What changes"),
    "no_change": Text("Отличий от действующей версии нет.", "Nothing differs."),
    "more": Text("и ещё {count}: они на карте", "and {count} more, on the map"),
    "old_browser": Text(
        "Браузер слишком старый. Нужен Chrome 80, Firefox 113, Safari 16.4 или новее.",
        "This browser is too old. Chrome 80, Firefox 113, Safari 16.4 or newer is needed.",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One change in words, and the outlines that show it."""

    kind: str
    title: Text
    detail: Text
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """
    Two versions of a layer and what differs.

    Attributes
    ----------
    before, after
        Canonical frames; `after` is None where the delivery could not be compared.
    changes
        What differs between them.
    key
        Column that names a feature.
    ground
        Outlines that help to find one's way: sites, roads, water.
    """

    before: GeoDataFrame
    after: GeoDataFrame | None
    changes: Changes
    key: str
    ground: tuple[GeoSeries, ...] = ()


def difference_page(
    compared: Compared,
    *,
    title: Text,
    subtitle: Text,
    verdict: Text,
    findings: Sequence[Mapping[str, Any]] = (),
    language: Language | None = None,
) -> Page:
    """
    Draw what an import changed on one page that needs no network.

    Parameters
    ----------
    compared
        Two versions of a layer.
    title, subtitle
        Heading of the page.
    verdict
        What became of the delivery.
    findings
        Findings as JSON writes them, with their texts in both languages.
    language
        Language the page opens in, by default the one in force.
    """
    shown = language or language_in_force()
    pool = Pool()
    rows = [*_rows(compared.changes), *_places(findings)]
    shapes, change, side = _marks(compared, rows, findings)
    after = compared.before if compared.after is None else compared.after
    data = {
        "language": shown,
        "title": _both(title),
        "subtitle": _both(subtitle),
        "verdict": _both(verdict),
        "words": {key: _both(text) for key, text in WORDS.items()},
        "shown": ROWS_SHOWN,
        "findings": [_finding(one) for one in findings],
        "changes": [
            {"kind": row.kind, "title": _both(row.title), "detail": _both(row.detail)}
            for row in rows
        ],
        "ground": [
            pack_shapes(pool, one) for one in (*compared.ground, after.geometry) if len(one)
        ],
        "marks": {
            "shapes": pack_shapes(pool, gpd.GeoSeries(shapes, crs=WORK_CRS)),
            "change": pool.numbers(change),
            "side": pool.numbers(side),
        },
    }
    data |= {"pool": pool.to_dict()}
    return Page(
        title, render(title=title.say(shown), language=shown, data=data, entry="differences")
    )


def _both(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en}


def _finding(one: Mapping[str, Any]) -> dict[str, Any]:
    where = " ".join(str(part) for part in (one.get("id"), one.get("column")) if part)
    row = one.get("row")
    ru = f"строка {row} " if row else ""
    en = f"row {row} " if row else ""
    return {
        "code": one["code"],
        "severity": one["severity"],
        "where": {"ru": f"{ru}{where} ".lstrip(), "en": f"{en}{where} ".lstrip()},
        "message": {"ru": one["message_ru"], "en": one["message_en"]},
        "cure": {"ru": one["cure_ru"], "en": one["cure_en"]},
    }


def _rows(changes: Changes) -> Iterator[Row]:
    """Write every change in words, the weightiest classes first."""
    for name in changes.removed:
        yield _row("removed", name, before=(name,))
    for name in changes.added:
        yield _row("added", name, after=(name,))
    for split in changes.split:
        title = f"{split.parent} → {' + '.join(split.children)}"
        yield _row("split", title, before=(split.parent,), after=split.children)
    for merge in changes.merged:
        title = f"{' + '.join(merge.parents)} → {merge.child}"
        yield _row("merged", title, before=merge.parents, after=(merge.child,))
    for rename in changes.renamed:
        yield _row("renamed", f"{rename.old} → {rename.new}", after=(rename.new,))
    for outline in changes.geometry_changed:
        yield Row(
            "geometry_changed",
            Text(outline.id, outline.id),
            _moved(outline),
            (outline.id,),
            (outline.id,),
        )
    for cell in changes.attribute_changed:
        yield Row("attribute_changed", Text(cell.id, cell.id), _cell(cell), after=(cell.id,))


def _row(
    kind: str, title: str, *, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> Row:
    return Row(kind, Text(title, title), WORDS[kind], before, after)


def _moved(outline: Outline) -> Text:
    if not (outline.area_before or outline.area_after):
        return Text("сдвиг до {m} м", "moved by up to {m} m").fill(m=outline.moved_m)
    return Text(
        "контур изменён: {a} → {b} м², расходится {d} м²",
        "outline changed: {a} → {b} m², {d} m² differ",
    ).fill(a=outline.area_before, b=outline.area_after, d=outline.sym_diff_m2)


def _cell(cell: Attribute) -> Text:
    old, new = ("—" if value in (None, "") else str(value) for value in (cell.old, cell.new))
    return Text(f"{cell.field}: {old} → {new}", f"{cell.field}: {old} → {new}")


def _places(findings: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    for one in findings:
        if one.get("place"):
            message = Text(one["message_ru"], one["message_en"])
            yield Row("finding", Text(one["code"], one["code"]), message)


def _marks(
    compared: Compared, rows: Sequence[Row], findings: Sequence[Mapping[str, Any]]
) -> tuple[list[BaseGeometry], list[int], list[int]]:
    """Return outlines to draw, the row each belongs to, and its side; before lies below after."""
    before = _by_key(compared.before, compared.key)
    after = before if compared.after is None else _by_key(compared.after, compared.key)
    marks = [
        (shapes[name], place, side)
        for side, shapes in ((_BEFORE, before), (_AFTER, after))
        for place, row in enumerate(rows)
        for name in (row.before if side == _BEFORE else row.after)
        if name in shapes
    ]
    points = gpd.GeoSeries(
        [Point(one["place"]) for one in findings if one.get("place")], crs=MAP_CRS
    ).to_crs(WORK_CRS)
    spots = [place for place, row in enumerate(rows) if row.kind == "finding"]
    marks += [(point, place, _AFTER) for point, place in zip(points, spots, strict=True)]
    drawn = [mark for mark in marks if not shapely.is_empty(mark[0])]
    return [one[0] for one in drawn], [one[1] for one in drawn], [one[2] for one in drawn]


def _by_key(frame: GeoDataFrame, key: str) -> dict[str, BaseGeometry]:
    shapes: GeoSeries = frame.geometry
    return dict(zip(map(str, frame[key]), np.asarray(shapes.to_numpy()), strict=True))
