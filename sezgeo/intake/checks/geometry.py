"""
Look at every outline, and mend only what can be mended without moving land.

A repair that changes an area by more than 1 m² or 0.1 % is not made: the delivery is refused and
says so, unless the user allowed that repair by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats, Shapes
from sezgeo.i18n import Text
from sezgeo.intake.findings import Finding, finding, for_rows

MOST_AREA_M2, MOST_AREA_SHARE = 1.0, 0.001
HEAVY_VERTICES = 10_000
LEAST_PLOT_M2 = 1.0

_SPIKE_WIDTH_M = 0.02
_SPIKE_SINE = 0.01
_LEAST_ARM_M = 0.5
_SAME_POINT = 1e-9
_FARTHEST = 1e9
_POLYGONS = (3, 6)


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """Shapes after repair, the rows with nothing usable, what is to be said, and what is valid."""

    shapes: Shapes
    told: Bools
    findings: tuple[Finding, ...]
    valid: Bools | None = None


class _Teller:
    """Says things about rows, with their numbers in the source and their ids."""

    def __init__(self, rows: NDArray[np.int64], ids: NDArray[np.object_]) -> None:
        self.rows = rows
        self.ids = ids

    def __call__(
        self, code: str, hit: Bools, slots: Callable[[int], dict[str, object]] = lambda _: {}
    ) -> list[Finding]:
        """Say `code` of every row in `hit`; `slots` fills its text for one row."""
        places = np.flatnonzero(hit).tolist()
        return for_rows(places, (self.one(code, i, **slots(i)) for i in places))

    def one(self, code: str, place: int, **slots: object) -> Finding:
        """Say `code` of one row."""
        return finding(code, row=int(self.rows[place]), id=str(self.ids[place] or ""), **slots)  # type: ignore[arg-type]


def flat(shapes: Shapes) -> tuple[Shapes, list[Finding]]:
    """Drop heights and M values, and say so once."""
    findings = []
    has_z, has_m = shapely.has_z(shapes), shapely.has_m(shapes)
    if has_z.any():
        findings.append(finding("GEOM_Z_DROPPED"))
    if has_m.any():
        findings.append(finding("GEOM_M_DROPPED"))
    return (shapely.force_2d(shapes) if findings else shapes), findings


def possible(
    shapes: Shapes, told: Bools, rows: NDArray[np.int64], ids: NDArray[np.object_]
) -> Mended:
    """Take out shapes whose coordinates no system of the earth can hold."""
    tell = _Teller(rows, ids)
    boxes = shapely.bounds(shapes)
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    vague = there & ~told & ~_all_finite(shapes, boxes)
    far = there & ~told & ~vague & (np.abs(boxes) > _FARTHEST).any(axis=1)
    findings = tell("COORD_NOT_FINITE", vague, lambda i: {"found": _odd_point(shapes[i])})
    findings += tell("COORD_RANGE", far, lambda i: {"found": _number(np.abs(boxes[i]).max())})
    shapes = shapes.copy()
    shapes[vague | far] = None
    return Mended(shapes, told | vague | far, tuple(findings))


def landed(
    shapes: Shapes, sent: Shapes, told: Bools, rows: NDArray[np.int64], ids: NDArray[np.object_]
) -> Mended:
    """
    Take out shapes that did not come through reprojection: the grid ends before their vertices.

    Parameters
    ----------
    shapes, sent
        Geometries in metres, and as they were sent.
    """
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    lost = there & ~told & ~_all_finite(shapes, shapely.bounds(shapes))
    farthest = np.abs(shapely.bounds(sent)).max(axis=1)
    findings = _Teller(rows, ids)("COORD_RANGE", lost, lambda i: {"found": _number(farthest[i])})
    if findings:
        shapes = shapes.copy()
        shapes[lost] = None
    return Mended(shapes, told | lost, tuple(findings))


def _all_finite(shapes: Shapes, boxes: Floats) -> Bools:
    """Tell which shapes have finite coordinates only; a box alone may hide a lone NaN."""
    if np.isfinite(shapely.get_coordinates(shapes)).all():
        return np.ones(len(shapes), dtype=bool)
    coords, owner = shapely.get_coordinates(shapes, return_index=True)
    fine: Bools = np.asarray(np.isfinite(boxes).all(axis=1))
    fine[owner[~np.isfinite(coords).all(axis=1)]] = False
    return fine


def _odd_point(shape: BaseGeometry) -> str:
    coords = shapely.get_coordinates(shape)
    return " ".join(map(str, coords[~np.isfinite(coords).all(axis=1)][0].tolist()))


def _number(value: float) -> Text:
    return Text(f"{value:.6g}", f"{value:.6g}")


def mend(
    shapes: Shapes,
    told: Bools,
    rows: NDArray[np.int64],
    ids: NDArray[np.object_],
    *,
    allow: Iterable[str] = (),
    least_area_m2: float = 0.0,
) -> Mended:
    """
    Repair what can be repaired without moving land, and say what can not.

    Parameters
    ----------
    shapes
        Geometries in metres; None where there is none.
    told
        Rows whose geometry has been spoken of already.
    allow
        Codes of repairs that may move land.
    least_area_m2
        Polygons under it are offcuts.
    """
    tell = _Teller(rows, ids)
    shapes = shapes.copy()
    rings = _rings(shapes)
    findings = _without_repeats(shapes, rings, tell)
    findings += _without_spikes(shapes, _rings(shapes) if findings else rings, tell)
    counts = shapely.get_num_coordinates(shapes)
    findings += tell("GEOM_HEAVY", counts > HEAVY_VERTICES, lambda i: {"n": int(counts[i])})
    polygons = np.isin(shapely.get_type_id(shapes), _POLYGONS) & ~shapely.is_empty(shapes)
    flat_ones = polygons & ~told & (shapely.area(shapes) <= _flatness(shapes))
    flat_ones[flat_ones] = _is_line(shapes[flat_ones])
    findings += tell("GEOM_DEGENERATE", flat_ones, lambda _: {"found": Text("0 м²", "0 m2")})
    told = told | flat_ones
    said, valid = _valid(shapes, polygons & ~told, tell, allowed="GEOM_INVALID" in set(allow))
    findings += said
    areas = shapely.area(shapes)
    tiny = polygons & ~told & (areas < least_area_m2)
    findings += tell("GEOM_TINY", tiny, lambda i: {"found": float(areas[i])})
    return Mended(shapes, told, tuple(findings), valid)


def _flatness(shapes: Shapes) -> Floats:
    """Return the area under which an outline is a line: a hundredth of a millimetre wide."""
    return np.asarray(1e-5 * shapely.length(shapes))


def _is_line(shapes: Shapes) -> Bools:
    """Tell lines from bows, whose two lobes cancel each other."""
    return np.asarray(shapely.area(shapely.convex_hull(shapes)) <= _flatness(shapes))


def _too_much(before: float, after: float) -> bool:
    return abs(after - before) > min(MOST_AREA_M2, max(MOST_AREA_SHARE * before, 1e-6))


@dataclass(frozen=True, slots=True, eq=False)
class _Rings:
    """Vertices of all rings, the ring of each vertex, and the row of each ring."""

    coords: Floats
    ring: NDArray[np.int64]
    row: NDArray[np.int64]


def _rings(shapes: Shapes) -> _Rings:
    kinds = shapely.get_type_id(shapes)
    if (kinds == _POLYGONS[0]).all() and not shapely.get_num_interior_rings(shapes).any():
        coords, ring = shapely.get_coordinates(shapes, return_index=True)
        return _Rings(coords, ring, np.arange(len(shapes)))
    parts, row_of_part = shapely.get_parts(shapes, return_index=True)
    solid = shapely.get_type_id(parts) == _POLYGONS[0]
    rings, part_of_ring = shapely.get_rings(parts[solid], return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    return _Rings(coords, ring, row_of_part[solid][part_of_ring])


def _without_repeats(shapes: Shapes, rings: _Rings, tell: _Teller) -> list[Finding]:
    ring = rings.ring
    step = np.abs(np.diff(rings.coords, axis=0))
    same = (step[:, 0] <= _SAME_POINT) & (step[:, 1] <= _SAME_POINT) & (ring[1:] == ring[:-1])
    if not same.any():
        return []
    repeats = np.bincount(rings.row[ring[1:][same]], minlength=len(shapes))
    hit = np.flatnonzero(repeats)
    shapes[hit] = shapely.remove_repeated_points(shapes[hit], _SAME_POINT)
    return tell("GEOM_DUP_VERTICES", repeats > 0, lambda i: {"n": int(repeats[i])})


def _without_spikes(shapes: Shapes, rings: _Rings, tell: _Teller) -> list[Finding]:
    hit = np.unique(rings.row[rings.ring[_spike_vertices(rings.coords, rings.ring)]])
    findings = []
    for place in hit.tolist():
        before = shapes[place]
        after = _clipped(before)
        change = after.area - before.area
        if after.is_empty or _too_much(before.area, after.area):
            continue
        length = float((before.length - after.length) / 2)
        shapes[place] = after
        findings.append(
            tell.one("GEOM_SPIKE", place, found=length, expected=round(float(change), 3))
        )
    return for_rows(list(range(len(findings))), iter(findings))


def _spike_vertices(coords: Floats, ring: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return vertices where a ring turns back upon itself."""
    if len(coords) < 3:  # noqa: PLR2004  # a turn needs three points
        return np.empty(0, np.int64)
    begin = np.flatnonzero(np.diff(ring, prepend=-1))
    end = np.append(begin[1:], len(ring)) - 1
    before = np.arange(len(coords)) - 1
    before[begin] = end - 1
    after = np.arange(len(coords)) + 1
    after[end] = begin + 1
    after = np.minimum(after, len(coords) - 1)
    a, b = coords[before] - coords, coords[after] - coords
    back = np.flatnonzero(a[:, 0] * b[:, 0] + a[:, 1] * b[:, 1] > 0)
    a, b = a[back], b[back]
    long_a, long_b = np.hypot(*a.T), np.hypot(*b.T)
    cross = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    longest = np.maximum(np.maximum(long_a, long_b), _SAME_POINT)
    thin = (cross <= _SPIKE_WIDTH_M * longest) & (cross <= _SPIKE_SINE * long_a * long_b)
    return np.asarray(back[thin & (np.minimum(long_a, long_b) > _LEAST_ARM_M)], np.int64)


def _clipped(shape: BaseGeometry) -> BaseGeometry:
    parts = []
    for part in shapely.get_parts(shape):
        outer = _ring_without_spikes(shapely.get_coordinates(part.exterior))
        inner = [_ring_without_spikes(shapely.get_coordinates(ring)) for ring in part.interiors]
        if len(outer) >= 3:  # noqa: PLR2004  # fewer are no ring
            parts.append(Polygon(outer, [ring for ring in inner if len(ring) >= 3]))  # noqa: PLR2004
    if len(parts) == 1:
        return parts[0]
    return shapely.MultiPolygon(parts)


def _ring_without_spikes(coords: Floats) -> Floats:
    """Take spikes off a closed ring, tip after tip."""
    ring = coords
    for _ in range(len(coords)):
        spikes = _spike_vertices(ring, np.zeros(len(ring), np.int64))
        if not spikes.size or len(ring) < 5:  # noqa: PLR2004  # a triangle has no vertex to spare
            break
        open_ring = np.delete(ring[:-1], spikes[0] % (len(ring) - 1), axis=0)
        ring = np.vstack([open_ring, open_ring[:1]])
        keep = np.append(True, (np.abs(np.diff(ring, axis=0)) > _SAME_POINT).any(axis=1))
        ring = ring[keep]
    return ring


def _valid(
    shapes: Shapes, candidates: Bools, tell: _Teller, *, allowed: bool
) -> tuple[list[Finding], Bools]:
    """Make invalid polygons valid where that moves no land; tell which of all are valid then."""
    bad = np.zeros(len(shapes), dtype=bool)
    bad[candidates] = ~shapely.is_valid(shapes[candidates])
    findings = []
    for place in np.flatnonzero(bad).tolist():
        shape = shapes[place]
        why = _why_invalid(shape)
        made = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        kept = made.geom_type in ("Polygon", "MultiPolygon") and not made.is_empty
        if (
            kept
            and (allowed or not _too_much(_even_odd_area(shape), made.area))
            and _same_extent(shape, made)
        ):
            shapes[place] = made
            bad[place] = not shapely.is_valid(made)
            told = tell.one("GEOM_INVALID", place, why=why)
            findings.append(
                Finding("GEOM_INVALID", "repair", told.message, told.cure, told.row, told.id)
            )
        else:
            findings.append(tell.one("GEOM_INVALID", place, why=why))
    return for_rows(list(range(len(findings))), iter(findings)), candidates & ~bad


def _even_odd_area(shape: BaseGeometry) -> float:
    """Return the area as the rings state it, each counted with its sign."""
    return float(shape.area)


def _same_extent(before: BaseGeometry, after: BaseGeometry) -> bool:
    """Tell whether a repair kept the outline as one piece of the same reach and parts."""
    parts = shapely.get_num_geometries(before) == shapely.get_num_geometries(after)
    return parts and bool(np.allclose(before.bounds, after.bounds, atol=0.01, rtol=0))


def _why_invalid(shape: BaseGeometry) -> Text:
    reason = shapely.is_valid_reason(shape)
    where = reason[reason.find("[") :][:60] if "[" in reason else ""
    kinds = {
        "Self-intersection": "самопересечение",
        "Ring Self-intersection": "кольцо касается само себя",
        "Hole lies outside shell": "дыра вне контура",
        "Nested shells": "контур внутри контура",
        "Holes are nested": "дыра в дыре",
        "Interior is disconnected": "контур разорван",
        "Duplicate Rings": "повторённое кольцо",
    }
    said = reason.partition("[")[0].strip()
    return Text(f"{kinds.get(said, said)} {where}".strip(), f"{said} {where}".strip().lower())
