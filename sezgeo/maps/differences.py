"""A page that shows what an import changed: outlines before and after, changes, findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely import Point
from shapely.geometry.base import BaseGeometry

from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.i18n import LANGUAGES, Language, Text
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
class ChangeRow:
    """One change in words, and the outlines that show it."""

    kind: str
    title: Text
    detail: Text
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class ChangeMark(NamedTuple):
    """A shape to draw, the row it belongs to, and its side: before or after."""

    shape: BaseGeometry
    row: int
    side: int


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
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
    comparison: Comparison,
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
    rows = [*_rows(comparison.changes), *_finding_rows(findings)]
    marks = _marks(comparison, rows, findings)
    after = comparison.before if comparison.after is None else comparison.after
    ground = (*comparison.ground, after.geometry)
    data = {
        "language": shown,
        "title": title.to_dict(),
        "subtitle": subtitle.to_dict(),
        "verdict": verdict.to_dict(),
        "words": {key: text.to_dict() for key, text in WORDS.items()},
        "shown": ROWS_SHOWN,
        "findings": list(map(_finding, findings)),
        "changes": [
            {"kind": row.kind, "title": row.title.to_dict(), "detail": row.detail.to_dict()}
            for row in rows
        ],
        "ground": [pack_shapes(pool, shapes) for shapes in ground if len(shapes)],
        "marks": {
            "shapes": pack_shapes(pool, gpd.GeoSeries([m.shape for m in marks], crs=WORK_CRS)),
            "change": pool.numbers([mark.row for mark in marks]),
            "side": pool.numbers([mark.side for mark in marks]),
        },
    }
    data |= {"pool": pool.to_dict()}
    return Page(
        title, render(title=title.say(shown), language=shown, data=data, entry="differences")
    )


def _finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    row, named = finding.get("row"), (finding.get("id"), finding.get("column"))
    where = Text(f"строка {row} ", f"row {row} ") if row else Text.EMPTY
    where += " ".join(str(part) for part in named if part) + " "
    return {
        "code": finding["code"],
        "severity": finding["severity"],
        "where": {lang: words.lstrip() for lang, words in where.to_dict().items()},
        "message": {lang: finding[f"message_{lang}"] for lang in LANGUAGES},
        "cure": {lang: finding[f"cure_{lang}"] for lang in LANGUAGES},
    }


def _rows(changes: Changes) -> Iterator[ChangeRow]:
    """Write every change in words, the weightiest classes first."""
    for name in changes.removed:
        yield _change_row("removed", name, before=(name,))
    for name in changes.added:
        yield _change_row("added", name, after=(name,))
    for split in changes.split:
        title = f"{split.parent} → {' + '.join(split.children)}"
        yield _change_row("split", title, before=(split.parent,), after=split.children)
    for merge in changes.merged:
        title = f"{' + '.join(merge.parents)} → {merge.child}"
        yield _change_row("merged", title, before=merge.parents, after=(merge.child,))
    for rename in changes.renamed:
        yield _change_row("renamed", f"{rename.old} → {rename.new}", after=(rename.new,))
    for outline in changes.geometry_changed:
        yield ChangeRow(
            "geometry_changed",
            Text.same(outline.id),
            _outline_change(outline),
            (outline.id,),
            (outline.id,),
        )
    for cell in changes.attribute_changed:
        yield ChangeRow(
            "attribute_changed", Text.same(cell.id), _cell_change(cell), after=(cell.id,)
        )


def _change_row(
    kind: str, title: str, *, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> ChangeRow:
    return ChangeRow(kind, Text.same(title), WORDS[kind], before, after)


def _outline_change(outline: Outline) -> Text:
    if not (outline.area_before or outline.area_after):
        return Text("сдвиг до {m} м", "moved by up to {m} m").fill(m=outline.moved_m)
    return Text(
        "контур изменён: {a} → {b} м², расходится {d} м²",
        "outline changed: {a} → {b} m², {d} m² differ",
    ).fill(a=outline.area_before, b=outline.area_after, d=outline.sym_diff_m2)


def _cell_change(cell: Attribute) -> Text:
    old, new = ("—" if value in (None, "") else str(value) for value in (cell.old, cell.new))
    return Text.same(f"{cell.field}: {old} → {new}")


def _finding_rows(findings: Sequence[Mapping[str, Any]]) -> Iterator[ChangeRow]:
    for finding in findings:
        if finding.get("place"):
            message = Text(finding["message_ru"], finding["message_en"])
            yield ChangeRow("finding", Text.same(finding["code"]), message)


def _marks(
    comparison: Comparison, rows: Sequence[ChangeRow], findings: Sequence[Mapping[str, Any]]
) -> list[ChangeMark]:
    """Return the shapes to draw; before lies below after."""
    before = _by_key(comparison.before, comparison.key)
    after = before if comparison.after is None else _by_key(comparison.after, comparison.key)
    marks = [
        ChangeMark(shapes[name], place, side)
        for side, shapes in ((_BEFORE, before), (_AFTER, after))
        for place, row in enumerate(rows)
        for name in (row.before if side == _BEFORE else row.after)
        if name in shapes
    ]
    places = [Point(finding["place"]) for finding in findings if finding.get("place")]
    points = gpd.GeoSeries(places, crs=MAP_CRS).to_crs(WORK_CRS)
    numbers = [number for number, row in enumerate(rows) if row.kind == "finding"]
    marks += [ChangeMark(point, row, _AFTER) for point, row in zip(points, numbers, strict=True)]
    return [mark for mark in marks if not shapely.is_empty(mark.shape)]


def _by_key(frame: GeoDataFrame, key: str) -> dict[str, BaseGeometry]:
    shapes: GeoSeries = frame.geometry
    return dict(zip(map(str, frame[key]), np.asarray(shapes.to_numpy()), strict=True))
