"""
Unpack a zip that nobody vouches for.

Nothing is written before the whole table of contents has passed; sizes are counted again while
the bytes stream, since the table of contents may lie.
"""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from sezgeo.i18n import Text
from sezgeo.intake.delivery.private_copy import LIMIT_FILES, storage_error
from sezgeo.intake.findings import UnreadableError, listing, unreadable

LIMIT_UNPACKED_BYTES = 2 << 30
LIMIT_RATIO = 100
_RATIO_FROM_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".kmz")
_CLUTTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
_CRYPT_ERRORS = ("encrypted", "password")

OTHER_ARCHIVES: Mapping[bytes, str] = {
    b"Rar!": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}
"""First bytes of archives that are not zip, and their names."""


def unpack(path: Path, folder: Path, *, deeper: bool = True) -> list[Path]:
    """
    Unpack the archive at `path` into `folder`, an empty private one.

    Rosreestr sends its XML as a zip with a signature inside another zip: one inner archive is
    opened where the outer one holds no other data.

    Raises
    ------
    UnreadableError
        With the rule the archive breaks.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _checked(archive)
            files = [_extract(archive, member, folder / name) for name, member in members.items()]
    except UnreadableError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as cause:
        raise unreadable("ARCHIVE_CORRUPT", why=_why(path, cause)) from cause
    except RuntimeError as cause:  # zipfile's own word for a password
        raise unreadable("ARCHIVE_ENCRYPTED") from cause
    except OSError as cause:
        raise storage_error(cause, path) from cause
    return _without_nesting(files, folder, deeper=deeper)


def _why(path: Path, cause: Exception) -> Text | str:
    with path.open("rb") as reading:
        first = reading.read(8)
    for magic, name in OTHER_ARCHIVES.items():
        if first.startswith(magic):
            return Text("внутри {name}", "it is {name} inside").fill(name=name)
    if any(word in str(cause) for word in _CRYPT_ERRORS):
        return Text("пароль", "a password")
    return str(cause) or type(cause).__name__


def _checked(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the members worth unpacking, by their safe names."""
    entries = archive.infolist()
    if len(entries) > LIMIT_FILES:
        raise unreadable("ARCHIVE_TOO_MANY", found=len(entries), expected=LIMIT_FILES)
    members: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for member in entries:
        name = _safe_name(member)
        if member.is_dir():
            continue
        if member.flag_bits & _ENCRYPTED:
            raise unreadable("ARCHIVE_ENCRYPTED")
        if (key := name.casefold()) in seen:
            raise unreadable("ARCHIVE_DUPLICATE_NAME", found=name)
        seen.add(key)
        if not _is_clutter(name):
            members[name] = member
    _check_sizes(members)
    return members


def _safe_name(member: zipfile.ZipInfo) -> str:
    """Return the member's name, decoded and proven to stay inside the folder."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise unreadable("ARCHIVE_SYMLINK", found=member.filename)
    name = _decoded(member).replace("\\", "/")
    parts = PurePosixPath(name).parts
    unsafe = (
        name.startswith("/")
        or ".." in parts
        or any(":" in part or "\0" in part for part in parts)
        or "\0" in member.orig_filename.rstrip("\0")
        or not parts
    )
    if unsafe:
        raise unreadable("ARCHIVE_UNSAFE_PATH", found=name)
    return unicodedata.normalize("NFC", str(PurePosixPath(*parts)))


def _decoded(member: zipfile.ZipInfo) -> str:
    """Undo zipfile's reading of names as cp437: Russian Windows writes cp866, others UTF-8."""
    if member.flag_bits & _UTF8_NAME or member.orig_filename.isascii():
        return member.orig_filename
    raw = member.orig_filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")


def _is_clutter(name: str) -> bool:
    parts = [part.casefold() for part in PurePosixPath(name).parts]
    return any(part in _CLUTTER or part.startswith("._") for part in parts)


def _check_sizes(members: Mapping[str, zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members.values())
    for name, member in members.items():
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > _RATIO_FROM_BYTES and ratio > LIMIT_RATIO:
            raise unreadable("ARCHIVE_BOMB", found=name, n=round(ratio))
    if total > LIMIT_UNPACKED_BYTES:
        largest = max(members, key=lambda name: members[name].file_size)
        packed = sum(member.compress_size for member in members.values())
        raise unreadable("ARCHIVE_BOMB", found=largest, n=round(total / max(1, packed)))


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Path:
    """Unpack one member, refusing a byte more than it promised."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with archive.open(member) as reading, target.open("xb") as writing:
        while chunk := reading.read(_CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise unreadable("ARCHIVE_BOMB", found=target.name, n=LIMIT_RATIO)
            writing.write(chunk)
    if left:
        why = Text("файл короче обещанного", "a file is shorter than promised")
        raise unreadable("ARCHIVE_CORRUPT", why=why)
    return target


def _without_nesting(files: list[Path], folder: Path, *, deeper: bool) -> list[Path]:
    inner = [file for file in files if file.suffix.lower() in _ARCHIVES]
    if not inner:
        return files
    rest = [file for file in files if file not in inner and file.suffix.lower() not in _WRAPPING]
    if deeper and len(inner) == 1 and not rest and inner[0].suffix.lower() == ".zip":
        nest = folder / "inner"
        nest.mkdir()
        unpacked = unpack(inner[0], nest, deeper=False)
        data = [file for file in unpacked if file.suffix.lower() not in _WRAPPING]
        if data and all(file.suffix.lower() == ".xml" for file in data):
            return unpacked
    raise unreadable("ARCHIVE_NESTED", found=listing(file.name for file in inner))


_WRAPPING = (".sig", ".sgn", ".p7s", ".pdf", ".html", ".htm", ".xsl", ".xslt", ".css", ".txt")
