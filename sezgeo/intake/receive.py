"""
The way of a delivery: from bytes of a stranger to a layer's table, or to a list of reasons.

Nothing is written outside the work folder, and every problem that can be told in one pass is.
"""

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sezgeo.arrays import Shapes
from sezgeo.crs import WORK_CRS
from sezgeo.i18n import Text
from sezgeo.intake.checks import (
    areas,
    cadastre,
    cells,
    columns,
    geometry,
    georeferencing,
    ids,
    overlaps,
    precision,
    site_names,
)
from sezgeo.intake.checks.contract import tell as tell_breaches
from sezgeo.intake.delivery import private_copy
from sezgeo.intake.delivery.layer_file import choose
from sezgeo.intake.findings import (
    Finding,
    Outcome,
    UnreadableError,
    finding,
    for_rows,
    ordered,
    outcome,
)
from sezgeo.intake.options import Options
from sezgeo.intake.readers import read as reader
from sezgeo.intake.readers.raw_table import Table
from sezgeo.layers.catalog import Catalog
from sezgeo.layers.contract import Schema

_PLOTS = "plots"
_SURVEYED = ("plots", "parcels")


@dataclass(frozen=True, slots=True, eq=False)
class Reception:
    """
    What became of a delivery.

    Attributes
    ----------
    outcome
        `accept`, `repair` (accepted, and something must be known) or `refuse`.
    findings
        Everything there is to say, the most decisive first.
    frame
        The layer in EPSG:32637 under the contract's column names; None where refused.
    extra
        Columns the contract does not know, row by row with `frame`.
    sha256
        Hash of what was sent; empty where nothing could be read.
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    frame: GeoDataFrame | None
    extra: DataFrame
    sha256: str


def receive(
    catalog: Catalog,
    layer_name: str,
    path: Path,
    *,
    options: Options | None = None,
    work: Path | None = None,
) -> Reception:
    """
    Read, doubt and check a delivery for one layer.

    Parameters
    ----------
    catalog
        Folder of layers the delivery is for.
    layer_name
        Layer it is to become.
    path
        File, folder or archive that was sent.
    options
        What the user decided.
    work
        Empty private folder to work in; a temporary one by default.

    Raises
    ------
    UnknownNameError
        If the catalog has no such layer.
    """
    schema = catalog.schema(layer_name)
    options = options or Options()
    sha256 = ""
    with _uncollected(), _private(work) as folder:
        try:
            sent, unpacked = folder / "sent", folder / "unpacked"
            sent.mkdir()
            unpacked.mkdir()
            taken = private_copy.receive(path, sent)
            sha256 = taken.sha256
            source = choose(taken, unpacked, member=options.member)
            table = reader.read(source, layer_name, encoding=options.encoding)
        except UnreadableError as stop:
            return Reception("refuse", ordered(stop.findings), None, pd.DataFrame(), sha256)
        return _checked(catalog, schema, table, options, sha256)


@contextmanager
def _uncollected() -> Iterator[None]:
    """
    Put off the search for cycles of garbage while a table is read.

    A table is millions of new objects and not one cycle among them; looking for some at every
    seven hundredth costs as much as the reading.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _private(work: Path | None) -> Iterator[Path]:
    if work is not None:
        yield work
        return
    with tempfile.TemporaryDirectory(prefix="sezgeo-intake-") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A delivery on its way to a layer."""

    cells: DataFrame
    shapes: Shapes
    told: NDArray[np.bool_]
    rows: NDArray[np.int64]
    ids: NDArray[np.object_]


def _checked(
    catalog: Catalog, schema: Schema, table: Table, options: Options, sha256: str
) -> Reception:
    """Check everything about a table that can be read."""
    if not len(table):
        return _reception([*table.findings, finding("EMPTY_LAYER")], None, pd.DataFrame(), sha256)
    sites = site_names.known(catalog)
    to_settle = table.cadastral and schema.name == _PLOTS and not sites.is_silent
    supplied = ("site", "status") if to_settle else ("site",) if options.site else ()
    matched = columns.match(table, schema, options.map, supplied=supplied)
    read, said = _cells(matched, schema, sites, options, table.numbers())
    keys = read[schema.key] if schema.key in read else pd.Series([None] * len(table), dtype=object)
    ids_known = keys.to_numpy(dtype=object)
    shapes, more = geometry.flat(table.shapes)
    fine = geometry.possible(shapes, table.spoken(), table.numbers(), ids_known)
    findings = [*table.findings, *matched.findings, *said, *more, *fine.findings]
    findings += precision.of(fine.shapes) if schema.name in _SURVEYED else []
    claims = read["site"] if "site" in read and schema.key != "site" else None
    placed = georeferencing.place(
        _replaced(table, fine.shapes),
        georeferencing.land(catalog, schema.name),
        sites,
        claims,
        options,
    )
    findings += placed.findings
    told, ground = fine.told, placed.shapes
    if ground is not None:
        near = geometry.landed(ground, fine.shapes, told, table.numbers(), ids_known)
        told, ground = near.told, near.shapes
        findings += near.findings
    draft = _Draft(read, fine.shapes, told, table.numbers(), ids_known)
    extra = matched.extra
    if to_settle and ground is not None:
        settled = cadastre.settle(read, ground, sites, catalog)
        findings += settled.findings
        draft, ground, extra = _only(settled, draft, ground, extra)
        if not len(ground):
            return _reception([*findings, finding("EMPTY_LAYER")], None, extra, sha256)
    frame, rest = _on_the_ground(schema, draft, ground, sites, options)
    findings += _cadastral(rest) if table.cadastral else rest
    return _reception(findings, frame, extra, sha256)


def _only(
    settled: cadastre.Settled, draft: _Draft, ground: Shapes, extra: DataFrame
) -> tuple[_Draft, Shapes, DataFrame]:
    """Keep the rows that were settled."""
    kept = settled.kept
    cells_kept = settled.cells[kept].reset_index(drop=True)
    fewer = _Draft(
        cells_kept, draft.shapes[kept], draft.told[kept], draft.rows[kept], draft.ids[kept]
    )
    return fewer, ground[kept], extra[kept].reset_index(drop=True)


def _cadastral(findings: list[Finding]) -> list[Finding]:
    """Let the cadastre disagree with itself about areas: it is the register, and is told so."""
    return [
        replace(one, severity="repair") if one.code == "AREA_DISAGREES" else one for one in findings
    ]


def _replaced(table: Table, shapes: Shapes) -> Table:
    return Table(table.cells, shapes, table.crs, table.names)


def _reception(
    findings: list[Finding], frame: GeoDataFrame | None, extra: DataFrame, sha256: str
) -> Reception:
    result = outcome(findings)
    if result == "accept":
        findings = [finding("OK"), *findings]
    told = ordered(findings)
    if result == "accept":
        told = tuple(sorted(told, key=lambda one: one.code != "OK"))
    return Reception(result, told, None if result == "refuse" else frame, extra, sha256)


def _cells(
    matched: columns.Matched,
    schema: Schema,
    sites: site_names.Sites,
    options: Options,
    rows: NDArray[np.int64],
) -> tuple[DataFrame, list[Finding]]:
    """Read every column of the contract."""
    made: dict[str, Series] = {}
    findings: list[Finding] = []
    for name in matched.cells.columns:
        column, values = schema.columns[name], matched.cells[name]
        if name == "site" and not (sites.may_be_new and schema.key == "site"):
            cleaned = cells.texts(name, values, rows)
            result = site_names.keys(name, cleaned.values, sites, rows)
            findings += cleaned.findings
        elif name == schema.key:
            result = ids.read(name, values, column, rows)
        else:
            result = cells.read(name, values, column, loose=name in matched.loose, rows=rows)
        made[name] = result.values
        findings += result.findings
    if options.site and "site" in schema.columns and "site" not in made:
        made["site"] = pd.Series([options.site] * len(rows), dtype=object)
    return pd.DataFrame(made, index=range(len(rows))), findings


def _on_the_ground(
    schema: Schema,
    draft: _Draft,
    shapes: Shapes | None,
    sites: site_names.Sites,
    options: Options,
) -> tuple[GeoDataFrame | None, list[Finding]]:
    """Check what needs a place on the earth; without one, check the rest all the same."""
    if shapes is None:
        return None, tell_breaches(
            schema, _frame(draft.cells, draft.shapes), draft.rows, draft.told
        )
    mended = geometry.mend(
        shapes, draft.told, draft.rows, draft.ids, allow=options.allow,
        least_area_m2=geometry.LEAST_PLOT_M2 if schema.name == _PLOTS else 0.0,
    )  # fmt: skip
    frame = _frame(draft.cells, mended.shapes)
    spoken = mended.told | _spoken(mended.findings, draft.rows)
    breaches = tell_breaches(schema, frame, draft.rows, spoken, mended.valid)
    findings = [*mended.findings, *breaches]
    usable = ~spoken & ~shapely.is_missing(mended.shapes) & ~shapely.is_empty(mended.shapes)
    if "area_m2" in frame:
        findings += _area_findings(draft, mended.shapes, frame["area_m2"], usable)
    if schema.name == _PLOTS:
        findings += _between(draft, mended.shapes, frame, sites, usable)
    return frame, _softened(findings)


def _softened(findings: list[Finding]) -> list[Finding]:
    """
    Let a machine-traced outline in: what disagrees with it is told but refuses nothing.

    Its stated area and site were written for the outline that people drew, so they say little
    about this one; the reader sees that they differ.
    """
    heavy = {one.row for one in findings if one.code == "GEOM_HEAVY"}
    soft = ("AREA_DISAGREES", "OUTSIDE_SITE")
    return [
        replace(one, severity="repair") if one.row in heavy and one.code in soft else one
        for one in findings
    ]


def _frame(table: DataFrame, shapes: Shapes) -> GeoDataFrame:
    return gpd.GeoDataFrame(table.copy(), geometry=gpd.GeoSeries(shapes, crs=WORK_CRS))


def _spoken(findings: tuple[Finding, ...], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    refused = [one.row for one in findings if one.row and one.severity == "refuse"]
    return np.asarray(np.isin(rows, refused))


def _area_findings(
    draft: _Draft, shapes: Shapes, stated: Series, usable: NDArray[np.bool_]
) -> list[Finding]:
    asked = usable & (stated.to_numpy() >= 0)
    off = asked & areas.disagreeing(stated, shapes)
    beside = asked & ~off & areas.standing_out(stated, shapes)
    agree = Text(", а у других участков сходится", ", and the other plots agree")

    def tell(i: int) -> Finding:
        said, drawn = float(stated.iloc[i]), float(shapes[i].area)
        return finding(
            "AREA_DISAGREES", severity="refuse" if off[i] else "repair", row=int(draft.rows[i]),
            id=str(draft.ids[i] or ""), column="area_m2", found=said, expected=drawn,
            why=areas.slip(said, drawn) if off[i] else agree,
        )  # fmt: skip

    told = [np.flatnonzero(rows).tolist() for rows in (off, beside)]
    return [one for rows in told for one in for_rows(rows, map(tell, rows))]


def _between(
    draft: _Draft,
    shapes: Shapes,
    frame: GeoDataFrame,
    sites: site_names.Sites,
    usable: NDArray[np.bool_],
) -> list[Finding]:
    ground = overlaps.Ground(shapes[usable], draft.ids[usable], draft.rows[usable])
    findings = overlaps.overlaps(ground)
    if sites.is_silent:
        return [*findings, finding("SITE_UNCHECKED")]
    if "site" in frame:
        findings += overlaps.outside(ground, frame["site"][usable], sites)
    return findings
