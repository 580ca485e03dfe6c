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
    profile_of,
    say,
    say_json,
    size_of,
    told,
    zone_of,
)
from sezgeo.display import text_table
from sezgeo.i18n import LANGUAGES, Text, number

if TYPE_CHECKING:
    from sezgeo.siting.connection.result import Connections


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command(
        "connect",
        help=told(
            "Трассы от участка к сетям: длина, стоимость, второй ввод; без участка все, что "
            "не исключены.",
            "Routes from a plot to the networks: length, cost, second feed; without a plot all "
            "that are not excluded.",
        ),
    )(connect)


def connect(
    profile: ProfileName,
    plot: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLOT]",
            help=told("Участок; иначе все, что не исключены.", "A plot; else all not excluded."),
        ),
    ] = None,
    utility: Annotated[
        list[str] | None,
        typer.Option(
            "--utility",
            metavar="NAME",
            help=told(
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
            help=told("Файл TOML со своими ценами.", "TOML file with prices of your own."),
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DAY",
            help=told(
                "С какого года или дня завод берёт мощность: брони других с этого дня вычтены.",
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

    study = zone_of(layers).study(profile_of(profile), rules=norms)
    found = study.connect(
        plot,
        utilities=utility or None,
        size=size_of("--size", size),
        prices=prices,
        since=read_day(since) if since else None,
    )
    if as_json:
        say_json(report.plain(found))
    elif plot is None:
        say(every(found))
    else:
        for line in report.lines(found, plot):
            say(line)


def every(found: "Connections") -> str:
    """Write one line a plot, the best known and cheapest first."""
    from sezgeo.capacity.utilities import UTILITIES
    from sezgeo.config.ranges import Range
    from sezgeo.siting.connection import report

    if not found.plots:
        return str(
            Text(
                "Нет участка, который не исключён: назовите участок, и трассы найдутся для него.",
                "No plot is left that is not excluded: name a plot to find the routes of that one.",
            )
        )
    head = [
        Text("участок", "plot"),
        Text("млн руб.", "RUB m"),
        *(Text(f"{UTILITIES[u].ru}, м", f"{UTILITIES[u].en}, m") for u in found.needs),
        Text("неизвестно", "unknown"),
    ]
    rows: list[list[Text | str]] = []
    for plot, row in found.table.to_dict(orient="index").items():
        cost = Range(*(row[f"cost_{end}_mln_rub"] for end in Range._fields))
        rows.append(
            [
                str(plot),
                Text("—", "—") if math.isnan(cost.likely) else report.ranged(cost),
                *(_whole(row[f"{utility}_length_m"]) for utility in found.needs),
                str(row["missing_count"]),
            ]
        )
    notes = [str(line) for line in (*report.why_missing(found), *report.based_on(found))]
    return "\n".join([text_table(head, rows), "", *notes])


def _whole(value: float) -> Text:
    return Text(*(number(value, lang, 0) for lang in LANGUAGES))
