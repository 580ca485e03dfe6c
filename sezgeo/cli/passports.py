"""`report passport` and `report sheet`: printed pages of plots and of the zone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from sezgeo.cli.options import (
    Heights,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Weights,
    heights_of,
    profile_of,
    progress,
    say,
    told,
    zone_of,
)
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.reports.passport.file_names import PASSPORTS, Kind, passport_name

if TYPE_CHECKING:
    from sezgeo.study import Study

_FOLDER = Path("maps") / PASSPORTS
"""Beside the map and the workbook, which link to what lies there when they are written."""

Format = Annotated[
    Kind,
    typer.Option("--format", "-f", help=told("В каком виде.", "In which form.")),
]
AsOf = Annotated[
    str,
    typer.Option(
        "--date",
        metavar="ISO",
        help=told(
            "Дата на документе; по умолчанию дата самого нового слоя.",
            "Date on the document; by default that of the newest layer.",
        ),
    ),
]


def register(report: typer.Typer) -> None:
    """Add this module's commands to the group `report`."""
    report.command(
        "passport",
        help=told(
            "Паспорт участка на одной-двух страницах A4: DOCX, PDF или HTML.",
            "The passport of a plot on one or two A4 pages: DOCX, PDF or HTML.",
        ),
    )(passport)
    report.command(
        "sheet",
        help=told(
            "Карта площадки или всей зоны на листе A3 или A4: PDF или PNG.",
            "A map of a site or of the whole zone on an A3 or A4 sheet: PDF or PNG.",
        ),
    )(sheet)


def passport(
    profile: ProfileName,
    plot: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLOT]", help=told("Номер участка, например ALB-014.", "Plot, e.g. ALB-014.")
        ),
    ] = None,
    kind: Format = "pdf",
    every: Annotated[
        bool, typer.Option("--all", help=told("Все свободные участки.", "All free plots."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=told(
                "Файл (его окончание задаёт вид) или папка; по умолчанию maps/passports.",
                "A file (its ending sets the form) or a folder; by default maps/passports.",
            ),
        ),
    ] = None,
    date: AsOf = "",
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Write the passport of one plot, or of all free ones."""
    _check(plot, every=every, date=date, out=out)
    study = zone_of(layers).study(
        profile_of(profile), rules=norms, elevation=heights_of(elevation), weights=weights
    )
    plots = _free(study) if every else [str(plot)]
    folder = out or _FOLDER
    paths = [folder / f"{passport_name(study.profile.key, one)}.{kind}" for one in plots]
    if out is not None and out.suffix and not every:
        paths = [out]
    _write(study, dict(zip(plots, paths, strict=True)), date)
    say(paths[0] if not every else _written(folder, len(paths)))


def _check(plot: str | None, *, every: bool, date: str, out: Path | None) -> None:
    """Refuse contradictions before anything is measured; all at once."""
    found = []
    if (
        out is not None
        and out.suffix
        and not every
        and out.suffix[1:].lower() not in get_args(Kind)
    ):
        kinds = ", ".join(get_args(Kind))
        found.append(
            Text(
                f"--out {out}: окончание имени должно быть одним из {kinds}",
                f"--out {out}: the name must end in one of {kinds}",
            )
        )
    if every == (plot is not None):
        found.append(
            Text(
                "назовите один участок или --all, чтобы получить все свободные",
                "name one plot, or give --all for all free ones",
            )
        )
    found += _wrong_date(date)
    if found:
        raise SezgeoError(Text("; ".join(t.ru for t in found), "; ".join(t.en for t in found)))


def _wrong_date(date: str) -> list[Text]:
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


def _free(study: "Study") -> list[str]:
    frame = study.zone.layers["plots"].frame
    found = sorted(str(plot) for plot in frame.index[frame["status"] == "free"])
    if not found:
        raise SezgeoError(
            Text(
                "свободных участков нет: назовите участок, например sezgeo report passport "
                f"{study.profile.key} {frame.index[0] if len(frame) else 'ALB-001'}",
                "there is no free plot: name one, e.g. sezgeo report passport "
                f"{study.profile.key} {frame.index[0] if len(frame) else 'ALB-001'}",
            )
        )
    return found


def _written(folder: Path, count: int) -> Text:
    return Text(f"{folder}: паспортов {count}", f"{folder}: {count} passports")


def _write(study: "Study", paths: dict[str, Path], date: str) -> None:
    from sezgeo.reports.document.write import save

    with progress(len(paths), Text("Паспорта", "Passports")) as advance:
        for content, path in zip(study.passports(paths, date=date), paths.values(), strict=True):
            save(content, path)
            advance()


def sheet(
    site: Annotated[
        str | None,
        typer.Argument(
            metavar="[SITE]",
            help=told("Ключ площадки; без него вся зона.", "Key of a site; else the whole zone."),
        ),
    ] = None,
    profile: Annotated[
        str, typer.Option("--profile", "-p", help=told("Профиль завода.", "Profile of a plant."))
    ] = "biotech",
    paper: Annotated[
        Literal["A3", "A4"], typer.Option(help=told("Размер листа.", "Size of the sheet."))
    ] = "A4",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=told(
                "Файл PDF или PNG; по умолчанию в папке maps.",
                "A PDF or PNG file; by default in the folder maps.",
            ),
        ),
    ] = None,
    date: AsOf = "",
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Draw a map sheet."""
    if wrong := _wrong_date(date):
        raise SezgeoError(wrong[0])
    zone = zone_of(layers)
    study = zone.study(
        profile_of(profile), rules=norms, elevation=heights_of(elevation), weights=weights
    )
    path = out or Path("maps") / f"sheet_{study.profile.key}_{site or 'zone'}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    study.sheet(site, paper=paper, date=date).save(path)
    say(path)
