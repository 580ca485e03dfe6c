"""What stands beside a map: north arrow, scale bar, legend; all in millimetres of paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text as Letters

from sezgeo.i18n import Text, language, number
from sezgeo.reports.cartography.label_placement import canvas_of
from sezgeo.reports.cartography.map_frame import MapFrame
from sezgeo.reports.print_style import MM_PER_INCH, drawable


class SampleBox(NamedTuple):
    """The place of a sample in a legend, in millimetres."""

    left: float
    bottom: float
    width: float
    height: float


Swatch = Callable[[Axes, SampleBox], None]
"""Draws one sample into axes in millimetres."""
_PT_MM = MM_PER_INCH / 72
_LINE = 1.28
_SURE = 0.985
"""Part of a line that is filled: letters of a PDF are a hair wider than those on a screen."""
_KILOMETRE_M = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class LegendEntry:
    """One line of a legend: what it looks like and what it means."""

    text: Text
    swatch: Swatch


def millimetre_axes(
    figure: Figure, left: float, bottom: float, *, width: float, height: float
) -> Axes:
    """Add bare axes whose units are millimetres of paper, from the lower left corner."""
    wide, high = (side * MM_PER_INCH for side in figure.get_size_inches())
    axes = figure.add_axes((left / wide, bottom / high, width / wide, height / high))
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    return axes


def write_line(
    axes: Axes, x: float, y: float, words: str, *, size_pt: float, **style: object
) -> Letters:
    """Write one line with its upper left corner at a place in millimetres."""
    options = {"ha": "left", "va": "top", "fontsize": size_pt, "color": "0.1", **style}
    return axes.text(x, y, drawable(words), **options)  # type: ignore[arg-type]  # matplotlib's words


def wrap_lines(axes: Axes, words: str, size_pt: float, width: float, **style: object) -> list[str]:
    """
    Break a text into lines no wider than `width` millimetres, measured in the typeface itself.

    A word that is too wide for a line is broken inside.
    """
    probe = write_line(axes, 0, 0, "", size_pt=size_pt, **style)
    canvas_of(axes.figure.figure)
    per_mm = axes.figure.figure.dpi / MM_PER_INCH

    def fits(line: str) -> bool:
        probe.set_text(drawable(line))
        return float(probe.get_window_extent().width) / per_mm <= _SURE * width

    lines = [""]
    for word in words.split(" "):
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


def write_paragraph(
    axes: Axes,
    y: float,
    words: str,
    size_pt: float,
    *,
    x: float = 0.0,
    width: float | None = None,
    **style: object,
) -> float:
    """Write a text in lines from the height `y` down, and return the height below it."""
    room = (axes.get_xlim()[1] if width is None else x + width) - x
    step = size_pt * _PT_MM * _LINE
    for line in wrap_lines(axes, words, size_pt, room, **style):
        write_line(axes, x, y, line, size_pt=size_pt, **style)
        y -= step
    return y


def draw_legend(
    axes: Axes,
    y: float,
    entries: Sequence[LegendEntry],
    size_pt: float = 5.8,
    *,
    x: float = 0.0,
    width: float | None = None,
) -> float:
    """Write a legend from the height `y` down, and return the height below it."""
    sample = 7.0
    step = size_pt * _PT_MM * _LINE
    for entry in entries:
        entry.swatch(axes, SampleBox(x, y - step * 0.92, sample, step * 0.84))
        inner = None if width is None else width - sample - 2
        y = (
            write_paragraph(axes, y, entry.text.say(), size_pt, x=x + sample + 2, width=inner)
            - 0.55
        )
    return y


def box_swatch(**style: object) -> Swatch:
    """Return a sample of an area."""

    def draw(axes: Axes, box: SampleBox) -> None:
        axes.add_patch(
            Rectangle((box.left, box.bottom), box.width, box.height, **style)  # type: ignore[arg-type]
        )

    return draw


def line_swatch(*strokes: dict[str, object]) -> Swatch:
    """Return a sample of a line of one or several strokes."""

    def draw(axes: Axes, box: SampleBox) -> None:
        xs, ys = [box.left, box.left + box.width], [box.bottom + box.height / 2] * 2
        for stroke in strokes:
            axes.plot(xs, ys, solid_capstyle="butt", **stroke)  # type: ignore[arg-type]

    return draw


def mark_swatch(sign: str, **style: object) -> Swatch:
    """Return a sample of a mark."""

    def draw(axes: Axes, box: SampleBox) -> None:
        options = {
            "marker": sign, "markersize": 4.0, "markerfacecolor": "white",
            "markeredgecolor": "0.15", "markeredgewidth": 0.8, "linestyle": "none", **style,
        }  # fmt: skip
        x, y = box.left + box.width / 2, box.bottom + box.height / 2
        axes.plot([x], [y], **options)  # type: ignore[arg-type]

    return draw


def draw_north_arrow(
    axes: Axes, x: float, y: float, map_frame: MapFrame, *, high: float = 11.0
) -> None:
    """Draw an arrow to true north around a middle in millimetres; the letter stands at its tip."""
    right, up = map_frame.north
    half = high / 2

    def point(along: float, across: float) -> tuple[float, float]:
        return x + along * right + across * up, y + along * up - across * right

    tip, tail = point(half, 0), point(-half * 0.55, 0)
    for side, face in ((-1, "black"), (1, "white")):
        corner = point(-half, side * half * 0.42)
        axes.add_patch(
            Polygon(
                [tip, corner, tail], closed=True, facecolor=face, edgecolor="black", linewidth=0.6
            )
        )
    left, top = point(half + 1.9, 0)
    letter = Text("С", "N").say()
    write_line(axes, left, top, letter, size_pt=7, fontweight="bold", ha="center", va="center")


def draw_scale_bar(
    axes: Axes, x: float, y: float, map_frame: MapFrame, *, most: float = 33.0, size_pt: float = 5.8
) -> float:
    """
    Draw a bar of a round length on the ground, at most `most` millimetres, with the scale above it.

    Returns
    -------
    float
        The height below it, in millimetres.
    """
    paper = number(map_frame.scale, language(), 0)
    scale = Text(f"Масштаб 1:{paper}", f"Scale 1:{paper}").say()
    write_line(axes, x, y, scale, size_pt=size_pt)
    length_m = map_frame.bar_m(most)
    long, top = length_m * 1000 / map_frame.scale, y - 4.6
    for part in range(4):
        axes.add_patch(
            Rectangle((x + part * long / 4, top), long / 4, 1.3, linewidth=0.5, edgecolor="black",
                      facecolor="black" if part % 2 == 0 else "white", gid="scale-bar")
        )  # fmt: skip
    for share, words in _bar_numbers(length_m).items():
        write_line(axes, x + share * long, top - 0.8, words, size_pt=size_pt, ha="center")
    return top - 0.8 - size_pt * _PT_MM * _LINE


def _bar_numbers(length_m: float) -> dict[float, str]:
    """Return the numbers under a scale bar by their share of its length."""
    lang, in_km = language(), length_m >= _KILOMETRE_M
    unit = Text("км", "km") if in_km else Text("м", "m")
    length = length_m / _KILOMETRE_M if in_km else length_m
    whole = f"{number(length, lang)}\xa0{unit.say()}"
    return {0.0: "0", 0.5: number(length / 2, lang), 1.0: whole}
