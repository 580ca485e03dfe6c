"""Candidates and their surface as files: COG, GeoPackage, GeoJSON. The same search, same bytes."""

from pathlib import Path

import pyogrio
from geopandas import GeoDataFrame

from sezgeo.crs import MAP_CRS
from sezgeo.layers.export.geopackage import gdal_options
from sezgeo.siting.site_search.result import Located
from sezgeo.suitability.ranking.explanation import explain
from sezgeo.verdict import Outcome

DEGREES_DIGITS = 7
"""A centimetre."""


def candidate_table(located: Located) -> GeoDataFrame:
    """
    Return the candidates with rank, score and every reason in both languages.

    Returns
    -------
    GeoDataFrame
        One row per candidate, the best first, in the working system.
    """
    frame = located.plots.frame
    ranking = located.ranking
    if ranking is None:
        return frame[["plot_id", "geometry"]].reset_index(drop=True)
    reasons = [explain(ranking, plot).lines() for plot in frame.index]
    columns = {
        "plot_id": frame["plot_id"],
        "rank": ranking.rank.astype(float),
        "score": ranking.score,
        "low": ranking.low,
        "high": ranking.high,
        "known_share": ranking.known_share,
        "outcome": [Outcome(code).key for code in ranking.outcome],
        "area_ha": (frame["area_m2"] / 10_000).round(4),
        "surface_score": [round(located.surface.mean(shape), 6) for shape in frame.geometry],
        "reasons_ru": ["\n".join(line.ru for line in lines) for lines in reasons],
        "reasons_en": ["\n".join(line.en for line in lines) for lines in reasons],
    }
    return GeoDataFrame(columns, geometry=frame.geometry, crs=frame.crs).reset_index(drop=True)


def save(located: Located, folder: Path) -> tuple[Path, ...]:
    """
    Write the surface, and the candidates twice.

    Parameters
    ----------
    located
        What was found.
    folder
        Where to write; made if need be, files of an earlier search are replaced.

    Returns
    -------
    paths
        `surface.tif`, `candidates.gpkg`, `candidates.geojson`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(
        folder / name for name in ("surface.tif", "candidates.gpkg", "candidates.geojson")
    )
    for path in paths:
        path.unlink(missing_ok=True)
    located.surface.save_cog(paths[0])
    candidates = candidate_table(located)
    day = f"{located.plots.as_of}T00:00:00.000Z"
    with gdal_options(OGR_CURRENT_DATE=day):
        pyogrio.write_dataframe(
            candidates, paths[1], layer="candidates", driver="GPKG", geometry_type="Polygon"
        )
    degrees = candidates.to_crs(MAP_CRS)
    pyogrio.write_dataframe(
        degrees,
        paths[2],
        layer="candidates",
        driver="GeoJSON",
        COORDINATE_PRECISION=DEGREES_DIGITS,
        RFC7946="YES",
    )
    return paths
