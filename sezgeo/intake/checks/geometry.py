"""
Look at every outline, and mend only what can be mended without moving land.

A repair that changes an area by more than 1 m² or 0.1 % is not made: the delivery is refused and
says so, unless the user allowed that repair by name.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Bools, Floats, Shapes
from sezgeo.i18n import Text
from sezgeo.intake.draft import PLOTS, Context, Draft
from sezgeo.intake.findings import Finding, Severity, abridge, finding

MOST_AREA_M2, MOST_AREA_SHARE = 1.0, 0.001
HEAVY_VERTICES = 10_000
LEAST_PLOT_M2 = 1.0

_SPIKE_WIDTH_M = 0.02
_SPIKE_SINE = 0.01
_LEAST_ARM_M = 0.5
_SAME_POINT = 1e-9
_FARTHEST = 1e9
_POLYGONS = (3, 6)


def check_coordinates(draft: Draft, _context: Context) -> tuple[Draft, list[Finding]]:
    """Drop heights and M values; take out shapes whose coordinates no system can hold."""
    shapes, findings = _flat(draft.shapes)
    boxes = shapely.bounds(shapes)
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    vague = there & ~draft.reported & ~all_finite(shapes, boxes)
    far = there & ~draft.reported & ~vague & (np.abs(boxes) > _FARTHEST).any(axis=1)
    findings += draft.findings(
        "COORD_NOT_FINITE", vague, lambda i: {"found": _odd_point(shapes[i])}
    )
    findings += draft.findings(
        "COORD_RANGE", far, lambda i: {"found": six_digits(np.abs(boxes[i]).max())}
    )
    shapes = shapes.copy()
    shapes[vague | far] = None
    return replace(draft, shapes=shapes, reported=draft.reported | vague | far), findings


def _flat(shapes: Shapes) -> tuple[Shapes, list[Finding]]:
    """Drop heights and M values, and say so once."""
    findings = []
    if shapely.has_z(shapes).any():
        findings.append(finding("GEOM_Z_DROPPED"))
    if shapely.has_m(shapes).any():
        findings.append(finding("GEOM_M_DROPPED"))
    return (shapely.force_2d(shapes) if findings else shapes), findings


def all_finite(shapes: Shapes, boxes: Floats) -> Bools:
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


def six_digits(value: float) -> Text:
    """Write a coordinate with as many digits as tell how far off it is."""
    return Text.same(f"{value:.6g}")


def check_outlines(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Repair what can be repaired without moving land, and say what can not."""
    if draft.ground is None:
        return draft, []
    shapes = draft.ground.copy()
    findings = _cleaned(shapes, draft)
    counts = shapely.get_num_coordinates(shapes)
    heavy = draft.findings("GEOM_HEAVY", counts > HEAVY_VERTICES, lambda i: {"n": int(counts[i])})
    polygons = np.isin(shapely.get_type_id(shapes), _POLYGONS) & ~shapely.is_empty(shapes)
    lines = polygons & ~draft.reported
    lines[lines] = _is_line(shapes[lines])
    flat = draft.findings("GEOM_DEGENERATE", lines, lambda _: {"found": Text("0 м²", "0 m2")})
    candidates = polygons & ~draft.reported & ~lines
    allowed = "GEOM_INVALID" in context.options.allow
    invalid, valid = _valid(shapes, candidates, draft, allowed=allowed)
    findings += [*heavy, *flat, *invalid, *_tiny(shapes, candidates, draft, context)]
    refused = [finding for finding in findings if finding.severity == "refuse"]
    reported = draft.reported | lines | _rows_of(refused, draft)
    mended = replace(
        draft, ground=shapes, reported=reported, valid=valid, traced=_rows_of(heavy, draft)
    )
    return mended, findings


def _cleaned(shapes: Shapes, draft: Draft) -> list[Finding]:
    """Take off, in place, vertices that repeat the one before, and spikes."""
    rings = _rings(shapes)
    findings = _without_repeats(shapes, rings, draft)
    return findings + _without_spikes(shapes, _rings(shapes) if findings else rings, draft)


def _tiny(shapes: Shapes, candidates: Bools, draft: Draft, context: Context) -> list[Finding]:
    """Say which plots are no more than offcuts."""
    if context.schema.name != PLOTS:
        return []
    areas = shapely.area(shapes)
    tiny = candidates & (areas < LEAST_PLOT_M2)
    return draft.findings("GEOM_TINY", tiny, lambda i: {"found": float(areas[i])})


def _rows_of(findings: list[Finding], draft: Draft) -> Bools:
    """Tell which rows findings name."""
    return np.asarray(np.isin(draft.rows, [finding.row for finding in findings if finding.row]))


def _flatness(shapes: Shapes) -> Floats:
    """Return the area under which an outline is a line: a hundredth of a millimetre wide."""
    return np.asarray(1e-5 * shapely.length(shapes))


def _is_line(shapes: Shapes) -> Bools:
    """Tell outlines that are lines; a bow, whose two lobes cancel each other, is none."""
    flatness = _flatness(shapes)
    flat = np.asarray(shapely.area(shapes) <= flatness)
    flat[flat] = shapely.area(shapely.convex_hull(shapes[flat])) <= flatness[flat]
    return flat


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


def _without_repeats(shapes: Shapes, rings: _Rings, draft: Draft) -> list[Finding]:
    ring = rings.ring
    step = np.abs(np.diff(rings.coords, axis=0))
    same = (step[:, 0] <= _SAME_POINT) & (step[:, 1] <= _SAME_POINT) & (ring[1:] == ring[:-1])
    if not same.any():
        return []
    repeats = np.bincount(rings.row[ring[1:][same]], minlength=len(shapes))
    repeats[_collapsing(rings, same)] = 0
    hit = np.flatnonzero(repeats)
    shapes[hit] = shapely.remove_repeated_points(shapes[hit], _SAME_POINT)
    return draft.findings("GEOM_DUP_VERTICES", repeats > 0, lambda i: {"n": int(repeats[i])})


def _collapsing(rings: _Rings, same: Bools) -> NDArray[np.int64]:
    """Return the rows where a ring would be no ring any more: they are judged as they are."""
    count = len(rings.row)
    left = np.bincount(rings.ring, minlength=count)
    left -= np.bincount(rings.ring[1:][same], minlength=count)
    return np.unique(rings.row[left < 3])  # noqa: PLR2004  # the fewest GEOS takes for a ring


def _without_spikes(shapes: Shapes, rings: _Rings, draft: Draft) -> list[Finding]:
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
            draft.finding("GEOM_SPIKE", place, found=length, expected=round(float(change), 3))
        )
    return abridge(findings)


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
    shapes: Shapes, candidates: Bools, draft: Draft, *, allowed: bool
) -> tuple[list[Finding], Bools]:
    """Make invalid polygons valid where that moves no land; tell which of all are valid then."""
    bad = np.zeros(len(shapes), dtype=bool)
    bad[candidates] = ~shapely.is_valid(shapes[candidates])
    findings = []
    for place in np.flatnonzero(bad).tolist():
        before = shapes[place]
        after = shapely.make_valid(before, method="structure", keep_collapsed=False)
        severity: Severity | None = None
        if _is_same_land(before, after, allowed=allowed):
            shapes[place] = after
            bad[place] = not shapely.is_valid(after)
            severity = "repair"
        why = _why_invalid(before)
        findings.append(draft.finding("GEOM_INVALID", place, severity=severity, why=why))
    return abridge(findings), candidates & ~bad


def _is_same_land(before: BaseGeometry, after: BaseGeometry, *, allowed: bool) -> bool:
    """Tell whether a repair moved no land, or no more than the user allowed."""
    if after.geom_type not in ("Polygon", "MultiPolygon") or after.is_empty:
        return False
    if not allowed and _too_much(before.area, after.area):  # its rings count with their signs
        return False
    return _same_extent(before, after)


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
    kind = reason.partition("[")[0].strip()
    russian, english = (f"{word} {where}".strip() for word in (kinds.get(kind, kind), kind))
    return Text(russian, english.lower())
