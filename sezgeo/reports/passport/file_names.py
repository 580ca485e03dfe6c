"""Where passports lie and how their files are called: maps and workbooks link to them by it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

PASSPORTS = "passports"
"""Folder of passports beside the map or the workbook that links to them."""

PassportFormat = Literal["pdf", "docx", "html"]
"""Forms of a passport, the one that is linked to first."""


def passport_name(profile: str, plot_id: str) -> str:
    """
    Return the name of a passport's file, without its ending.

    Signs that a file's name may not hold become dashes: a cadastral number has colons.

    Examples
    --------
    >>> passport_name("biotech", "ALB-012"), passport_name("biotech", "77:01:0001001:1")
    ('passport_biotech_ALB-012', 'passport_biotech_77-01-0001001-1')
    """
    return "passport_" + "_".join(
        "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in word).strip(".")
        for word in (profile, plot_id)
    )


def passports_beside(folder: Path, profile: str, plots: Iterable[str]) -> dict[str, str]:
    """Return the passport of each plot that has one in `folder`, as a path relative to it."""
    passports = {plot: _passport_beside(folder, passport_name(profile, plot)) for plot in plots}
    return {plot: file for plot, file in passports.items() if file}


def _passport_beside(folder: Path, name: str) -> str:
    files = [f"{PASSPORTS}/{name}.{ending}" for ending in get_args(PassportFormat)]
    return next((file for file in files if (folder / file).is_file()), "")
