"""`connect`: by which route a plot is connected to the networks, and what that costs."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    Size,
    help_text,
    say,
    say_json,
    size_of,
    study_of,
)
from sezgeo.i18n import LANGUAGES, Text, number

if TYPE_CHECKING:
    from sezgeo.siting.connection.result import Connections


HELP = Text(
    "Трассы от участка к сетям: длина, стоимость, второй ввод; без участка — все "
    "неисключённые участки.",
    "Routes from a plot to the networks: length, cost, second feed; without a plot all "
    "that are not excluded.",
)


def connect(
    profile: ProfileName,
    plot: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLOT]",
            help=help_text(
                "Участок; по умолчанию — все неисключённые.", "A plot; else all not excluded."
            ),
        ),
    ] = None,
    utility: Annotated[
        list[str] | None,
        typer.Option(
            "--utility",
            metavar="NAME",
            help=help_text(
                "Только эта сеть, например power_mw; можно повторять.",
                "Only this utility, e.g. power_mw; may be repeated.",
            ),
        ),
    ] = None,
    size: Size = "likely",
    prices: Annotated[
        Path | None,
        typer.Option(
            "--prices",
            metavar="FILE",
            help=help_text(
                "Файл TOML с собственными ценами.", "TOML file with prices of your own."
            ),
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DAY",
            help=help_text(
                "С какого года или дня заводу нужна мощность: зарезервированное "
                "другими с этого дня вычитается.",
                "Year or day from which the plant takes: what others hold from then on is gone.",
            ),
        ),
    ] = "",
    layers: LayersFolder = None,
    norms: Norms = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Find the routes that connect one plot, or all, and price them."""
    from sezgeo.capacity.reservation import read_day
    from sezgeo.siting.connection import report

    study = study_of(profile, layers, norms=norms)
    connections = study.connect(
        plot,
        utilities=utility or None,
        size=size_of("--size", size),
        prices=prices,
        since=read_day(since) if since else None,
    )
    if as_json:
        say_json(report.to_dict(connections))
    elif plot is None:
        say(_table(connections))
    else:
        for line in report.lines(connections, plot):
            say(line)


def _table(connections: "Connections") -> str:
    """Write one line a plot, the best known and cheapest first."""
    from sezgeo.capacity.utilities import UTILITIES
    from sezgeo.config.ranges import Range
    from sezgeo.display import text_table
    from sezgeo.siting.connection import report

    if not connections.plots:
        return str(
            Text(
                "Все участки исключены. Чтобы построить трассы, укажите участок.",
                "All plots are excluded. Name a plot to find its routes.",
            )
        )
    head = [
        Text("участок", "plot"),
        Text("млн руб.", "RUB m"),
        *(UTILITIES[utility] + Text(", м", ", m") for utility in connections.needs),
        Text("нет данных", "unknown"),
    ]
    rows: list[list[Text | str]] = []
    for plot, row in connections.table.to_dict(orient="index").items():
        cost = Range(*(row[f"cost_{end}_mln_rub"] for end in Range._fields))
        rows.append(
            [
                str(plot),
                Text.same("—") if math.isnan(cost.likely) else report.range_text(cost),
                *(_whole(row[f"{utility}_length_m"]) for utility in connections.needs),
                str(row["missing_count"]),
            ]
        )
    notes = [
        str(line)
        for line in (*report.missing_reasons(connections), *report.assumptions(connections))
    ]
    return "\n".join([text_table(head, rows), "", *notes])


def _whole(value: float) -> Text:
    return Text(*(number(value, lang, 0) for lang in LANGUAGES))
