"""`map`: the interactive map, in one file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.options import (
    Heights,
    Lang,
    LayersFolder,
    Norms,
    Weights,
    heights_of,
    help_text,
    page_written,
    profile_of,
    progress,
    say,
    zone_of,
)
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.study import Study
    from sezgeo.zone import Zone


HELP = Text(
    "Построить интерактивную карту: один файл HTML, открывается без интернета.",
    "Write the interactive map: one HTML file that opens with no internet.",
)


_TILES_WARNING = Text(
    "Страница запрашивает подложку у сервера. Открытая двойным щелчком (file://), она "
    "не передаёт Referer, и некоторые серверы отказывают. В этом случае откройте её "
    "через sezgeo serve.",
    "The page asks the basemap's server for images. Opened by a double click "
    "(file://) it sends no Referer, and some servers refuse it. Show it with sezgeo "
    "serve then.",
)


Before = Annotated[
    list[str] | None,
    typer.Option(
        "--before",
        metavar="LAYER=VERSION",
        help=help_text(
            "Сценарий «было»: слой в прежней версии, например plots=seed; места "
            "сравниваются с нынешними.",
            "A scenario of the past: a layer in a former version, e.g. plots=seed; "
            "ranks are compared.",
        ),
    ),
]


Scenarios = Annotated[
    list[Path] | None,
    typer.Option(
        "--scenario",
        metavar="DIR",
        help=help_text(
            "Сценарий из другой папки слоёв, например с участками на планируемых площадках.",
            "A scenario from another folder of layers, e.g. with plots on planned sites.",
        ),
    ),
]


BasemapUrl = Annotated[
    str | None,
    typer.Option(
        "--basemap",
        metavar="URL",
        help=help_text(
            "Онлайн-подложка: адрес тайлов с {z}/{x}/{y} или WMS с layers=; по умолчанию нет.",
            "Online basemap: address of tiles with {z}/{x}/{y}, or a WMS with layers=; else none.",
        ),
    ),
]


Fitted = Annotated[
    int,
    typer.Option(
        "--fit",
        min=0,
        metavar="COUNT",
        help=help_text(
            "Число лучших участков, на которых показать здания завода.",
            "On how many of the best plots to draw the plant's buildings.",
        ),
    ),
]


Routed = Annotated[
    int,
    typer.Option(
        "--routes",
        min=0,
        metavar="COUNT",
        help=help_text(
            "Число лучших участков, для которых показать трассы подключения.",
            "To how many of the best plots to draw the routes of connections.",
        ),
    ),
]


def map_(
    profiles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROFILE]...",
            help=help_text("Профили; по умолчанию все.", "Profiles; by default all."),
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help=help_text("Куда записать.", "Where to write."))
    ] = Path("maps/technopolis.html"),
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    weights: Weights = None,
    before: Before = None,
    scenario: Scenarios = None,
    basemap: BasemapUrl = None,
    fitted: Fitted = 50,
    routed: Routed = 0,
    lang: Lang = None,
) -> None:
    """Write the map of one or several profiles."""
    from sezgeo.reports.passport.file_names import PASSPORTS
    from sezgeo.study import OverlayCounts, draw
    from sezgeo.suitability.profile import Profile

    zone = zone_of(layers)
    names = profiles or list(Profile.shipped())
    heights = heights_of(elevation)
    scenario_zones = [*_before(zone, before or []), *_elsewhere(scenario or [])]
    with progress(len(names) * (1 + len(scenario_zones)) + 1, Text("Расчёт", "Working")) as advance:

        def studies_of(zone: "Zone") -> "list[Study]":
            studies = []
            for name in names:
                profile = profile_of(name)
                studies.append(zone.study(profile, rules=norms, elevation=heights, weights=weights))
                advance()
            return studies

        studies = studies_of(zone)
        scenarios = [(title, studies_of(scenario_zone)) for title, scenario_zone in scenario_zones]
        out.parent.mkdir(parents=True, exist_ok=True)
        passports = [path.name for path in (out.parent / PASSPORTS).glob("passport_*")]
        draw(
            zone,
            studies,
            scenarios=scenarios,
            basemap=basemap,
            overlays=OverlayCounts(fits=fitted, routes=routed),
            passports=passports,
        ).save(out)
        advance()
    if basemap:
        sys.stderr.write(f"sezgeo: {_TILES_WARNING}\n")
    say(page_written(out))


def _before(zone: "Zone", words: list[str]) -> "list[tuple[Text, Zone]]":
    """Return the zone with some layers as they once were, if any are named."""
    if not words:
        return []
    versions = {}
    for word in words:
        layer, sign, version = word.partition("=")
        if not (layer and sign and version):
            raise SezgeoError(
                Text(
                    f"--before {word}: нужно СЛОЙ=ВЕРСИЯ, например plots=seed или plots=3",
                    f"--before {word}: LAYER=VERSION is needed, e.g. plots=seed or plots=3",
                )
            )
        versions[layer] = version
    listed = ", ".join(f"{layer} {version}" for layer, version in versions.items())
    return [(Text("Было: ", "Before: ") + listed, zone.at(versions))]


def _elsewhere(folders: list[Path]) -> "list[tuple[Text, Zone]]":
    import sezgeo

    return [(Text.same(folder.name), sezgeo.open(folder)) for folder in folders]
