"""
Features as rows with typed columns and outlines: what a GIS opens.

A table for each layer holds a row for each feature of each snapshot, so that two versions of the
same content share theirs. Columns the contract does not name go into `other`, as JSON. Nothing is
made or dropped by an import: writers need no right to change tables.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series
from psycopg import sql
from psycopg.types.json import Jsonb

from sezgeo.crs import WORK_CRS
from sezgeo.layers.contract import TEXT_DTYPE, Schema
from sezgeo.layers.postgis.session import Rows, Session, query
from sezgeo.layers.versions.canonical import unwrap

Ask = Callable[[sql.Composed, Sequence[object]], Rows]

_TYPES = {"text": "text", "date": "text", "number": "double precision",
          "integer": "double precision", "bool": "boolean"}  # fmt: skip
_DTYPES: dict[str, Any] = {
    "text": TEXT_DTYPE,
    "double precision": np.dtype("float64"),
    "boolean": pd.BooleanDtype(),
}
_OURS = ("snapshot", "fid", "other", "geom")
_OF_VERSIONS = ("row_id", "version_id", "version_time", "version_author")
_SINGLE = ("Point", "LineString", "Polygon")
_SRID = int(WORK_CRS.rpartition(":")[2])


def table_of(layer: str) -> str:
    """Return the name of a layer's table of features."""
    return f"{layer}_features"


def declare(session: Session, name: str, schema: Schema) -> None:
    """Make a layer's table and views in the schema called `name`, or add what they lack."""
    table = sql.Identifier(name, table_of(schema.name))
    shape = sql.SQL("geometry({}, {})").format(
        sql.Identifier(_shape_type(schema)), sql.Literal(_SRID)
    )
    session.execute(
        query(
            name,
            "CREATE TABLE IF NOT EXISTS {table} (snapshot text NOT NULL REFERENCES {snapshot}, "
            "fid integer NOT NULL, other jsonb NOT NULL, geom {shape}, "
            "PRIMARY KEY (snapshot, fid))",
            table=table,
            shape=shape,
        )
    )
    for column, spec in schema.columns.items():
        if column not in (*_OURS, *_OF_VERSIONS):
            addition = sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} {}").format(
                table, sql.Identifier(column), sql.SQL(_TYPES[spec.kind])
            )
            session.execute(addition)
    session.execute(
        sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} USING gist (geom)").format(
            sql.Identifier(f"{schema.name}_features_geom"), table
        )
    )
    _declare_views(session, name, schema, table)


def _shape_type(schema: Schema) -> str:
    """Return the one type that holds all shapes of a layer, where there is one."""
    single = {shape.removeprefix("Multi") for shape in schema.geometry}
    kind = single.pop() if len(single) == 1 else ""
    return f"Multi{kind}" if kind in _SINGLE else "Geometry"


def _declare_views(session: Session, name: str, schema: Schema, table: sql.Identifier) -> None:
    # in the table's order, where new columns come last: so a view keeps its readers' rights
    columns = [*_columns(_asking(session), name, schema.name)]
    columns.remove("snapshot")
    shown = sql.SQL(", ").join(map(sql.Identifier, columns))
    current = sql.Identifier(name, f"{schema.name}_current")
    session.execute(
        query(
            name,
            "CREATE OR REPLACE VIEW {current} AS SELECT {shown} FROM {table} WHERE snapshot = "
            "(SELECT sha256 FROM {version} WHERE layer = {layer} ORDER BY id DESC LIMIT 1)",
            current=current,
            shown=shown,
            table=table,
            layer=sql.Literal(schema.name),
        )
    )
    of_all = sql.Identifier(name, f"{schema.name}_versions")
    session.execute(
        query(
            name,
            "CREATE OR REPLACE VIEW {of_all} AS SELECT (v.id::bigint << 32) | f.fid AS row_id, "
            "v.id AS version_id, v.time AS version_time, v.author AS version_author, {shown} "
            "FROM {version} v JOIN {table} f ON f.snapshot = v.sha256 WHERE v.layer = {layer}",
            of_all=of_all,
            shown=sql.SQL(", ").join(sql.Identifier("f", column) for column in columns),
            table=table,
            layer=sql.Literal(schema.name),
        )
    )
    title = sql.Literal(f"{schema.title.ru} / {schema.title.en}")
    for view in (current, of_all):
        session.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(view, title))


def _asking(session: Session) -> Ask:
    return lambda question, values: session.execute(question, values).fetchall()


def _columns(ask: Ask, name: str, layer: str) -> dict[str, str]:
    """Return the columns of a layer's table and their types."""
    question = sql.SQL(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
        "WHERE attrelid = {}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    ).format(sql.Literal(sql.Identifier(name, table_of(layer)).as_string()))
    return dict(ask(question, ()))


def write(
    session: Session,
    name: str,
    schema: Schema,
    frame: GeoDataFrame,
    *,
    sha256: str,
) -> None:
    """Write the features of a snapshot into the layer's table, unless they are there."""
    table = sql.Identifier(name, table_of(schema.name))
    there = sql.SQL("SELECT 1 FROM {} WHERE snapshot = %s LIMIT 1").format(table)
    if frame.empty or session.execute(there, (sha256,)).fetchone():
        return
    types = _columns(_asking(session), name, schema.name)
    typed = [
        column
        for column, spec in schema.columns.items()
        if column in frame and types.get(column) == _TYPES[spec.kind] and column not in _OURS
    ]
    columns = sql.SQL(", ").join(map(sql.Identifier, (*_OURS, *typed)))
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
    with session.cursor().copy(copy) as writing:
        for row in _rows(frame, schema, typed, sha256):
            writing.write_row(row)


def _rows(
    frame: GeoDataFrame, schema: Schema, typed: Sequence[str], sha256: str
) -> Iterator[tuple[object, ...]]:
    rest = [name for name in frame.columns if name not in (*typed, frame.geometry.name)]
    shapes = frame.geometry.to_numpy()
    if _shape_type(schema) != "Geometry":
        shapes = _wrapped(shapes)
    outlines = shapely.to_wkb(shapely.set_srid(shapes, _SRID), hex=True, include_srid=True)
    others = {name: _cells(frame[name]) for name in rest}
    cells = [_cells(frame[name]) for name in typed]
    for fid, outline in enumerate(outlines):
        other = {name: column[fid] for name, column in others.items() if column[fid] is not None}
        yield sha256, fid, Jsonb(other), outline, *(column[fid] for column in cells)


def _wrapped(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Wrap single parts, as a column of a multi-part type asks."""
    makers: dict[int, Callable[..., NDArray[np.object_]]] = {
        0: shapely.multipoints,
        1: shapely.multilinestrings,
        3: shapely.multipolygons,
    }
    kinds = shapely.get_type_id(shapes)
    wrapped = shapes.copy()
    for kind, maker in makers.items():
        rows = np.flatnonzero(kinds == kind)
        if len(rows):
            wrapped[rows] = maker(shapes[rows], indices=np.arange(len(rows)))
    return wrapped


def _cells(column: Series) -> list[object]:
    return list(column.astype(object).where(column.notna(), None))


def read(ask: Ask, name: str, layer: str, sha256: str) -> GeoDataFrame:
    """Read the features of a snapshot back from a layer's table, as a canonical frame."""
    types = _columns(ask, name, layer)
    typed = [column for column in types if column not in _OURS]
    question = sql.SQL("SELECT {} FROM {} WHERE snapshot = %s ORDER BY fid").format(
        sql.SQL(", ").join(map(sql.Identifier, ("other", "geom", *typed))),
        sql.Identifier(name, table_of(layer)),
    )
    rows = ask(question, (sha256,))
    cells = pd.DataFrame([row[2:] for row in rows], columns=typed, dtype=object)
    frame = {column: cells[column].astype(_DTYPES[types[column]]) for column in typed
             if cells[column].notna().any()}  # fmt: skip
    extra = pd.DataFrame([row[0] for row in rows], dtype=object)
    frame |= {str(column): _typed(extra[column]) for column in extra}
    shapes = unwrap(shapely.from_wkb(np.array([row[1] for row in rows], dtype=object)))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WORK_CRS)


def _typed(cells: Series) -> Series:
    """Give a column of JSON values the kind it had."""
    kinds = {type(cell) for cell in cells.dropna()}
    kind = "boolean" if kinds == {bool} else "text"
    return cells.astype(_DTYPES["double precision" if kinds <= {int, float} else kind])
