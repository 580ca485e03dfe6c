"""`log`, `diff`, `rollback`, `impact`, `verify`: the life of the layers."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.import_options import Author
from sezgeo.cli.imports import author_of
from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    catalog_of,
    say,
    say_json,
    told,
)
from sezgeo.errors import BusyError, UnknownNameError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.layers import Catalog


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    for name, command, ru, en in (
        ("log", log, "Показать версии слоёв.", "List the versions of the layers."),
        ("diff", diff, "Сравнить две версии слоя.", "Tell two versions of a layer apart."),
        (
            "rollback",
            rollback,
            "Вернуть прежнюю версию слоя (новой версией; история остаётся).",
            "Bring an earlier version back (as a new one; history stays).",
        ),
        (
            "impact",
            impact_,
            "Что импорт сделал с рейтингами: у каких участков изменилось место или итог и почему.",
            "What an import did to the rankings: whose rank or outcome changed, and why.",
        ),
        ("verify", verify, "Пересчитать все хэши хранилища.", "Recompute every hash of the store."),
    ):
        app.command(name, help=told(ru, en))(command)


def log(
    layer: Annotated[
        str | None, typer.Argument(metavar="[LAYER]", help=told("Имя слоя.", "Name of a layer."))
    ] = None,
    *,
    deliveries: Annotated[
        bool,
        typer.Option(
            "--deliveries",
            help=told(
                "Показать всё, что прислали, и с каким итогом.",
                "List all that was sent, and what became of it.",
            ),
        ),
    ] = False,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the versions, or the deliveries."""
    from sezgeo.display import text_table

    catalog = catalog_of(layers)
    if layer is not None:
        catalog.schema(layer)
    if deliveries:
        _log_deliveries(catalog, layer, as_json=as_json)
        return
    versions = catalog.store.versions(layer)
    if as_json:
        say_json({"versions": [version.to_dict() for version in versions]})
        return
    head = (
        Text("версия", "version"),
        Text("слой", "layer"),
        Text("когда", "when"),
        Text("кто", "who"),
        Text("объектов", "features"),
        Text("что", "what"),
        Text("откуда", "from"),
    )
    rows = [
        (str(v.id), v.layer, v.time, v.author, str(v.rows), v.decision, v.source)
        for v in reversed(versions)
    ]
    say(
        text_table(head, rows) if rows else Text("импортов ещё не было", "nothing was imported yet")
    )


def _log_deliveries(catalog: "Catalog", layer: str | None, *, as_json: bool) -> None:
    from sezgeo.display import text_table

    sent = [
        (number, one)
        for number, one in catalog.store.journal.deliveries()
        if layer in (None, one.layer)
    ]
    if as_json:
        names = ("layer", "name", "outcome", "sha256")
        say_json(
            {"deliveries": [{"id": n} | {k: getattr(one, k) for k in names} for n, one in sent]}
        )
        return
    head = (
        Text("поставка", "delivery"),
        Text("слой", "layer"),
        Text("итог", "outcome"),
        Text("откуда", "from"),
        Text("sha256", "sha256"),
    )
    rows = [(str(n), one.layer, one.outcome, one.name, one.sha256[:12]) for n, one in sent[::-1]]
    say(
        text_table(head, rows) if rows else Text("импортов ещё не было", "nothing was imported yet")
    )


def diff(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[LAYER] A B",
            help=told("Две версии; 0 — исходная.", "Two versions; 0 is the seed."),
        ),
    ],
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions."""
    from sezgeo.layers.history import compare

    catalog = catalog_of(layers)
    layer, (old, new) = _versions(catalog, words, count=2)
    changes = compare(catalog, layer, old, new)
    if as_json:
        say_json({"layer": layer, "from": old, "to": new, "changes": changes.to_dict()})
    else:
        say("\n".join(changes.lines()))


def rollback(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[LAYER] VERSION",
            help=told("Версия, которую вернуть; 0 — исходная.", "Version to bring back; 0: seed."),
        ),
    ],
    layers: LayersFolder = None,
    author: Author = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Bring an earlier version back."""
    from sezgeo import __version__
    from sezgeo.layers.history import refresh_export, roll_back
    from sezgeo.layers.store.records import Signature

    catalog = catalog_of(layers)
    layer, (number,) = _versions(catalog, words, count=1)
    now = datetime.now(UTC)
    signature = Signature(author_of(author), now.isoformat(timespec="seconds"), __version__)
    try:
        with catalog.store.writing(signature, since=now) as writer:
            version = roll_back(catalog, writer, layer, number)
            refresh_export(catalog)
    except BusyError as error:
        typer.echo(f"sezgeo: {error}", err=True)
        raise typer.Exit(Exit.BUSY) from None
    if as_json:
        say_json({"version": version.to_dict()})
    else:
        say(
            Text(
                f"слой {layer}: действует версия {version.id}, такая же, как {number}",
                f"layer {layer}: version {version.id} is in force, the same as {number}",
            )
        )


def _versions(catalog: "Catalog", words: list[str], *, count: int) -> tuple[str, list[int]]:
    """Read `[LAYER] A B`: where no layer is named, the versions tell it."""
    named, numbers = (words[:1], words[1:]) if len(words) > count else ([], words)
    if len(numbers) != count or not all(number.isdecimal() for number in numbers):
        text = Text(
            f"нужно: [слой] и номеров версий: {count}; номера покажет sezgeo log",
            f"needed: [layer] and {count} version number(s); sezgeo log lists them",
        )
        raise typer.BadParameter(str(text))
    versions = [int(number) for number in numbers]
    return (named[0] if named else _layer_of(catalog, versions)), versions


def _layer_of(catalog: "Catalog", numbers: list[int]) -> str:
    known = {version.id: version.layer for version in catalog.store.versions()}
    for number in sorted(numbers, reverse=True):
        if number in known:
            return known[number]
    raise UnknownNameError(
        Text("версии", "version"), str(max(numbers)), [str(number) for number in known]
    )


def impact_(
    version: Annotated[
        int | None,
        typer.Argument(
            metavar="[VERSION]",
            help=told("Версия; по умолчанию последняя.", "Version; by default the last one."),
        ),
    ] = None,
    profiles: Annotated[
        list[str] | None,
        typer.Option(
            "--profile", help=told("Профиль; по умолчанию все.", "Profile; by default all.")
        ),
    ] = None,
    *,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Tell what an import did to the rankings."""
    from sezgeo.impact import impact, sentence
    from sezgeo.suitability.profile import Profile

    catalog = catalog_of(layers)
    versions = {one.id: one for one in catalog.store.versions()}
    number = max(versions, default=0) if version is None else version
    if number not in versions:
        raise UnknownNameError(Text("версии", "version"), str(number), list(map(str, versions)))
    wanted = profiles or list(Profile.shipped())
    found = impact(catalog, versions[number], wanted)
    if as_json:
        said = {"version": number, "layer": versions[number].layer, "profiles": wanted}
        say_json({**said, "impacts": [one.to_dict() for one in found]})
        return
    for profile in dict.fromkeys(one.profile for one in found):
        say(f"{profile}:")
        say("\n".join(f"  {sentence(one)}" for one in found if one.profile == profile))
    if not found:
        say(Text("рейтинги не изменились", "no ranking changed"))


def verify(layers: LayersFolder = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Recompute every hash."""
    store = catalog_of(layers).store
    problems = store.problems()
    versions = len(store.versions())
    if as_json:
        said = [str(problem) for problem in problems]
        say_json({"ok": not problems, "versions": versions, "problems": said})
    else:
        whole = Text(f"всё цело, версий: {versions}", f"all is whole, {versions} version(s)")
        say("\n".join(map(str, problems)) if problems else whole)
    if problems:
        raise typer.Exit(Exit.REFUSED)
