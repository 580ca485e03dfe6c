"""A ranking as a layer for QGIS: plots coloured by their score, what is excluded hatched."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from geopandas import GeoDataFrame

from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.export.geopackage import GeoPackageLayer, write_geopackage
from sezgeo.layers.export.qgis_styles import Style, StyleClass, Symbol
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.units import fixed
from sezgeo.verdict import PLOT_OUTCOME_TEXTS, Outcome

_COLUMNS = {
    "plot_id": Text("Участок", "Plot"),
    "rank": Text("Место", "Rank"),
    "score": Text("Балл, от 0 до 1", "Score, 0 to 1"),
    "low": Text("Балл: от", "Score: from"),
    "high": Text("Балл: до", "Score: to"),
    "known_share": Text("Обеспеченность данными", "Share of the weight that is known"),
    "outcome": Text("Ограничения (ключ)", "Constraints (key)"),
    "constraints": Text("Ограничения", "Constraints"),
    "site": Text("Площадка", "Site"),
    "status": Text("Статус", "Status"),
    "area_ha": Text("Площадь, га", "Area, ha"),
}
_TENTHS = range(3, 10)
_COLOURS = (
    *("255,255,204", "199,233,180", "127,205,187", "65,182,196", "29,145,192"),
    *("34,94,168", "12,44,132"),
)
"""From light to dark, so that the order of scores reads in black and white too."""
_OUT = -1
_CLASS = f'if("score" IS NULL, {_OUT}, min({_TENTHS[-1]}, max({_TENTHS[0]}, floor("score" * 10))))'


def write_gis(ranking: Ranking, layers: Mapping[str, Layer], path: Path) -> Path:
    """
    Write a ranking as a GeoPackage with its style and names in the language in force.

    Parameters
    ----------
    ranking
        The ranking.
    layers
        The layers it was made from.
    path
        File to write.

    Raises
    ------
    StoreError
        If it cannot be written; a file that was there stays.
    """
    plots = layers["plots"]
    stamp = f"{plots.as_of}T00:00:00.000Z"
    table = GeoPackageLayer(
        f"ranking_{ranking.profile.key}", ranked_frame(ranking, plots), ranked_style()
    )
    write_geopackage([table], path, stamp=stamp)
    return path


def ranked_frame(ranking: Ranking, plots: Layer) -> GeoDataFrame:
    """Return the plots in the order of the ranking, with rank, score, interval and outcome."""
    table = ranking.table
    frame = plots.frame.loc[table.index]
    outcomes = [PLOT_OUTCOME_TEXTS[Outcome[word.upper()]].say() for word in table["outcome"]]
    scores = table[["rank", "score", "low", "high", "known_share", "outcome"]]
    columns = scores.assign(
        rank=table["rank"].astype("Int32"),
        constraints=outcomes,
        site=frame["site"],
        status=frame["status"],
        area_ha=np.round(geodesic_area_ha(frame.geometry), 4),
    )
    columns.insert(0, "plot_id", table.index.astype(str))
    shapes = frame.geometry.to_numpy()
    return GeoDataFrame(columns.reset_index(drop=True), geometry=shapes, crs=frame.crs)


def ranked_style() -> Style:
    """Return the style: a class for each tenth of the score, hatched where there is none."""
    classes = [
        StyleClass(str(tenth), _range(tenth).say(), Symbol(colour, opacity=220))
        for tenth, colour in zip(_TENTHS, _COLOURS, strict=True)
    ]
    out = Symbol("155,152,144", hatch=True)
    aliases = {name: text.say() for name, text in _COLUMNS.items()}
    excluded = StyleClass(str(_OUT), PLOT_OUTCOME_TEXTS[Outcome.EXCLUDED].say(), out)
    return Style("fill", (*classes[::-1], excluded), _CLASS, aliases)


def _range(tenth: int) -> Text:
    low, high = fixed(tenth / 10, 1), fixed((tenth + 1) / 10, 1)
    if tenth == _TENTHS[0]:
        return Text("меньше ", "below ") + high
    return low + "–" + high
