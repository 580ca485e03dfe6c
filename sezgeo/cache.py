"""
What was worked out once, kept on the disk of the user so that it is not worked out again.

Bytes are kept under a name made of all they depend on, so what has changed is not found. The files
are derived: one that is missing or damaged counts as not there, a disk that cannot be written
changes nothing, and the folder may be deleted at any time.
"""

import hashlib
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

VARIABLE = "SEZGEO_CACHE"
"""Environment variable: another folder for what is kept, or `off`."""

_MOST_BYTES = 200_000_000
_MOST_OF_ALL = 0.25
"""What takes up more of the cache than this is not kept: it would drive out all else."""
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Cache:
    """
    A folder of what is kept.

    Attributes
    ----------
    folder
        Where it lies; made when the first thing is kept.
    most_bytes
        Size at which what was not asked for longest is thrown away.
    """

    folder: Path
    most_bytes: int = _MOST_BYTES

    @classmethod
    def of_user(cls) -> "Cache | None":
        """Return the cache of the user who runs this; None if it is switched off."""
        setting = os.environ.get(VARIABLE, "")
        if setting == "off":
            return None
        return cls(Path(setting) if setting else _folder_of_user())

    def read(self, name: str) -> bytes | None:
        """Return the bytes kept under a name; None if they are not there, or not whole."""
        path = self.folder / name
        try:
            whole = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):  # a folder that may only be read is read
            os.utime(path)
        digest, body = whole[:_DIGEST], whole[_DIGEST:]
        return body if _seal(name, body) == digest else None

    def keep(self, name: str, body: bytes) -> None:
        """Keep bytes under a name, whole or not at all; a disk that refuses is no error."""
        if len(body) > self.most_bytes * _MOST_OF_ALL:
            return
        path = self.folder / name
        temporary = path.with_name(f"{name}.{os.getpid()}.{get_ident()}.partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with temporary.open("wb") as file:
                file.writelines([_seal(name, body), body])
            temporary.replace(path)
            self._prune()
        except OSError:
            with suppress(OSError):
                temporary.unlink()

    def _prune(self) -> None:
        """Throw away what was not asked for longest, if there is too much."""
        files = [(entry.stat(), Path(entry.path)) for entry in os.scandir(self.folder)]
        total = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda file: (file[0].st_mtime_ns, file[1].name)):
            if total <= self.most_bytes:
                break
            path.unlink(missing_ok=True)
            total -= stat.st_size


def _seal(name: str, body: bytes) -> bytes:
    """Hash the body with the name it is kept under: neither can be taken for another."""
    digest = hashlib.sha256(name.encode())
    digest.update(body)
    return digest.digest()


def _folder_of_user() -> Path:
    """Return where programs of this system keep what they can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "sezgeo"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/sezgeo"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sezgeo"
