"""
What became of features whose ids do not meet: renamed, split or merged, told by their outlines.

A rule of thumb of land surveyors as numbers: a piece belongs to a whole if nine tenths of the
piece lie inside it, and the pieces make up the whole if they cover eight tenths of it (the rest
may have gone to a road). The same outline under another id is a rename.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Index

SAME_SHARE = 0.9
"""Common part of two outlines, of their union, from which they are one plot under two ids."""
PIECE_SHARE = 0.9
"""Part of a piece that must lie inside the whole."""
COVER_SHARE = 0.8
"""Part of the whole that its pieces must cover."""
TOLERANCE_M = 0.02
"""Outlines nearer to each other than this are the same: seven decimals of a degree, as GeoJSON
writers round, move a corner by up to 1.2 cm."""

_POLYGONS = (3, 6)
_PIECES = 2


@dataclass(frozen=True, slots=True)
class Split:
    """One feature that became several."""

    parent: str
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Several features that became one."""

    parents: tuple[str, ...]
    child: str


@dataclass(frozen=True, slots=True)
class Rename:
    """One feature under another id."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What became of the features whose ids do not meet."""

    renamed: tuple[Rename, ...] = ()
    split: tuple[Split, ...] = ()
    merged: tuple[Merge, ...] = ()


def trace_lineage(old: GeoDataFrame, new: GeoDataFrame, moved: Index) -> Lineage:
    """
    Match by overlap the features that ids cannot match.

    Parameters
    ----------
    old, new
        Two versions, indexed by id.
    moved
        Ids in both versions whose outline changed: one of them may keep its id in a split or
        a merge.
    """
    gone, come = old.index.difference(new.index), new.index.difference(old.index)
    if moved.empty and (gone.empty or come.empty):
        return Lineage()
    renamed = _renames(old.geometry[gone], new.geometry[come])
    edges = _edges(
        _areas(old.geometry[gone.difference(renamed["old"]).union(moved)]),
        _areas(new.geometry[come.difference(renamed["new"]).union(moved)]),
    )
    return Lineage(
        tuple(Rename(str(a), str(b)) for a, b in renamed.sort_values("old").to_numpy()),
        tuple(
            Split(str(whole), pieces)
            for whole, pieces in _grouped(edges, whole="old", piece="new", fresh=come, lost=gone)
        ),
        tuple(
            Merge(pieces, str(whole))
            for whole, pieces in _grouped(edges, whole="new", piece="old", fresh=gone, lost=come)
        ),
    )


def _areas(shapes: GeoSeries) -> GeoSeries:
    return shapes[np.isin(shapely.get_type_id(shapes.to_numpy()), _POLYGONS)]


def _edges(old: GeoSeries, new: GeoSeries) -> DataFrame:
    """Pair overlapping polygons: their ids, areas and common area."""
    tree = shapely.STRtree(old.to_numpy())
    right, left = tree.query(new.to_numpy(), predicate="intersects")
    ours, theirs = old.to_numpy()[left], new.to_numpy()[right]
    edges = pd.DataFrame(
        {
            "old": old.index.to_numpy()[left],
            "new": new.index.to_numpy()[right],
            "old_m2": shapely.area(ours),
            "new_m2": shapely.area(theirs),
            "common_m2": shapely.area(shapely.intersection(ours, theirs)),
        }
    )
    return edges[edges["common_m2"] > 0]


def _renames(gone: GeoSeries, come: GeoSeries) -> DataFrame:
    edges = _edges(_areas(gone), _areas(come))
    union_m2 = edges["old_m2"] + edges["new_m2"] - edges["common_m2"]
    likeness = edges["common_m2"] / union_m2
    same = edges.assign(likeness=likeness)[likeness >= SAME_SHARE]
    every = pd.concat([same, _twins(gone, come)], ignore_index=True)
    best = every.sort_values(["likeness", "old", "new"], ascending=[False, True, True])
    first = best[~best["old"].duplicated() & ~best["new"].duplicated()]
    return first[["old", "new"]]


def _twins(gone: GeoSeries, come: GeoSeries) -> DataFrame:
    """Pair lines and points that lie in the same place."""
    old, new = gone.drop(_areas(gone).index), come.drop(_areas(come).index)
    tree = shapely.STRtree(old.to_numpy())
    right, left = tree.query(new.to_numpy(), predicate="dwithin", distance=TOLERANCE_M)
    apart_m = shapely.hausdorff_distance(old.to_numpy()[left], new.to_numpy()[right])
    near = apart_m <= TOLERANCE_M
    return pd.DataFrame(
        {
            "old": old.index.to_numpy()[left[near]],
            "new": new.index.to_numpy()[right[near]],
            "likeness": 1.0,
        }
    )


def _grouped(
    edges: DataFrame, *, whole: str, piece: str, fresh: Index, lost: Index
) -> list[tuple[str, tuple[str, ...]]]:
    """
    Find wholes that pieces make up.

    Parameters
    ----------
    edges
        Overlapping pairs.
    whole, piece
        Column of the whole and of its pieces: `old` and `new` for a split, the other way round
        for a merge.
    fresh
        Ids that only the side of the pieces has; one piece at least must be among them.
    lost
        Ids that only the side of the whole has; a whole not among them must keep its id as one of
        its pieces.
    """
    inside = edges[edges["common_m2"] >= PIECE_SHARE * edges[f"{piece}_m2"]]
    inside = inside.sort_values(["common_m2", whole], ascending=[False, True])
    inside = inside[~inside[piece].duplicated()]
    groups = []
    for name, part in inside.groupby(whole, sort=True):
        pieces = sorted(part[piece])
        covered = part["common_m2"].sum() >= COVER_SHARE * part[f"{whole}_m2"].iloc[0]
        stays = name in lost or name in pieces
        if len(pieces) >= _PIECES and covered and stays and not fresh.intersection(pieces).empty:
            groups.append((str(name), tuple(map(str, pieces))))
    return groups
