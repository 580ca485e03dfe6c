"""`map`, `rank`, `why`: what planners and analysts ask."""

from pathlib import Path
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
    progress,
    say,
    say_json,
    told,
)
from sezgeo.i18n import Text


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    app.command(
        "map",
        help=told(
            "Нарисовать интерактивную карту: один файл HTML, открывается без интернета.",
            "Write the interactive map: one HTML file that opens with no internet.",
        ),
    )(map_)
    app.command(
        "rank",
        help=told("Ранжировать участки для одного профиля.", "Rank the plots for one profile."),
    )(rank)
    app.command(
        "why",
        help=told(
            "Объяснить место одного участка: части оценки, ограничения, что неизвестно.",
            "Explain one plot: parts of its score, constraints, what is unknown.",
        ),
    )(why)


def map_(
    profiles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROFILE]...",
            help=told("Профили; по умолчанию все.", "Profiles; by default all."),
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help=told("Куда записать.", "Where to write."))
    ] = Path("maps/technopolis.html"),
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
) -> None:
    """Write the map of one or several profiles."""
    import sezgeo
    from sezgeo.suitability.profile import Profile
    from sezgeo.zone import draw

    zone = sezgeo.open(layers)
    wanted = profiles or list(Profile.shipped())
    heights = heights_of(elevation)
    with progress(len(wanted) + 1, Text("Считаю", "Working")) as advance:
        studies = []
        for name in wanted:
            studies.append(
                zone.study(profile_of(name), rules=norms, elevation=heights, weights=weights)
            )
            advance()
        out.parent.mkdir(parents=True, exist_ok=True)
        draw(zone, studies).save(out)
        advance()
    size_kb = out.stat().st_size / 1000
    say(
        Text(
            f"{out}: {size_kb:.0f} кБ, откройте двойным щелчком",
            f"{out}: {size_kb:.0f} kB, open it with a double click",
        )
    )


def rank(
    profile: ProfileName,
    top: Annotated[
        int | None,
        typer.Option(min=1, help=told("Сколько строк показать.", "How many rows to show.")),
    ] = None,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Rank all plots for one profile."""
    import sezgeo

    heights = heights_of(elevation)
    study = sezgeo.open(layers).study(
        profile_of(profile), rules=norms, elevation=heights, weights=weights
    )
    ranking = study.ranking
    if as_json:
        say_json(ranking.to_dict() | experts_of(study))
    else:
        if study.panel:
            say(f"{study.panel}\n")
        say(ranking.to_text(top=top))


def why(
    profile: ProfileName,
    plot: PlotName,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Explain one plot."""
    import sezgeo

    heights = heights_of(elevation)
    study = sezgeo.open(layers).study(
        profile_of(profile), rules=norms, elevation=heights, weights=weights
    )
    reasons = study.why(plot)
    if as_json:
        say_json(reasons.to_dict() | experts_of(study))
    else:
        say(str(reasons))
