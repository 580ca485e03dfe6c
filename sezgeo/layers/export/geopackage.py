"""Write a GeoPackage that QGIS opens as meant: whole or not at all, the same bytes each time."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyogrio
from geopandas import GeoDataFrame

from sezgeo.layers.export.qgis_styles import Style, qml
from sezgeo.layers.store.atomic_files import (
    TEMPORARY,
    disk_errors,
    export_error,
    publish,
    sync_file,
)

_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30), update_time DATETIME
)"""
_ROW = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
    styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)
SELECT '', '', table_name, column_name, 'sezgeo', ?, '', 1, '', '', NULL, ?
FROM gpkg_geometry_columns WHERE table_name = ?"""
_CONTENTS = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)
VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)"""


class GeoPackageLayer(NamedTuple):
    """One layer of a GeoPackage and how QGIS shows it."""

    name: str
    frame: GeoDataFrame
    style: Style


def write_geopackage(layers: Iterable[GeoPackageLayer], path: Path, *, stamp: str) -> None:
    """
    Write layers and their default styles into one GeoPackage; empty layers are left out.

    Parameters
    ----------
    layers
        Each of them is asked for when the one before is written.
    path
        File to write; its folder is made if it is not there.
    stamp
        Time stamp of everything inside; the same layers and stamp give the same bytes.

    Raises
    ------
    StoreError
        If it cannot be written, or no layer holds a feature; a file that was there stays.
    """
    temporary = path.with_name(f"{path.name}{TEMPORARY}.gpkg")
    try:
        with disk_errors(path.parent):
            temporary.unlink(missing_ok=True)
            with gdal_options(OGR_CURRENT_DATE=stamp, OGR_SQLITE_SYNCHRONOUS="OFF"):
                styles = {
                    name: style for name, frame, style in layers if _write(temporary, name, frame)
                }
            if not styles:
                raise export_error(path, "no layer holds a feature")
            _dress(temporary, styles, stamp)
            sync_file(temporary)
            publish(temporary, path)
    except (OSError, RuntimeError) as cause:  # RuntimeError is what pyogrio makes of GDAL's errors
        raise export_error(path, str(cause)) from cause
    finally:
        temporary.unlink(missing_ok=True)


def _write(path: Path, layer: str, frame: GeoDataFrame) -> bool:
    """Add a layer to a GeoPackage; tells whether it holds anything."""
    if frame.empty:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)  # not before there is something to write
    pyogrio.write_dataframe(
        frame, path, layer=layer, driver="GPKG", append=path.is_file(), use_arrow=True
    )
    return True


def _dress(path: Path, styles: Mapping[str, Style], stamp: str) -> None:
    """Put the styles where QGIS looks for them: a few milliseconds, without GDAL."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")  # the whole file is synced when it is published
        with db:
            db.execute(_TABLE)
            db.execute(_CONTENTS, (stamp,))
            for layer, style in styles.items():
                db.execute(_ROW, (qml(style), stamp, layer))


@contextmanager
def gdal_options(**options: Any) -> Iterator[None]:  # noqa: ANN401 - GDAL's own options
    """Set options of GDAL for a while."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
