"""The sites of the zone as a delivery may call them, and the land they hold."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from sezgeo.i18n import Text
from sezgeo.intake.checks.cells import Read, spread
from sezgeo.intake.findings import Finding, finding, for_rows, listing
from sezgeo.layers.catalog import Catalog, shipped_catalog

LAYERS = ("sites", "planned_sites")
_NAME_COLUMNS = ("site", "name_ru", "name_en")
_LEAST_NAME = 4


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


def known(catalog: Catalog) -> Sites:
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
                spellings.setdefault(plain(name), str(row["site"]))
            shown = Text(
                str(row.get("name_ru") or row["site"]), str(row.get("name_en") or row["site"])
            )
            names.setdefault(str(row["site"]), shown)
    outlines = frames[0] if frames else GeoDataFrame({"geometry": []}, crs="EPSG:32637")
    planned = [frame for frame in frames[1:] if not frame.empty and not outlines.empty]
    land = pd.concat([outlines, *planned]) if planned else outlines
    return Sites(spellings, names, land, elsewhere)


@cache
def _shipped() -> tuple[GeoDataFrame, ...]:
    return tuple(shipped_catalog().seed(name).frame for name in LAYERS)


def _names(row: Mapping[str, object]) -> Iterator[str]:
    for column in _NAME_COLUMNS:
        if isinstance(name := row.get(column), str):
            yield name
    if isinstance(aliases := row.get("aliases"), str):
        yield from aliases.split(";")


def plain(name: str) -> str:
    """
    Return a name without what people write differently: case, ё, quotes, dots, dashes.

    Examples
    --------
    >>> plain(" Площадка «Алабушёво» ")
    'площадка алабушево'
    """
    text = unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
    return " ".join(re.findall(r"\w+", text.replace("_", " ")))


def keys(name: str, cells: Series, sites: Sites, rows: NDArray[np.int64]) -> Read:
    """
    Turn site names into keys; say which had to be interpreted and which are unknown.

    Parameters
    ----------
    cells
        Cleaned texts.
    rows
        Number of each row in the source, from 1.
    """
    codes, uniques = pd.factorize(cells)
    found = [_key(str(value), sites) for value in uniques]
    written = [key or str(value) for (key, _), value in zip(found, uniques, strict=True)]
    values = spread(codes, written, cells)
    findings: list[Finding] = []
    for code, ((key, exact), value) in enumerate(zip(found, uniques, strict=True)):
        if not exact:
            places = np.flatnonzero(codes == code)
            tell = (_said(name, str(value), key, int(rows[i]), sites) for i in places)
            findings += for_rows(places.tolist(), tell)
    return Read(values, tuple(findings))


def _key(value: str, sites: Sites) -> tuple[str | None, bool]:
    """Return the key of a site and whether its name was written as it is known."""
    written = plain(value)
    if key := sites.spellings.get(written):
        return key, True
    inside = {
        (len(name), key)
        for name, key in sites.spellings.items()
        if len(name) >= _LEAST_NAME and re.search(rf"\b{re.escape(name)}\b", written)
    }
    longest = {key for size, key in inside if size == max(size for size, _ in inside)}
    if len(longest) == 1 and not re.search(r"\d", written):
        return longest.pop(), False
    return None, False


def _said(name: str, value: str, key: str | None, row: int, sites: Sites) -> Finding:
    if key:
        return finding("SITE_READ_AS", row=row, column=name, found=value, expected=sites.names[key])
    near = get_close_matches(plain(value), sites.spellings, n=1, cutoff=0.5)
    every = sites.names.values()
    expected = (
        sites.names[sites.spellings[near[0]]]
        if near
        else Text(
            str(listing([one.ru for one in every], 12).ru),
            str(listing([one.en for one in every], 12).en),
        )
    )
    return finding("SITE_UNKNOWN", row=row, column=name, found=value, expected=expected)
