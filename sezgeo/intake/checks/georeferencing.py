"""
Put a delivery on the earth, and doubt what it says of its coordinates.

A system is believed only when the layer then lies in the catalog's area and its plots on their
own sites. Where they do not, the other systems in use are tried, and the one that fits is named; it
is never applied without the user's word.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray
from pandas import Series
from pyproj import CRS

from sezgeo.arrays import Floats, Shapes
from sezgeo.crs import MAP_CRS, WORK_CRS
from sezgeo.i18n import Text
from sezgeo.intake.checks import known_systems
from sezgeo.intake.checks.known_systems import SYSTEMS, System
from sezgeo.intake.checks.site_names import Sites
from sezgeo.intake.findings import Finding, echo, finding
from sezgeo.intake.options import Options
from sezgeo.intake.readers.raw_table import Table
from sezgeo.layers.area import Box
from sezgeo.layers.catalog import Catalog

_SAMPLE = 2000
_MOST = 0.9
_HALF = 0.5
_DEGREES_AT_MOST = 361.0
_SITE_SLACK_M = 1.0
_IN_THE_AREA = ("sites", "planned_sites", "plots", "parcels")


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Shapes in metres, or None where nothing says or nothing can say where they lie."""

    shapes: Shapes | None
    findings: tuple[Finding, ...]


def land(catalog: Catalog, layer: str) -> Box:
    """Return the land a layer may lie on: the catalog's area, or the region around it."""
    return catalog.area.box if layer in _IN_THE_AREA else catalog.area.region


def place(
    table: Table, area: Box, sites: Sites, declared: Series | None, options: Options
) -> Placed:
    """
    Reproject the shapes of a delivery to the working system, if its coordinates can be believed.

    Parameters
    ----------
    area
        Land the layer may lie on.
    declared
        Key of the site each plot says it stands on, where it says so.
    """
    shapes = _swapped(table.shapes) if options.swap_xy else table.shapes
    points, rows = _points(shapes)
    crs, findings = _system(table, points, area, options)
    if crs is None or not len(points):
        return Placed(None, tuple(findings))
    claims = None if declared is None else declared.to_numpy()[rows]
    doubt = _doubt(points, crs, area, _Ground(sites, claims))
    if doubt:
        return Placed(None, (*findings, doubt))
    return Placed(_to_work(shapes, crs), tuple(findings))


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
    table: Table, points: Floats, area: tuple[float, ...], options: Options
) -> tuple[CRS | None, list[Finding]]:
    """Return the system in force: the user's, else the file's."""
    said = known_systems.parse(table.crs) if table.crs else None
    if options.crs:
        return _asked(options.crs, said)
    if not table.crs or "undefined" in table.crs.lower():
        return None, [finding("CRS_MISSING", found=_candidates(points, area))]
    if said is None:
        return None, [finding("CRS_BAD", found=table.crs)]
    return _doubted(said)


def _doubted(said: CRS) -> tuple[CRS | None, list[Finding]]:
    """Return the system that a file declares, if its own words hold together."""
    if _is_local(said):
        return None, [finding("CRS_LOCAL", found=said.name)]
    if known := known_systems.namesake(said):
        own = Text(echo(said.name), echo(said.name))
        return None, [finding("CRS_ALTERED", name=own, expected=known_systems.label(known))]
    if lost := known_systems.lost_shift(said):
        return CRS.from_user_input(lost), [finding("CRS_SHIFT_RESTORED", name=said.name)]
    return said, []


def _asked(text: str, said: CRS | None) -> tuple[CRS | None, list[Finding]]:
    asked = known_systems.parse(text)
    if asked is None or _is_local(asked):
        return None, [finding("CRS_BAD", found=text)]
    asked = CRS.from_user_input(known_systems.lost_shift(asked) or asked)
    if said is None or said.equals(asked, ignore_axis_order=True):
        return asked, []
    found = Text(echo(said.name), echo(said.name))
    return asked, [finding("CRS_OVERRIDDEN", found=found, expected=text)]


def _is_local(crs: CRS) -> bool:
    return crs.is_engineering or not (
        crs.is_geographic or crs.is_projected or crs.is_bound or crs.is_compound
    )


def _candidates(points: Floats, area: tuple[float, ...]) -> Text:
    fits = [one for one in SYSTEMS if _share_inside(one.to_degrees(points), area) >= _MOST]
    swapped = [
        one for one in SYSTEMS if _share_inside(one.to_degrees(points, swapped=True), area) >= _MOST
    ]
    names = [one.name for one in fits] + [
        Text("{name} с переставленными осями", "{name} with axes swapped").fill(name=one.name)
        for one in swapped
    ]
    if not names:
        return Text("ни одна из известных", "none that is known")
    return Text("; ".join(one.ru for one in names[:4]), "; ".join(one.en for one in names[:4]))


def _share_inside(degrees: Floats, area: tuple[float, ...]) -> float:
    west, south, east, north = area
    lon, lat = degrees[:, 0], degrees[:, 1]
    return (
        float(((lon > west) & (lon < east) & (lat > south) & (lat < north)).mean())
        if len(lon)
        else 0.0
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """The sites, and which of them each sampled plot claims."""

    sites: Sites
    claims: NDArray[np.object_] | None

    def share(self, degrees: Floats) -> float | None:
        """Return the share of plots that lie on the site they claim; None where nobody claims."""
        if self.claims is None or self.sites.is_silent:
            return None
        outlines = self.sites.outlines.geometry.buffer(self.sites.reach_m() + _SITE_SLACK_M)
        asked = np.isin(self.claims.astype(str), outlines.index.astype(str))
        fine = asked & np.isfinite(degrees).all(axis=1)
        if not asked.any():
            return None
        points = GeoSeries.from_xy(degrees[fine, 0], degrees[fine, 1], crs=MAP_CRS).to_crs(WORK_CRS)
        own = outlines.loc[self.claims[fine]]
        return float(shapely.intersects(own.to_numpy(), points.to_numpy()).sum() / asked.sum())


def _doubt(points: Floats, crs: CRS, area: tuple[float, ...], ground: _Ground) -> Finding | None:
    """Return the reason not to believe the system, or None."""
    own = System(Text(known_systems.label(crs), known_systems.label(crs)), crs)
    here = own.to_degrees(points)
    if _share_inside(here, area) < _HALF:
        return _elsewhere(points, own, here, area)
    share = ground.share(here)
    if share is None or share >= _MOST:
        return None
    better = _better(points, area, ground, max(share, _HALF))
    if better is None:
        return None
    system, swapped = better
    return _said(points, own, here, system, swapped=swapped or _same_crs(system, own))


def _same_crs(one: System, other: System) -> bool:
    return not one.cut_prefix and CRS.from_user_input(one.crs).equals(
        CRS.from_user_input(other.crs), ignore_axis_order=True
    )


def _elsewhere(points: Floats, own: System, here: Floats, area: tuple[float, ...]) -> Finding:
    """Say why a layer that lands outside Moscow does so."""
    if _share_inside(own.to_degrees(points, swapped=True), area) >= _HALF:
        return _said(points, own, here, own, swapped=True)
    for swapped in (False, True):
        for system in SYSTEMS:
            if _share_inside(system.to_degrees(points, swapped=swapped), area) >= _MOST:
                return _said(points, own, here, system, swapped=swapped)
    return _said(points, own, here, None, swapped=False)


def _better(
    points: Floats, area: tuple[float, ...], ground: _Ground, than: float
) -> tuple[System, bool] | None:
    """Return the reading that puts most plots on their sites, if it is clearly better."""
    best, found = than, None
    for system in SYSTEMS:
        for swapped in (False, True):
            degrees = system.to_degrees(points, swapped=swapped)
            if _share_inside(degrees, area) < _MOST:
                continue
            share = ground.share(degrees) or 0.0
            if share >= _MOST and share > best:
                best, found = share, (system, swapped)
    return found


def _said(
    points: Floats, own: System, here: Floats, system: System | None, *, swapped: bool
) -> Finding:
    looks = _shown(points)
    if swapped and system is not None and _one_family(system, own):
        return finding("CRS_AXIS_SWAPPED", found=looks, expected=Text("Москве", "Moscow"))
    expected = (
        Text("ни на одну из известных", "none that is known") if system is None else system.name
    )
    if swapped:
        expected = Text("{n} с переставленными осями", "{n} with axes swapped").fill(n=expected)
    in_degrees = bool(np.nanmax(np.abs(points)) < _DEGREES_AT_MOST)
    if in_degrees != CRS.from_user_input(own.crs).is_geographic:
        return finding("CRS_CONTRADICTED", found=looks, name=own.name, expected=expected)
    return finding("CRS_OUT_OF_AREA", found=_where(here), name=own.name, expected=expected)


def _one_family(system: System, own: System) -> bool:
    """Tell whether both count degrees or both count metres: then swapping alone explains it."""
    kinds = [CRS.from_user_input(one.crs).is_geographic for one in (system, own)]
    return kinds[0] == kinds[1]


def _shown(points: Floats) -> Text:
    x, y = np.median(points, axis=0)
    digits = 4 if max(abs(x), abs(y)) < _DEGREES_AT_MOST else 0
    said = f"x={x:.{digits}f} y={y:.{digits}f}"
    return Text(said, said)


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
