"""The one typeface of all printed matter: DejaVu Sans, which comes with matplotlib."""

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

NAME = "DejaVu Sans"
_FOLDER = Path(mpl.get_data_path()) / "fonts" / "ttf"
REGULAR = _FOLDER / "DejaVuSans.ttf"
BOLD = _FOLDER / "DejaVuSans-Bold.ttf"
UNDRAWABLE = "\ufffd"
"""Stands for a sign that the typeface lacks."""
_SPACES = "\xa0\u202f"


def drawable(text: str) -> str:
    r"""
    Return a text on one line that the typeface can draw.

    Control codes become spaces; a sign without a glyph becomes a visible mark, so that nobody
    takes a name for another. Delivered names may hold anything.

    Examples
    --------
    >>> drawable("Мост\n\x00 № 5 漢")
    'Мост   № 5 \ufffd'
    """
    known = _glyphs()
    return "".join(
        " "
        if not (sign.isprintable() or sign in _SPACES)
        else sign
        if ord(sign) in known
        else UNDRAWABLE
        for sign in text
    )


@cache
def _glyphs() -> frozenset[int]:
    """Return the signs that both the regular and the bold face have."""
    return frozenset(FT2Font(str(REGULAR)).get_charmap()) & frozenset(
        FT2Font(str(BOLD)).get_charmap()
    )
