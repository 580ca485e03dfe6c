"""Plans of a portfolio as files: GeoPackage with a layer a plan, or GeoJSON. The same bytes."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
from geopandas import GeoDataFrame

from sezgeo.capacity.utilities import UTILITIES
from sezgeo.crs import MAP_CRS
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers.export.geopackage import gdal_options
from sezgeo.layers.store.atomic_files import TEMPORARY, disk_errors, publish
from sezgeo.siting.portfolio.result import PortfolioPlans
from sezgeo.siting.site_search.export import DEGREES_DIGITS
from sezgeo.verdict import Outcome

_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON"}


def plan_table(result: PortfolioPlans, number: int = 0) -> GeoDataFrame:
    """
    Return one plan as a table.

    Parameters
    ----------
    placed
        Plants placed jointly.
    number
        Which plan; 0 is the best.

    Returns
    -------
    GeoDataFrame
        One row a plant, on the outline of its plot or of its plots joined, in the working system.
        An empty need is one that neither the file nor the profile names.
    """
    plan = result.plans[number].plan or ()
    rows = [_row(result, plant, place) for plant, place in enumerate(plan)]
    head = {"plan": number + 1, "plan_worth": round(result.plans[number].worth, 6)}
    frame = result.places.frame.iloc[list(plan)]
    return GeoDataFrame(
        pd.DataFrame([head | row for row in rows]),
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )


def _row(result: PortfolioPlans, plant: int, place: int) -> dict[str, object]:
    wish, (ranking, key) = result.portfolio.plants[plant], result.study_at(plant, place)
    needs = zip(UTILITIES, result.needs[plant].tolist(), strict=True)
    verdicts = {
        outcome: [v for v in ranking.verdicts if int(v.outcome[key]) == outcome]
        for outcome in (Outcome.CONDITIONAL, Outcome.UNKNOWN)
    }
    return {
        "plant": wish.name,
        "profile": ranking.profile.key,
        "year": wish.year,
        "plots": result.plot(place),
        "site": str(result.places.frame["site"].iloc[place]),
        "score": round(float(ranking.score[key]), 6),
        "low": round(float(ranking.low[key]), 6),
        "high": round(float(ranking.high[key]), 6),
        "outcome": Outcome(int(ranking.outcome[key])).key,
        "consents_ru": "; ".join(v.title.ru for v in verdicts[Outcome.CONDITIONAL]),
        "consents_en": "; ".join(v.title.en for v in verdicts[Outcome.CONDITIONAL]),
        "unknown_ru": "; ".join(v.title.ru for v in verdicts[Outcome.UNKNOWN]),
        "unknown_en": "; ".join(v.title.en for v in verdicts[Outcome.UNKNOWN]),
        **{name: need or np.nan for name, need in needs},
    }


def check_path(path: Path) -> Path:
    """
    Return the path of a file that plans can be written to.

    Raises
    ------
    SitingError
        If its ending is of no known format, or its folder is not there.
    """
    if path.suffix.lower() not in _DRIVERS:
        raise SitingError(
            Text(
                f"{path}: планы пишутся в .gpkg или .geojson",
                f"{path}: plans are written as .gpkg or .geojson",
            )
        )
    if not path.parent.is_dir():
        raise SitingError(
            Text(
                f"папки {path.parent} нет: создайте её",
                f"there is no folder {path.parent}: make it",
            )
        )
    return path


def save(result: PortfolioPlans, path: Path) -> Path:
    """
    Write all plans; a file that was there is replaced when the new one is whole.

    Parameters
    ----------
    placed
        Plants placed jointly.
    path
        `.gpkg` gets a layer for each plan, `plan_1` the best; `.geojson` all plans in degrees, told
        apart by `plan`.

    Raises
    ------
    SitingError
        If the path will not do; see `checked`.
    StoreError
        If the disk is full or cannot be written.
    """
    driver = _DRIVERS[check_path(path).suffix.lower()]
    plans = [plan_table(result, number) for number in range(len(result.plans))]
    temporary = path.with_name(f"{path.stem}{TEMPORARY}{path.suffix}")
    with disk_errors(path.parent):
        try:
            temporary.unlink(missing_ok=True)
            with gdal_options(OGR_CURRENT_DATE=f"{result.plots.as_of}T00:00:00.000Z"):
                _write(plans, temporary, driver)
            publish(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    return path


def _write(plans: list[GeoDataFrame], path: Path, driver: str) -> None:
    if driver == "GPKG":
        for number, plan in enumerate(plans, start=1):
            pyogrio.write_dataframe(
                plan,
                path,
                layer=f"plan_{number}",
                driver=driver,
                geometry_type="MultiPolygon",
                promote_to_multi=True,
                append=number > 1,
            )
        return
    pyogrio.write_dataframe(
        GeoDataFrame(pd.concat(plans, ignore_index=True)).to_crs(MAP_CRS),
        path,
        layer="plans",
        driver=driver,
        COORDINATE_PRECISION=DEGREES_DIGITS,
        RFC7946="YES",
    )
