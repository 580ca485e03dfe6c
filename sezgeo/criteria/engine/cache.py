"""
Measures kept, so that what has not changed is not measured again.

A measure is kept under a key made of all it depends on: the bytes of the layers it reads and their
contracts, the criterion, its parameters, and the code of all criteria. Other weights find all of
them; an edited layer finds those that do not read it. Measures of other plots count as not there.
"""

import functools
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.cache import Cache
from sezgeo.criteria.engine.rules import MeasuredColumn
from sezgeo.i18n import Text

_PACKAGE = Path(__file__).resolve().parents[2]


def cached_column(
    cache: Cache, key: str, plots: GeoDataFrame, work: Callable[[], MeasuredColumn]
) -> MeasuredColumn:
    """
    Return the measures kept under a key, or do the work and keep what it gives.

    Parameters
    ----------
    cache
        Where measures are kept.
    key
        From `key_of`; an empty one is never kept.
    plots
        The plots measured.
    work
        Measures them.
    """
    if not key:
        return work()
    name = f"{key}.measure"
    names = np.array([str(plot) for plot in plots.index], dtype=str)
    body = cache.read(name)
    column = None if body is None else _column(body, names)
    if column is None:
        column = work()
        cache.keep(name, _body(column, names))
    return column


def key_of(*parts: str) -> str:
    """Make the key of a measure; an empty one if a part is empty: what it is is not known."""
    if not all(parts):
        return ""
    text = json.dumps([_code(), *parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@functools.cache
def _code() -> str:
    """Hash all code and libraries that criteria are made of."""
    digest = hashlib.sha256()
    names = ("capacity", "criteria", "planar", "terrain", "transport")
    folders = [_PACKAGE / name for name in names]
    code = [path for folder in folders for path in folder.rglob("*.[pt]*")]
    files = sorted([*code, _PACKAGE / "crs.py", _PACKAGE / "layers" / "selection.py"])
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    libraries = (np.__version__, shapely.__version__, shapely.geos_version_string)
    digest.update(repr((*libraries, pyproj.__version__, pyproj.proj_version_str)).encode())
    return digest.hexdigest()


def _body(column: MeasuredColumn, names: NDArray[np.str_]) -> bytes:
    """Write measures as bytes; the same measures give the same bytes."""
    reasons = {plot: [text.ru, text.en] for plot, text in column.reasons.items()}
    body = io.BytesIO()
    np.savez(
        body,
        names=names,
        value=column.value,
        low=column.low,
        high=column.high,
        evidence=column.evidence.astype(str),
        reasons=np.array(json.dumps(reasons, ensure_ascii=False)),
    )
    return body.getvalue()


def _column(body: bytes, names: NDArray[np.str_]) -> MeasuredColumn | None:
    """Read measures of these plots; None if they are of others."""
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        if not np.array_equal(arrays["names"], names):
            return None
        reasons = json.loads(str(arrays["reasons"]))
        return MeasuredColumn(
            arrays["value"],
            arrays["low"],
            arrays["high"],
            arrays["evidence"].astype(object),
            {plot: Text(*texts) for plot, texts in reasons.items()},
        )
