"""What stands beside a map: north arrow, scale bar, legend; all in millimetres of paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text as Letters

from sezgeo.i18n import Text, language, number
from sezgeo.reports.cartography.label_placement import renderer_of
from sezgeo.reports.cartography.map_frame import View
from sezgeo.reports.print_style import MM_PER_INCH, drawable

Swatch = Callable[[Axes, float, float, float, float], None]
"""Draws one sample into axes in millimetres: left, bottom, width, height."""
_PT_MM = MM_PER_INCH / 72
_LINE = 1.28
_SURE = 0.985
"""Part of a line that is filled: letters of a PDF are a hair wider than those on a screen."""
_KILOMETRE_M = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One line of a legend: what it looks like and what it means."""

    text: Text
    swatch: Swatch


def millimetres(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add bare axes whose units are millimetres of paper, from the lower left corner."""
    wide, high = (side * MM_PER_INCH for side in figure.get_size_inches())
    axes = figure.add_axes((left / wide, bottom / high, width / wide, height / high))
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    return axes


def write(axes: Axes, x: float, y: float, said: str, size_pt: float, **style: object) -> Letters:
    """Write one line with its upper left corner at a place in millimetres."""
    given = {"ha": "left", "va": "top", "fontsize": size_pt, "color": "0.1", **style}
    return axes.text(x, y, drawable(said), **given)  # type: ignore[arg-type]  # matplotlib's words


def wrapped(axes: Axes, said: str, size_pt: float, width: float, **style: object) -> list[str]:
    """
    Break a text into lines no wider than `width` millimetres, measured in the typeface itself.

    A word that is too wide for a line is broken inside.
    """
    probe = write(axes, 0, 0, "", size_pt, **style)
    renderer_of(axes.figure.figure)
    per_mm = axes.figure.figure.dpi / MM_PER_INCH

    def fits(line: str) -> bool:
        probe.set_text(drawable(line))
        return float(probe.get_window_extent().width) / per_mm <= _SURE * width

    lines = [""]
    for word in said.split(" "):
        rest = word
        longer = f"{lines[-1]} {rest}" if lines[-1] else rest
        if fits(longer):
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        while not fits(rest):
            cut = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or fits(rest[:n]))
            lines[-1:] = [rest[:cut], ""]
            rest = rest[cut:]
        lines[-1] = rest
    probe.remove()
    return lines


def paragraph(
    axes: Axes,
    y: float,
    said: str,
    size_pt: float,
    *,
    x: float = 0.0,
    width: float | None = None,
    **style: object,
) -> float:
    """Write a text in lines from the height `y` down, and return the height below it."""
    room = (axes.get_xlim()[1] if width is None else x + width) - x
    step = size_pt * _PT_MM * _LINE
    for line in wrapped(axes, said, size_pt, room, **style):
        write(axes, x, y, line, size_pt, **style)
        y -= step
    return y


def legend(
    axes: Axes,
    y: float,
    entries: Sequence[Entry],
    size_pt: float = 5.8,
    *,
    x: float = 0.0,
    width: float | None = None,
) -> float:
    """Write a legend from the height `y` down, and return the height below it."""
    sample = 7.0
    step = size_pt * _PT_MM * _LINE
    for entry in entries:
        entry.swatch(axes, x, y - step * 0.92, sample, step * 0.84)
        inner = None if width is None else width - sample - 2
        y = paragraph(axes, y, entry.text.say(), size_pt, x=x + sample + 2, width=inner) - 0.55
    return y


def box_swatch(**style: object) -> Swatch:
    """Return a sample of an area."""

    def draw(axes: Axes, x: float, y: float, wide: float, high: float) -> None:
        axes.add_patch(Rectangle((x, y), wide, high, **style))  # type: ignore[arg-type]

    return draw


def line_swatch(*strokes: dict[str, object]) -> Swatch:
    """Return a sample of a line of one or several strokes."""

    def draw(axes: Axes, x: float, y: float, wide: float, high: float) -> None:
        for stroke in strokes:
            axes.plot([x, x + wide], [y + high / 2] * 2, solid_capstyle="butt", **stroke)  # type: ignore[arg-type]

    return draw


def mark_swatch(sign: str, **style: object) -> Swatch:
    """Return a sample of a mark."""

    def draw(axes: Axes, x: float, y: float, wide: float, high: float) -> None:
        given = {
            "marker": sign, "markersize": 4.0, "markerfacecolor": "white",
            "markeredgecolor": "0.15", "markeredgewidth": 0.8, "linestyle": "none", **style,
        }  # fmt: skip
        axes.plot([x + wide / 2], [y + high / 2], **given)  # type: ignore[arg-type]

    return draw


def north_arrow(axes: Axes, x: float, y: float, view: View, *, high: float = 11.0) -> None:
    """Draw an arrow to true north around a middle in millimetres; the letter stands at its tip."""
    right, up = view.north
    half = high / 2

    def at(along: float, across: float) -> tuple[float, float]:
        return x + along * right + across * up, y + along * up - across * right

    tip, tail = at(half, 0), at(-half * 0.55, 0)
    for side, face in ((-1, "black"), (1, "white")):
        corner = at(-half, side * half * 0.42)
        axes.add_patch(
            Polygon(
                [tip, corner, tail], closed=True, facecolor=face, edgecolor="black", linewidth=0.6
            )
        )
    over = at(half + 1.9, 0)
    write(axes, *over, Text("С", "N").say(), 7, fontweight="bold", ha="center", va="center")


def scale_bar(
    axes: Axes, x: float, y: float, view: View, *, most: float = 33.0, size_pt: float = 5.8
) -> float:
    """
    Draw a bar of a round length on the ground, at most `most` millimetres, with the scale above it.

    Returns
    -------
    float
        The height below it, in millimetres.
    """
    lang = language()
    paper = number(view.scale, lang, 0)
    write(axes, x, y, Text(f"Масштаб 1:{paper}", f"Scale 1:{paper}").say(), size_pt)
    whole = view.bar_m(most)
    long, top = whole * 1000 / view.scale, y - 4.6
    for part in range(4):
        axes.add_patch(
            Rectangle((x + part * long / 4, top), long / 4, 1.3, linewidth=0.5, edgecolor="black",
                      facecolor="black" if part % 2 == 0 else "white", gid="scale-bar")
        )  # fmt: skip
    in_km = whole >= _KILOMETRE_M
    unit = Text("км", "km") if in_km else Text("м", "m")
    each = whole / _KILOMETRE_M if in_km else whole
    ends = {0.0: "0", 0.5: number(each / 2, lang), 1.0: f"{number(each, lang)}\xa0{unit.say()}"}
    for share, told in ends.items():
        write(axes, x + share * long, top - 0.8, told, size_pt, ha="center")
    return top - 0.8 - size_pt * _PT_MM * _LINE
