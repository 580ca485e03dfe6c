"""
The difference of two versions of a layer, in words a land office uses.

Features are matched by id first, then by overlap (see `lineage`). A feature is told in one class
of added, removed, split, merged, renamed; whatever else changed about a feature that stayed is
told as a changed outline or a changed cell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Index, Series
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.layers.contract import TEXT_DTYPE, Column
from sezgeo.layers.versions import report
from sezgeo.layers.versions.lineage import TOLERANCE_M, Lineage, Merge, Rename, Split, trace_lineage

FOLLOWS_THE_OUTLINE = frozenset({"area_m2"})
"""Columns that change with the outline, and are not told apart from it."""

SHIFT_SHARE = 0.9
"""Share of the common features that must have moved alike to speak of one shift."""
_SHIFT_FEATURES = 3
_SHIFT_SLACK = 0.02
_SAME_NUMBER = 1e-9
_DIGITS = 1

Cell = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A changed outline; areas are those of the working grid, 0 for lines and points."""

    id: str
    area_before: float
    area_after: float
    sym_diff_m2: float
    moved_m: float


@dataclass(frozen=True, slots=True)
class Attribute:
    """A changed cell."""

    id: str
    field: str
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Shift:
    """One movement common to all features."""

    east_m: float
    north_m: float

    @property
    def distance_m(self) -> float:
        """Return how far everything moved."""
        return float(np.hypot(self.east_m, self.north_m))


@dataclass(frozen=True, slots=True, repr=False)
class Changes(display.Shown):
    """
    What differs between two versions.

    Attributes
    ----------
    n_from, n_to
        Number of features before and after.
    added, removed
        Ids that came or went, and are in none of `split`, `merged`, `renamed`.
    """

    n_from: int
    n_to: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    split: tuple[Split, ...] = ()
    merged: tuple[Merge, ...] = ()
    renamed: tuple[Rename, ...] = ()
    geometry_changed: tuple[Outline, ...] = ()
    attribute_changed: tuple[Attribute, ...] = ()

    def counts(self) -> dict[str, int]:
        """Count the changes of each class."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "split": len(self.split),
            "merged": len(self.merged),
            "geometry_changed": len(self.geometry_changed),
            "attribute_changed": len(self.attribute_changed),
            "renamed": len(self.renamed),
        }

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed."""
        return not any(self.counts().values())

    def to_dict(self) -> dict[str, Any]:
        """Return the changes as JSON writes them."""
        return {
            "counts": self.counts(),
            "n_from": self.n_from,
            "n_to": self.n_to,
            "added": list(self.added),
            "removed": list(self.removed),
            "split": [{"parent": s.parent, "children": list(s.children)} for s in self.split],
            "merged": [{"parents": list(m.parents), "child": m.child} for m in self.merged],
            "geometry_changed": [_outline(change) for change in self.geometry_changed],
            "attribute_changed": [
                {"id": a.id, "field": a.field, "old": a.old, "new": a.new}
                for a in self.attribute_changed
            ],
            "renamed": [{"old": r.old, "new": r.new} for r in self.renamed],
        }

    def lines(self, columns: Mapping[str, Column] = report.NO_COLUMNS) -> list[str]:
        """
        Say what changed, a line for each class.

        Parameters
        ----------
        columns
            Columns of the layer; they name its cells and their words.
        """
        said = [str(line) for line in report.lines(self.to_dict(), columns)]
        return said or [str(Text("отличий нет", "no difference"))]


@display.shows(Changes)
def _changes(changes: Changes) -> display.View:
    head = Text("Объектов было {n_from}, стало {n_to}", "{n_from} features before, {n_to} now")
    said = head.fill(n_from=changes.n_from, n_to=changes.n_to)
    return display.View(said, (display.Items(changes.lines()),))


def _outline(change: Outline) -> dict[str, Any]:
    if change.area_before or change.area_after:
        return {
            "id": change.id,
            "area_before": change.area_before,
            "area_after": change.area_after,
            "sym_diff_m2": change.sym_diff_m2,
        }
    return {"id": change.id, "moved_m": change.moved_m}


def difference(old: GeoDataFrame, new: GeoDataFrame, *, key: str) -> Changes:
    """
    Tell two versions of a layer apart.

    Parameters
    ----------
    old, new
        Canonical frames of one layer.
    key
        Column that names a feature.
    """
    before, after = _keyed(old, key), _keyed(new, key)
    same = before.index.intersection(after.index)
    moved = same[_moved(before.loc[same], after.loc[same])]
    lineage = trace_lineage(before, after, moved)
    gone, come, both = _ids_in(lineage)
    old_ids = [*same, *(rename.old for rename in lineage.renamed)]
    new_ids = [*same, *(rename.new for rename in lineage.renamed)]
    pair = before.loc[old_ids], after.loc[new_ids]
    outlines = tuple(_outlines(*pair, both))
    reshaped = {change.id for change in outlines}.union(both)
    return Changes(
        len(before),
        len(after),
        tuple(map(str, after.index.difference(before.index).difference(come))),
        tuple(map(str, before.index.difference(after.index).difference(gone))),
        lineage.split,
        lineage.merged,
        lineage.renamed,
        outlines,
        tuple(sorted(_attributes(*pair, reshaped), key=lambda cell: (cell.id, cell.field))),
    )


def _keyed(frame: GeoDataFrame, key: str) -> GeoDataFrame:
    return frame.set_index(pd.Index(frame[key].astype(object), name=None)).drop(columns=key)


def _ids_in(lineage: Lineage) -> tuple[Index, Index, Index]:
    """
    Return the ids whose end and whose beginning the lineage tells, and those in both.

    The last are features that kept their id in a split or a merge: their new outline is told
    already.
    """
    gone = {r.old for r in lineage.renamed} | {s.parent for s in lineage.split}
    come = {r.new for r in lineage.renamed} | {m.child for m in lineage.merged}
    gone |= {parent for m in lineage.merged for parent in m.parents}
    come |= {child for s in lineage.split for child in s.children}
    return Index(sorted(gone)), Index(sorted(come)), Index(sorted(gone & come))


def _moved(before: GeoDataFrame, after: GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which of the paired features changed their outline by more than the tolerance."""
    return _moved_m(before, after) > TOLERANCE_M


def _moved_m(before: GeoDataFrame, after: GeoDataFrame) -> NDArray[np.float64]:
    """Measure how far outlines moved; close comparison only for those that are not identical."""
    ours, theirs = before.geometry.to_numpy(), after.geometry.to_numpy()
    moved_m = np.zeros(len(ours))
    rows = np.flatnonzero(~shapely.equals_exact(ours, theirs, TOLERANCE_M))
    moved_m[rows] = shapely.hausdorff_distance(ours[rows], theirs[rows])
    return moved_m


def _outlines(before: GeoDataFrame, after: GeoDataFrame, known: Index) -> Iterator[Outline]:
    moved_m = _moved_m(before, after)
    rows = np.flatnonzero((moved_m > TOLERANCE_M) & ~after.index.isin(known))
    ours, theirs = before.geometry.to_numpy()[rows], after.geometry.to_numpy()[rows]
    table = zip(
        after.index[rows],
        shapely.area(ours),
        shapely.area(theirs),
        shapely.area(shapely.symmetric_difference(ours, theirs)),
        moved_m[rows],
        strict=True,
    )
    for name, *numbers in sorted(table, key=lambda row: str(row[0])):
        yield Outline(str(name), *(round(float(number), _DIGITS) for number in numbers))


def _attributes(
    before: GeoDataFrame, after: GeoDataFrame, reshaped: set[str]
) -> Iterator[Attribute]:
    names = [*before.columns, *after.columns.difference(before.columns, sort=True)]
    follows = after.index.isin(list(reshaped))
    for field in names:
        if field == before.geometry.name:
            continue
        ours, theirs = _column(before, after, field), _column(after, before, field)
        differs = _differs(ours, theirs)
        if field in FOLLOWS_THE_OUTLINE:
            differs &= ~follows
        rows = np.flatnonzero(differs)
        cells = zip(after.index[rows], _cells(ours, rows), _cells(theirs, rows), strict=True)
        for name, was, now in cells:
            yield Attribute(str(name), str(field), was, now)


def _column(frame: GeoDataFrame, other: GeoDataFrame, field: str) -> Series:
    """Return a column; one the frame lacks is unknown throughout, of the other's kind."""
    there = field in frame.columns
    cells: Series = (frame if there else other)[field].reset_index(drop=True)
    return cells if there else cells.where(np.zeros(len(cells), dtype=bool))


def _differs(ours: Series, theirs: Series) -> NDArray[np.bool_]:
    if _is_number(ours) and _is_number(theirs):
        same = np.isclose(
            ours.to_numpy(dtype=float),
            theirs.to_numpy(dtype=float),
            rtol=_SAME_NUMBER,
            atol=0.0,
            equal_nan=True,
        )
        return np.asarray(~same, dtype=bool)
    words = ours.astype(TEXT_DTYPE).fillna("") != theirs.astype(TEXT_DTYPE).fillna("")
    return words.to_numpy(dtype=bool)


def _is_number(cells: Series) -> bool:
    return bool(is_numeric_dtype(cells) and not is_bool_dtype(cells))


def _cells(cells: Series, rows: NDArray[np.intp]) -> list[Cell]:
    """Return cells as JSON knows them; a missing text is an empty one."""
    chosen = cells.iloc[rows]
    if _is_number(cells):
        return [None if np.isnan(value) else float(value) for value in chosen.to_numpy(dtype=float)]
    if is_bool_dtype(cells):
        return [None if pd.isna(value) else bool(value) for value in chosen]
    return [str(value) for value in chosen.fillna("").tolist()]


def with_still_outlines(old: GeoDataFrame, new: GeoDataFrame, *, key: str) -> GeoDataFrame:
    """
    Keep the old outline of every feature that moved by no more than the tolerance.

    Otherwise many deliveries, each within the tolerance, could carry an outline away unnoticed.
    """
    places = Index(old[key]).get_indexer(Index(new[key]))
    rows = np.flatnonzero(places >= 0)
    still = rows[~_moved(old.iloc[places[rows]], new.iloc[rows])]
    shapes = new.geometry.to_numpy().copy()
    shapes[still] = old.geometry.to_numpy()[places[still]]
    return gpd.GeoDataFrame(new.set_geometry(gpd.GeoSeries(shapes, index=new.index, crs=new.crs)))


def common_shift(old: GeoDataFrame, new: GeoDataFrame, *, key: str) -> Shift | None:
    """
    Find one movement common to all features: a slip of the coordinate system, not an edit.

    Returns
    -------
    Shift or None
        None if fewer than three features are in both versions, or they did not move alike.
    """
    places = Index(old[key]).get_indexer(Index(new[key]))
    if (places >= 0).sum() < _SHIFT_FEATURES:
        return None
    ours = shapely.bounds(old.geometry.to_numpy()[places[places >= 0]])
    theirs = shapely.bounds(new.geometry.to_numpy()[places >= 0])
    steps = (theirs - ours).reshape(-1, 2, 2).mean(axis=1)
    middle = np.median(steps, axis=0)
    slack_m = max(TOLERANCE_M, _SHIFT_SLACK * float(np.hypot(*middle)))
    alike = np.hypot(*(steps - middle).T) <= slack_m
    if np.hypot(*middle) <= TOLERANCE_M or alike.mean() < SHIFT_SHARE:
        return None
    return Shift(float(middle[0]), float(middle[1]))
