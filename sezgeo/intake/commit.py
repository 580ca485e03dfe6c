"""
Import one delivery: all of it or nothing.

Received and checked by `receive`, brought to canonical form, compared with the current version and
asked about by `compare`, and only then committed. Whatever the answer, the original bytes and the
report stay.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from sezgeo.errors import BusyError, CatalogError, SezgeoError, StoreError
from sezgeo.i18n import Text
from sezgeo.intake.compare import (
    COMPARING,
    RECEIVING,
    ImportPlan,
    StepCallback,
    compare,
    in_order,
    with_site_key,
)
from sezgeo.intake.delivery import private_copy
from sezgeo.intake.findings import (
    Finding,
    UnreadableError,
    finding,
)
from sezgeo.intake.options import Options, Request
from sezgeo.intake.receive import Reception, receive
from sezgeo.intake.result import ImportResult
from sezgeo.layers import Catalog
from sezgeo.layers.catalog import is_installed
from sezgeo.layers.contract import Completeness
from sezgeo.layers.history import State, is_export_fresh, refresh_export
from sezgeo.layers.store.records import Delivery, Signature, Version
from sezgeo.layers.store.store import Store, Writer
from sezgeo.version import __version__

KEEPING = Text("Запись версии", "Writing the version")
EXPORTING = Text("Обновление current.gpkg", "Refreshing current.gpkg")
STEPS = (RECEIVING, COMPARING, KEEPING)


def import_delivery(
    folder: Path | Catalog,
    layer: str,
    path: Path,
    *,
    request: Request,
    reader: Callable[..., Reception] = receive,
    step: StepCallback = lambda _: None,
) -> ImportResult:
    """
    Import one delivery into one layer.

    Parameters
    ----------
    folder
        Folder of layers, or its catalog.
    layer
        Name of the layer.
    path
        What was sent; it is only read.
    request
        Who asks, and what they have confirmed.
    reader
        Receives the delivery; see `receive.receive`.
    step
        Told the name of each step as it begins, one of `STEPS`.

    `refresh_current` makes the file for QGIS follow.

    Returns
    -------
    ImportResult
        Everything there is to say. A refused delivery is a result, not an error, and so are a
        busy store, a full disk and a folder that cannot be written.

    Raises
    ------
    CatalogError, UnknownNameError
        If the folder has no catalog, or the catalog no such layer, or a command keeps the layer.
    """
    catalog = folder if isinstance(folder, Catalog) else Catalog.read(folder)
    schema = catalog.schema(layer)
    if schema.kept_by:
        raise CatalogError(
            Text(
                "слой {layer} ведёт команда {command}: внесите записи этой командой",
                "layer {layer} is kept by the command {command}: enter the records with it",
            ).fill(layer=layer, command=schema.kept_by)
        )
    request = with_site_key(request, catalog)
    read = partial(reader, catalog, layer, path, options=request.options)
    try:
        if request.dry_run:
            return _result(compare(catalog, schema, read, request, step=step), dry_run=True)
        if catalog.backend is None and is_installed(catalog.folder):
            where = finding("LAYERS_INSTALLED", name=str(catalog.folder))
            return ImportResult(layer, "refuse", (where,))
        store, signature = catalog.store, _signature(request)
        with store.writing(signature, since=request.at, wait_s=request.wait_s) as writer:
            with writer.workroom() as work:
                plan = compare(catalog, schema, partial(read, work=work), request, step=step)
            step(KEEPING)
            if plan.outcome == "refuse":
                return _refused(plan, writer, path)
            return _accepted(plan, writer, path, request)
    except StoreError as error:
        return ImportResult(layer, "refuse", (_store_finding(error, catalog.store),))
    except UnreadableError as error:
        return ImportResult(layer, "refuse", error.findings)


def refresh_current(folder: Path | Catalog, request: Request) -> Finding | None:
    """
    Bring `current.gpkg`, what QGIS opens, up to the journal once an import has been answered.

    The versions are whole without it, so it is no part of the import. Where somebody else writes
    just now it is left to them: they end with this too.

    Parameters
    ----------
    folder
        Folder of layers, or its catalog.
    request
        Who imported, and when.

    Returns
    -------
    Finding or None
        Why it could not be written; the file of before then stays.
    """
    catalog = folder if isinstance(folder, Catalog) else Catalog.read(folder)
    try:
        if is_export_fresh(catalog):
            return None
        with catalog.store.writing(_signature(request), since=request.at):
            refresh_export(catalog)
    except BusyError:
        return None
    except SezgeoError as error:
        return finding("EXPORT_FAILED", why=error.text)
    return None


def _signature(request: Request) -> Signature:
    return Signature(request.author, request.at.isoformat(timespec="seconds"), __version__)


def _accepted(plan: ImportPlan, writer: Writer, path: Path, request: Request) -> ImportResult:
    _keep_original(writer, path, plan.reception.sha256)
    version = _committed(plan, writer, path, request)
    result = _result(plan)
    return result if version is None else replace(result, version=version.id)


def _committed(plan: ImportPlan, writer: Writer, path: Path, request: Request) -> Version | None:
    """Write the new version; None if there is nothing new in it."""
    if plan.changes is None or plan.frame is None:
        return None
    completeness = request.completeness or _known(plan.base.completeness)
    as_of = request.as_of or request.at.date()
    record = _record(plan, path)
    if plan.changes.is_empty and not _says_more(plan.base, request):
        _record_once(writer, record)
        return None
    return writer.commit(
        plan.schema,
        plan.frame,
        plan.changes,
        source=path.name,
        as_of=as_of,
        completeness=completeness,
        decision=_decision(request.options),
        delivery=record,
        content=plan.kept_content,
    )


def _known(before: Completeness) -> Completeness:
    """Return the completeness after an import: what was empty does not become complete by it."""
    return "partial" if before == "empty" else before


def _says_more(base: State, request: Request) -> bool:
    """Tell whether a delivery of the same features says something new of the layer."""
    return (request.completeness or base.completeness) != base.completeness or (
        request.as_of or base.as_of
    ) != base.as_of


def _decision(options: Options) -> str:
    decisions = {
        "import": True,
        f"site {options.site}": bool(options.site),
        f"{options.confirm_removals} removals confirmed": bool(options.confirm_removals),
        "older version confirmed": options.confirm_older,
        "shift confirmed": options.confirm_shift,
    }
    return ", ".join(word for word, holds in decisions.items() if holds)


def _refused(plan: ImportPlan, writer: Writer, path: Path) -> ImportResult:
    """Put a refused delivery into quarantine, with what was said of it."""
    result = _result(plan)
    sha256 = plan.reception.sha256
    if not sha256:
        return result
    report = json.dumps(result.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)
    try:
        _keep_original(writer, path, sha256)
        report_file = writer.keep_report(sha256, "report.json", report.encode())
        _record_once(writer, _record(plan, path))
    except UnreadableError as error:
        return replace(result, findings=in_order((*result.findings, *error.findings)))
    except StoreError as error:
        late = _store_finding(error, writer.store)
        return replace(result, findings=in_order((*result.findings, late)))
    return replace(result, report=None if report_file is None else report_file.parent)


def _keep_original(writer: Writer, path: Path, sha256: str) -> None:
    """Keep the bytes that were read; they must still be what the sender's file holds."""

    def fill(folder: Path) -> None:
        if private_copy.receive(path, folder).sha256 != sha256:
            raise UnreadableError(finding("DELIVERY_CHANGED"))

    writer.keep_original(sha256, fill)


def _record(plan: ImportPlan, path: Path) -> Delivery:
    findings: tuple[Mapping[str, object], ...] = tuple(each.to_dict() for each in plan.findings)
    return Delivery(
        plan.schema.name, path.name, plan.reception.sha256, plan.content, plan.outcome, findings
    )


def _record_once(writer: Writer, record: Delivery) -> None:
    """Write a delivery down that made no version; one sent again changes nothing here either."""
    known = {
        (delivery.layer, delivery.sha256, delivery.outcome)
        for _, delivery in writer.store.journal.deliveries()
    }
    if (record.layer, record.sha256, record.outcome) not in known:
        writer.record(record)


def _result(plan: ImportPlan, *, dry_run: bool = False) -> ImportResult:
    return ImportResult(
        plan.schema.name,
        plan.outcome,
        plan.findings,
        plan.base.version,
        plan.changes,
        plan.base.frame,
        plan.frame,
        dry_run=dry_run,
        columns=plan.schema.columns,
    )


def _store_finding(error: StoreError, store: Store) -> Finding:
    why = error.who if isinstance(error, BusyError) else error.text
    return finding(error.code, name=store.backend.name, why=why)
