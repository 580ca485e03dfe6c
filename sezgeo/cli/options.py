"""Options that several commands share, and how answers are printed."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sezgeo.database_url import Address
from sezgeo.i18n import Language, Text, speak

if TYPE_CHECKING:
    from sezgeo.config import ranges
    from sezgeo.criteria import Elevation
    from sezgeo.layers import Catalog
    from sezgeo.study import Study
    from sezgeo.zone import Zone

_store: ContextVar[str | None] = ContextVar("sezgeo_store", default=None)


def _choose_language(lang: str | None) -> str | None:
    if lang is not None:
        speak("ru" if lang == "ru" else "en")
    return lang


def _choose_store(url: str | None) -> str | None:
    _store.set(url)
    return url


def help_text(ru: str, en: str) -> str:
    """Return a help text in the language in force when the command line starts."""
    return Text(ru, en).say()


LayersFolder = Annotated[
    Path | None,
    typer.Option(
        "--layers",
        metavar="DIR",
        help=help_text(
            "Папка слоёв; по умолчанию слои, входящие в комплект sezgeo.",
            "Folder of layers; by default the layers that come with sezgeo.",
        ),
    ),
]
StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        envvar="SEZGEO_STORE",
        callback=_choose_store,
        help=help_text(
            "Общее хранилище отдела в PostGIS: postgresql://УЗЕЛ/БАЗА; допускается и "
            "после команды. По умолчанию версии хранятся в папке слоёв.",
            "A team's store in PostGIS: postgresql://HOST/DATABASE; after the command it is "
            "understood too. By default versions are kept in the folder of layers.",
        ),
    ),
]
Lang = Annotated[
    Language | None,
    typer.Option(
        "--lang",
        callback=_choose_language,
        help=help_text("Язык вывода: ru или en.", "Language of the output: ru or en."),
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help=help_text("Вывести один объект JSON.", "Write one JSON object.")),
]
Norms = Annotated[
    Path | None,
    typer.Option(
        "--norms",
        metavar="FILE",
        help=help_text(
            "Файл TOML с собственными нормами: они добавляются к входящим в комплект "
            "или заменяют их по id.",
            "TOML file of norms of your own: they add to the shipped ones, or replace them by id.",
        ),
    ),
]
Heights = Annotated[
    list[Path] | None,
    typer.Option(
        "--elevation",
        metavar="FILE",
        help=help_text(
            "Цифровая модель рельефа (ЦМР): GeoTIFF, COG или .hgt; тайлы мозаики "
            "указывают по одному.",
            "Elevation model: a GeoTIFF, COG or .hgt; name the tiles of a mosaic one by one.",
        ),
    ),
]
Weights = Annotated[
    Path | None,
    typer.Option(
        "--weights",
        metavar="FILE",
        help=help_text(
            "Файл TOML с весами экспертов: прямыми, по порядку, по размаху или парными.",
            "TOML file with the weights of experts: direct, ranked, swing or pairwise.",
        ),
    ),
]
PlotName = Annotated[
    str,
    typer.Argument(
        metavar="PLOT",
        help=help_text("Условный номер участка, например ALB-014.", "Plot, e.g. ALB-014."),
    ),
]
ProfileName = Annotated[
    str,
    typer.Argument(
        metavar="PROFILE",
        help=help_text(
            "Профиль завода: имя (biotech, battery_cell, ...) или путь к файлу TOML.",
            "Profile of a plant: a name (biotech, battery_cell, ...) or a path to a TOML file.",
        ),
    ),
]


Size = Annotated[
    str,
    typer.Option(
        "--size",
        metavar="low|likely|high",
        help=help_text(
            "Размер завода в диапазонах профиля: low — наименьший, likely — "
            "вероятный, high — наибольший.",
            "Which plant of the profile's ranges: low the smallest, likely, high the largest.",
        ),
    ),
]


def profile_of(name: str) -> str | Path:
    """Tell a path of a profile from the name of a shipped one."""
    return Path(name) if name.endswith(".toml") or "/" in name or "\\" in name else name


def store_address() -> Address | None:
    """
    Return the address of the team's store, if one was asked for.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    url = _store.get()
    return Address.read(url) if url else None


def catalog_of(layers: Path | None) -> "Catalog":
    """Read the catalog of the folder and the store that were asked for."""
    from sezgeo.layers import Catalog, shipped

    return Catalog.read(layers or shipped(), store=store_address())


def zone_of(layers: Path | None) -> "Zone":
    """Open the folder and the store that were asked for."""
    import sezgeo

    return sezgeo.open(layers, store=store_address())


def heights_of(files: list[Path] | None) -> "Elevation | None":
    """Open the elevation raster that was named, if one was."""
    from sezgeo.criteria import Elevation

    return Elevation.read(files) if files else None


def study_of(
    profile: str,
    layers: Path | None,
    *,
    norms: Path | None,
    elevation: list[Path] | None = None,
    weights: Path | None = None,
) -> "Study":
    """Study a plant as the options of the command say."""
    heights = heights_of(elevation)
    zone = zone_of(layers)
    return zone.study(profile_of(profile), rules=norms, elevation=heights, weights=weights)


def experts_of(study: "Study") -> dict[str, Any]:
    """Return the experts behind the weights for a JSON answer, if there are any."""
    return {"panel": study.panel.to_dict()} if study.panel else {}


def say(text: Text | str | Path) -> None:
    """Print a line of the answer."""
    sys.stdout.write(f"{text}\n")


def say_json(answer: Mapping[str, Any]) -> None:
    """Print the whole answer as one JSON object; an unknown number is null, never NaN."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def page_written(page: Path) -> Text:
    """Say where a page was written, and how large it is."""
    size_kb = page.stat().st_size / 1000
    return Text(
        f"{page}: {size_kb:.0f} кБ, открывается двойным щелчком",
        f"{page}: {size_kb:.0f} kB, open it with a double click",
    )


@contextmanager
def progress(steps: int, label: Text) -> Iterator[Any]:
    """Show a progress bar on standard error while long work runs; yields its `advance()`."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label.say(), total=steps)
        yield lambda: bar.advance(task)


def size_of(option: str, size: str) -> "ranges.Size":
    """Return which end of a range an option asks for."""
    sizes: dict[str, ranges.Size] = {"low": "low", "likely": "likely", "high": "high"}
    if size not in sizes:
        message = Text(
            f"{option} {size}: допустимы low, likely, high", f"{option} {size}: low, likely or high"
        )
        raise typer.BadParameter(str(message))
    return sizes[size]
