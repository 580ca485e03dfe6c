"""Write one layer for other programs: Shapefile, zipped or loose, GeoJSON, GeoParquet."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio
from geopandas import GeoDataFrame

from sezgeo.crs import MAP_CRS
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.layers.contract import Schema
from sezgeo.layers.export.short_names import cut, short_names
from sezgeo.layers.store.atomic_files import disk_errors, export_error, write_durably
from sezgeo.layers.store.snapshots import to_bytes

_EMPTY = Text(
    "слой {name} пуст: данные не загружены, выгружать нечего",
    "layer {name} is empty: there is nothing to export, nobody has sent it yet",
)
_SEVERAL_KINDS = Text(
    "Shapefile хранит один вид геометрии, в слое {name} их несколько ({kinds}). "
    "Выгрузите слой в .gpkg, .geojson или .parquet.",
    "a Shapefile holds one kind of geometry, layer {name} has several: {kinds}; "
    "export it to .gpkg, .geojson or .parquet",
)
_CUT = Text(
    "столбец {name}: текстов длиннее {bytes} байт обрезано — {count}; без сокращений "
    "их сохраняет .gpkg",
    "column {name}: {count} text(s) longer than {bytes} bytes were cut; a .gpkg keeps them whole",
)
LONGEST_TEXT = 254
"""Bytes a text of a .dbf may have."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DEGREE_DIGITS = 9  # a tenth of a millimetre: reading it back gives the same millimetre


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What is written where: `work` is a free path in a folder of its own."""

    frame: GeoDataFrame
    schema: Schema
    path: Path
    work: Path
    day: str


def write_layer(frame: GeoDataFrame, schema: Schema, path: Path, *, day: str) -> tuple[Text, ...]:
    """
    Write one layer in the format that the ending of the file's name asks for.

    Parameters
    ----------
    frame
        Canonical frame with at least one feature.
    schema
        Contract of the layer.
    path
        File ending in one of `FORMATS`.
    day
        ISO date that a .dbf bears; the same frame and day give the same bytes.

    Returns
    -------
    notes
        What the format could not carry.

    Raises
    ------
    SezgeoError
        If the format cannot hold the layer.
    StoreError
        If the file cannot be written; one that was there stays.
    """
    if frame.empty:
        raise SezgeoError(_EMPTY.fill(name=schema.name))
    try:
        with disk_errors(path.parent), TemporaryDirectory() as folder:
            path.parent.mkdir(parents=True, exist_ok=True)
            job = _Job(frame, schema, path, Path(folder) / schema.name, day)
            return FORMATS[path.suffix.lower()](job)
    except (OSError, RuntimeError) as cause:  # RuntimeError is what pyogrio makes of GDAL's errors
        raise export_error(path, str(cause)) from cause


def _geojson(job: _Job) -> tuple[Text, ...]:
    draft = job.work.with_suffix(".geojson")
    pyogrio.write_dataframe(
        job.frame.to_crs(MAP_CRS),
        draft,
        driver="GeoJSON",
        layer=job.schema.name,
        RFC7946="YES",
        COORDINATE_PRECISION=_DEGREE_DIGITS,
    )
    write_durably(job.path, draft.read_bytes())
    return ()


def _parquet(job: _Job) -> tuple[Text, ...]:
    write_durably(job.path, to_bytes(job.frame))
    return ()


def _shapefile(job: _Job) -> tuple[Text, ...]:
    parts, notes = _parts(job)
    for part in sorted(parts, key=lambda part: part.suffix == ".shp"):  # the .shp comes last
        write_durably(job.path.with_suffix(part.suffix), part.read_bytes())
    return notes


def _zipped(job: _Job) -> tuple[Text, ...]:
    body = BytesIO()
    parts, notes = _parts(job)
    with zipfile.ZipFile(body, "w") as archive:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, _EPOCH)
            archive.writestr(entry, part.read_bytes(), zipfile.ZIP_DEFLATED)
    write_durably(job.path, body.getvalue())
    return notes


FORMATS: Mapping[str, Callable[[_Job], tuple[Text, ...]]] = {
    ".geojson": _geojson,
    ".parquet": _parquet,
    ".shp": _shapefile,
    ".zip": _zipped,
}
"""Writers by the ending of the file's name."""


def _parts(job: _Job) -> tuple[list[Path], tuple[Text, ...]]:
    """Write a shapefile into the folder of the job; return its files, and what was cut."""
    families = sorted({kind.removeprefix("Multi") for kind in job.frame.geom_type})
    if len(families) > 1:
        kinds = ", ".join(families)
        raise SezgeoError(_SEVERAL_KINDS.fill(name=job.schema.name, kinds=kinds))
    own = job.frame.columns.drop(job.frame.geometry.name)
    names = short_names([*job.schema.columns, *own])
    frame, notes = _shortened(job.frame)
    pyogrio.write_dataframe(
        frame.rename(columns={name: names[name] for name in own}),
        job.work.with_suffix(".shp"),
        driver="ESRI Shapefile",
        encoding="UTF-8",
        DBF_DATE_LAST_UPDATE=job.day,
        RESIZE="YES",
    )
    return sorted(job.work.parent.iterdir()), notes


def _shortened(frame: GeoDataFrame) -> tuple[GeoDataFrame, tuple[Text, ...]]:
    """Cut the texts that are too long for a .dbf, and say where."""
    notes, columns = [], {}
    for name in frame.columns.drop(frame.geometry.name):
        if frame[name].dtype.kind in "bif":
            continue
        cells = frame[name].map(lambda cell: cut(cell, LONGEST_TEXT), na_action="ignore")
        if changed := int((cells.dropna() != frame[name].dropna()).sum()):
            columns[name] = cells
            notes.append(_CUT.fill(name=name, bytes=str(LONGEST_TEXT), count=str(changed)))
    return frame.assign(**columns), tuple(notes)
