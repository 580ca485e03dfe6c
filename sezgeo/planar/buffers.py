"""
Zones drawn around objects, and kept on disk where they are many.

The key is a hash of the outlines themselves, their widths, the libraries and this code, so zones
of an edited layer are drawn anew. Zones that are read are the same to the last bit.
"""

import functools
import hashlib
from functools import partial
from pathlib import Path

import numpy as np
import shapely

from sezgeo.arrays import Floats, Shapes
from sezgeo.cache import Cache
from sezgeo.threads import in_threads, parts_of

QUARTER = 32
"""Segments that a quarter of a circle is drawn with."""
WORTH_KEEPING = 2_000
"""
Corners from which zones are kept.

Measured, with a file written or found for each: around points and short lines reading takes half
of the time of drawing, around lines of twelve corners a ninth, around outlines of forty a
seventeenth; to keep zones costs at most what drawing them did. Drawing fewer corners takes less
than 40 ms, and a folder full of small files would cost all others more than that.
"""


def draw_zones(
    objects: Shapes, width_m: float | Floats, quarter: int = QUARTER, cache: Cache | None = None
) -> Shapes:
    """
    Draw zones around objects, or read them where they are kept.

    Parameters
    ----------
    objects : numpy.ndarray of geometries
        What zones lie around.
    width_m : float or numpy.ndarray, shape (objects,)
        Width of the zone around each, metres.
    quarter
        Segments that a quarter of a circle is drawn with.
    cache
        Where zones of many objects are kept; by default nowhere.

    Returns
    -------
    numpy.ndarray of polygons, shape (objects,)
        The same whether drawn or read. No width, or less, leaves nothing of lines and points.
    """
    width = np.broadcast_to(np.asarray(width_m, dtype=float), len(objects))
    if cache is None or shapely.get_num_coordinates(objects).sum() < WORTH_KEEPING:
        return _draw(objects, width, quarter)
    name = f"{_key(objects, width, quarter)}.zones"
    body = cache.read(name)
    if body is not None:
        return _shapes(body, len(objects))
    shapes = _draw(objects, width, quarter)
    cache.keep(name, _body(shapes))
    return shapes


def _draw(objects: Shapes, width: Floats, quarter: int) -> Shapes:
    parts = [
        partial(shapely.buffer, objects[half], width[half], quad_segs=quarter)
        for half in parts_of(len(objects))
    ]
    return np.concatenate(in_threads(parts))


def _key(objects: Shapes, width: Floats, quarter: int) -> str:
    """Hash all that zones depend on."""
    digest = hashlib.sha256(f"{_code()} {len(objects)} {quarter} ".encode())
    digest.update(width.tobytes())
    digest.update(_body(objects))
    return digest.hexdigest()


@functools.cache
def _code() -> str:
    """Hash the code and the libraries that draw."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(f"{shapely.__version__} {shapely.geos_version_string}".encode())
    return digest.hexdigest()


def _body(shapes: Shapes) -> bytes:
    """Write geometries as bytes: the length of each, then each as WKB."""
    wkbs = [wkb or b"" for wkb in shapely.to_wkb(shapes).tolist()]
    sizes = np.fromiter(map(len, wkbs), dtype="<i8", count=len(wkbs))
    return b"".join([sizes.tobytes(), *wkbs])


def _shapes(body: bytes, count: int) -> Shapes:
    """Read what `_body` wrote."""
    sizes = np.frombuffer(body, dtype="<i8", count=count)
    ends = (sizes.nbytes + np.cumsum(sizes)).tolist()
    starts = [sizes.nbytes, *ends[:-1]]
    wkbs = [body[start:end] or None for start, end in zip(starts, ends, strict=True)]
    return np.asarray(shapely.from_wkb(np.array(wkbs, dtype=object)), dtype=object)
