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
    help_text,
    page_written,
    say,
    say_json,
    size_of,
    zone_of,
)
from sezgeo.i18n import Text

HELP = Text(
    "Разместить несколько заводов сразу: лучшие варианты, общие мощности, санитарно-защитные зоны.",
    "Place several plants jointly: the best plans, shared capacities, sanitary protection zones.",
)


Spz = Annotated[
    str,
    typer.Option(
        "--spz",
        metavar="low|likely|high",
        help=help_text(
            "Какую границу диапазона санитарно-защитных зон заводов принимать.",
            "Which end of the range of the plants' sanitary protection zones to reckon with.",
        ),
    ),
]
PortfolioFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help=help_text(
            "Файл TOML: заводы, пожелания, источники.", "TOML file: plants, wishes, sources."
        ),
    ),
]
Plans = Annotated[
    int,
    typer.Option(min=1, max=50, help=help_text("Число вариантов размещения.", "How many plans.")),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help=help_text(
            "Не учитывать участки, по которым данных не хватает.",
            "Leave out plots of which something is unknown.",
        ),
    ),
]
Seconds = Annotated[
    float,
    typer.Option(min=0.1, help=help_text("Время на один поиск, с.", "Seconds for one search.")),
]
NoPrices = Annotated[
    bool,
    typer.Option(
        "--no-prices",
        help=help_text(
            "Не рассчитывать, что даст ещё одна единица мощности или ещё один участок: быстрее.",
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
        help=help_text(
            "Записать варианты: .gpkg (слой на каждый вариант) или .geojson.",
            "Write the plans: .gpkg (a layer each) or .geojson.",
        ),
    ),
]
MapFile = Annotated[
    Path | None,
    typer.Option(
        "--map",
        metavar="FILE",
        help=help_text("Показать варианты на карте.", "Draw the plans on a map."),
    ),
]


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
    from sezgeo.siting.portfolio.export import check_path, save
    from sezgeo.siting.portfolio.file import Portfolio
    from sezgeo.siting.portfolio.options import PortfolioOptions
    from sezgeo.siting.portfolio.report import lines, to_dict

    file_of_plans = check_path(out) if out else None
    options = PortfolioOptions(
        size=size_of("--size", size),
        spz=size_of("--spz", spz),
        strict=strict,
        count=plans,
        seconds=seconds,
        prices=not no_prices,
    )
    task = Portfolio.read(file)
    zone = zone_of(layers)
    placed = zone.place(task, options, rules=norms)
    if file_of_plans:
        save(placed, file_of_plans)
    if map_:
        zone.map(placed).save(map_)
    if as_json:
        say_json(to_dict(placed))
    else:
        say("\n".join(map(str, lines(placed))))
        if map_:
            say(page_written(map_))
