"""What tests ask of printed figures: where each text stands, and whether any two overlap."""

from functools import cache
from itertools import combinations

import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from shapely import affinity

import sezgeo


@cache
def biotech():
    """The study of the shipped layers that all tests of printed matter look at."""
    return sezgeo.open().study("biotech")


def texts_of(figure):
    """Every text that is seen, with the turned box it takes, in pixels."""
    canvas = FigureCanvasAgg(figure)
    if any(axes.axison and axes.get_xticks().size for axes in figure.axes):
        canvas.draw()  # the labels of ticks are written only then
    found = []
    for artist in figure.findobj(Text):
        if artist.get_visible() and artist.get_text().strip():
            turn = artist.get_rotation()
            artist.set_rotation(0)
            level = shapely.box(*artist.get_window_extent().extents)
            artist.set_rotation(turn)
            found.append((artist, affinity.rotate(level, turn, origin="center")))
    return found


def clashes(figure):
    """Pairs of texts that overlap by more than a hair, and texts that leave the page."""
    found = texts_of(figure)
    page = shapely.box(*figure.bbox.extents)
    out = [text.get_text() for text, box in found if not page.buffer(0.5).contains(box)]
    over = [
        (a.get_text(), b.get_text())
        for (a, one), (b, other) in combinations(found, 2)
        if one.intersects(other) and one.buffer(-0.7).intersects(other)
    ]
    return out + over


def said(figure):
    return [text.get_text() for text, _ in texts_of(figure)]
