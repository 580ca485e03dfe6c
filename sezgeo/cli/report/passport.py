"""`report passport`: printed pages of plots."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from sezgeo.cli.options import (
    Heights,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Weights,
    help_text,
    progress,
    say,
    study_of,
)
from sezgeo.cli.report.options import DocumentDate, date_problems
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.reports.passport.file_names import PASSPORTS, PassportFormat, passport_name

if TYPE_CHECKING:
    from sezgeo.study import Study


HELP = Text(
    "Паспорт участка на одной-двух страницах A4: DOCX, PDF или HTML.",
    "The passport of a plot on one or two A4 pages: DOCX, PDF or HTML.",
)


_FOLDER = Path("maps") / PASSPORTS
"""Beside the map and the workbook, which link to what lies there when they are written."""


Format = Annotated[
    PassportFormat,
    typer.Option("--format", "-f", help=help_text("Формат документа.", "In which form.")),
]


def passport(
    profile: ProfileName,
    plot: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLOT]",
            help=help_text("Условный номер участка, например ALB-014.", "Plot, e.g. ALB-014."),
        ),
    ] = None,
    kind: Format = "pdf",
    every: Annotated[
        bool, typer.Option("--all", help=help_text("Все свободные участки.", "All free plots."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=help_text(
                "Файл (расширение задаёт формат) или папка; по умолчанию maps/passports.",
                "A file (its ending sets the form) or a folder; by default maps/passports.",
            ),
        ),
    ] = None,
    date: DocumentDate = "",
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Write the passport of one plot, or of all free ones."""
    _check(plot, every=every, date=date, out=out)
    study = study_of(profile, layers, norms=norms, elevation=elevation, weights=weights)
    plots = _free(study) if every else [str(plot)]
    folder = out or _FOLDER
    paths = [folder / f"{passport_name(study.profile.key, name)}.{kind}" for name in plots]
    if out is not None and out.suffix and not every:
        paths = [out]
    _write(study, dict(zip(plots, paths, strict=True)), date)
    say(paths[0] if not every else _written(folder, len(paths)))


def _check(plot: str | None, *, every: bool, date: str, out: Path | None) -> None:
    """Refuse contradictions before anything is measured; all at once."""
    problems: list[Text] = []
    if (
        out is not None
        and out.suffix
        and not every
        and out.suffix[1:].lower() not in get_args(PassportFormat)
    ):
        kinds = ", ".join(get_args(PassportFormat))
        problems.append(
            Text(
                f"--out {out}: расширение файла должно быть одним из {kinds}",
                f"--out {out}: the name must end in one of {kinds}",
            )
        )
    if every == (plot is not None):
        problems.append(
            Text(
                "укажите участок или --all (все свободные участки)",
                "name one plot, or give --all for all free ones",
            )
        )
    problems += date_problems(date)
    if problems:
        raise SezgeoError(Text.join("; ", problems))


def _free(study: "Study") -> list[str]:
    frame = study.zone.layers["plots"].frame
    free = sorted(str(plot) for plot in frame.index[frame["status"] == "free"])
    if not free:
        example = f"{study.profile.key} {frame.index[0] if len(frame) else 'ALB-001'}"
        raise SezgeoError(
            Text(
                "Свободных участков нет. Укажите участок, например sezgeo report passport "
                f"{example}",
                f"There is no free plot. Name one, e.g. sezgeo report passport {example}",
            )
        )
    return free


def _written(folder: Path, count: int) -> Text:
    return Text(f"{folder}: паспортов — {count}", f"{folder}: {count} passports")


def _write(study: "Study", paths: dict[str, Path], date: str) -> None:
    from sezgeo.reports.document.write import save

    with progress(len(paths), Text("Паспорта", "Passports")) as advance:
        for content, path in zip(study.passports(paths, date=date), paths.values(), strict=True):
            save(content, path)
            advance()
