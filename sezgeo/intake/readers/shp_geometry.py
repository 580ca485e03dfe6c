"""
Build geometries from the records of a .shp, all of them at once.

Rings are judged by how they nest, not by the way they run: a ring inside an odd number of others
is a hole. Where that disagrees with the direction the format asks for, a finding says so.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import GeometryType, Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats, Ints, Shapes
from sezgeo.i18n import Text
from sezgeo.intake.findings import Finding, finding, for_rows
from sezgeo.intake.readers import shp_records
from sezgeo.intake.readers.shp_records import MULTIPOINT, Ragged

NAMES = {0: "Null", 1: "Point", 3: "PolyLine", 5: "Polygon", 8: "MultiPoint", 31: "MultiPatch"}
_POINT, _LINE, _POLYGON = 1, 3, 5
_NO_DATA = -1e38
_LEAST_RING = 4


@dataclass(frozen=True, slots=True, eq=False)
class ParsedShapes:
    """Geometries, the rows whose geometry a finding speaks of, and the findings."""

    shapes: Shapes
    reported: Bools
    findings: tuple[Finding, ...]


def _name(kind: int) -> str:
    return NAMES.get(kind, NAMES.get(kind % 10, str(kind)))


def parse(data: bytes, start: Ints, size: Ints, kind: int) -> ParsedShapes:
    """
    Build the geometry of every record.

    Parameters
    ----------
    data
        The whole .shp.
    start, size
        Where each record's content begins, and its bytes.
    kind
        Shape type of the file.

    Raises
    ------
    UnreadableError
        If a record's counts and its size contradict each other.
    """
    words, begin = shp_records.align(data, start, size)
    kinds = words[begin].view("<i4").astype(np.int64)
    shapes: Shapes = np.full(len(start), None, dtype=object)
    right = np.flatnonzero((kinds == kind) & (kinds != 0))
    wrong = np.flatnonzero((kinds != kind) & (kinds != 0))
    reported = np.zeros(len(start), dtype=bool)
    reported[wrong] = True
    findings = _types(kinds, wrong, kind)
    base = kind - shp_records.dimension(kind)
    builders = {
        _POLYGON: _polygons,
        _LINE: _lines,
        MULTIPOINT: _multipoints,
    }
    if not right.size or base not in (*builders, _POINT):
        return ParsedShapes(shapes, reported, tuple(findings))
    if base == _POINT:
        ragged = shp_records.points(words, begin[right], size[right], right)
        built, more, bad = _single_points(ragged)
    else:
        ragged = shp_records.ragged(words, begin[right], size[right], right, kind=kind)
        built, more, bad = builders[base](ragged)
    shapes[right] = built
    reported[right] |= bad
    return ParsedShapes(shapes, reported, (*findings, *more))


def _types(kinds: Ints, wrong: Ints, kind: int) -> list[Finding]:
    tell = (
        finding("GEOM_TYPE", row=int(r) + 1, found=_name(int(kinds[r])), expected=_name(kind))
        for r in wrong
    )
    return for_rows(wrong.tolist(), tell)


def _single_points(ragged: Ragged) -> tuple[Shapes, list[Finding], Bools]:
    bad, findings = _not_finite(ragged)
    shapes: Shapes = np.asarray(shapely.points(ragged.coords), dtype=object)
    shapes[bad] = None
    return shapes, findings, bad


def _not_finite(ragged: Ragged) -> tuple[Bools, list[Finding]]:
    odd = ~np.isfinite(ragged.coords) | (ragged.coords < _NO_DATA)
    bad = np.zeros(len(ragged.rows), dtype=bool)
    if not odd.any():
        return bad, []
    owner = np.repeat(np.arange(len(ragged.rows)), np.diff(ragged.points_of()))
    vertex = np.flatnonzero(odd.any(axis=1))
    hit, first = np.unique(owner[vertex], return_index=True)
    bad[hit] = True
    tell = (
        finding(
            "COORD_NOT_FINITE",
            row=int(ragged.rows[record]) + 1,
            found=" ".join(map(str, ragged.coords[vertex[place]].tolist())),
        )
        for record, place in zip(hit.tolist(), first.tolist(), strict=True)
    )
    return bad, for_rows(hit.tolist(), tell)


def _lines(ragged: Ragged) -> tuple[Shapes, list[Finding], Bools]:
    bad, findings = _not_finite(ragged)
    lengths = np.diff(ragged.parts)
    owner = np.repeat(np.arange(len(ragged.rows)), np.diff(ragged.records))
    short = np.zeros_like(bad)
    short[owner[lengths < 2]] = True  # noqa: PLR2004  # a line has two ends
    tell = (_degenerate(int(ragged.rows[r]), "1") for r in np.flatnonzero(short))
    findings += for_rows(np.flatnonzero(short).tolist(), tell)
    bad |= short
    shapes: Shapes = np.full(len(bad), None, dtype=object)
    part = np.flatnonzero(~bad[owner])
    if part.size:
        points = np.repeat(np.arange(len(lengths)), lengths)
        keep = ~bad[owner[points]]
        _, index = np.unique(points[keep], return_inverse=True)
        lines: Shapes = np.asarray(shapely.linestrings(ragged.coords[keep], indices=index))
        good, group = np.unique(owner[part], return_inverse=True)
        multi: Shapes = np.asarray(shapely.multilinestrings(lines, indices=group))
        single = shapely.get_num_geometries(multi) == 1
        multi[single] = shapely.get_geometry(multi[single], 0)
        shapes[good] = multi
    return shapes, findings, bad


def _multipoints(ragged: Ragged) -> tuple[Shapes, list[Finding], Bools]:
    bad, findings = _not_finite(ragged)
    owner = np.repeat(np.arange(len(ragged.rows)), np.diff(ragged.points_of()))
    keep = ~bad[owner]
    shapes: Shapes = np.full(len(bad), None, dtype=object)
    if keep.any():
        good, group = np.unique(owner[keep], return_inverse=True)
        shapes[good] = shapely.multipoints(
            np.asarray(shapely.points(ragged.coords[keep])), indices=group
        )
    return shapes, findings, bad


def _degenerate(row: int, count: str) -> Finding:
    vertices = Text("вершин: {count}", "{count} vertices").fill(count=count)
    return finding("GEOM_DEGENERATE", row=row + 1, found=vertices)


def _polygons(ragged: Ragged) -> tuple[Shapes, list[Finding], Bools]:
    bad, findings = _not_finite(ragged)
    count = len(ragged.rows)
    n_rings = np.diff(ragged.records)
    owner = np.repeat(np.arange(count), n_rings)
    lengths = np.diff(ragged.parts)
    first, last = ragged.coords[ragged.parts[:-1]], ragged.coords[ragged.parts[1:] - 1]
    closed = (first == last).all(axis=1)
    thin = np.zeros(count, dtype=bool)
    thin[owner[lengths + ~closed < _LEAST_RING]] = True
    tell = (
        _degenerate(int(ragged.rows[r]), str(int(lengths[owner == r].min())))
        for r in np.flatnonzero(thin & ~bad)
    )
    findings += for_rows(np.flatnonzero(thin & ~bad).tolist(), tell)
    bad |= thin
    unclosed = np.zeros(count, dtype=bool)
    unclosed[owner[~closed]] = True
    findings += _per_row("GEOM_UNCLOSED", unclosed & ~bad, ragged.rows)
    runs_right = _signed_areas(ragged) < 0
    simple = _is_simple(runs_right, ragged.records, owner) & ~unclosed & ~bad
    shapes: Shapes = np.full(count, None, dtype=object)
    shapes[simple] = _from_rings(ragged, simple, owner)
    turned = np.zeros(count, dtype=bool)
    turned[simple & (n_rings == 1)] = ~runs_right[ragged.records[:-1][simple & (n_rings == 1)]]
    for record in np.flatnonzero(~simple & ~bad & (n_rings > 0)):
        inner = slice(ragged.records[record], ragged.records[record + 1])
        shapes[record], turned[record] = _nested(ragged, inner, runs_right[inner])
    shapes[(n_rings == 0) & ~bad] = Polygon()
    findings += _per_row("GEOM_RING_ORDER", turned & ~bad, ragged.rows)
    return shapes, findings, bad


def _per_row(code: str, hit: Bools, rows: Ints) -> list[Finding]:
    places = rows[hit].tolist()
    return for_rows(places, (finding(code, row=row + 1) for row in places))


def _signed_areas(ragged: Ragged) -> Floats:
    """Return the area of each ring: above zero where it runs counter-clockwise."""
    if len(ragged.parts) <= 1:
        return np.zeros(0)
    lengths = np.diff(ragged.parts)
    with np.errstate(invalid="ignore", over="ignore"):
        local = ragged.coords - np.repeat(ragged.coords[ragged.parts[:-1]], lengths, axis=0)
    with np.errstate(invalid="ignore", over="ignore"):
        cross = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
        cross = np.concatenate([cross, [0.0]])
        cross[ragged.parts[1:] - 1] = 0.0
        return np.asarray(np.add.reduceat(cross, ragged.parts[:-1]) / 2)


def _is_simple(runs_right: Bools, records: Ints, owner: Ints) -> Bools:
    """Tell which records are one outline with its holes, in the order the format asks for."""
    n_rings = np.diff(records)
    outlines = np.bincount(owner[runs_right], minlength=len(n_rings))
    starts = np.minimum(records[:-1], max(len(runs_right) - 1, 0))
    leads = runs_right[starts] if len(runs_right) else np.zeros(len(n_rings), dtype=bool)
    return np.asarray((n_rings == 1) | ((n_rings > 1) & (outlines == 1) & leads))


def _from_rings(ragged: Ragged, chosen: Bools, owner: Ints) -> Shapes:
    lengths = np.diff(ragged.parts)
    ring_of_point = np.repeat(np.arange(len(lengths)), lengths)
    rings = chosen[owner]
    offsets = np.concatenate([[0], np.cumsum(lengths[rings])])
    groups = np.concatenate([[0], np.cumsum(np.diff(ragged.records)[chosen])])
    coords = ragged.coords if chosen.all() else ragged.coords[rings[ring_of_point]]
    built = shapely.from_ragged_array(GeometryType.POLYGON, coords, (offsets, groups))
    return np.asarray(built, dtype=object)


def _nested(ragged: Ragged, rings: slice, runs_right: Bools) -> tuple[BaseGeometry, bool]:
    """Build one geometry from rings by how they nest; tell whether any runs the wrong way."""
    ends = ragged.parts[rings.start : rings.stop + 1]
    return nest([ragged.coords[a:b] for a, b in pairwise(ends)], runs_right)


def nest(rings: list[Floats], runs_right: Bools) -> tuple[BaseGeometry, bool]:
    """
    Build one geometry from rings without marks: a ring inside an odd number of others is a hole.

    Parameters
    ----------
    rings
        Vertices of each ring, closed or not.
    runs_right
        Which rings run clockwise.
    """
    solids = np.array([Polygon(ring) for ring in rings], dtype=object)
    areas = shapely.area(solids)
    spots = shapely.point_on_surface(shapely.buffer(solids, 0))
    inside = shapely.STRtree(solids).query(spots, predicate="within")
    inside = inside[:, areas[inside[1]] > areas[inside[0]]]
    depth = np.bincount(inside[0], minlength=len(rings))
    holes: dict[int, list[Floats]] = {int(i): [] for i in np.flatnonzero(depth % 2 == 0)}
    for hole in np.flatnonzero(depth % 2 == 1):
        around = inside[1][inside[0] == hole]
        parent = around[depth[around] == depth[hole] - 1]
        holes[int(parent[np.argmin(areas[parent])])].append(rings[hole])
    parts = [Polygon(rings[outer], inner) for outer, inner in holes.items()]
    turned = bool((runs_right != (depth % 2 == 0)).any())
    return (parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)), turned
