"""The options of `import`, each with its help."""

from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated, Literal

import typer

from sezgeo.cli.options import help_text

LayerName = Annotated[
    str, typer.Argument(metavar="LAYER", help=help_text("Имя слоя.", "Name of the layer."))
]
Sent = Annotated[
    Path,
    typer.Argument(
        metavar="PATH", help=help_text("Файл, папка или архив.", "A file, a folder or an archive.")
    ),
]
Crs = Annotated[
    str | None,
    typer.Option(
        help=help_text(
            "Система координат, если она не указана или неверна: код EPSG, МСК-77, WKT.",
            "Coordinate system, where it is missing or wrong: an EPSG code, MSK-77, WKT.",
        )
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(help=help_text("Кодировка текста: utf-8, cp1251.", "Code page: utf-8, cp1251.")),
]
Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OLD=NEW",
        help=help_text(
            "Столбец поставки данных и его имя в слое.", "A column and its name in the layer."
        ),
    ),
]
Site = Annotated[
    str | None,
    typer.Option(
        metavar="KEY",
        help=help_text(
            "Заменить данные только этой площадки.",
            "Replace this site only; the others stay.",
        ),
    ),
]
Member = Annotated[
    str,
    typer.Option(
        help=help_text("Какой файл архива импортировать.", "Which file of an archive to take.")
    ),
]
SwapXY = Annotated[
    bool, typer.Option("--swap-xy", help=help_text("Поменять оси местами.", "Exchange the axes."))
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CODE",
        help=help_text(
            "Разрешить исправление, меняющее площадь (код исправления).",
            "Allow a repair that changes areas, by its code.",
        ),
    ),
]
ConfirmRemovals = Annotated[
    int,
    typer.Option(
        min=0,
        metavar="N",
        help=help_text(
            "Подтвердить удаление ровно стольких объектов.",
            "Confirm that exactly so many features will go.",
        ),
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help=help_text(
            "Дата, на которую верны данные; по умолчанию сегодня.",
            "Date the data speak of; by default today.",
        ),
    ),
]
Complete = Annotated[
    Literal["complete", "partial"] | None,
    typer.Option(
        help=help_text(
            "Полнота слоя после импорта: complete (полный) или partial (неполный).",
            "Whether the layer is now complete or partial.",
        )
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help=help_text("Показать результат, ничего не меняя.", "Tell, change nothing.")
    ),
]
Yes = Annotated[
    bool,
    typer.Option(
        "--yes",
        help=help_text(
            "Подтвердить приём прежней версии или поставки с общим сдвигом.",
            "Accept an older version, or a shift of everything.",
        ),
    ),
]
Wait = Annotated[
    float,
    typer.Option(
        min=0,
        metavar="SECONDS",
        help=help_text(
            "Сколько ждать окончания другого импорта.", "How long to wait for another import."
        ),
    ),
]
Author = Annotated[
    str | None,
    typer.Option(
        "--author",
        metavar="NAME",
        help=help_text(
            "Кто вносит данные; по умолчанию имя учётной записи.",
            "Who writes; by default the login name.",
        ),
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="HTML",
        help=help_text(
            "Записать отчёт: замечания и отличия на карте, один файл.",
            "Write a report: findings, and the differences on a map, in one file.",
        ),
    ),
]


def author_of(name: str | None) -> str:
    """Return the name to sign with."""
    if name:
        return name
    try:
        return getuser()
    except (OSError, KeyError):  # a user id without a name, as in containers
        return "?"
