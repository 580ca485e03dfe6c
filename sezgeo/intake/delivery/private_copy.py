"""
Receive a delivery: hash it, copy it into a private folder, never touch the original.

A delivery is a file with its companions (a shapefile is five files), a folder, or an archive.
From here on everything is read from the private copy only.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sezgeo.i18n import Text
from sezgeo.intake.findings import UnreadableError, unreadable

LIMIT_BYTES = 4 << 30
LIMIT_FILES = 1000
_CHUNK_BYTES = 1 << 20
_DEPTH = 6

COMPANIONS: Mapping[str, tuple[str, ...]] = {
    ".shp": (".dbf", ".shx", ".prj", ".cpg", ".cst"),
    ".tab": (".dat", ".map", ".id", ".ind", ".cpg"),
    ".mif": (".mid",),
}
"""Files that belong to a layer beside the one that names it."""

_DATABASE_COMPANIONS = ("-wal", "-journal")
_SUMS = ("sha256sums", "sha256sums.txt", "sha256sum.txt", "checksums.sha256", "checksums.txt")


@dataclass(frozen=True, slots=True)
class PrivateCopy:
    """
    The private copy of what was sent.

    Attributes
    ----------
    folder
        Private folder that holds the copies.
    main
        The file that was named; None where a whole folder was.
    files
        Every copy, by its name relative to the folder.
    sha256
        Hash of the content: of the one file, or of the names and hashes of all.
    """

    folder: Path
    main: Path | None
    files: tuple[Path, ...]
    sha256: str


def receive(path: Path, folder: Path) -> PrivateCopy:
    """
    Copy what was sent into `folder`, an empty private one.

    Raises
    ------
    UnreadableError
        If there is nothing to read, it is over the limits, or it breaks its own checksums.
    """
    path = _named_layer(path)
    kind = _kind(path)
    if stat.S_ISDIR(kind):
        sources = dict(_inside(path))
        if not sources:
            why = Text("пустая папка", "an empty folder")
            raise unreadable("NOT_A_FILE", name=path.name, why=why)
    elif stat.S_ISREG(kind):
        sources = {source.name: source for source in (path, *_beside(path))}
    else:
        raise unreadable(
            "NOT_A_FILE", name=path.name, why=Text("устройство или канал", "a device or a pipe")
        )
    hashes = _copy_all(sources, folder)
    parent = path if stat.S_ISDIR(kind) else path.parent
    check_sums(hashes, _sums_beside(parent, sources), parent)
    main = None if stat.S_ISDIR(kind) else folder / path.name
    return PrivateCopy(folder, main, tuple(folder / name for name in sources), digest(hashes))


def digest(hashes: Mapping[str, str]) -> str:
    """Return one hash for all files: a single file's own, else that of names and hashes."""
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    lines = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def _named_layer(path: Path) -> Path:
    """Return the layer's own file where one of its companions was named."""
    for suffix, ends in COMPANIONS.items():
        if path.suffix.lower() in ends:
            for own in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
                if own.is_file():
                    return own
    return path


def _kind(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise unreadable("FILE_NOT_FOUND", name=path.name) from cause
    except (OSError, ValueError) as cause:
        raise unreadable("READ_DENIED", name=path.name, why=str(cause)) from cause


def _inside(folder: Path, depth: int = 0, inner: str = "") -> Iterator[tuple[str, Path]]:
    """List the regular files of a folder; links are never followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as cause:
        raise unreadable("READ_DENIED", name=folder.name, why=str(cause)) from cause
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and depth < _DEPTH:
            yield from _inside(Path(entry.path), depth + 1, f"{inner}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield f"{inner}{entry.name}", Path(entry.path)


def _beside(path: Path) -> Iterator[Path]:
    """List the companions of a file, whatever the case of their names."""
    suffixes = COMPANIONS.get(path.suffix.lower(), ())
    try:
        entries = sorted(os.scandir(path.parent), key=lambda entry: entry.name)
    except OSError:  # a folder that may be passed through but not listed has no companions to find
        return
    for entry in entries:
        beside = Path(entry.path)
        same_stem = beside.stem.casefold() == path.stem.casefold()
        companion = same_stem and beside.suffix.lower() in suffixes
        database = any(entry.name == path.name + end for end in _DATABASE_COMPANIONS)
        if (companion or database) and entry.is_file(follow_symlinks=False):
            yield beside


def _copy_all(sources: Mapping[str, Path], folder: Path) -> dict[str, str]:
    if len(sources) > LIMIT_FILES:
        raise unreadable("ARCHIVE_TOO_MANY", found=len(sources), expected=LIMIT_FILES)
    room = LIMIT_BYTES
    hashes = {}
    for name, source in sources.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open_plain(source) as reading, target.open("xb") as writing:
                hashes[name], size = copy(reading, writing, room)
        except OSError as cause:
            raise storage_error(cause, source) from cause
        room -= size
    return hashes


def open_plain(path: Path) -> BinaryIO:
    """Open a regular file for reading; never waits on a pipe that took its place."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return os.fdopen(handle, "rb")


def copy(reading: BinaryIO, writing: BinaryIO, room: int) -> tuple[str, int]:
    """
    Copy a stream and hash it on the way.

    Raises
    ------
    UnreadableError
        As soon as more than `room` bytes have come.
    """
    hashed, size = hashlib.sha256(), 0
    while chunk := reading.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > room:
            raise unreadable(
                "DELIVERY_TOO_BIG",
                found=(LIMIT_BYTES - room + size) >> 20,
                expected=LIMIT_BYTES >> 20,
            )
        hashed.update(chunk)
        writing.write(chunk)
    return hashed.hexdigest(), size


def storage_error(cause: OSError, source: Path) -> UnreadableError:
    """Say what a failed copy means to the person: the disk, the folder, or the file."""
    if cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return unreadable("DISK_FULL")
    if cause.errno == errno.EROFS:
        return unreadable("READ_ONLY", name=source.name)
    return unreadable("READ_DENIED", name=source.name, why=cause.strerror or "")


def _sums_beside(folder: Path, names: Iterable[str]) -> list[Path]:
    """Find checksum files: SHA256SUMS, or a file's own `.sha256`."""
    own = {f"{Path(name).stem}.sha256".casefold() for name in names}
    own |= {f"{Path(name).name}.sha256".casefold() for name in names}
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # a folder that cannot be listed offers no checksums
        return []
    return [
        Path(entry.path)
        for entry in entries
        if entry.name.casefold() in own.union(_SUMS) and entry.is_file(follow_symlinks=False)
    ]


def is_sums(path: Path) -> bool:
    """Tell whether a file of an archive holds checksums."""
    return path.suffix.lower() == ".sha256" or path.name.casefold() in _SUMS


def check_sums(hashes: Mapping[str, str], sums: Iterable[Path], folder: Path) -> None:
    """
    Compare the hashes of the copies with those that were sent along.

    Raises
    ------
    UnreadableError
        If one differs.
    """
    for path in sums:
        inner = path.parent.relative_to(folder).as_posix()
        for name, promised in _promised(path):
            full = name if inner == "." else f"{inner}/{name}"
            if full in hashes and hashes[full] != promised:
                raise unreadable("CHECKSUM_MISMATCH", name=full)


def _promised(path: Path) -> Iterator[tuple[str, str]]:
    """Read lines `<hash>  <name>`, or a bare hash for the file the sum is named after."""
    with open_plain(path) as reading:
        text = reading.read(_CHUNK_BYTES).decode("utf-8", "replace")
    for line in text.splitlines():
        promised, _, name = line.strip().partition(" ")
        if len(promised) == hashlib.sha256().digest_size * 2:
            file = name.strip().removeprefix("*").removeprefix("./")
            yield file or path.name.removesuffix(path.suffix), promised.lower()
