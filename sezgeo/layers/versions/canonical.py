"""
The canonical form of a layer: one content, one table, one hash.

Two deliveries that say the same thing differ in many ways: order of rows, where a ring begins and
which way it runs, single parts wrapped as multi-parts, heights nobody asked for, letters composed
or decomposed, empty texts instead of missing ones, noise below a millimetre. Here they become the
same table, and so the same bytes.
"""

import hashlib
import unicodedata
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from sezgeo.arrays import Shapes
from sezgeo.crs import WORK_CRS, to_work
from sezgeo.layers.contract import TEXT_DTYPE, Schema

GRID_M = 0.001
"""Coordinates lie on a grid of one millimetre, far finer than any survey of a plot."""

_DECIMALS = 3
_WHOLE_AS_FLOAT = 2**53
_MULTI = (4, 5, 6)


def canonical(frame: GeoDataFrame, schema: Schema) -> GeoDataFrame:
    """
    Bring a frame to its canonical form.

    Parameters
    ----------
    frame
        Features with a coordinate system and the key column; valid outlines stay valid.
    schema
        Contract that names the key, and the order and kinds of columns.

    Returns
    -------
    GeoDataFrame
        Sorted by the key, index from 0; columns are the key, the contract's columns that say
        something, other columns by name, and `geometry`. A column without a single value is left
        out: absent and empty both mean unknown.

    Raises
    ------
    CrsError
        If the frame does not say what its coordinates mean.
    """
    shapes = to_work(frame).geometry
    columns = dict(_columns(frame.reset_index(drop=True), schema))
    table = pd.DataFrame(columns, index=range(len(frame)), columns=list(columns))
    whole = gpd.GeoDataFrame(table, geometry=tidy(shapes.to_numpy()), crs=WORK_CRS)
    order = pc.sort_indices(pa.array(whole[schema.key], type=pa.large_string()))
    return gpd.GeoDataFrame(whole.iloc[order.to_numpy()].reset_index(drop=True))


def _columns(frame: GeoDataFrame, schema: Schema) -> Iterator[tuple[str, Series]]:
    known = [schema.key, *(name for name in schema.columns if name != schema.key)]
    extra = sorted(set(map(str, frame.columns)) - set(known) - {frame.geometry.name})
    for name in (*known, *extra):
        if name not in frame.columns:
            continue
        kind = schema.columns[name].kind if name in schema.columns else _kind(frame[name])
        cells = _CELLS[kind](frame[name])
        if name == schema.key or bool(cells.notna().any()):
            yield name, cells


def _kind(cells: Series) -> str:
    """Tell the kind of a column no contract speaks of; numbers too long for a float stay text."""
    if is_bool_dtype(cells):
        return "bool"
    if not is_numeric_dtype(cells):
        return "text"
    return "text" if bool((cells.abs() > _WHOLE_AS_FLOAT).any()) else "number"


def text_cells(cells: Series) -> Series:
    """Compose letters (NFC), trim blanks; an empty text is a missing one."""
    if is_datetime64_any_dtype(cells):
        return _date_cells(cells)
    words = pa.array(cells.astype("string"), type=pa.large_string(), from_pandas=True)
    if isinstance(words, pa.ChunkedArray):
        words = words.combine_chunks()
    tidied = pc.utf8_trim_whitespace(_composed(words))
    filled = pc.if_else(pc.equal(tidied, ""), None, tidied)
    return Series(filled.to_pandas().to_numpy(dtype=object), dtype=TEXT_DTYPE)


def _composed(words: pa.Array) -> pa.Array:
    """Compose letters (NFC) by Python: older pyarrow takes them apart instead."""
    texts = words.to_pylist()
    if unicodedata.is_normalized("NFC", "".join(filter(None, texts))):
        return words
    return pa.array([text and unicodedata.normalize("NFC", text) for text in texts], words.type)


def _date_cells(cells: Series) -> Series:
    if not is_datetime64_any_dtype(cells):
        return text_cells(cells)
    has_time = bool((cells.dropna().dt.normalize() != cells.dropna()).any())
    return text_cells(cells.dt.strftime("%Y-%m-%dT%H:%M:%S" if has_time else "%Y-%m-%d"))


def _number_cells(cells: Series) -> Series:
    numbers = pd.to_numeric(cells).to_numpy(dtype=float, na_value=np.nan)
    return Series(numbers + 0.0)  # -0.0 becomes 0.0


def _bool_cells(cells: Series) -> Series:
    return cells.astype("boolean").reset_index(drop=True)


_CELLS = {
    "text": text_cells,
    "date": _date_cells,
    "number": _number_cells,
    "integer": _number_cells,
    "bool": _bool_cells,
}


def tidy(shapes: Shapes) -> Shapes:
    """
    Bring outlines to canonical form: flat, on the grid, parts and rings in a fixed order.

    Parameters
    ----------
    shapes : numpy.ndarray, shape (n,)
        Geometries in metres.

    Returns
    -------
    numpy.ndarray, shape (n,)
        The same shapes. One that the grid would break or collapse stays off it.
    """
    flat = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes
    xy, owner = shapely.get_coordinates(flat, return_index=True)
    grid = _to_grid(xy)
    # bits are compared, since -0.0 and 0.0 are equal and not the same bytes
    moved = np.unique(owner[(grid.view(np.int64) != xy.view(np.int64)).any(axis=1)])
    on_grid = flat.copy()
    on_grid[moved] = shapely.transform(flat[moved], _to_grid)
    _drop_repeats(on_grid, grid, owner)
    broken = moved[~shapely.is_valid(on_grid[moved])]
    broken = broken[shapely.is_valid(flat[broken])]
    on_grid[broken] = _repaired(flat[broken])
    return np.asarray(shapely.normalize(unwrap(on_grid)), dtype=object)


def _to_grid(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(xy, _DECIMALS) + 0.0  # -0.0 becomes 0.0


def _drop_repeats(shapes: Shapes, xy: NDArray[np.float64], owner: NDArray[np.int64]) -> None:
    """Drop vertices that repeat the one before; looks closely only at shapes that have some."""
    repeats = (xy[1:] == xy[:-1]).all(axis=1) & (owner[1:] == owner[:-1])
    rows = np.unique(owner[1:][repeats])
    shapes[rows] = shapely.remove_repeated_points(shapes[rows])


def _repaired(flat: Shapes) -> Shapes:
    snapped = shapely.set_precision(flat, GRID_M)
    same = shapely.get_type_id(snapped) == shapely.get_type_id(flat)
    return np.where(same & ~shapely.is_empty(snapped), snapped, flat)


def unwrap(shapes: Shapes) -> Shapes:
    """Take the only part of a multi-part shape out of its wrapping."""
    kinds = shapely.get_type_id(shapes)
    rows = np.flatnonzero(np.isin(kinds, _MULTI) & (shapely.get_num_geometries(shapes) == 1))
    plain = shapes.copy()
    plain[rows] = shapely.get_geometry(shapes[rows], 0)
    return plain


def wkb(frame: GeoDataFrame) -> Shapes:
    """Return the outlines as little-endian WKB, the same on every machine."""
    return np.asarray(
        shapely.to_wkb(frame.geometry.to_numpy(), byte_order=1, output_dimension=2), dtype=object
    )


def content_sha256(frame: GeoDataFrame) -> str:
    """
    Hash the content of a canonical frame.

    Unlike the hash of the snapshot's bytes it does not depend on the version of the library that
    wrote them, nor on the order of columns.
    """
    digest = hashlib.sha256()
    for name in sorted(map(str, frame.columns.drop(frame.geometry.name))):
        cells = frame[name]
        digest.update(f"\n{name}:".encode())
        if is_numeric_dtype(cells) and not is_bool_dtype(cells):
            digest.update(cells.to_numpy(dtype="<f8").tobytes())
        else:
            digest.update(_packed(pa.array(cells.astype(TEXT_DTYPE), type=pa.large_string())))
    digest.update(b"\ngeometry:")
    digest.update(_packed(pa.array(wkb(frame), type=pa.large_binary())))
    return digest.hexdigest()


def _packed(cells: pa.Array | pa.ChunkedArray) -> bytes:
    """Write lengths and bytes of all cells; a missing cell has length -1."""
    whole = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    lengths = pc.fill_null(pc.binary_length(whole), -1).to_numpy().astype("<i8")
    filled = pc.fill_null(whole.cast(pa.large_binary()), b"")
    _, offsets, body = filled.buffers()
    ends = np.frombuffer(offsets, np.int64)[filled.offset :][[0, len(filled)]]
    return bytes(lengths.tobytes() + (b"" if body is None else body[ends[0] : ends[1]]))
