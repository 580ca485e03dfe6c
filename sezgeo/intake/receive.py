"""
The way of a delivery: from bytes of a stranger to a layer's table, or to a list of reasons.

Nothing is written outside the work folder, and every problem that can be told in one pass is:
`CHECKS` are run in their order over what could be read.
"""

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from sezgeo.intake.checks import (
    areas,
    cadastre,
    cells,
    columns,
    contract,
    geometry,
    georeferencing,
    ids,
    overlaps,
    precision,
    site_names,
)
from sezgeo.intake.delivery import private_copy
from sezgeo.intake.delivery.layer_file import choose
from sezgeo.intake.draft import Check, Context, Draft
from sezgeo.intake.findings import (
    Finding,
    ImportOutcome,
    UnreadableError,
    finding,
    ordered,
    outcome,
)
from sezgeo.intake.known_sites import known_sites
from sezgeo.intake.options import Options
from sezgeo.intake.readers import read as reader
from sezgeo.layers.catalog import Catalog

CHECKS: tuple[Check, ...] = (
    columns.check,
    cells.check,
    site_names.check,
    ids.check,
    geometry.check_coordinates,
    precision.check,
    georeferencing.check,
    cadastre.check,
    geometry.check_outlines,
    contract.check,
    areas.check,
    overlaps.check,
)
"""What is looked at, in this order: each check finds the table as those before it left it."""


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

    outcome: ImportOutcome
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
            copies = private_copy.receive(path, sent)
            sha256 = copies.sha256
            source = choose(copies, unpacked, member=options.member)
            raw = reader.read(source, layer_name, encoding=options.encoding)
        except UnreadableError as stop:
            return Reception("refuse", ordered(stop.findings), None, pd.DataFrame(), sha256)
        context = Context(catalog, schema, options, known_sites(catalog), raw)
        return _checked(context, sha256)


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


def _checked(context: Context, sha256: str) -> Reception:
    """Check everything about a table that can be read."""
    draft = Draft.begin(context.raw)
    findings = list(context.raw.findings)
    for check in CHECKS:
        if not len(draft):
            return _reception([*findings, finding("EMPTY_LAYER")], draft, sha256)
        draft, more = check(draft, context)
        findings += more
    return _reception(findings, draft, sha256)


def _reception(findings: list[Finding], draft: Draft, sha256: str) -> Reception:
    result = outcome(findings)
    ok = (finding("OK"),) if result == "accept" else ()
    refused = result == "refuse" or draft.ground is None
    frame = None if refused else draft.frame()
    return Reception(result, (*ok, *ordered(findings)), frame, draft.extra, sha256)
