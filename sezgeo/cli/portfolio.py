"""`portfolio`: which plants go where together."""

from pathlib import Path
from typing import Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    Norms,
    Size,
    say,
    say_json,
    size_of,
    told,
    written,
    zone_of,
)

Spz = Annotated[
    str,
    typer.Option(
        "--spz",
        metavar="low|likely|high",
        help=told(
            "Какой конец диапазона санитарных зон заводов считать.",
            "Which end of the range of the plants' sanitary zones to reckon with.",
        ),
    ),
]
PortfolioFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help=told(
            "Файл TOML: заводы, пожелания, источники.", "TOML file: plants, wishes, sources."
        ),
    ),
]
Plans = Annotated[int, typer.Option(min=1, max=50, help=told("Сколько планов.", "How many plans."))]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help=told(
            "Не брать участки, где что-то неизвестно.",
            "Leave out plots of which something is unknown.",
        ),
    ),
]
Seconds = Annotated[
    float,
    typer.Option(min=0.1, help=told("Сколько секунд на один поиск.", "Seconds for one search.")),
]
NoPrices = Annotated[
    bool,
    typer.Option(
        "--no-prices",
        help=told(
            "Не искать, что дали бы ещё единица мощности и ещё один участок: быстрее.",
            "Do not ask what one more unit or plot would add: quicker.",
        ),
    ),
]
PlansFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help=told(
            "Записать планы: .gpkg (слой на план) или .geojson.",
            "Write the plans: .gpkg (a layer each) or .geojson.",
        ),
    ),
]
MapFile = Annotated[
    Path | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help=told("Нарисовать планы на карте.", "Draw the plans on a map."),
    ),
]


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command(
        "portfolio",
        help=told(
            "Разместить несколько заводов сразу: лучшие планы, общие мощности, санитарные зоны.",
            "Place several plants jointly: the best plans, shared capacities, sanitary zones.",
        ),
    )(portfolio)


def portfolio(
    file: PortfolioFile,
    plans: Plans = 3,
    size: Size = "likely",
    spz: Spz = "likely",
    strict: Strict = False,
    seconds: Seconds = 60.0,
    no_prices: NoPrices = False,
    out: PlansFile = None,
    map_: MapFile = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Place several plants jointly."""
    from sezgeo.siting.portfolio.export import checked, save
    from sezgeo.siting.portfolio.file import Portfolio
    from sezgeo.siting.portfolio.options import PortfolioOptions
    from sezgeo.siting.portfolio.report import lines, plain

    file_of_plans = checked(out) if out else None
    asked = PortfolioOptions(
        size=size_of("--size", size),
        spz=size_of("--spz", spz),
        strict=strict,
        count=plans,
        seconds=seconds,
        prices=not no_prices,
    )
    wanted = Portfolio.read(file)
    zone = zone_of(layers)
    found = zone.place(wanted, asked, rules=norms)
    if file_of_plans:
        save(found, file_of_plans)
    if map_:
        zone.map(found).save(map_)
    if as_json:
        say_json(plain(found))
    else:
        say("\n".join(map(str, lines(found))))
        if map_:
            say(written(map_))
