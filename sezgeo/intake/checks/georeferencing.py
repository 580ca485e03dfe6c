"""
Put a delivery on the earth, and doubt what it says of its coordinates.

A system is believed only when the layer then lies in the catalog's area and its plots on their
own sites. Where they do not, the other systems in use are tried, and the one that fits is named; it
is never applied without the user's word.
"""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sezgeo.arrays import Bools, Floats, Shapes
from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.i18n import Text
from sezgeo.intake.checks import known_systems
from sezgeo.intake.checks.geometry import all_finite, six_digits
from sezgeo.intake.checks.known_systems import SYSTEMS, System
from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, echo, finding
from sezgeo.intake.known_sites import SITE_COLUMN, Sites
from sezgeo.intake.options import Options
from sezgeo.layers.area import Box
from sezgeo.layers.catalog import Catalog

_SAMPLE = 2000
_MOST = 0.9
_HALF = 0.5
_DEGREES_AT_MOST = 361.0
_SITE_SLACK_M = 1.0
_SWAPPED = Text("{name} с переставленными осями", "{name} with axes swapped")
_IN_THE_AREA = ("sites", "planned_sites", "plots", "parcels")


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Reproject the shapes to the working system, if their coordinates can be believed."""
    options = context.options
    shapes = _swapped(draft.shapes) if options.swap_xy else draft.shapes
    points, rows = _points(shapes)
    area = land(context.catalog, context.schema.name)
    crs, findings = _system(context.raw.crs, points, area, options)
    if crs is None or not len(points):
        return draft, findings
    if doubt := _doubt(points, crs, area, _Claims(context.sites, _claimed(draft, context, rows))):
        return draft, [*findings, doubt]
    ground, lost = _landed(_to_work(shapes, crs), draft)
    return replace(draft, ground=ground, reported=draft.reported | lost), [
        *findings,
        *_lost(lost, draft),
    ]


def land(catalog: Catalog, layer: str) -> Box:
    """Return the land a layer may lie on: the catalog's area, or the region around it."""
    return catalog.area.box if layer in _IN_THE_AREA else catalog.area.region


def _claimed(draft: Draft, context: Context, rows: NDArray[np.int64]) -> NDArray[np.object_] | None:
    """Return the site each of some plots says it stands on; None where they say nothing of it."""
    if SITE_COLUMN not in draft.cells or context.schema.key == SITE_COLUMN:
        return None
    return np.asarray(draft.cells[SITE_COLUMN].to_numpy()[rows], dtype=object)


def _landed(ground: Shapes, draft: Draft) -> tuple[Shapes, Bools]:
    """Take out shapes that did not come through: the system's grid ends before their vertices."""
    there = ~shapely.is_missing(ground) & ~shapely.is_empty(ground)
    lost = there & ~draft.reported & ~all_finite(ground, shapely.bounds(ground))
    if lost.any():
        ground = ground.copy()
        ground[lost] = None
    return ground, np.asarray(lost)


def _lost(lost: Bools, draft: Draft) -> list[Finding]:
    farthest = np.abs(shapely.bounds(draft.shapes)).max(axis=1)
    return draft.findings("COORD_RANGE", lost, lambda i: {"found": six_digits(farthest[i])})


def _swapped(shapes: Shapes) -> Shapes:
    return np.asarray(shapely.transform(shapes, lambda xy: xy[:, ::-1]), dtype=object)


def _points(shapes: Shapes) -> tuple[Floats, NDArray[np.int64]]:
    """Return the middle of each shape's box, for a sample of them, and their rows."""
    boxes = shapely.bounds(shapes)
    rows = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    rows = rows[:: max(1, len(rows) // _SAMPLE)]
    box = boxes[rows]
    return (box[:, :2] + box[:, 2:]) / 2, rows


def _system(
    declaration: str | None, points: Floats, area: Box, options: Options
) -> tuple[CRS | None, list[Finding]]:
    """Return the system in force: the user's, else the one the file declares."""
    declared = known_systems.parse(declaration) if declaration else None
    if options.crs:
        return _users(options.crs, declared)
    if not declaration or "undefined" in declaration.lower():
        return None, [finding("CRS_MISSING", found=_candidates(points, area))]
    if declared is None:
        return None, [finding("CRS_BAD", found=declaration)]
    return _files(declared)


def _files(declared: CRS) -> tuple[CRS | None, list[Finding]]:
    """Return the system that a file declares, if its own words hold together."""
    if _is_local(declared):
        return None, [finding("CRS_LOCAL", found=declared.name)]
    if known := known_systems.namesake(declared):
        name = Text.same(echo(declared.name))
        return None, [finding("CRS_ALTERED", name=name, expected=known_systems.label(known))]
    if lost := known_systems.lost_shift(declared):
        return CRS.from_user_input(lost), [finding("CRS_SHIFT_RESTORED", name=declared.name)]
    return declared, []


def _users(text: str, declared: CRS | None) -> tuple[CRS | None, list[Finding]]:
    """Return the system that the user named; say so where the file declares another."""
    named = known_systems.parse(text)
    if named is None or _is_local(named):
        return None, [finding("CRS_BAD", found=text)]
    crs = CRS.from_user_input(known_systems.lost_shift(named) or named)
    if declared is None or declared.equals(crs, ignore_axis_order=True):
        return crs, []
    name = Text.same(echo(declared.name))
    return crs, [finding("CRS_OVERRIDDEN", found=name, expected=text)]


def _is_local(crs: CRS) -> bool:
    return crs.is_engineering or not (
        crs.is_geographic or crs.is_projected or crs.is_bound or crs.is_compound
    )


def _candidates(points: Floats, area: Box) -> Text:
    """Name the systems that would put the points into the area."""
    names = [
        _SWAPPED.fill(name=system.name) if swapped else system.name
        for swapped in (False, True)
        for system in SYSTEMS
        if _share_inside(system.to_degrees(points, swapped=swapped), area) >= _MOST
    ]
    return (
        Text.join("; ", names[:4]) if names else Text("ни одна из известных", "none that is known")
    )


def _share_inside(degrees: Floats, area: Box) -> float:
    west, south, east, north = area
    lon, lat = degrees[:, 0], degrees[:, 1]
    return (
        float(((lon > west) & (lon < east) & (lat > south) & (lat < north)).mean())
        if len(lon)
        else 0.0
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Claims:
    """The sites, and which of them each sampled plot claims."""

    sites: Sites
    keys: NDArray[np.object_] | None

    def share(self, degrees: Floats) -> float | None:
        """Return the share of plots that lie on the site they claim; None where nobody claims."""
        if self.keys is None or self.sites.is_silent:
            return None
        outlines = self.sites.outlines.geometry.buffer(self.sites.reach_m() + _SITE_SLACK_M)
        known = np.isin(self.keys.astype(str), outlines.index.astype(str))
        fine = known & np.isfinite(degrees).all(axis=1)
        if not known.any():
            return None
        points = GeoSeries.from_xy(degrees[fine, 0], degrees[fine, 1], crs=MAP_CRS).to_crs(WORK_CRS)
        own = outlines.loc[self.keys[fine]]
        return float(shapely.intersects(own.to_numpy(), points.to_numpy()).sum() / known.sum())


def _doubt(points: Floats, crs: CRS, area: Box, claims: _Claims) -> Finding | None:
    """Return the reason not to believe the system, or None."""
    own = System(Text.same(known_systems.label(crs)), crs)
    here = own.to_degrees(points)
    if _share_inside(here, area) < _HALF:
        return _elsewhere(points, own, here, area)
    share = claims.share(here)
    if share is None or share >= _MOST:
        return None
    better = _better(points, area, claims, max(share, _HALF))
    if better is None:
        return None
    system, swapped = better
    return _finding(points, own, here, system, swapped=swapped or _same_crs(system, own))


def _same_crs(system: System, own: System) -> bool:
    return not system.cut_prefix and CRS.from_user_input(system.crs).equals(
        CRS.from_user_input(own.crs), ignore_axis_order=True
    )


def _elsewhere(points: Floats, own: System, here: Floats, area: Box) -> Finding:
    """Say why a layer that lands outside Moscow does so."""
    if _share_inside(own.to_degrees(points, swapped=True), area) >= _HALF:
        return _finding(points, own, here, own, swapped=True)
    for swapped in (False, True):
        for system in SYSTEMS:
            if _share_inside(system.to_degrees(points, swapped=swapped), area) >= _MOST:
                return _finding(points, own, here, system, swapped=swapped)
    return _finding(points, own, here, None, swapped=False)


def _better(points: Floats, area: Box, claims: _Claims, than: float) -> tuple[System, bool] | None:
    """Return the reading that puts most plots on their sites, if it is clearly better."""
    best, reading = than, None
    for system in SYSTEMS:
        for swapped in (False, True):
            degrees = system.to_degrees(points, swapped=swapped)
            if _share_inside(degrees, area) < _MOST:
                continue
            share = claims.share(degrees) or 0.0
            if share >= _MOST and share > best:
                best, reading = share, (system, swapped)
    return reading


def _finding(
    points: Floats, own: System, here: Floats, system: System | None, *, swapped: bool
) -> Finding:
    looks = _shown(points)
    if swapped and system is not None and _one_family(system, own):
        return finding("CRS_AXIS_SWAPPED", found=looks, expected=Text("Москве", "Moscow"))
    expected = (
        Text("ни на одну из известных", "none that is known") if system is None else system.name
    )
    if swapped:
        expected = _SWAPPED.fill(name=expected)
    in_degrees = bool(np.nanmax(np.abs(points)) < _DEGREES_AT_MOST)
    if in_degrees != CRS.from_user_input(own.crs).is_geographic:
        return finding("CRS_CONTRADICTED", found=looks, name=own.name, expected=expected)
    return finding("CRS_OUT_OF_AREA", found=_where(here), name=own.name, expected=expected)


def _one_family(system: System, own: System) -> bool:
    """Tell whether both count degrees or both count metres: then swapping alone explains it."""
    return len({CRS.from_user_input(each.crs).is_geographic for each in (system, own)}) == 1


def _shown(points: Floats) -> Text:
    x, y = np.median(points, axis=0)
    digits = 4 if max(abs(x), abs(y)) < _DEGREES_AT_MOST else 0
    return Text.same(f"x={x:.{digits}f} y={y:.{digits}f}")


def _where(degrees: Floats) -> Text:
    fine = degrees[np.isfinite(degrees).all(axis=1)]
    if not len(fine):
        return Text("вне Земли", "off the earth")
    lon, lat = np.median(fine, axis=0)
    return Text(f"{lat:.3f}° с. ш., {lon:.3f}° в. д.", f"{lat:.3f}°N {lon:.3f}°E")


def _to_work(shapes: Shapes, crs: CRS) -> Shapes:
    if crs.equals(CRS.from_user_input(WORK_CRS), ignore_axis_order=True):
        return shapes
    series = gpd.GeoSeries(shapes, crs=crs)
    return np.asarray(series.to_crs(WORK_CRS).to_numpy(), dtype=object)
