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
    profile_of,
    progress,
    say,
    say_json,
    told,
    zone_of,
)
from sezgeo.i18n import LANGUAGES, Text, number

Plots = Annotated[
    Path,
    typer.Argument(
        metavar="PLOTS",
        help=told(
            "Файл участков: GeoParquet (или папка его частей), GeoPackage, FlatGeobuf, GeoJSON, "
            "Shapefile.",
            "File of plots: GeoParquet (or a folder of its pieces), GeoPackage, FlatGeobuf, "
            "GeoJSON, Shapefile.",
        ),
    ),
]
Out = Annotated[
    Path,
    typer.Option("--out", "-o", help=told("Куда записать (Parquet).", "Where to write (Parquet).")),
]
Chunk = Annotated[
    int,
    typer.Option(
        "--chunk",
        min=1,
        help=told(
            "Сколько участков считать за раз: от этого зависит память.",
            "How many plots to score at once: memory depends on it.",
        ),
    ),
]
Files = Annotated[
    list[Path] | None,
    typer.Option("--elevation", metavar="FILE", help=told("Растр высот.", "Elevation raster.")),
]

Where = Annotated[
    Literal["local", "dask"],
    typer.Option(
        "--engine",
        help=told(
            "Где считать: здесь или на кластере dask.", "Where to work: here or on a dask cluster."
        ),
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help=told(
            "Адрес планировщика dask, например tcp://10.0.0.5:8786; слои и участки должны быть "
            "видны рабочим по тем же путям.",
            "Address of the dask scheduler, e.g. tcp://10.0.0.5:8786; workers must see layers and "
            "plots under the same paths.",
        ),
    ),
]


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command(
        "bulk",
        help=told(
            "Оценить сотни тысяч участков из файла по частям, в ограниченной памяти.",
            "Score hundreds of thousands of plots from a file, part by part in bounded memory.",
        ),
    )(bulk)


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
        raise typer.BadParameter(
            told(
                "--engine dask и --scheduler АДРЕС нужны вместе",
                "--engine dask and --scheduler ADDRESS go together",
            )
        )
    run = cluster.runner(scheduler) if scheduler else None
    with progress(len(split_file(plots, chunk)), Text("Считаю", "Working")) as advance:
        found = score(
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
        best = {str(plot): float(value) for plot, value in found.best.items()}
        counts = {"plots": found.plots, "excluded": found.excluded}
        say_json({"file": str(found.path), **counts, "best": best})
        return
    counted = [(number(found.plots, lang), number(found.excluded, lang)) for lang in LANGUAGES]
    (ru, ru_out), (en, en_out) = counted
    say(
        Text(
            f"{out}: участков {ru}, исключено {ru_out}",
            f"{out}: {en} plots, {en_out} excluded",
        )
    )
    for plot, value in found.best.items():
        say(f"  {plot}  {value:.3f}")
