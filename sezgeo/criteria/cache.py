"""
Measures kept on the disk of the user, so that what has not changed is not measured again.

A measure is kept under a key made of all it depends on: the bytes of the layers it reads and their
contracts, the criterion, its parameters, and the code of all criteria. Other weights find all of
them; an edited layer finds those that do not read it. The files are derived: one that is missing,
damaged or of other plots counts as not there, a disk that cannot be written changes nothing, and
the folder may be deleted at any time.
"""

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.criteria.prepared import Row
from sezgeo.i18n import Text

VARIABLE = "SEZGEO_CACHE"
"""Environment variable: another folder for the cache, or `off`."""

_MOST_BYTES = 200_000_000
_DIGEST = hashlib.sha256().digest_size
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Cache:
    """
    A folder of measures.

    Attributes
    ----------
    folder
        Where they lie; made when the first one is kept.
    most_bytes
        Size at which the measures that were not asked for longest are thrown away.
    """

    folder: Path
    most_bytes: int = _MOST_BYTES

    @classmethod
    def of_user(cls) -> "Cache | None":
        """Return the cache of the user who runs this; None if it is switched off."""
        named = os.environ.get(VARIABLE, "")
        if named == "off":
            return None
        return cls(Path(named) if named else _folder_of_user())

    def row(self, key: str, plots: GeoDataFrame, work: Callable[[], Row]) -> Row:
        """
        Return the measures kept under a key, or do the work and keep what it gives.

        Parameters
        ----------
        key
            From `key_of`; an empty one is never kept.
        plots
            The plots measured.
        work
            Measures them.
        """
        if not key:
            return work()
        path = self.folder / f"{key}.measure"
        names = np.array([str(name) for name in plots.index], dtype=str)
        kept = _read(path, names)
        if kept is None:
            kept = work()
            self._keep(path, _body(kept, names))
        return kept

    def _keep(self, path: Path, body: bytes) -> None:
        """Write a file that is there whole or not at all; a disk that refuses is no error."""
        temporary = path.with_name(f"{path.name}.{os.getpid()}.partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_bytes(_seal(path, body) + body)
            temporary.replace(path)
            self._prune()
        except OSError:
            with suppress(OSError):
                temporary.unlink()

    def _prune(self) -> None:
        """Throw away the measures that were not asked for longest, if there are too many."""
        files = [(entry.stat(), Path(entry.path)) for entry in os.scandir(self.folder)]
        total = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda file: (file[0].st_mtime_ns, file[1].name)):
            if total <= self.most_bytes:
                break
            path.unlink(missing_ok=True)
            total -= stat.st_size


def key_of(*parts: str) -> str:
    """Make the key of a measure; an empty one if a part is empty: what it is is not known."""
    if not all(parts):
        return ""
    text = json.dumps([_code(), *parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _code() -> str:
    """Hash all code and libraries that criteria are made of."""
    digest = hashlib.sha256()
    folders = (_PACKAGE / "criteria", _PACKAGE / "planar")
    code = [path for folder in folders for path in folder.rglob("*.[pt]*")]
    files = sorted([*code, _PACKAGE / "crs.py"])
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    libraries = (np.__version__, shapely.__version__, shapely.geos_version_string)
    digest.update(repr((*libraries, pyproj.__version__, pyproj.proj_version_str)).encode())
    return digest.hexdigest()


def _folder_of_user() -> Path:
    """Return where programs of this system keep what they can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "sezgeo"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/sezgeo"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sezgeo"


def _seal(path: Path, body: bytes) -> bytes:
    """Hash the body with the key it is kept under: neither can be taken for another."""
    return hashlib.sha256(path.name.encode() + body).digest()


def _body(row: Row, names: NDArray[np.str_]) -> bytes:
    """Write measures as bytes; the same measures give the same bytes."""
    reasons = {plot: [text.ru, text.en] for plot, text in row.reasons.items()}
    body = io.BytesIO()
    np.savez(
        body,
        names=names,
        value=row.value,
        low=row.low,
        high=row.high,
        evidence=row.evidence.astype(str),
        reasons=np.array(json.dumps(reasons, ensure_ascii=False)),
    )
    return body.getvalue()


def _read(path: Path, names: NDArray[np.str_]) -> Row | None:
    """Read measures of these plots; None if they are not there, or not whole."""
    try:
        whole = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    digest, body = whole[:_DIGEST], whole[_DIGEST:]
    if _seal(path, body) != digest:
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as kept:
        if not np.array_equal(kept["names"], names):
            return None
        reasons = json.loads(str(kept["reasons"]))
        return Row(
            kept["value"],
            kept["low"],
            kept["high"],
            kept["evidence"].astype(object),
            {plot: Text(*texts) for plot, texts in reasons.items()},
        )
