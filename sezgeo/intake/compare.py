"""
What a delivery would do: received, compared with the current version, and asked about.

Nothing is written here, so a dry run ends here too.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
from geopandas import GeoDataFrame

from sezgeo.i18n import Text
from sezgeo.intake.checks import confirmations
from sezgeo.intake.findings import Finding, ImportOutcome, finding, listing, ordered, outcome
from sezgeo.intake.known_sites import SITE_COLUMN, known_sites, normalise
from sezgeo.intake.options import Request
from sezgeo.intake.receive import Reception
from sezgeo.layers import Catalog, Schema
from sezgeo.layers.history import State, state
from sezgeo.layers.store.store import SEED
from sezgeo.layers.versions.canonical import canonical, content_sha256
from sezgeo.layers.versions.changes import Changes, difference, with_still_outlines

StepCallback = Callable[[Text], object]

RECEIVING = Text("Чтение и проверка поставки данных", "Reading and checking the delivery")
_COMPARED = 10
"""Versions of the same size that a delivery is compared with, to know an old one again."""

COMPARING = Text("Сравнение с действующей версией", "Comparing with the current version")


@dataclass(frozen=True, slots=True, eq=False)
class ImportPlan:
    """
    A delivery compared with what is there, before anything is written.

    Attributes
    ----------
    base
        The version in force.
    content, kept_content
        Hash of what was sent, and of what would be kept: they differ where outlines that moved
        by no more than noise stay as they are.
    frame
        What would be kept; None where nothing could be compared.
    """

    schema: Schema
    reception: Reception
    base: State
    findings: tuple[Finding, ...]
    content: str = ""
    kept_content: str = ""
    frame: GeoDataFrame | None = None
    changes: Changes | None = None

    @property
    def outcome(self) -> ImportOutcome:
        """Return what the findings together mean for the delivery."""
        return outcome(self.findings)


def with_site_key(request: Request, catalog: Catalog) -> Request:
    """Replace the name of a site by its key, however it was written."""
    name = request.options.site
    if not name:
        return request
    key = known_sites(catalog).spellings.get(normalise(name), name)
    return replace(request, options=replace(request.options, site=key))


def compare(
    catalog: Catalog,
    schema: Schema,
    read: Callable[[], Reception],
    request: Request,
    *,
    step: StepCallback,
) -> ImportPlan:
    """
    Receive a delivery and compare it with the current version.

    Parameters
    ----------
    catalog, schema
        Folder of layers, and the contract of the layer.
    read
        Receives the delivery.
    request
        Who asks, and what they have confirmed.
    step
        Told the name of each step as it begins.

    Raises
    ------
    StoreError
        If the current version is damaged.
    """
    step(RECEIVING)
    reception = read()
    step(COMPARING)
    base = state(catalog, schema.name)
    plan = ImportPlan(schema, reception, base, reception.findings)
    if reception.frame is None or plan.outcome == "refuse":
        return plan
    sent = canonical(reception.frame, schema)
    obstacles = tuple(_site_findings(base.frame, sent, schema, request.options.site or ""))
    if obstacles:
        return replace(plan, findings=in_order((*reception.findings, *obstacles)))
    return _compared(
        plan, _in_place(base.frame, sent, schema, request.options.site or ""), catalog, request
    )


def _site_findings(
    old: GeoDataFrame, sent: GeoDataFrame, schema: Schema, site: str
) -> Iterator[Finding]:
    """Tell why a delivery cannot replace one site only."""
    if not site:
        return
    column = SITE_COLUMN
    if column not in schema.columns or column == schema.key:
        yield finding("SITE_OPTION", found=site, names=Text.same("—"))
        return
    known = set(sent[column].dropna().unique()).union(old[column].dropna() if column in old else ())
    if site not in known:
        yield finding("SITE_OPTION", found=site, names=listing(sorted(known)))
        return
    if others := set(sent[column].dropna().unique()) - {site}:
        yield finding("SITE_OTHER", expected=site, names=listing(sorted(others)))
    elif elsewhere := set(sent[schema.key]) & set(_elsewhere(old, site)[schema.key]):
        yield finding("ID_TAKEN", names=listing(sorted(elsewhere)))


def _elsewhere(old: GeoDataFrame, site: str) -> GeoDataFrame:
    if SITE_COLUMN not in old.columns:
        return old
    return gpd.GeoDataFrame(old[old[SITE_COLUMN] != site])


def _in_place(old: GeoDataFrame, sent: GeoDataFrame, schema: Schema, site: str) -> GeoDataFrame:
    """Return what the layer would hold: the delivery, or the delivery among the other sites."""
    stays = _elsewhere(old, site) if site else old.iloc[:0]
    if stays.empty:
        return sent
    both = pd.concat([stays, sent], ignore_index=True)
    return canonical(gpd.GeoDataFrame(both, geometry="geometry", crs=sent.crs), schema)


def _compared(
    plan: ImportPlan, new: GeoDataFrame, catalog: Catalog, request: Request
) -> ImportPlan:
    old, key = plan.base.frame, plan.schema.key
    content = content_sha256(new)
    changes = difference(old, new, key=key)
    kept = with_still_outlines(old, new, key=key)
    findings = [
        *plan.reception.findings,
        *_questions(replace(plan, content=content, changes=changes), new, catalog, request),
        *confirmations.emptied(old, new, plan.schema),
    ]
    expected = request.options.confirm_removals or None
    if not request.options.site or expected is not None:
        findings += confirmations.removals(old, new, changes, confirmed=expected)
    kept_content = content
    if n := int((~kept.geom_equals_exact(new, 0.0, align=False)).sum()):
        findings.append(finding("OUTLINES_KEPT", found=n))
        kept_content = content_sha256(kept)
    if changes.is_empty:
        findings.append(finding("NO_CHANGE", found=plan.base.version))
    return replace(
        plan,
        findings=in_order(findings),
        content=content,
        kept_content=kept_content,
        frame=kept,
        changes=changes,
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order findings; `OK` comes first, and only where nothing has to be known."""
    rest = [each for each in ordered(findings) if each.code != "OK"]
    ok = [each for each in findings if each.code == "OK"]
    return (*ok, *rest) if outcome(rest) == "accept" else tuple(rest)


def _questions(
    plan: ImportPlan, new: GeoDataFrame, catalog: Catalog, request: Request
) -> Iterator[Finding]:
    """Ask whether an older version and a shift of everything are meant, unless it was said."""
    current, key = plan.base.version, plan.schema.key
    changed = plan.changes is not None and not plan.changes.is_empty
    earlier = _earlier(plan.base, catalog, new, plan.content) if changed else ()
    older = confirmations.older_version(new, earlier, current=current, key=key)
    yield from confirmations.confirm(older) if request.options.confirm_older else older
    moved = confirmations.shift(plan.base.frame, new, key=key)
    yield from confirmations.confirm(moved) if request.options.confirm_shift else moved


def _earlier(
    base: State, catalog: Catalog, new: GeoDataFrame, content: str
) -> Iterator[tuple[int, GeoDataFrame]]:
    """
    Yield the versions of before that may hold the same: by hash, then the last ones of its size.

    A version is read only when it is asked for.
    """
    if base.version == SEED:
        return
    store = catalog.store
    versions = {version.id: version for version in store.versions(base.layer)}
    del versions[base.version]
    hashed = {number for number, known in store.journal.contents(base.layer) if known == content}
    sized = [number for number, version in versions.items() if version.rows == len(new)]
    likely = [*sorted(hashed & versions.keys(), reverse=True), *sized[: -_COMPARED - 1 : -1]]
    for number in dict.fromkeys(likely):
        if number in hashed:
            yield number, new
        elif store.snapshots.holds(versions[number].sha256):  # a damaged one must not stop imports
            yield number, store.frame(versions[number])
    seed = state(catalog, base.layer, SEED).frame
    if len(seed) == len(new):
        yield SEED, seed
