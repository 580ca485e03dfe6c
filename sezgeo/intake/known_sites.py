"""The sites a catalog knows: their keys, every way to write them, and the land they hold."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import Series

from sezgeo.i18n import Text
from sezgeo.layers.catalog import Catalog, shipped_catalog

LAYERS = ("sites", "planned_sites")
SITE_COLUMN = "site"
_NAME_COLUMNS = ("site", "name_ru", "name_en")


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """
    What is known of the sites.

    Attributes
    ----------
    spellings
        Key of a site by each way of writing it.
    names
        Name of each site by its key, for people.
    outlines
        Outline of each site in metres, indexed by key; empty where the layer is silent.
    may_be_new
        True where a delivery of sites may name sites nobody knew: a catalog of another area.
    """

    spellings: Mapping[str, str]
    names: Mapping[str, Text]
    outlines: GeoDataFrame
    may_be_new: bool = False

    @property
    def is_silent(self) -> bool:
        """Tell whether no site has an outline."""
        return bool(self.outlines.empty)

    def reach_m(self) -> Series:
        """Return how far off each outline may be."""
        accuracy = self.outlines.get("accuracy_m", pd.Series(np.nan, index=self.outlines.index))
        reach: Series = pd.to_numeric(accuracy, errors="coerce").fillna(0.0)
        return reach


def known_sites(catalog: Catalog) -> Sites:
    """
    Collect what the catalog knows of the sites; names that it lacks come from the shipped layer.

    An empty workspace of the same area has no sites yet, but the ten still have their names.
    """
    frames = [catalog.layer(name).frame for name in LAYERS if name in catalog.schemas]
    elsewhere = catalog.area != shipped_catalog().area
    nameless = all(frame.empty for frame in frames) or frames[0]["name_ru"].isna().any()
    use_shipped = nameless and not elsewhere
    shipped = _shipped() if use_shipped else ()
    spellings: dict[str, str] = {}
    names: dict[str, Text] = {}
    for frame in (*frames, *shipped):
        for row in frame.drop(columns="geometry").to_dict("records"):
            for name in _names(row):
                spellings.setdefault(normalise(name), str(row["site"]))
            names.setdefault(str(row["site"]), _shown_name(row))
    outlines = frames[0] if frames else GeoDataFrame({"geometry": []}, crs="EPSG:32637")
    planned = [frame for frame in frames[1:] if not frame.empty and not outlines.empty]
    land = pd.concat([outlines, *planned]) if planned else outlines
    return Sites(spellings, names, land, elsewhere)


@cache
def _shipped() -> tuple[GeoDataFrame, ...]:
    return tuple(shipped_catalog().seed(name).frame for name in LAYERS)


def _shown_name(row: Mapping[str, object]) -> Text:
    return Text(str(row.get("name_ru") or row["site"]), str(row.get("name_en") or row["site"]))


def _names(row: Mapping[str, object]) -> Iterator[str]:
    for column in _NAME_COLUMNS:
        if isinstance(name := row.get(column), str):
            yield name
    if isinstance(aliases := row.get("aliases"), str):
        yield from aliases.split(";")


def normalise(name: str) -> str:
    """
    Return a name without what people write differently: case, ё, quotes, dots, dashes.

    Examples
    --------
    >>> normalise(" Площадка «Алабушёво» ")
    'площадка алабушево'
    """
    text = unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
    return " ".join(re.findall(r"\w+", text.replace("_", " ")))
