"""
OpenStreetMap files as one table: every tagged element with its shape.

GDAL's own driver puts ways and relations together, whatever the file: `.osm`, `.osm.pbf`, or an
answer of Overpass in JSON, which is written as `.osm` first so that all take one way.
"""

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame

from sezgeo.crs import MAP_CRS
from sezgeo.errors import SourceError
from sezgeo.i18n import Text
from sezgeo.sources.osm.mapping import AREA, LINE, POINT
from sezgeo.sources.osm.osm_xml import base_date, write_xml

_CONFIG = Path(__file__).with_name("osmconf.ini")
_LAYERS = {"points": POINT, "lines": LINE, "multipolygons": AREA}
_HEAD_BYTES = 4096
_DATE = re.compile(rb"""(?:osm_base|timestamp)=["'](\d{4}-\d\d-\d\d)T""")


@dataclass(frozen=True, slots=True, eq=False)
class Elements:
    """
    Tagged elements of OpenStreetMap.

    Attributes
    ----------
    frame : GeoDataFrame
        `kind` (node, way, relation), `id`, `shape` (point, line, area), `tags` and the geometry,
        in degrees.
    as_of
        Date of the data; None where the file does not tell.
    broken
        How many shapes could not be put together: parts of them lie outside the file.
    """

    frame: GeoDataFrame
    as_of: date | None
    broken: int


def read(path: Path) -> Elements:
    """
    Read a file of OpenStreetMap data, told by its content.

    Parameters
    ----------
    path
        `.osm`, `.osm.pbf`, or an answer of Overpass in JSON.

    Raises
    ------
    SourceError
        If there is no such file, or it is none of the three.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as cause:
        raise _refused(path, str(cause.strerror)) from cause
    if head.lstrip().startswith(b"{"):
        return read_answers([path])
    if b"<osm" not in head and b"OSMHeader" not in head:
        raise _refused(path, "not .osm, .osm.pbf, Overpass JSON")
    date_line = _DATE.search(head) if b"<osm" in head else None
    return _read_gdal(path, date.fromisoformat(date_line[1].decode()) if date_line else None)


def read_answers(paths: Iterable[Path]) -> Elements:
    """
    Read saved answers of Overpass as one.

    Raises
    ------
    SourceError
        If one is no answer of Overpass.
    """
    files = list(paths)
    answers = [_answer(path) for path in files]
    dates = [day for answer in answers if (day := base_date(answer))]
    with TemporaryDirectory(prefix="sezgeo-osm-") as folder:
        merged = Path(folder) / "answers.osm"
        try:
            write_xml(answers, merged)
        except (KeyError, TypeError, ValueError, AttributeError) as cause:
            raise _refused(files[0], f"elements: {cause!r}") from cause
        # the oldest answer decides: nothing in the whole is older
        return _read_gdal(merged, min(dates, default=None))


def _answer(path: Path) -> Mapping[str, Any]:
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise _refused(path, str(cause)) from cause
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise _refused(path, 'no "elements"')
    return answer


def _read_gdal(path: Path, as_of: date | None) -> Elements:
    frames = list(_frames(path))
    table = pd.concat([frame for frame, _ in frames], ignore_index=True)
    elements = gpd.GeoDataFrame(table, geometry="geometry", crs=MAP_CRS)
    return Elements(elements, as_of, sum(broken for _, broken in frames))


def _frames(path: Path) -> Iterator[tuple[GeoDataFrame, int]]:
    for layer, shape in _LAYERS.items():
        read = _read_layer(path, layer)
        whole = read.geometry.notna() & ~read.geometry.is_empty
        elements = read[whole]
        frame = GeoDataFrame(
            {
                "kind": _kinds(elements, shape),
                "id": _ids(elements),
                "shape": shape,
                "tags": [_tags(cell) for cell in elements["other_tags"]],
            },
            geometry=_whole(elements.geometry, shape),
            crs=MAP_CRS,
        )
        yield frame, int((~whole).sum())


def _read_layer(path: Path, layer: str) -> GeoDataFrame:
    options = {"CONFIG_FILE": str(_CONFIG), "TAGS_FORMAT": "JSON"}
    try:
        with warnings.catch_warnings():
            # GDAL warns of each shape that runs out of the file; we count them
            warnings.simplefilter("ignore", RuntimeWarning)
            return pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore", **options)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as cause:
        raise _refused(path, str(cause)) from cause


def _tags(cell: object) -> Any:  # noqa: ANN401 - what JSON holds
    """Return the tags of an element; pyogrio before 0.12 leaves them as JSON."""
    tags = json.loads(cell) if isinstance(cell, str) and cell else cell
    return tags if isinstance(tags, dict) else {}


def _kinds(elements: GeoDataFrame, shape: str) -> Any:  # noqa: ANN401 - a column of words
    if shape == AREA:
        return elements["osm_id"].notna().map({True: "relation", False: "way"}).to_numpy()
    return "node" if shape == POINT else "way"


def _ids(elements: GeoDataFrame) -> Any:  # noqa: ANN401 - a column of numbers
    ids = elements["osm_id"]
    if "osm_way_id" in elements.columns:
        ids = ids.astype(object).where(ids.notna(), elements["osm_way_id"].astype(object))
    return ids.astype("int64").to_numpy()


def _whole(shapes: gpd.GeoSeries, shape: str) -> Any:  # noqa: ANN401 - an array of shapes
    """Repair areas that cross themselves, keeping what is an area of them."""
    if shape != AREA:
        return shapes.to_numpy()
    repaired = shapely.make_valid(shapes.to_numpy(), method="structure")
    parts, owner = shapely.get_parts(repaired, return_index=True)
    parts, within = shapely.get_parts(parts, return_index=True)
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    whole = np.full(len(repaired), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[areas], indices=owner[within][areas], out=whole)
    return whole


def _refused(path: Path, why: str) -> SourceError:
    return SourceError(
        Text(
            f"{path} не читается как данные OpenStreetMap ({why}): нужен файл .osm, .osm.pbf или "
            "сохранённый ответ Overpass в JSON",
            f"{path} cannot be read as OpenStreetMap data ({why}): it takes an .osm or .osm.pbf "
            "file, or a saved answer of Overpass in JSON",
        )
    )
