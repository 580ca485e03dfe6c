"""`locate`: where else a plant could stand."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.options import (
    AsJson,
    Heights,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    heights_of,
    help_text,
    profile_of,
    progress,
    say,
    say_json,
    zone_of,
)
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.siting.site_search.options import Search
    from sezgeo.siting.site_search.region import Bounds
    from sezgeo.siting.site_search.result import Located


HELP = Text(
    "Найти в области места нужного размера вне запретных зон и ранжировать их.",
    "Where else: find areas of the size wanted that nothing excludes, and rank them.",
)


Area = Annotated[
    float,
    typer.Option("--area", min=0.1, help=help_text("Площадь места, га.", "Size of an area, ha.")),
]
Region = Annotated[
    str,
    typer.Option(
        "--region",
        help=help_text(
            "Где искать: ключи площадок через запятую или запад,юг,восток,север в градусах; "
            "по умолчанию вокруг всех площадок.",
            "Where to look: keys of sites, with commas, or west,south,east,north in degrees; "
            "by default around all sites.",
        ),
    ),
]
Margin = Annotated[
    float,
    typer.Option(
        "--margin",
        min=0,
        max=100,
        help=help_text("Расстояние вокруг площадок, км.", "How many km around the sites."),
    ),
]
Count = Annotated[
    int, typer.Option("--count", min=1, max=200, help=help_text("Число мест.", "How many areas."))
]
Apart = Annotated[
    float,
    typer.Option(
        "--apart",
        min=0,
        help=help_text("Наименьшее расстояние между местами, км.", "Least km between areas."),
    ),
]
Elongation = Annotated[
    float,
    typer.Option(
        "--elongation",
        min=1,
        max=5,
        help=help_text("Отношение длины места к ширине.", "Length of an area over its width."),
    ),
]
Widest = Annotated[
    bool,
    typer.Option(
        "--widest",
        help=help_text(
            "Принимать ширину зон по верхней границе диапазона, а не по нижней.",
            "Take zones at the upper end of the norm, not at the lower.",
        ),
    ),
]
Out = Annotated[
    Path, typer.Option("--out", "-o", help=help_text("Папка для файлов.", "Folder for the files."))
]


def locate(
    profile: ProfileName,
    area: Area,
    region: Region = "",
    margin: Margin = 5.0,
    count: Count = 5,
    apart: Apart = 1.0,
    elongation: Elongation = 1.5,
    widest: Widest = False,
    out: Out = Path("maps/locate"),
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Heights = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Find where else a plant could stand."""
    from sezgeo.norms import read
    from sezgeo.siting.site_search.options import Search, SearchTarget
    from sezgeo.siting.site_search.region import region_of
    from sezgeo.suitability.profile import Profile

    zone = zone_of(layers)
    search = Search(
        profile=Profile.read(profile_of(profile)),
        target=SearchTarget(area, count=count, apart_m=1000 * apart, elongation=elongation),
        layers={name: zone.layers[name] for name in zone.layers},
        rules=read(norms),
        zones="widest" if widest else "least",
        elevation=heights_of(elevation) or zone.elevation,
    )
    located, files = _locate(search, region_of(region, zone.layers["sites"], margin_km=margin), out)
    if as_json:
        ranking = located.ranking.to_dict() if located.ranking else None
        say_json({"files": [str(path) for path in files], "ranking": ranking})
    else:
        _say_located(located, files)


def _locate(search: "Search", bounds: "Bounds", out: Path) -> "tuple[Located, list[Path]]":
    """Search and write the files, with a progress bar."""
    from sezgeo.siting.site_search.export import save
    from sezgeo.siting.site_search.locate import locate, step_count

    with (
        progress(step_count(bounds), Text("Поиск мест", "Looking for areas")) as advance,
        TemporaryDirectory() as folder,
    ):
        located = locate(search, bounds, Path(folder) / "surface.tif", advance=advance)
        return located, [*save(located, out), *_map(search, located, out)]


def _map(search: "Search", located: "Located", out: Path) -> list[Path]:
    """Draw the candidates over the zone's layers; nothing found needs no map."""
    from sezgeo.maps import page

    if located.ranking is None:
        return []
    layers = {**search.layers, "plots": located.plots}
    title = Text("Возможные места размещения", "Where else: candidate areas")
    return [page(layers, [located.ranking], title=title).save(out / "candidates.html")]


def _say_located(located: "Located", files: list[Path]) -> None:
    if located.ranking is None:
        say(
            Text(
                "Подходящих мест нет. Расширьте область (--region, --margin) или "
                "уменьшите площадь (--area).",
                "no area fits: widen the region (--region, --margin) or ask for less (--area)",
            )
        )
    else:
        say(located.ranking.to_text())
        say(
            Text(
                "Сведений о правах на землю и о её использовании в слоях нет. Проверьте по ЕГРН.",
                "Whose land it is, and whether it is free, no layer says: ask the register.",
            )
        )
    for path in files:
        say(f"  {path}")
