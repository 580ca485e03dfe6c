"""Options and defaults that the reports share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.options import help_text
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.study import Study


Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help=help_text(
            "Куда записать; по умолчанию maps/ с именем профиля.",
            "Where to write; by default maps/ under the profile's name.",
        ),
    ),
]


DocumentDate = Annotated[
    str,
    typer.Option(
        "--date",
        metavar="ISO",
        help=help_text(
            "Дата на документе; по умолчанию дата самого нового слоя.",
            "Date on the document; by default that of the newest layer.",
        ),
    ),
]


def default_path(study: "Study", ending: str) -> Path:
    """Return where a report is written if nobody says where."""
    return Path("maps") / f"{study.profile.key}{ending}"


def date_problems(date: str) -> list[Text]:
    """Say what is wrong with a date that was typed, if anything is."""
    from datetime import date as day

    try:
        if date:
            day.fromisoformat(date)
    except ValueError:
        return [
            Text(
                f"--date {date}: нужна дата вида 2026-11-23",
                f"--date {date}: a date like 2026-11-23 is needed",
            )
        ]
    return []
