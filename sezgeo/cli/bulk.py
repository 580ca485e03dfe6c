"""`bulk`: plots by the hundred thousand, scored part by part."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from sezgeo.cli.options import (
    AsJson,
    Lang,
    LayersFolder,
    Norms,
    ProfileName,
    help_text,
    profile_of,
    progress,
    say,
    say_json,
    zone_of,
)
from sezgeo.i18n import Text

HELP = Text(
    "Рассчитать баллы сотен тысяч участков из файла по частям, в ограниченной памяти.",
    "Score hundreds of thousands of plots from a file, part by part in bounded memory.",
)


Plots = Annotated[
    Path,
    typer.Argument(
        metavar="PLOTS",
        help=help_text(
            "Файл участков: GeoParquet (или папка его частей), GeoPackage, FlatGeobuf, GeoJSON, "
            "Shapefile.",
            "File of plots: GeoParquet (or a folder of its pieces), GeoPackage, FlatGeobuf, "
            "GeoJSON, Shapefile.",
        ),
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", "-o", help=help_text("Куда записать (Parquet).", "Where to write (Parquet).")
    ),
]
Chunk = Annotated[
    int,
    typer.Option(
        "--chunk",
        min=1,
        help=help_text(
            "Число участков в одной части; от него зависит объём памяти.",
            "How many plots to score at once: memory depends on it.",
        ),
    ),
]
Files = Annotated[
    list[Path] | None,
    typer.Option(
        "--elevation",
        metavar="FILE",
        help=help_text("Цифровая модель рельефа (ЦМР).", "Elevation model, a raster."),
    ),
]

Where = Annotated[
    Literal["local", "dask"],
    typer.Option(
        "--engine",
        help=help_text(
            "Где выполнять расчёт: на этой машине или на кластере dask.",
            "Where to work: here or on a dask cluster.",
        ),
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help=help_text(
            "Адрес планировщика dask, например tcp://10.0.0.5:8786; слои и участки "
            "должны быть доступны рабочим процессам по тем же путям.",
            "Address of the dask scheduler, e.g. tcp://10.0.0.5:8786; workers must see layers and "
            "plots under the same paths.",
        ),
    ),
]


def bulk(
    profile: ProfileName,
    plots: Plots,
    out: Out = Path("scores.parquet"),
    chunk: Chunk = 50_000,
    layers: LayersFolder = None,
    norms: Norms = None,
    elevation: Files = None,
    engine: Where = "local",
    scheduler: Scheduler = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Score a large file of plots."""
    from sezgeo.bulk import bulk as score
    from sezgeo.bulk import cluster, split_file

    if (engine == "dask") != bool(scheduler):
        message = Text(
            "--engine dask и --scheduler АДРЕС нужны вместе",
            "--engine dask and --scheduler ADDRESS go together",
        )
        raise typer.BadParameter(message.say())
    run = cluster.runner(scheduler) if scheduler else None
    with progress(len(split_file(plots, chunk)), Text("Расчёт", "Working")) as advance:
        result = score(
            zone_of(layers),
            profile_of(profile),
            plots,
            out,
            chunk=chunk,
            rules=norms,
            heights=elevation or (),
            run=run,
            advance=advance,
        )
    if as_json:
        best = {str(plot): float(value) for plot, value in result.best.items()}
        counts = {"plots": result.plots, "excluded": result.excluded}
        say_json({"file": str(result.path), **counts, "best": best})
        return
    say(
        Text(
            "{out}: участков — {plots}, исключено — {excluded}",
            "{out}: {plots} plots, {excluded} excluded",
        ).fill(out=out, plots=result.plots, excluded=result.excluded)
    )
    for plot, value in result.best.items():
        say(f"  {plot}  {value:.3f}")
