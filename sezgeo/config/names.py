"""Names that become parts of file names: no path, no sign that a file system minds."""

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated

from pydantic import AfterValidator

from sezgeo.config.model import ProblemsError
from sezgeo.i18n import Text

LONGEST = 64
_NAME = re.compile(rf"\w[\w-]{{0,{LONGEST - 1}}}")


def _file_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        text = Text(
            f"нужно имя из букв, цифр, `_` и `-`, не длиннее {LONGEST} знаков: "
            "по нему называют файлы",
            f"a name of letters, digits, `_` and `-` is needed, of at most {LONGEST} characters: "
            "files are called by it",
        )
        raise ProblemsError([text])
    return name


def _beside(path: str) -> str:
    parts = PureWindowsPath(path)
    if not path or parts.anchor or PurePosixPath(path).is_absolute() or ".." in parts.parts:
        text = Text(
            "нужен файл рядом с этим: без `..` и не от корня диска",
            "a file beside this one is needed: without `..`, and not from the root of a disk",
        )
        raise ProblemsError([text])
    return path


FileName = Annotated[str, AfterValidator(_file_name)]
"""A key that files are called by."""
BesidePath = Annotated[str, AfterValidator(_beside)]
"""A file in the folder of the file that names it, or below."""
