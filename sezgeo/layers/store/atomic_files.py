"""
Write files so that a crash leaves the old file or the new one, never a part of either.

The only module that knows how a disk fails: a full or read-only disk becomes a `StoreError` with
a stable code and a cure.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sezgeo.errors import StoreError
from sezgeo.i18n import Text

TEMPORARY = ".partial"
"""Ending of a file that is still being written; whatever bears it after a crash is swept away."""

# EFBIG is what a quota by RLIMIT_FSIZE and some network disks say instead of ENOSPC.
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_SQLITE_PRIMARY = 0xFF
_SQLITE_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_SQLITE_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """
    Turn failures of the disk into findings a user can act on.

    Raises
    ------
    StoreError
        With the code DISK_FULL, READ_ONLY or STORE_DAMAGED.
    """
    try:
        yield
    except OSError as cause:
        if cause.errno in _FULL:
            raise disk_full_error(place) from cause
        if cause.errno in _READ_ONLY:
            raise read_only_error(place) from cause
        raise
    except sqlite3.DatabaseError as cause:
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & _SQLITE_PRIMARY
        if code in _SQLITE_FULL:
            raise disk_full_error(place) from cause
        if code in _SQLITE_READ_ONLY:
            raise read_only_error(place) from cause
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise damage_error(place, str(cause)) from cause
        raise


def disk_full_error(place: Path) -> StoreError:
    """Build the error of a full disk."""
    return StoreError(
        "DISK_FULL",
        Text(
            f"на диске с {place} нет места: ничего не изменено, прежняя версия цела; освободите "
            "место и повторите",
            f"no room on the disk of {place}: nothing was changed, the version before is whole; "
            "free some room and run it again",
        ),
    )


def read_only_error(place: Path) -> StoreError:
    """Build the error of a folder that cannot be written."""
    return StoreError(
        "READ_ONLY",
        Text(
            f"в {place} нельзя писать: ничего не изменено; дайте права на запись в эту папку или "
            "укажите другую (--layers)",
            f"{place} cannot be written: nothing was changed; give the right to write to that "
            "folder, or name another one (--layers)",
        ),
    )


def damage_error(place: Path, why: str) -> StoreError:
    """Build the error of a file that is not what was written."""
    return StoreError(
        "STORE_DAMAGED",
        Text(
            f"{place} повреждён ({why}): верните файл из резервной копии или откатите слой "
            "(sezgeo rollback); что ещё повреждено, покажет sezgeo verify",
            f"{place} is damaged ({why}): put it back from a backup, or roll the layer back "
            "(sezgeo rollback); sezgeo verify shows what else is damaged",
        ),
    )


def export_error(path: Path, why: str) -> StoreError:
    """Build the error of an export that could not be written."""
    return StoreError(
        "EXPORT_FAILED",
        Text(
            f"{path} не записан ({why}), версии слоёв целы: закройте файл в других программах, "
            "освободите место и повторите",
            f"{path} was not written ({why}); the versions are whole: close the file in other "
            "programs, free some room and run it again",
        ),
    )


def write_durably(path: Path, body: bytes) -> None:
    """
    Write a file that is there whole or not at all, even after a power cut.

    Raises
    ------
    StoreError
        If the disk is full or cannot be written; the file is then as it was.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    with disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            publish(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def publish(temporary: Path, path: Path) -> None:
    """Give a finished file its name, in one step, and make the folder remember it."""
    temporary.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Wait until a file that somebody else wrote lies on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the folder's entries lie on the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(*folders: Path) -> None:
    """Remove what a crash left half written; only the one writer may call this."""
    for folder in folders:
        for path in sorted(folder.glob(f"*{TEMPORARY}*")):
            with disk_errors(folder):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
