"""
Questions asked before a delivery replaces what is there.

A delivery can be flawless and still be the wrong one: a part sent as the whole, last year's file,
coordinates that all slipped. Each of these is refused until a person confirms it, by number where
features would go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from geopandas import GeoDataFrame

from sezgeo.intake.findings import Finding, finding, listing
from sezgeo.intake.known_sites import SITE_COLUMN
from sezgeo.layers.contract import Schema
from sezgeo.layers.versions.changes import Changes, common_shift, difference

REMOVALS_SHARE = 0.05
"""Share of a layer's features that a delivery may take away without being asked."""


def removals(
    old: GeoDataFrame, new: GeoDataFrame, changes: Changes, *, confirmed: int | None
) -> Iterator[Finding]:
    """
    Ask about many features, or a whole site, that would go.

    Parameters
    ----------
    old, new
        Canonical frames.
    changes
        The difference between them.
    confirmed
        Number of removals that the sender of the command expects.
    """
    n = len(changes.removed)
    if confirmed == n:
        return
    names = listing(changes.removed)
    if confirmed is not None:
        yield finding("REMOVALS_MISCOUNTED", expected=confirmed, found=n, names=names)
        return
    if lost := _sites(old) - _sites(new):
        yield finding("SITE_LOST", found=n, names=listing(sorted(lost)))
    if n > REMOVALS_SHARE * len(old):
        yield finding("REMOVALS_MANY", found=n, expected=len(old), names=names)


def _sites(frame: GeoDataFrame) -> set[str]:
    return set(frame[SITE_COLUMN].dropna().unique()) if SITE_COLUMN in frame.columns else set()


def older_version(
    new: GeoDataFrame, versions: Iterable[tuple[int, GeoDataFrame]], *, current: int, key: str
) -> Iterator[Finding]:
    """
    Ask about a delivery that says what a version of before said, to the noise of a writer.

    Parameters
    ----------
    new
        What would become the new version.
    versions
        Earlier versions that may be the same, the likeliest first.
    current
        Number of the version in force.
    key
        Column that names a feature.
    """
    for number, frame in versions:
        if difference(frame, new, key=key).is_empty:
            yield finding("OLDER_VERSION", found=number, expected=current)
            return


def shift(old: GeoDataFrame, new: GeoDataFrame, *, key: str) -> Iterator[Finding]:
    """Ask about one movement common to all features."""
    if common := common_shift(old, new, key=key):
        yield finding(
            "COMMON_SHIFT", found=common.distance_m, east=common.east_m, north=common.north_m
        )


def confirm(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Let questions pass that a person has answered with yes; they are still told."""
    for question in findings:
        yield replace(question, severity="info")


def emptied(old: GeoDataFrame, new: GeoDataFrame, schema: Schema) -> Iterator[Finding]:
    """Tell of columns that held something and would be empty."""
    for name in schema.columns:
        if name in old.columns and name not in new.columns and len(new):
            yield finding("COLUMN_EMPTIED", column=name, found=int(old[name].notna().sum()))
