"""Rules between layers and between neighbours: on its own site, on nobody else's land."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pandas import Series
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Ints, Shapes
from sezgeo.i18n import Text
from sezgeo.intake.checks import shared_edges
from sezgeo.intake.checks.site_names import Sites
from sezgeo.intake.findings import Finding, finding, for_rows

SLIVER_M = 0.1
"""Neighbours whose borders differ by less have one border, badly drawn."""

_GRID_M = 0.001
_GAP_M = 0.5
_SLACK_M = 1.0
_MOSTLY = 0.5
_SLIGHTLY_M2 = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Plots on the ground: shapes in metres, with what a finding needs to name them."""

    shapes: Shapes
    ids: NDArray[np.object_]
    rows: Ints

    def finding(self, code: str, place: int, **slots: object) -> Finding:
        """Say something of one plot."""
        return finding(code, row=int(self.rows[place]), id=str(self.ids[place] or ""), **slots)  # type: ignore[arg-type]


def outside(ground: Ground, claims: Series, sites: Sites) -> list[Finding]:
    """Say which plots do not lie on the site they claim."""
    keys = claims.to_numpy(dtype=object)
    codes, uniques = np.unique(keys.astype(str), return_inverse=True)[::-1]
    findings: list[Finding] = []
    bad: dict[int, Text] = {}
    for code, key in enumerate(uniques.tolist()):
        if key not in sites.outlines.index:
            continue
        reach = float(sites.reach_m()[key]) + _SLACK_M
        land = shapely.buffer(sites.outlines.geometry[key], reach)
        shapely.prepare(land)
        members = np.flatnonzero(codes == code)
        off = members[~shapely.contains(land, ground.shapes[members])]
        bad |= {int(i): _by_how_much(ground.shapes[i], land) for i in off}
    places = sorted(i for i in bad if not shapely.is_missing(ground.shapes[i]))
    for place in places:
        name = sites.names.get(str(keys[place]), Text(str(keys[place]), str(keys[place])))
        findings.append(ground.finding("OUTSIDE_SITE", place, found=name, why=bad[place]))
    return for_rows(list(range(len(findings))), iter(findings))


def _by_how_much(shape: BaseGeometry, land: BaseGeometry) -> Text:
    distance = float(shapely.distance(shape, land))
    if distance > 0:
        return Text("до неё {m} м", "it is {m} m away").fill(m=round(distance))
    over = float(shapely.area(shapely.difference(shape, land)))
    return Text("выходит за неё на {a} м²", "{a} m2 of it lie outside").fill(a=round(over, 1))


def overlaps(ground: Ground) -> list[Finding]:
    """
    Say which plots lie on others, and which borders differ by a sliver.

    Plots whose every edge is a neighbour's, or whose box nobody reaches, need no look; a coverage
    test of the others finds the few whose borders do not match; only those are compared in pairs.
    """
    solid = np.flatnonzero(np.isin(shapely.get_type_id(ground.shapes), (3, 6)))
    shapes = ground.shapes[solid]
    if len(shapes) < 2:  # noqa: PLR2004  # a pair takes two
        return []
    own = shared_edges.with_own_edges(shapes)
    if not own.size:
        return []
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapely.box(*_wider(shapes[own])))
    met = own[one] != other
    near = np.unique(np.concatenate([own[one[met]], other[met]]))
    if not near.size:
        return []
    edges = shapely.coverage_invalid_edges(shapes[near], gap_width=_GAP_M)
    suspects = near[~shapely.is_empty(edges) & ~shapely.is_missing(edges)]
    if not suspects.size:
        return []
    left, right = tree.query(shapes[suspects], predicate="dwithin", distance=_GAP_M)
    pairs = np.unique(np.sort(np.column_stack([suspects[left], right]), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return _compared(ground, solid, shapes, pairs)


def _wider(shapes: Shapes) -> NDArray[np.float64]:
    """Return west, south, east and north of boxes that reach a little past each shape."""
    return np.asarray(shapely.bounds(shapes) + np.array([-_GAP_M, -_GAP_M, _GAP_M, _GAP_M])).T


def _compared(ground: Ground, solid: Ints, shapes: Shapes, pairs: Ints) -> list[Finding]:
    a, b = shapes[pairs[:, 0]], shapes[pairs[:, 1]]
    common = shapely.intersection(a, b)
    area = shapely.area(common)
    width = 2 * area / np.maximum(shapely.length(common), _GRID_M)
    apart = shapely.distance(a, b)
    over = (width >= SLIVER_M) & (area > _SLIGHTLY_M2)
    thin = ~over & (area > _GRID_M) & (width >= _GRID_M)
    slit = (area <= _GRID_M) & (apart > _GRID_M) & (apart <= _GAP_M)
    near, far = slit & (apart < SLIVER_M), slit & (apart >= SLIVER_M)
    return [
        *_told(ground, solid, pairs[over], "OVERLAP", np.round(area[over], 1)),
        *_told(ground, solid, pairs[thin], "SLIVER", np.round(width[thin] * 1000, 1)),
        *_told(ground, solid, pairs[near], "SLIVER", np.round(apart[near] * 1000, 1)),
        *_told(ground, solid, pairs[far], "GAP", np.round(apart[far], 2)),
    ]


def _told(
    ground: Ground, solid: Ints, pairs: Ints, code: str, measure: NDArray[np.float64]
) -> list[Finding]:
    tell = (
        ground.finding(
            code, int(solid[i]), found=Text(str(ground.ids[solid[j]]), str(ground.ids[solid[j]])),
            expected=float(value),
        )
        for (i, j), value in zip(pairs, measure, strict=True)
    )  # fmt: skip
    return for_rows(pairs[:, 0].tolist(), tell)
