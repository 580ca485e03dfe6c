"""`import`: bring a delivery into a layer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.options import AsJson, Lang, LayersFolder, progress, say, say_json, told
from sezgeo.errors import CatalogError, SezgeoError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.intake.importing import ImportResult
    from sezgeo.intake.options import Options

_EXITS = {"accept": Exit.DONE, "repair": Exit.REPAIRED, "refuse": Exit.REFUSED}
_SHOWN = 8

Author = Annotated[
    str | None,
    typer.Option(
        "--author",
        metavar="NAME",
        help=told("Кто вносит; по умолчанию имя входа.", "Who writes; by default the login name."),
    ),
]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command(
        "import",
        help=told(
            "Принять поставку в слой: проверить, показать отличия, записать версию. Всё или ничего.",
            "Bring a delivery into a layer: check it, show what changes, write a version. All or "
            "nothing.",
        ),
    )(import_)


def import_(
    layer: Annotated[
        str, typer.Argument(metavar="LAYER", help=told("Имя слоя.", "Name of the layer."))
    ],
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH", help=told("Файл, папка или архив.", "A file, a folder or an archive.")
        ),
    ],
    layers: LayersFolder = None,
    crs: Annotated[
        str | None,
        typer.Option(
            help=told(
                "Система координат, если она не указана или неверна: код EPSG, МСК-77, WKT.",
                "Coordinate system, where it is missing or wrong: an EPSG code, MSK-77, WKT.",
            )
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(help=told("Кодировка текста: utf-8, cp1251.", "Code page: utf-8, cp1251.")),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="OLD=NEW",
            help=told("Столбец поставки и его имя в слое.", "A column and its name in the layer."),
        ),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help=told(
                "Заменить только эту площадку; остальные останутся.",
                "Replace this site only; the others stay.",
            ),
        ),
    ] = None,
    member: Annotated[
        str,
        typer.Option(help=told("Какой файл архива взять.", "Which file of an archive to take.")),
    ] = "",
    swap_xy: Annotated[
        bool, typer.Option("--swap-xy", help=told("Поменять оси местами.", "Exchange the axes."))
    ] = False,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help=told(
                "Разрешить исправление, меняющее площадь, по его коду.",
                "Allow a repair that changes areas, by its code.",
            ),
        ),
    ] = None,
    confirm_removals: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help=told(
                "Подтвердить, что уйдёт ровно столько объектов.",
                "Confirm that exactly so many features will go.",
            ),
        ),
    ] = 0,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help=told(
                "На какую дату данные; по умолчанию сегодня.",
                "Date the data speak of; by default today.",
            ),
        ),
    ] = None,
    completeness: Annotated[
        Literal["complete", "partial"] | None,
        typer.Option(
            help=told(
                "Полон ли теперь слой: complete или partial.",
                "Whether the layer is now complete or partial.",
            )
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help=told("Показать и ничего не менять.", "Tell, change nothing.")
        ),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            help=told(
                "Принять и прежнюю версию, и общий сдвиг.",
                "Accept an older version and a shift of everything.",
            ),
        ),
    ] = False,
    wait: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="SECONDS",
            help=told("Сколько ждать другого импорта.", "How long to wait for another import."),
        ),
    ] = 0.0,
    author: Author = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Import a delivery."""
    from sezgeo.intake.options import Options

    options = Options(
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
    )
    try:
        result = _imported(
            layer, path, layers, options,
            author=author, dry_run=dry_run, as_of=as_of, completeness=completeness, wait_s=wait,
        )  # fmt: skip
    except SezgeoError as error:
        if not as_json:
            raise
        say_json(_usage_error(layer, error))
        raise typer.Exit(Exit.REFUSED) from None
    say_json(result.to_dict()) if as_json else say(_text(result))
    raise typer.Exit(Exit.BUSY if result.is_busy else _EXITS[result.outcome])


def _imported(  # noqa: PLR0913 - they are the user's options
    layer: str,
    path: Path,
    folder: Path | None,
    options: "Options",
    *,
    author: str | None,
    dry_run: bool,
    as_of: datetime | None,
    completeness: Literal["complete", "partial"] | None,
    wait_s: float,
) -> "ImportResult":
    from sezgeo.intake.importing import STEPS, import_delivery
    from sezgeo.intake.planning import Request
    from sezgeo.layers import shipped

    request = Request(
        author=author_of(author),
        at=datetime.now(UTC),
        options=options,
        dry_run=dry_run,
        as_of=None if as_of is None else as_of.date(),
        completeness=completeness,
        wait_s=wait_s,
    )
    with progress(len(STEPS), Text("Импорт", "Import")) as advance:
        return import_delivery(
            folder or shipped(), layer, path, request=request, step=lambda _: advance()
        )


def author_of(name: str | None) -> str:
    """Return the name to sign with."""
    if name:
        return name
    try:
        return getuser()
    except (OSError, KeyError):  # a user id without a name, as in containers
        return "?"


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
    said = {"code": code, "severity": "refuse", "row": None, "id": None}
    return {
        "outcome": "refuse",
        "layer": layer,
        "findings": [{**said, "message": str(error), "cure": str(error)}],
        "version": None,
        "changes": None,
    }


def _text(result: "ImportResult") -> str:
    """Write the answer for people."""
    lines = [f"{one}\n    {one.cure}" for one in result.findings]
    if result.changes is not None and not result.changes.is_empty:
        lines.append(changes_text(result.changes.to_dict()))
    lines.append(str(_verdict(result)))
    return "\n".join(lines)


def _verdict(result: "ImportResult") -> Text:
    if result.outcome == "refuse":
        kept = f" ({result.report})" if result.report else ""
        return Text(f"не принято, слой не изменён{kept}", f"refused, the layer is as it was{kept}")
    if result.dry_run:
        return Text("проба: будет принято, ничего не записано", "dry run: would be accepted")
    return Text(
        f"принято, действует версия {result.version}",
        f"accepted, version {result.version} is in force",
    )


_CLASSES: Mapping[str, Text] = {
    "added": Text("добавлено", "added"),
    "removed": Text("убрано", "removed"),
    "split": Text("разделено", "split"),
    "merged": Text("объединено", "merged"),
    "renamed": Text("переименовано", "renamed"),
    "geometry_changed": Text("контур изменён", "outline changed"),
    "attribute_changed": Text("значение изменено", "value changed"),
}


def changes_text(changes: Mapping[str, list[object]]) -> str:
    """Write the changes for people: a line for each class, the first few named."""
    lines = []
    for name, title in _CLASSES.items():
        found = changes[name]
        if found:
            named = ", ".join(_named(one) for one in found[:_SHOWN])
            more = ", …" if len(found) > _SHOWN else ""
            lines.append(f"{title} {len(found)}: {named}{more}")
    return "\n".join(lines) or str(Text("отличий нет", "no difference"))


def _named(change: object) -> str:
    if not isinstance(change, dict):
        return str(change)
    match change:
        case {"parent": parent, "children": children}:
            return f"{parent} → {' + '.join(children)}"
        case {"parents": parents, "child": child}:
            return f"{' + '.join(parents)} → {child}"
        case {"id": name, "field": field, "old": old, "new": new}:
            return f"{name}.{field} {old!r} → {new!r}"
        case {"old": old, "new": new}:
            return f"{old} → {new}"
        case _:
            return str(change["id"])
