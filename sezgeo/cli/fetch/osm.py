"""`fetch osm`: layers from OpenStreetMap."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.import_ import outcome_exit, refresh_for_qgis
from sezgeo.cli.import_options import Author, Complete, DryRun, Wait, author_of
from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    catalog_of,
    help_text,
    progress,
    say,
    say_json,
)
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.intake.options import Request
    from sezgeo.intake.result import ImportResult
    from sezgeo.layers import Catalog
    from sezgeo.sources.osm import Extract

    _Result = tuple[Extract, ImportResult | None]


HELP = Text(
    "Загрузить слои вокруг площадок из OpenStreetMap и импортировать их как любую "
    "поставку данных. © участники OpenStreetMap, ODbL.",
    "Take layers around the sites from OpenStreetMap and import them like any delivery. "
    "© OpenStreetMap contributors, ODbL.",
)


CACHE = Path(".cache") / "osm"
"""Where answers are kept, in the folder of layers."""


Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[LAYER]...",
        help=help_text(
            "Слои; по умолчанию все, что есть в OSM.", "Layers; by default all OSM can fill."
        ),
    ),
]


Sites = Annotated[
    list[str] | None,
    typer.Option(
        "--site",
        metavar="KEY",
        help=help_text("Площадки; по умолчанию все.", "Around which sites; by default all."),
    ),
]


Sent = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="PATH",
        help=help_text(
            "Загрузить из файла .osm, .osm.pbf или сохранённого ответа Overpass, без сети.",
            "Take from an .osm or .osm.pbf file or a saved answer of Overpass, with no network.",
        ),
    ),
]


Url = Annotated[
    str | None,
    typer.Option(help=help_text("Адрес сервера Overpass.", "Address of an Overpass server.")),
]


Margin = Annotated[
    float,
    typer.Option(
        "--margin-km",
        min=0.1,
        max=200,
        help=help_text(
            "Расстояние вокруг площадок, км; для времени в пути указывайте с запасом.",
            "Kilometres around the sites; travel times need a wide margin.",
        ),
    ),
]


Everything = Annotated[
    bool,
    typer.Option("--all", help=help_text("Весь файл, а не вокруг площадок.", "All of the file.")),
]


Removals = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm-removals",
        metavar="LAYER=N",
        help=help_text(
            "Подтвердить удаление из слоя ровно стольких объектов.",
            "Confirm that exactly so many features of a layer will go.",
        ),
    ),
]


Fresh = Annotated[
    bool,
    typer.Option(
        "--fresh",
        help=help_text("Запросить сервер заново.", "Ask the server anew, whatever is kept."),
    ),
]


def osm(
    names: Names = None,
    *,
    layers: LayersFolder = None,
    site: Sites = None,
    file: Sent = None,
    url: Url = None,
    margin_km: Margin = 5.0,
    everything: Everything = False,
    completeness: Complete = None,
    confirm_removals: Removals = None,
    fresh: Fresh = False,
    dry_run: DryRun = False,
    wait: Wait = 0.0,
    author: Author = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Take layers from OpenStreetMap."""
    from sezgeo.intake.options import Request

    catalog = catalog_of(layers)
    chosen = _layer_names(names)
    removals = _removals(confirm_removals, chosen)
    whole = everything and file is not None
    within = None if whole else _around(catalog.layer("sites").frame, site or [], margin_km)
    request = Request(
        author_of(author),
        datetime.now(UTC),
        dry_run=dry_run,
        completeness=completeness,
        wait_s=wait,
    )
    extracts = (
        _from_server(catalog.folder, chosen, within or [], url, fresh=fresh)
        if file is None
        else _from_file(file, chosen, within)
    )
    imports = (
        (extract, _import(catalog, extract, request, removals.get(extract.layer, 0)))
        for extract in extracts
    )
    try:
        code = _import_all(imports, as_json=as_json)
    finally:
        if not dry_run:
            refresh_for_qgis(catalog, request)
    raise typer.Exit(code)


def _import_all(imports: "Iterator[_Result]", *, as_json: bool) -> int:
    """Import one layer after another, say what became of them and return the worst exit code."""
    results: list[_Result] = []
    try:
        for result in imports:
            results.append(result)  # noqa: PERF402 - what came before an error must stay
    finally:
        # what came before a server gave up is imported, and is shown
        _say(results, as_json=as_json)
    return max((_exit(result) for _, result in results), default=Exit.DONE)


def _layer_names(names: list[str] | None) -> list[str]:
    from sezgeo.sources.osm import RULES

    for name in names or []:
        if name not in RULES:
            raise UnknownNameError(
                Text("слой OpenStreetMap", "layer of OpenStreetMap"), name, RULES
            )
    return list(dict.fromkeys(names or RULES))


def _removals(confirmed: list[str] | None, names: Sequence[str]) -> dict[str, int]:
    """Read `layer=number`; a bare number speaks of the only layer asked for."""
    counts = {}
    for word in confirmed or []:
        layer, _, number = word.rpartition("=")
        layer = layer or (names[0] if len(names) == 1 else "")
        if layer not in names or not number.isdecimal():
            text = Text(f"«{word}»: нужно слой=число", f"{word!r}: layer=number is needed")
            raise typer.BadParameter(str(text), param_hint="--confirm-removals")
        counts[layer] = int(number)
    return counts


def _around(sites: Any, keys: Sequence[str], margin_km: float) -> list[Any]:  # noqa: ANN401
    from sezgeo.sources.osm import around

    for key in keys:
        if key not in sites.index:
            raise UnknownNameError(Text("площадка", "site"), key, map(str, sites.index))
    return around(sites.loc[list(keys)] if keys else sites, margin_km=margin_km)


def _from_file(path: Path, names: list[str], within: list[Any] | None) -> Iterator["Extract"]:
    from sezgeo.sources.osm import from_file

    with progress(len(names), Text("Чтение OpenStreetMap", "Reading OpenStreetMap")) as advance:
        for extract in from_file(path, names, within=within):
            advance()
            yield extract


def _from_server(
    folder: Path, names: list[str], within: list[Any], url: str | None, *, fresh: bool
) -> Iterator["Extract"]:
    from sezgeo.sources.osm import URL, Overpass, from_server

    server = Overpass(folder / CACHE, url or URL)
    if fresh:
        server.forget()
    with progress(
        len(names) * len(within), Text("Запрос к OpenStreetMap", "Asking OpenStreetMap")
    ) as advance:
        yield from from_server(server, names, within=within, step=lambda _: advance())


def _import(
    catalog: "Catalog", extract: "Extract", request: "Request", removals: int
) -> "ImportResult | None":
    """Import one layer; None where OpenStreetMap has nothing of it there."""
    from sezgeo.sources.osm.delivery import deliver

    if extract.frame.empty:
        return None
    options = replace(request.options, confirm_removals=removals)
    return deliver(catalog, extract, request=replace(request, options=options))


def _exit(result: "ImportResult | None") -> int:
    return Exit.DONE if result is None else outcome_exit(result)


def _say(results: Sequence["_Result"], *, as_json: bool) -> None:
    if as_json:
        say_json(_to_dict(results))
    elif results:
        say("\n\n".join(_lines(extract, result) for extract, result in results))


def _to_dict(results: Sequence["_Result"]) -> dict[str, Any]:
    return {
        "layers": [
            {
                "layer": extract.layer,
                "features": len(extract.frame),
                "as_of": extract.as_of.isoformat() if extract.as_of else None,
                "broken": extract.broken,
                "import": None if result is None else result.to_dict(),
            }
            for extract, result in results
        ]
    }


def _lines(extract: "Extract", result: "ImportResult | None") -> str:
    day = (
        extract.as_of.isoformat() if extract.as_of else str(Text("дата неизвестна", "date unknown"))
    )
    head = f"{extract.layer}: {len(extract.frame)}, {day}"
    if result is None:
        nothing = Text(
            "в OpenStreetMap данных нет, слой не изменён",
            "OpenStreetMap has nothing here, the layer is as it was",
        )
        return f"{head}\n{nothing}"
    return f"{head}\n{result}"
