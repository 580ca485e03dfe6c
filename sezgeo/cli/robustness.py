"""`robust`, `whatif`, `waivers`: how far a decision holds, and what would change it."""

from typing import Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Heights,
    Lang,
    LayersFolder,
    Norms,
    PlotName,
    ProfileName,
    Weights,
    experts_of,
    heights_of,
    profile_of,
    say,
    say_json,
    told,
    zone_of,
)


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command(
        "waivers",
        help=told(
            "Сколько земли выиграет каждое согласие: сетей, Росрыболовства, управляющей компании.",
            "How much land each consent wins: of the networks, the fisheries agency, the zone.",
        ),
    )(waivers)
    app.command(
        "robust",
        help=told(
            "Проверить рейтинг на прочность: веса, данные, методы; что узнать прежде всего.",
            "Try how firmly a ranking stands: weights, data, methods; what to find out first.",
        ),
    )(robust)
    app.command(
        "whatif",
        help=told(
            "Чего не хватает участку, чтобы стать первым или подойти: в метрах, гектарах, МВт.",
            "What a plot lacks to win or to become eligible: in metres, hectares, MW.",
        ),
    )(whatif)


def waivers(
    profile: ProfileName,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Rank the consents by the land they win."""
    heights = heights_of(elevation)
    study = zone_of(layers).study(profile_of(profile), rules=norms, elevation=heights)
    found = study.waivers()
    if as_json:
        say_json({"profile": study.profile.key} | found.to_dict())
    else:
        say(str(found))


def robust(
    profile: ProfileName,
    draws: Annotated[
        int, typer.Option(min=1, help=told("Сколько розыгрышей.", "How many draws."))
    ] = 10_000,
    seed: Annotated[
        int,
        typer.Option(
            min=0, help=told("Начало случайных чисел.", "Where the random numbers start.")
        ),
    ] = 0,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Try how firmly a ranking stands."""
    heights = heights_of(elevation)
    study = zone_of(layers).study(
        profile_of(profile), rules=norms, elevation=heights, weights=weights
    )
    found = study.stability(draws=draws, seed=seed)
    if as_json:
        say_json(found.to_dict() | experts_of(study))
        return
    if study.panel:
        say(f"{study.panel}\n")
    say(str(found))


def whatif(
    profile: ProfileName,
    plot: PlotName,
    fixed: Annotated[
        list[str] | None,
        typer.Option(
            "--fixed",
            metavar="CRITERION",
            help=told(
                "Показатель, который изменить нельзя; можно назвать несколько.",
                "Measure that nobody can change; name several if need be.",
            ),
        ),
    ] = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Say what a plot lacks."""
    heights = heights_of(elevation)
    study = zone_of(layers).study(
        profile_of(profile), rules=norms, elevation=heights, weights=weights
    )
    found = study.what_if(plot, fixed=fixed or ())
    if as_json:
        say_json({"profile": study.profile.key} | found.to_dict() | experts_of(study))
    else:
        say(str(found))
