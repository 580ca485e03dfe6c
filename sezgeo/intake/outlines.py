"""
Build geometries from the records of a .shp, all of them at once.

Rings are judged by how they nest, not by the way they run: a ring inside an odd number of others
is a hole. Where that disagrees with the direction the format asks for, a finding says so.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType, Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.i18n import Text
from sezgeo.intake.findings import Finding, finding, for_rows, unreadable
from sezgeo.intake.table import Shapes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NAMES = {0: "Null", 1: "Point", 3: "PolyLine", 5: "Polygon", 8: "MultiPoint", 31: "MultiPatch"}
KNOWN = {0, 31} | {k + more for k in (1, 3, 5, 8) for more in (0, 10, 20)}
_POINT, _LINE, _POLYGON, _MULTIPOINT = 1, 3, 5, 8
_Z, _M = 10, 20
_NO_DATA = -1e38
_BOX_TOLERANCE = 1e-9
_LEAST_RING = 4
_WORD = 4


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """Geometries, which rows' geometry is already spoken of, and what was said."""

    shapes: Shapes
    told: Bools
    findings: tuple[Finding, ...]


def dimension(kind: int) -> int:
    """Return 10 for shapes with heights, 20 for shapes with M values, else 0."""
    return kind // 10 * 10 if kind in KNOWN and kind % 10 in (1, 3, 5, 8) else 0


def _name(kind: int) -> str:
    return NAMES.get(kind, NAMES.get(kind % 10, str(kind)))


def parse(data: bytes, start: Ints, size: Ints, kind: int) -> Parsed:
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
    words, at = _aligned(data, start, size)
    kinds = words[at].view("<i4").astype(np.int64)
    shapes: Shapes = np.full(len(start), None, dtype=object)
    right = np.flatnonzero((kinds == kind) & (kinds != 0))
    wrong = np.flatnonzero((kinds != kind) & (kinds != 0))
    told = np.zeros(len(start), dtype=bool)
    told[wrong] = True
    findings = _types(kinds, wrong, kind)
    base = kind - dimension(kind)
    builders = {
        _POLYGON: _polygons,
        _LINE: _lines,
        _MULTIPOINT: _multipoints,
    }
    if not right.size or base not in (*builders, _POINT):
        return Parsed(shapes, told, tuple(findings))
    if base == _POINT:
        ragged = _points(words, at[right], size[right], right)
        built, said, bad = _single_points(ragged)
    else:
        ragged = _ragged(words, at[right], size[right], right, kind)
        built, said, bad = builders[base](ragged)
    shapes[right] = built
    told[right] |= bad
    return Parsed(shapes, told, (*findings, *said))


def _aligned(data: bytes, start: Ints, size: Ints) -> tuple[NDArray[np.uint32], Ints]:
    """View the file as 32-bit words, moving the records where they lie between words."""
    if (start % _WORD).any():
        data = b"".join(
            data[a : a + n].ljust(-(-n // _WORD) * _WORD, b"\0")
            for a, n in zip(start.tolist(), size.tolist(), strict=True)
        )
        start = np.cumsum([0, *(-(-size // _WORD) * _WORD)])[:-1]
    return np.frombuffer(data, "<u4", len(data) // _WORD), start // _WORD


def _types(kinds: Ints, wrong: Ints, kind: int) -> list[Finding]:
    tell = (
        finding("GEOM_TYPE", row=int(r) + 1, found=_name(int(kinds[r])), expected=_name(kind))
        for r in wrong
    )
    return for_rows(wrong.tolist(), tell)


@dataclass(frozen=True, slots=True, eq=False)
class _Ragged:
    """Coordinates of all records, cut into parts, and parts into records."""

    coords: Floats
    parts: Ints
    """Where each part begins in `coords`, and where the last one ends."""
    records: Ints
    """Where each record begins in `parts`, and where the last one ends."""
    rows: Ints
    """Row of each record in the file, from 0."""

    def points_of(self) -> Ints:
        """Return where each record begins in `coords`, and where the last one ends."""
        return self.parts[self.records]


def _bad(row: int, ru: str, en: str) -> Exception:
    return unreadable("SHP_RECORD_BAD", n=row + 1, why=Text(ru, en))


def _doubles(words: NDArray[np.uint32], at: Ints, count: int) -> Floats:
    """Gather `count` doubles at each of some places."""
    taken = words[at[:, None] + np.arange(2 * count)]
    return np.ascontiguousarray(taken).view("<f8").astype(float)


def _points(words: NDArray[np.uint32], at: Ints, size: Ints, rows: Ints) -> _Ragged:
    short = np.flatnonzero(size < 20)  # noqa: PLR2004  # a type and two doubles
    if short.size:
        raise _bad(int(rows[short[0]]), "не хватает байтов", "bytes are missing")
    steps = np.arange(len(at) + 1)
    return _Ragged(_doubles(words, at + 1, 2), steps, steps, rows)


def _single_points(ragged: _Ragged) -> tuple[Shapes, list[Finding], Bools]:
    bad, findings = _not_finite(ragged)
    shapes: Shapes = np.asarray(shapely.points(ragged.coords), dtype=object)
    shapes[bad] = None
    return shapes, findings, bad


def _ragged(words: NDArray[np.uint32], at: Ints, size: Ints, rows: Ints, kind: int) -> _Ragged:
    """Gather parts and points of all records, proving each count against the record's size."""
    many = kind - dimension(kind) == _MULTIPOINT
    head = 40 if many else 44
    _require(size >= head, rows)
    counts = words[at[:, None] + np.array([9, 9] if many else [9, 10])].astype(np.int64)
    n_parts = np.ones(len(at), np.int64) if many else counts[:, 0]
    n_points = counts[:, 1]
    plain = head + (0 if many else 4 * n_parts) + 16 * n_points
    _require(_size_fits(size, plain, n_points, dimension(kind)), rows)
    begin = np.cumsum(np.concatenate([[0], n_points]))
    record = np.cumsum(np.concatenate([[0], n_parts]))
    parts = _part_starts(words, at, n_parts, n_points, rows) if not many else np.zeros(len(at), int)
    starts = np.concatenate([parts + np.repeat(begin[:-1], n_parts), begin[-1:]])
    first = at + head // _WORD + (0 if many else n_parts)
    within = np.arange(begin[-1]) - np.repeat(begin[:-1], n_points)
    coords = _doubles(words, np.repeat(first, n_points) + 4 * within, 2)
    ragged = _Ragged(coords, starts, record, rows)
    _check_boxes(_doubles(words, at + 1, 4), ragged)
    return ragged


def _require(fine: Bools, rows: Ints) -> None:
    if not fine.all():
        row = int(rows[np.flatnonzero(~fine)[0]])
        raise _bad(row, "размер не сходится с числом вершин", "its size does not fit its counts")


def _size_fits(size: Ints, plain: Ints, n_points: Ints, more: int) -> Bools:
    """Tell which sizes the format allows: heights are a must in Z shapes, M values never are."""
    block = 16 + 8 * n_points
    if more == _Z:
        return np.asarray((size == plain + block) | (size == plain + 2 * block))
    if more == _M:
        return np.asarray((size == plain) | (size == plain + block))
    return np.asarray(size == plain)


def _part_starts(
    words: NDArray[np.uint32], at: Ints, n_parts: Ints, n_points: Ints, rows: Ints
) -> Ints:
    record = np.cumsum(np.concatenate([[0], n_parts]))
    within = np.arange(record[-1]) - np.repeat(record[:-1], n_parts)
    starts: Ints = words[np.repeat(at + 11, n_parts) + within].astype(np.int64)
    rises = np.diff(starts, prepend=-1) > 0
    fine = np.where(within == 0, starts == 0, rises) & (starts < np.repeat(n_points, n_parts))
    if not fine.all():
        broken = np.repeat(rows, n_parts)[np.flatnonzero(~fine)[0]]
        raise _bad(int(broken), "части перепутаны", "its parts are out of order")
    return starts


def _check_boxes(boxes: Floats, ragged: _Ragged) -> None:
    """Compare each record's bounding box with its vertices: a lone mismatch is damage."""
    ends = ragged.points_of()
    full = np.flatnonzero((np.diff(ends) > 0) & np.isfinite(boxes).all(axis=1))
    if not full.size or not np.isfinite(ragged.coords).all():
        return
    # records without vertices begin where the next one does, so the groups stay right
    low = np.minimum.reduceat(ragged.coords, ends[:-1][full])
    high = np.maximum.reduceat(ragged.coords, ends[:-1][full])
    own = np.hstack([low, high])
    scale = np.maximum(np.abs(own).max(axis=1, keepdims=True), 1)
    off = (np.abs(boxes[full] - own) > _BOX_TOLERANCE * scale).any(axis=1)
    if off.any() and off.mean() <= 0.5:  # noqa: PLR2004  # a writer that never fills them is no damage
        row = int(ragged.rows[full[np.flatnonzero(off)[0]]])
        raise _bad(row, "вершины вне своей рамки", "its vertices do not fit its bounding box")


def _not_finite(ragged: _Ragged) -> tuple[Bools, list[Finding]]:
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


def _lines(ragged: _Ragged) -> tuple[Shapes, list[Finding], Bools]:
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


def _multipoints(ragged: _Ragged) -> tuple[Shapes, list[Finding], Bools]:
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


def _degenerate(row: int, found: str) -> Finding:
    vertices = Text(f"вершин: {found}", f"{found} vertices")
    return finding("GEOM_DEGENERATE", row=row + 1, found=vertices)


def _polygons(ragged: _Ragged) -> tuple[Shapes, list[Finding], Bools]:
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
    found = rows[hit].tolist()
    return for_rows(found, (finding(code, row=row + 1) for row in found))


def _signed_areas(ragged: _Ragged) -> Floats:
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


def _from_rings(ragged: _Ragged, chosen: Bools, owner: Ints) -> Shapes:
    lengths = np.diff(ragged.parts)
    ring_of_point = np.repeat(np.arange(len(lengths)), lengths)
    rings = chosen[owner]
    offsets = np.concatenate([[0], np.cumsum(lengths[rings])])
    groups = np.concatenate([[0], np.cumsum(np.diff(ragged.records)[chosen])])
    coords = ragged.coords if chosen.all() else ragged.coords[rings[ring_of_point]]
    built = shapely.from_ragged_array(GeometryType.POLYGON, coords, (offsets, groups))
    return np.asarray(built, dtype=object)


def _nested(ragged: _Ragged, rings: slice, runs_right: Bools) -> tuple[BaseGeometry, bool]:
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
