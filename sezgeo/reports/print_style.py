"""The look of all printed matter: one typeface (DejaVu Sans, from matplotlib), one chart style."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
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


STYLE: Mapping[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, and has Cyrillic
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "0.4",
    "axes.grid": False,
    "xtick.color": "0.2",
    "ytick.color": "0.2",
    "hatch.color": "0.45",
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "svg.hashsalt": "sezgeo",
    "figure.facecolor": "white",
    "pdf.fonttype": 42,  # whole letters of the typeface, which readers can search and copy
    "text.parse_math": False,  # a delivered name may hold dollar signs
}
"""One look for all charts."""


def figure_bytes(figure: Figure, kind: str, **options: Any) -> bytes:  # noqa: ANN401 - of savefig
    """Return a figure as PNG, SVG or PDF; nothing in it tells the time or the machine."""
    undated = {"Software": None} if kind == "png" else {"Date": None}
    if kind == "pdf":
        undated = {"CreationDate": None}
    metadata = options.pop("metadata", {}) | undated
    buffer = BytesIO()
    with mpl.rc_context(dict(STYLE)):
        figure.savefig(buffer, format=kind, metadata=metadata, **options)
    return buffer.getvalue()


MM_PER_INCH = 25.4
