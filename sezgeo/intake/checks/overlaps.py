"""Rules between layers and between neighbours: on its own site, on nobody else's land."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Ints, Shapes
from sezgeo.i18n import Text
from sezgeo.intake.checks import shared_edges
from sezgeo.intake.draft import PLOTS, Context, Draft
from sezgeo.intake.findings import Finding, Severity, abridge, finding, for_rows
from sezgeo.intake.known_sites import SITE_COLUMN, Sites

SLIVER_M = 0.1
"""Neighbours whose borders differ by less have one border, badly drawn."""

_GRID_M = 0.001
_GAP_M = 0.5
_SLACK_M = 1.0
_SLIGHTLY_M2 = 1.0


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Say which plots lie on others, and which do not lie on the site they claim."""
    if draft.ground is None or context.schema.name != PLOTS:
        return draft, []
    usable = draft.usable
    plots, shapes = draft.only(usable), draft.ground[usable]
    findings = _between(plots, shapes)
    if context.sites.is_silent:
        findings.append(finding("SITE_UNCHECKED"))
    elif SITE_COLUMN in plots.cells:
        findings += _outside(plots, shapes, context.sites)
    return draft, findings


def _outside(plots: Draft, shapes: Shapes, sites: Sites) -> list[Finding]:
    """
    Say which plots do not lie on the site they claim.

    An outline that a machine traced is let in all the same: its site was written for the outline
    that people drew.
    """
    keys = plots.cells[SITE_COLUMN].to_numpy(dtype=object)
    uniques, codes = np.unique(keys.astype(str), return_inverse=True)
    why: dict[int, Text] = {}
    for code, key in enumerate(uniques.tolist()):
        if key not in sites.outlines.index:
            continue
        reach = float(sites.reach_m()[key]) + _SLACK_M
        land = shapely.buffer(sites.outlines.geometry[key], reach)
        shapely.prepare(land)
        members = np.flatnonzero(codes == code)
        off = members[~shapely.contains(land, shapes[members])]
        why |= {int(i): _by_how_much(shapes[i], land) for i in off}
    findings = []
    for place in sorted(why):
        name = sites.names.get(str(keys[place]), Text.same(keys[place]))
        severity: Severity | None = "repair" if plots.traced[place] else None
        findings.append(
            plots.finding("OUTSIDE_SITE", place, severity=severity, found=name, why=why[place])
        )
    return abridge(findings)


def _by_how_much(shape: BaseGeometry, land: BaseGeometry) -> Text:
    distance = float(shapely.distance(shape, land))
    if distance > 0:
        return Text("до неё {m} м", "it is {m} m away").fill(m=round(distance))
    over = float(shapely.area(shapely.difference(shape, land)))
    return Text("выходит за неё на {a} м²", "{a} m2 of it lie outside").fill(a=round(over, 1))


def _between(plots: Draft, every: Shapes) -> list[Finding]:
    """
    Say which plots lie on others, and which borders differ by a sliver.

    Plots whose every edge is a neighbour's, or whose box nobody reaches, need no look; a coverage
    test of the others finds the few whose borders do not match; only those are compared in pairs.
    """
    solid = np.flatnonzero(np.isin(shapely.get_type_id(every), (3, 6)))
    shapes = every[solid]
    if len(shapes) < 2:  # noqa: PLR2004  # a pair takes two
        return []
    own = shared_edges.with_own_edges(shapes)
    if not own.size:
        return []
    tree = shapely.STRtree(shapes)
    place, neighbour = tree.query(shapely.box(*_wider(shapes[own])))
    met = own[place] != neighbour
    near = np.unique(np.concatenate([own[place[met]], neighbour[met]]))
    if not near.size:
        return []
    edges = shapely.coverage_invalid_edges(shapes[near], gap_width=_GAP_M)
    suspects = near[~shapely.is_empty(edges) & ~shapely.is_missing(edges)]
    if not suspects.size:
        return []
    left, right = tree.query(shapes[suspects], predicate="dwithin", distance=_GAP_M)
    pairs = np.unique(np.sort(np.column_stack([suspects[left], right]), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    return _compared(plots, shapes, solid, pairs)


def _wider(shapes: Shapes) -> NDArray[np.float64]:
    """Return west, south, east and north of boxes that reach a little past each shape."""
    return np.asarray(shapely.bounds(shapes) + np.array([-_GAP_M, -_GAP_M, _GAP_M, _GAP_M])).T


def _compared(plots: Draft, shapes: Shapes, solid: Ints, pairs: Ints) -> list[Finding]:
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
        *_findings("OVERLAP", plots, solid[pairs[over]], np.round(area[over], 1)),
        *_findings("SLIVER", plots, solid[pairs[thin]], np.round(width[thin] * 1000, 1)),
        *_findings("SLIVER", plots, solid[pairs[near]], np.round(apart[near] * 1000, 1)),
        *_findings("GAP", plots, solid[pairs[far]], np.round(apart[far], 2)),
    ]


def _findings(code: str, plots: Draft, pairs: Ints, measure: NDArray[np.float64]) -> list[Finding]:
    tell = (
        plots.finding(code, i, found=Text.same(plots.ids[j]), expected=value)
        for (i, j), value in zip(pairs.tolist(), measure.tolist(), strict=True)
    )
    return for_rows(pairs[:, 0].tolist(), tell)
