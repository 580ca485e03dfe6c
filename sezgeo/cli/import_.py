"""`import`: bring a delivery into a layer."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.import_options import (
    Allow,
    AsOf,
    Author,
    Complete,
    ConfirmRemovals,
    Crs,
    DryRun,
    Encoding,
    LayerName,
    Mapped,
    Member,
    Report,
    Sent,
    Site,
    SwapXY,
    Wait,
    Yes,
    author_of,
)
from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, progress, say, say_json
from sezgeo.errors import CatalogError, SezgeoError, StoreError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.intake.options import Request
    from sezgeo.intake.result import ImportResult
    from sezgeo.layers import Catalog


HELP = Text(
    "Принять поставку данных в слой: проверить, показать отличия, записать версию. Всё или ничего.",
    "Bring a delivery into a layer: check it, show what changes, write a version. All or nothing.",
)


_EXITS = {"accept": Exit.DONE, "repair": Exit.REPAIRED, "refuse": Exit.REFUSED}


_SHOWN = 8


_BACKGROUND = ("water_bodies", "railways", "roads", "sites")


def import_(
    layer: LayerName,
    path: Sent,
    *,
    layers: LayersFolder = None,
    crs: Crs = None,
    encoding: Encoding = None,
    mapping: Mapped = None,
    site: Site = None,
    member: Member = "",
    swap_xy: SwapXY = False,
    allow: Allow = None,
    confirm_removals: ConfirmRemovals = 0,
    as_of: AsOf = None,
    completeness: Complete = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    wait: Wait = 0.0,
    author: Author = None,
    report: Report = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Import a delivery."""
    from sezgeo.intake.options import Options, Request

    request = Request(
        author=author_of(author),
        at=datetime.now(UTC),
        options=Options(
            crs=crs,
            encoding=encoding,
            map=_mapping(mapping or []),
            site=site,
            member=member,
            swap_xy=swap_xy,
            allow=frozenset(allow or []),
            confirm_removals=confirm_removals,
            confirm_older=yes,
            confirm_shift=yes,
        ),
        dry_run=dry_run,
        as_of=None if as_of is None else as_of.date(),
        completeness=completeness,
        wait_s=wait,
    )
    _answer(layer, path, layers, request, report=report, as_json=as_json)


def _answer(
    layer: str,
    path: Path,
    folder: Path | None,
    request: "Request",
    *,
    report: Path | None,
    as_json: bool,
) -> None:
    from sezgeo.intake.commit import STEPS, import_delivery

    try:
        catalog = catalog_of(folder)
        with progress(len(STEPS), Text("Импорт", "Import")) as advance:
            result = import_delivery(
                catalog, layer, path, request=request, step=lambda _: advance()
            )
    except SezgeoError as error:
        if not as_json:
            raise
        say_json(_usage_error(layer, error))
        raise typer.Exit(Exit.REFUSED) from None
    if report is not None:
        _write_report(result, catalog, path, report)
    say_json(result.to_dict()) if as_json else say(str(result))
    if not result.dry_run:
        refresh_for_qgis(catalog, request)
    raise typer.Exit(outcome_exit(result))


def refresh_for_qgis(catalog: "Catalog", request: "Request") -> None:
    """Bring current.gpkg up to the journal, after the answer; say on standard error if not."""
    from sezgeo.intake.commit import EXPORTING, refresh_current

    sys.stdout.flush()
    with progress(1, EXPORTING):
        failed = refresh_current(catalog, request)
    if failed:
        typer.echo(f"{failed}\n    {failed.cure}", err=True)


def outcome_exit(result: "ImportResult") -> Exit:
    """Return the exit code of an import."""
    return Exit.BUSY if result.is_busy else _EXITS[result.outcome]


def _write_report(result: "ImportResult", catalog: "Catalog", path: Path, out: Path) -> None:
    """Write the page with the findings and the differences; without a comparison, the layer."""
    from sezgeo.layers.versions.canonical import canonical
    from sezgeo.layers.versions.changes import Changes
    from sezgeo.maps.differences import Comparison, difference_page

    schema = catalog.schema(result.layer)
    before = result.before
    if before is None:
        before = canonical(catalog.layer(result.layer).frame, schema)
    changes = result.changes or Changes(len(before), len(before))
    background = [name for name in _BACKGROUND if name in catalog.schemas and name != schema.name]
    shapes = tuple(catalog.layer(name).frame.geometry for name in background)
    difference_page(
        Comparison(before, result.after, changes, schema.key, shapes),
        title=Text("Импорт: ", "Import: ") + schema.title,
        subtitle=Text.same(path.name),
        verdict=result.verdict,
        findings=[finding.to_dict() for finding in result.findings],
    ).save(out)


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapped = {}
    for pair in pairs:
        old, sign, new = pair.partition("=")
        if not (old and sign and new):
            text = Text(f"«{pair}»: нужно старое=новое", f"{pair!r}: old=new is needed")
            raise typer.BadParameter(str(text), param_hint="--map")
        mapped[old.strip()] = new.strip()
    return mapped


def _usage_error(layer: str, error: SezgeoError) -> Mapping[str, object]:
    """Tell a mistake in the command as the one object that `--json` promises."""
    code = "CATALOG_BAD" if isinstance(error, CatalogError) else "LAYER_UNKNOWN"
    if isinstance(error, StoreError):
        code = error.code
    finding = {"code": code, "severity": "refuse", "row": None, "id": None}
    return {
        "outcome": "refuse",
        "layer": layer,
        "findings": [{**finding, "message": str(error), "cure": str(error)}],
        "version": None,
        "changes": None,
    }
